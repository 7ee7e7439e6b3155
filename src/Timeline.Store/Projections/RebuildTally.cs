using System.Diagnostics;

namespace Timeline.Store.Projections;

/// <summary>Counts what a rebuild has folded, and says so a few times a second.</summary>
internal sealed class RebuildTally(Action<RebuildProgress>? progress)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Lock _gate = new();
    private RebuildStep _step = RebuildStep.Folding;
    private TimeSpan _said = -Pause;
    private long _done;

    public long Total { get; set; }

    public long Done => Interlocked.Read(ref _done);

    public TimeSpan Elapsed => _clock.Elapsed;

    public void Step(RebuildStep step)
    {
        lock (_gate)
            (_step, _said) = (step, -Pause);
        Add(0);
    }

    public void Add(long events)
    {
        Interlocked.Add(ref _done, events);
        if (progress is null)
            return;
        lock (_gate)
        {
            if (Elapsed - _said < Pause)
                return;
            _said = Elapsed;
            var done = Done;
            // More than there were at the start, where some were appended meanwhile, or folded twice.
            progress(new(_step, done, Math.Max(Total, done), Elapsed));
        }
    }
}
