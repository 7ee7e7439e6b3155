using System.Collections.Concurrent;
using Npgsql;
using Timeline.Domain;
using Timeline.Store.Log;
using Timeline.Store.Projections;

namespace Timeline.Store.Commands;

/// <summary>
/// The way of a command: load what it needs, decide, append its event and the rows that follow from it in one transaction.
/// Of two that race, one wins and the other decides anew on what the first one left.
/// </summary>
public sealed class Newsroom : INewsroom
{
    // Only another node can win a race for a story, as one node's commands take turns; so many in a row is no race.
    private const int Attempts = 50;

    private readonly ConcurrentDictionary<string, Desk> _desks = new(StringComparer.Ordinal);
    private readonly EventStore _log;
    private readonly EventFeed _feed;
    private readonly Announcements _announcements;
    private readonly ServerClock _clock;
    private readonly StoryLoader _loader;
    private readonly CatchUp _catchUp;
    private readonly Receipts _receipts;

    /// <summary>Works on one database.</summary>
    /// <param name="log">The event log.</param>
    /// <param name="feed">Tells the other nodes.</param>
    /// <param name="announcements">Told of every story that changes, after the commit.</param>
    /// <param name="clock">The time that is recorded; corrected where the database server's clock differs.</param>
    public Newsroom(EventStore log, EventFeed feed, Announcements announcements, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(log);
        (_log, _feed, _announcements, _clock) = (log, feed, announcements, new(clock));
        _loader = new StoryLoader(log, log.Schema);
        _catchUp = new CatchUp(log, _loader, log.Schema);
        _receipts = new Receipts(log);
    }

    /// <inheritdoc/>
    public async Task<CommandResult> ExecuteAsync(string story, Command command, Submission by, CancellationToken ct = default)
    {
        // What was answered once is answered again, even where it would be refused by now.
        if (by.Key is not null && await _receipts.RecallAsync(by, ct) is { } known)
            return known;

        var desk = _desks.GetOrAdd(story, _ => new Desk());
        await desk.Turn.WaitAsync(ct);
        try
        {
            var newId = EntryId.New();
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                var result = await TryAsync(desk, story, command, newId, by, ct);
                if (result is not null)
                    return result is CommandResult.Stored ? result : await _receipts.SettleAsync(by, story, result, ct);
                desk.Head = null;
            }
        }
        catch (UnreadableEventException error)
        {
            return Refusals.Stopped(error);
        }
        catch (PostgresException error) when (Refusals.Of(error) is { } refusal)
        {
            return refusal;
        }
        catch
        {
            // It may or may not have been committed.
            desk.Head = null;
            throw;
        }
        finally
        {
            desk.Turn.Release();
            if (desk.Head is null)
                _desks.TryRemove(new(story, desk));
        }

        return Refusals.TooBusy;
    }

    // Null: somebody else was faster; load again and decide anew.
    private async Task<CommandResult?> TryAsync(
        Desk desk, string id, Command command, string newId, Submission by, CancellationToken ct)
    {
        var (head, hash) = desk.Head ??= await _catchUp.HeadAsync(id, ct);
        var story = await _loader.ForAsync(command, head, id, ct);
        var now = story.NextRecorded(_clock.Now);
        switch (command.Decide(story, new(now, newId)))
        {
            case Decision.Refused refused:
                // An unknown story leaves nothing behind in memory.
                desk.Head = head.Story is null ? null : desk.Head;
                return new CommandResult.Refused(refused.Refusal);
            case Decision.NothingToDo nothing:
                return new CommandResult.Unchanged(
                    nothing.Entry, story.Version, story.PublicVersion, story.Entries[nothing.Entry].UpdatedAt, nothing.Sentence);
            case Decision.Accepted accepted:
                return await StoreAsync(desk, id, story, hash, accepted, now, by, ct);
            default:
                throw new InvalidOperationException("A decision is one of three.");
        }
    }

    private async Task<CommandResult?> StoreAsync(
        Desk desk, string id, StoryState story, string hash, Decision.Accepted accepted, DateTimeOffset now, Submission by,
        CancellationToken ct)
    {
        var projection = new Projection(_log.Schema);
        var after = projection.Fold(story, accepted.Event, story.Version + 1, now);
        AppendResult result;
        try
        {
            result = await _log.AppendAsync(new Append
            {
                Stream = id,
                ExpectedVersion = story.Version,
                PreviousHash = hash,
                Recorded = now,
                Actor = by.Actor,
                CorrelationId = by.CorrelationId,
                Events = [Codec.Write(accepted.Event)],
                Key = by.Key is null ? null : new(by.Key, by.Fingerprint ?? [], Receipts.Write(accepted.Entry, now, after.PublicVersion)),
                Also = [.. projection.Commands()],
            }, ct);
        }
        catch (PostgresException error) when (error.SqlState == SqlStates.HeadMoved)
        {
            // The log has events that nobody folded: another application wrote them.
            await _catchUp.FoldAsync(id, ct);
            return null;
        }
        catch (FormatException error)
        {
            return new CommandResult.Refused(Refusal.Of(RefusalReason.Invalid, "unstorable", error.Message));
        }

        switch (result)
        {
            case Appended appended:
                desk.Head = (after with { Entries = StoryState.Empty.Entries }, appended.Hash);
                _announcements.Announce(id);
                _ = _feed.NotifyAsync();
                return new CommandResult.Stored(accepted.Entry, appended.Version, after.PublicVersion, appended.Position, now);
            case ClockSkew skew:
                // Our clock can be corrected; where the story itself gave the time, that would help nothing.
                if (now == story.Recorded.AddMicroseconds(1) && now > skew.ServerNow)
                    return Refusals.ClockBehind(skew.ServerNow);
                _clock.Correct(now, skew.ServerNow);
                return null;
            case DuplicateKey:
                // Somebody else has appended since we looked.
                desk.Head = null;
                return await _receipts.RecallAsync(by, ct);
            default:
                return null;
        }
    }

    private sealed class Desk
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public (StoryState Story, string Hash)? Head { get; set; }
    }
}
