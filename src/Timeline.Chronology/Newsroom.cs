using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Npgsql;
using Timeline.Domain;
using Timeline.Domain.Values;
using Timeline.EventLog;

namespace Timeline.Chronology;

/// <summary>Who asks, and what the log keeps of the request.</summary>
/// <param name="Actor">The subject of the editor's token.</param>
/// <param name="CorrelationId">The request that it belongs to.</param>
/// <param name="Key">The idempotency key, or null.</param>
/// <param name="Fingerprint">The digest of the request, by which a repetition is told from another one.</param>
public sealed record Submission(string Actor, string? CorrelationId = null, string? Key = null, byte[]? Fingerprint = null);

/// <summary>What became of a command.</summary>
public abstract record CommandResult
{
    private CommandResult()
    {
    }

    /// <summary>Stored and in the chronology.</summary>
    /// <param name="Entry">The entry it concerns, or null where it concerns the story.</param>
    /// <param name="Version">The story's version.</param>
    /// <param name="Position">The event's position in the whole log.</param>
    /// <param name="UpdatedAt">The entry's new <see cref="Entry.UpdatedAt"/>.</param>
    public sealed record Stored(string? Entry, long Version, long Position, DateTimeOffset UpdatedAt) : CommandResult;

    /// <summary>Nothing was stored, since nothing would change.</summary>
    /// <param name="Entry">The entry it concerns.</param>
    /// <param name="Version">The story's version.</param>
    /// <param name="UpdatedAt">The entry's <see cref="Entry.UpdatedAt"/>.</param>
    /// <param name="Sentence">Why nothing changes.</param>
    public sealed record Unchanged(string Entry, long Version, DateTimeOffset UpdatedAt, string Sentence) : CommandResult;

    /// <summary>Nothing was stored.</summary>
    /// <param name="Refusal">Why.</param>
    public sealed record Refused(Refusal Refusal) : CommandResult;
}

/// <summary>
/// The way of a command: load what it needs, decide, append its event and the rows that follow from it in one transaction.
/// Of two that race, one wins and the other decides anew on what the first one left.
/// </summary>
public sealed class Newsroom
{
    // Only another node can win a race for a story, as one node's commands take turns; so many in a row is no race.
    private const int Attempts = 50;

    private readonly ConcurrentDictionary<string, Desk> _desks = new(StringComparer.Ordinal);
    private readonly EventStore _log;
    private readonly EventFeed _feed;
    private readonly Announcements _announcements;
    private readonly TimeProvider _clock;
    private readonly StoryLoader _loader;
    private readonly CatchUp _catchUp;
    private TimeSpan _skew;

    /// <summary>Works on one database.</summary>
    /// <param name="log">The event log.</param>
    /// <param name="feed">Tells the other nodes.</param>
    /// <param name="announcements">Told of every story that changes, after the commit.</param>
    /// <param name="clock">The time that is recorded; corrected where the database server's clock differs.</param>
    public Newsroom(EventStore log, EventFeed feed, Announcements announcements, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(log);
        (_log, _feed, _announcements, _clock) = (log, feed, announcements, clock);
        _loader = new StoryLoader(log, log.Schema);
        _catchUp = new CatchUp(log, _loader, log.Schema);
    }

    /// <summary>Carries out a command on a story.</summary>
    /// <param name="story">The story's id; for <see cref="OpenStory"/> that of the new one.</param>
    /// <param name="command">The command.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="ct">Cancels; the outcome is then unknown, but all or nothing.</param>
    public async Task<CommandResult> ExecuteAsync(string story, Command command, Submission by, CancellationToken ct = default)
    {
        // What was answered once is answered again, even where it would be refused by now.
        if (by.Key is not null && await RecallAsync(by, ct) is { } known)
            return known;

        var desk = _desks.GetOrAdd(story, _ => new Desk());
        await desk.Turn.WaitAsync(ct);
        try
        {
            var newId = NewId();
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                var result = await TryAsync(desk, story, command, newId, by, ct);
                // It may be refused because its twin, sent at the same time, has done it all: then it has its answer.
                if (result is not (null or CommandResult.Stored) && by.Key is not null)
                    result = await RecallAsync(by, ct) ?? result;
                if (result is not null)
                    return result;
                desk.Head = null;
            }
        }
        catch (UnreadableEventException error)
        {
            return new CommandResult.Refused(Refusal.Of(RefusalReason.State, "story-stopped",
                $"The story stops at version {error.Stored.Version}: {error.Message}"));
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

        return new CommandResult.Refused(Refusal.Of(RefusalReason.State, "too-busy",
            "Others keep changing this story faster than this command gets its turn. Send it again."));
    }

    // Null: somebody else was faster; load again and decide anew.
    private async Task<CommandResult?> TryAsync(
        Desk desk, string id, Command command, string newId, Submission by, CancellationToken ct)
    {
        var (head, hash) = desk.Head ??= await LoadAsync(id, ct);
        var story = await _loader.WithEntriesAsync(head, id, command.Needs, ct);
        story = await _loader.WithEntriesAsync(story, id, command.NeedsBeside(story), ct);
        var now = story.NextRecorded(_clock.GetUtcNow() + _skew);
        switch (command.Decide(story, new(now, newId)))
        {
            case Decision.Refused refused:
                // An unknown story leaves nothing behind in memory.
                desk.Head = head.Story is null ? null : desk.Head;
                return new CommandResult.Refused(refused.Refusal);
            case Decision.NothingToDo nothing:
                return new CommandResult.Unchanged(
                    nothing.Entry, story.Version, story.Entries[nothing.Entry].UpdatedAt, nothing.Sentence);
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
                Key = by.Key is null ? null : new(by.Key, by.Fingerprint ?? [], Receipt(accepted.Entry, now)),
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
                return new CommandResult.Stored(accepted.Entry, appended.Version, appended.Position, now);
            case ClockSkew skew:
                _skew = skew.ServerNow - _clock.GetUtcNow();
                return null;
            case DuplicateKey:
                // Somebody else has appended since we looked.
                desk.Head = null;
                return await RecallAsync(by, ct);
            default:
                return null;
        }
    }

    private async Task<(StoryState, string)> LoadAsync(string id, CancellationToken ct)
    {
        for (var attempt = 0; ; attempt++)
        {
            var story = await _loader.HeadAsync(id, ct);
            if (!SlugAttribute.IsSlug(id))
                return (story, "");
            var head = await _log.HeadAsync(id, ct);
            if (story.Version == (head?.Version ?? 0) || attempt == Attempts)
                return (story, head?.Hash ?? "");
            // Either an append came between the two looks, or somebody wrote who does not fold.
            await _catchUp.FoldAsync(id, ct);
        }
    }

    private async Task<CommandResult?> RecallAsync(Submission by, CancellationToken ct)
    {
        if (await _log.RecallAsync(by.Actor, by.Key!, ct) is not { } known)
            return null;
        if (!known.Fingerprint.AsSpan().SequenceEqual(by.Fingerprint))
        {
            return new CommandResult.Refused(Refusal.Of(RefusalReason.Invalid, "idempotency-key-reused",
                "This Idempotency-Key was used for another request. Use a new key for a new command."));
        }

        var parts = known.Result.Split(' ');
        return new CommandResult.Stored(parts[0].Length > 0 ? parts[0] : null, known.Version, known.Position,
            EntryTag.FromMicroseconds(long.Parse(parts[1], CultureInfo.InvariantCulture)));
    }

    private static string Receipt(string? entry, DateTimeOffset updated) =>
        string.Create(CultureInfo.InvariantCulture, $"{entry} {EntryTag.Microseconds(updated)}");

    // 50 random bits without vowels or look-alikes: short, spells nothing, and says nothing about other entries.
    private static string NewId() => RandomNumberGenerator.GetString("23456789bcdfghjkmnpqrstvwxyz", 11);

    private sealed class Desk
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public (StoryState Story, string Hash)? Head { get; set; }
    }
}
