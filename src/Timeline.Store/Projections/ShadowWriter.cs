using System.Runtime.CompilerServices;
using JasperFx.Events;
using Marten;
using Npgsql;
using Timeline.Domain;
using Timeline.Domain.People;
using Timeline.Domain.Stories;
using Timeline.Domain.TakeDowns;

namespace Timeline.Store.Projections;

/// <summary>Folds stories into a shadow of the chronology, each by one hand, several at once.</summary>
internal sealed class ShadowWriter(TimelineDatabase database, IDocumentStore events, string schema, RebuildTally tally)
{
    // So many rows go to PostgreSQL at once, which writes them while we fold the next. More gain nothing, and are objects that
    // only the rarest collection of garbage takes.
    internal const int BatchSize = 128;
    // Each hand has a page in memory, and with it what was read of the next.
    private const int PageSize = 500;

    // Of one story; others are folded again from their own events when they are needed.
    internal const int EntriesInMemory = 2000;

    private readonly StoryLoader _loader = new(database, schema);

    /// <summary>Folds what was appended since.</summary>
    /// <param name="ct">Cancels.</param>
    /// <param name="story">Of this story alone; null for all.</param>
    /// <returns>How many events that took.</returns>
    public async Task<long> CatchUpAsync(CancellationToken ct, string? story = null)
    {
        var before = tally.Done;
        var behind = await BehindAsync(story, ct);
        await Parallel.ForEachAsync(
            await _loader.StoriesAsync(behind, null, ct), Rebuild.Hands(ct), (story, stop) => FoldAsync(story.Key, story.Value.State, stop));
        return tally.Done - before;
    }

    /// <summary>Folds a story from a state to its end, or up to an event that cannot be folded, which is noted.</summary>
    public async ValueTask FoldAsync(string id, StoryState story, CancellationToken ct)
    {
        try
        {
            await FoldAsync(id, story, BatchSize, ct);
        }
        catch (PostgresException error) when (error.RefusesContent())
        {
            // One by one from what is written, to see which event it is.
            await FoldAsync(id, (await _loader.StoriesAsync([id], null, ct))[id].State, 1, ct);
        }
    }

    /// <param name="id">The story.</param>
    /// <param name="story">The state to fold from.</param>
    /// <param name="batchSize">How many rows are written together.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="rewritten">All that is read was stored, or rewritten, at this event version or after it.</param>
    private async Task FoldAsync(string id, StoryState story, int batchSize, CancellationToken ct, long rewritten = 0)
    {
        var chronology = new Chronology(schema);
        var writing = Task.CompletedTask;
        try
        {
            for (var (page, start) = (PageSize, story.Version); page == PageSize; page = (int)(story.Version - start), start = story.Version)
            {
                await foreach (var stored in PageAsync(id, story.Version + 1, ct))
                {
                    // What was read before it may be from before it was rewritten by it.
                    if (stored.Data is ITakesDown && stored.Version > rewritten)
                    {
                        await writing;
                        await ForgetAsync(id, ct);
                        await FoldAsync(id, StoryState.Empty, batchSize, ct, stored.Version);
                        return;
                    }

                    if (stored.Data is StoryChanged { Anew: true })
                    {
                        await writing;
                        if (chronology.Count > 0)
                            await WriteAsync(chronology, ct);
                        chronology = new(schema);
                        story = await _loader.WithAllAsync(story, null, ct);
                    }

                    story = await FoldAsync(chronology, story, stored, ct);
                    tally.Add(1);
                    if (chronology.Count < batchSize)
                        continue;
                    await writing;
                    writing = WriteAsync(chronology, ct);
                    chronology = new(schema);
                    if (batchSize > 1 && story.Entries.Count <= EntriesInMemory)
                        continue;
                    await writing;
                    story = story with { Entries = StoryState.Empty.Entries };
                }
            }

            await writing;
            if (chronology.Count > 0)
                await WriteAsync(chronology, ct);
        }
        catch (UnreadableEventException unreadable)
        {
            await writing;
            if (chronology.Count > 0)
                await WriteAsync(chronology, ct);
            await StopAsync(unreadable, ct);
        }
        catch (PostgresException error) when (batchSize == 1 && error.RefusesContent())
        {
            await StopAsync(new(id, story.Version, $"PostgreSQL keeps no row of it: {error.MessageText}", error), ct);
        }
        finally
        {
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<StoryState> FoldAsync(Chronology chronology, StoryState story, IEvent stored, CancellationToken ct)
    {
        var id = stored.StreamKey!;
        try
        {
            if (stored.Data is StoryEvent data && StreamId.NamedBy(data) is { } named && named != id)
                throw new InvalidOperationException($"it is of '{named}'.");
            if (stored.Data is EntryChanged { Entry: { } entry } && !story.Entries.ContainsKey(entry)
                && (await _loader.EntriesAsync([(id, entry)], null, ct)).GetValueOrDefault((id, entry)).Entry is { } known)
                story = story with { Entries = story.Entries.SetItem(entry, known) };
            return chronology.Fold(story, (StoryEvent)stored.Data, stored.Version, story.NextRecorded(stored.Timestamp));
        }
        catch (Exception error) when (DoesNotFit(error))
        {
            throw new UnreadableEventException(id, stored.Version, $"This event does not fit its story: {error.Message}", error);
        }
    }

    // Marten reads a page of a stream whole or not at all: where it cannot, event by event up to the one that it is.
    private async IAsyncEnumerable<IEvent> PageAsync(string id, long from, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var session = events.QuerySession();
        var (page, _) = await TryFetchAsync(session, id, from, from + PageSize - 1, ct);
        if (page is not null)
        {
            foreach (var stored in page)
                yield return stored;
            yield break;
        }

        for (var version = from; version < from + PageSize; version++)
        {
            var (one, problem) = await TryFetchAsync(session, id, version, version, ct);
            if (problem is not null)
            {
                // Where the type is unknown or the data is not of its shape, we say it better.
                await foreach (var stored in database.ReadStreamAsync(id, version, ct).Take(1))
                    _ = stored.Read();
                throw new UnreadableEventException(id, version, $"This event cannot be read: {problem.Message}", problem);
            }

            if (one is not [var single])
                yield break;
            yield return single;
        }
    }

    private static async Task<(IReadOnlyList<IEvent>? Page, Exception? Problem)> TryFetchAsync(
        IQuerySession session, string id, long from, long to, CancellationToken ct)
    {
        try
        {
            return (await session.Events.FetchStreamAsync(id, to, fromVersion: from, token: ct), null);
        }
        catch (Exception error) when (error is not (OperationCanceledException or TimeoutException)
            && error.Within<NpgsqlException>() is null)
        {
            return (null, error);
        }
    }

    // Folding fails so where the event, as it is stored, cannot follow on the events before it.
    internal static bool DoesNotFit(Exception error) => error is InvalidOperationException or FormatException
        or KeyNotFoundException or TimeZoneNotFoundException or NullReferenceException or ArgumentException or InvalidCastException;

    private async Task ForgetAsync(string id, CancellationToken ct)
    {
        await using var command = database.Source.CreateCommand($"select \"{schema}\".tl_forget($1, null)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task WriteAsync(Chronology chronology, CancellationToken ct)
    {
        await using var batch = database.Source.CreateBatch();
        // The swap's own commit waits for the disk, and takes all before it along.
        batch.BatchCommands.Add(new("select set_config('synchronous_commit', 'off', true)"));
        batch.BatchCommands.Add(chronology.Write());
        await batch.ExecuteNonQueryAsync(ct);
    }

    private async Task<IReadOnlyCollection<string>> BehindAsync(string? story, CancellationToken ct)
    {
        await using var command = database.Source.CreateCommand($"""
            select s.id from {database.Quoted}.mt_streams s left join "{schema}".tl_stories t on t.id = s.id
            where coalesce(t.version, 0) < s.version and s.id <> {StoredEvents.Tombstones}
              and not exists (select from "{schema}".tl_stopped x where x.story = s.id) and ($1 = '' or s.id = $1)
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = story ?? "" });
        return await command.AllAsync(row => row.GetString(0), ct);
    }

    private async Task StopAsync(UnreadableEventException unreadable, CancellationToken ct)
    {
        await using var command = database.Source.CreateCommand(
            $"insert into \"{schema}\".tl_stopped (story, version, reason) values ($1, $2, $3) on conflict (story) do nothing");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = unreadable.Stream });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = unreadable.Version });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = unreadable.Message });
        await command.ExecuteNonQueryAsync(ct);
    }
}
