namespace Timeline.Api.Hosting;

/// <summary>
/// Gives memory back once the service has come to rest. The collector works only while memory is asked for: after a start, or a
/// burst, a process that idles would keep what it no longer needs for as long as it idles.
/// </summary>
internal sealed class IdleHeap(TimeProvider clock) : BackgroundService
{
    // For so long next to nothing must have happened.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    // What the service asks for by itself is far less; one page that is read is more.
    private const long Little = 256 * 1024;

    // The heap is the process's, and a process may hold several services.
    private static int _watched;

    private long _allocated;
    private bool _given;

    /// <summary>Whether it has come to rest since it was asked last: it is told once for each rest.</summary>
    /// <param name="allocated">How many bytes were ever asked for.</param>
    public bool CameToRest(long allocated)
    {
        var rests = allocated - _allocated < Little;
        var first = rests && !_given;
        (_allocated, _given) = (allocated, rests);
        return first;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (Interlocked.Exchange(ref _watched, 1) == 1)
            return;
        try
        {
            using var timer = new PeriodicTimer(Rest, clock);
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                // Everything stands still meanwhile, for some hundredths of a second: there is nobody who would notice.
                if (CameToRest(GC.GetTotalAllocatedBytes()))
                    GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            }
        }
        finally
        {
            _watched = 0;
        }
    }
}
