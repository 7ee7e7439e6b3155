using Timeline.Chronology;
using Timeline.Domain;
using Timeline.EventLog;

namespace Timeline.Marten;

/// <summary>What a decision works on.</summary>
/// <param name="State">The story's head and the entries that the command names.</param>
/// <param name="Hash">Hash of its last event.</param>
/// <param name="Now">The recorded time of what is accepted.</param>
/// <param name="Known">The answer that the request had before, or null.</param>
public sealed record StoryAtHand(StoryState State, string Hash, DateTimeOffset Now, CommandResult? Known);

/// <summary>Puts at hand what a command needs; once for the process.</summary>
public sealed class MartenDesk
{
    private readonly StoryLoader _loader;
    private readonly CatchUp _catchUp;
    private readonly Receipts _receipts;

    /// <summary>Works on one database.</summary>
    /// <param name="log">The event log.</param>
    /// <param name="clock">The time that is recorded; corrected where the database server's clock differs.</param>
    public MartenDesk(EventStore log, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(log);
        (Schema, Clock) = (log.Schema, new(clock));
        _loader = new StoryLoader(log, log.Schema);
        _catchUp = new CatchUp(log, _loader, log.Schema);
        _receipts = new Receipts(log);
    }

    internal string Schema { get; }

    /// <summary>The time by which events are recorded.</summary>
    internal ServerClock Clock { get; }

    /// <summary>The answer that the request had before, or null.</summary>
    internal Task<CommandResult?> RecallAsync(Submission by, CancellationToken ct) => _receipts.RecallAsync(by, ct);

    /// <summary>What to answer where nothing was stored; remembered, as what was stored is.</summary>
    internal Task<CommandResult> SettleAsync(Submission by, string story, CommandResult result, CancellationToken ct) =>
        _receipts.SettleAsync(by, story, result, ct);

    internal async Task<StoryAtHand> LoadAsync(CarryOut message, CancellationToken ct)
    {
        if (await RecallAsync(message.By, ct) is { } known)
            return new(StoryState.Empty, "", default, known);
        var (head, hash) = await _catchUp.HeadAsync(message.Story, ct);
        var story = await _loader.ForAsync(message.Command, head, message.Story, ct);
        return new(story, hash, story.NextRecorded(Clock.Now), null);
    }

    /// <summary>When the entry's embargo ends; null where it is under none.</summary>
    internal async Task<DateTimeOffset?> EmbargoEndAsync(string story, string entry, CancellationToken ct)
    {
        var state = await _loader.WithEntriesAsync(await _loader.HeadAsync(story, ct), story, [entry], ct);
        return state.Entries.GetValueOrDefault(entry)?.EmbargoUntil;
    }
}
