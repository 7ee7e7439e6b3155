using Marten;
using Microsoft.Extensions.Logging;
using Timeline.Domain;
using Timeline.Store.Queries;
using Wolverine;
using Wolverine.Marten;
using Wolverine.Runtime;

namespace Timeline.Store.Commands;

/// <summary>The way of a group of commands: decide, append, commit.</summary>
internal sealed partial class GroupWriter(
    TimelineDatabase database, IDocumentStore marten, IWolverineRuntime wolverine, SharedCaches caches, ILogger log)
{
    // By then whoever merged has moved the entries, and what was decided at the same moment is stored.
    private static readonly TimeSpan MergeAgain = TimeSpan.FromSeconds(5);

    private readonly GroupDecider _decider = new(database);
    private readonly GroupFailures _failures = new(database);

    /// <summary>The rows that the commands rest on.</summary>
    public RowLocks Rows { get; } = new(database);

    /// <summary>Decides a group, and makes ready what is to be stored of it.</summary>
    /// <param name="commands">The commands, in the order in which they are decided.</param>
    /// <param name="heads">What is known of stories; perhaps not the latest, which shows when the group is stored.</param>
    /// <param name="clock">The time that is recorded.</param>
    /// <param name="retry">Why this is not the first try, or null: then the stories' rows are locked before they are read.</param>
    /// <param name="together">Whether nothing is stored where one of them is refused.</param>
    public async Task<GroupResult> DecideAsync(
        IReadOnlyList<CarryOut> commands, Heads heads, ServerClock clock, GroupResult.Again? retry, bool together = false)
    {
        var ready = new ReadyGroup(clock.Now);
        try
        {
            await database.EnsureThereAsync();
            if (retry is not null)
            {
                // Without this two nodes would starve one another: each reads, loses, and reads again. All that they rest on, too.
                await Rows.LockAsync(await ready.OpenAsync(database), [.. commands.SelectMany(c => c.Streams).Distinct()]);
            }

            var group = ready.Group = await _decider.DecideAsync(commands, heads, ready.Decided, retry?.ServerClock, ready.Connection);
            if (heads.IsAhead ? !group.Appends.AreNone : group.Stores && !(together && group.Answers.Any(a => a.Result is CommandResult.Refused)))
                await QueueAsync(group, await ready.OpenSessionAsync(database, marten));
            return new GroupResult.Decided(ready);
        }
        catch (Exception error)
        {
            await ready.DisposeAsync();
            return Said(GroupFailures.Judge(error), error, commands.Count);
        }
    }

    /// <summary>Stores what is ready.</summary>
    /// <exception cref="CommitUnknownException">Whether it was stored cannot be told.</exception>
    public async Task<GroupResult> StoreAsync(ReadyGroup ready, ServerClock clock)
    {
        try
        {
            // Whoever looks up what became of it must not wait for its locks.
            await using (ready)
            {
                if (ready.Session is { } session)
                {
                    await session.SaveChangesAsync();
                    ready.Group!.Committed();
                }
            }

            return new GroupResult.Committed(ready.Group!);
        }
        catch (Exception error)
        {
            return Said(await _failures.JudgeAsync(error, ready, clock), error, ready.Group!.Answers.Count);
        }
    }

    /// <summary>Decides a command, signs what it says, and stores nothing.</summary>
    public async Task<Trial> TryOutAsync(CarryOut message, DateTimeOffset now, CancellationToken ct)
    {
        var group = await _decider.DecideAsync([message], new([]), now, null, null, ct);
        try
        {
            group.Sign();
        }
        catch (FormatException error)
        {
            return new(Refusals.Unstorable(error)!, false, null);
        }

        return new(group.Answers[0].Result, group.Answers[0].Repeated, group.After.GetValueOrDefault(message.Story)?.State);
    }

    /// <summary>The same, with what it is about as that stands and as it would stand.</summary>
    public async Task<Looks> PreviewAsync(CarryOut message, DateTimeOffset now, CancellationToken ct)
    {
        var trial = await TryOutAsync(message, now, ct);
        var entry = (message.Command as EntryCommand)?.Entry;
        var before = await database.FoldedAsync(message.Story, entry is null ? [] : [entry], ct) ?? StoryState.Empty;
        return new(trial, Look.Of(before, entry), Look.Of(trial.After ?? before, entry));
    }

    private GroupResult Said(GroupResult result, Exception error, int commands)
    {
        if (result is GroupResult.Committed or GroupResult.Again { Reason: not null })
            Interrupted(log, error.Message);
        else
            // No failure yet: it is tried again, or says why one of them is refused. What is neither is thrown, and logged where it arrives.
            StoredNothing(log, commands, error.Message);
        return result;
    }

    private async Task QueueAsync(CommandGroup group, IDocumentSession session)
    {
        group.Queue(session);
        if (group.Embargoes.Count + group.Merges.Count + group.Pictures.Count > 0 || (caches.Addresses.Count > 0 && group.ToPurge.Any()))
            await SendAsync(group, session);
        TransactionStatement.EndWith(session);
    }

    private async Task SendAsync(CommandGroup group, IDocumentSession session)
    {
        var outbox = new MartenOutbox(wolverine, session);
        foreach (var embargo in group.Embargoes)
            await outbox.ScheduleAsync(embargo, embargo.Until);
        foreach (var merge in group.Merges)
            await outbox.ScheduleAsync(merge, DateTimeOffset.UtcNow + MergeAgain);
        foreach (var pictures in group.Pictures)
            await outbox.PublishAsync(pictures);
        foreach (var story in group.ToPurge)
        {
            foreach (var cache in caches.Addresses)
                await outbox.PublishAsync(new PurgeCache(cache, story));
        }
    }

    [LoggerMessage(LogLevel.Warning, "A commit was interrupted, and what became of it is known: {Reason}")]
    private static partial void Interrupted(ILogger log, string reason);

    [LoggerMessage(LogLevel.Debug, "Nothing was stored of {Commands} commands, which are tried again or refused: {Reason}")]
    private static partial void StoredNothing(ILogger log, int commands, string reason);
}
