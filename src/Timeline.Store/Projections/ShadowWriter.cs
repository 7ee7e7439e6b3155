using Npgsql;
using Timeline.Domain;
using Timeline.Domain.TakeDowns;

namespace Timeline.Store.Projections;

/// <summary>Folds stories into a shadow of the chronology, each by one hand, several at once.</summary>
internal sealed class ShadowWriter(TimelineDatabase database, string schema, RebuildTally tally)
{
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
            await _loader.StoriesAsync(behind, null, ct), Rebuild.Hands(database, ct), (story, stop) => FoldAsync(story.Key, story.Value.State, stop));
        return tally.Done - before;
    }

    /// <summary>Folds a story from a state to its end, or up to an event that cannot be folded, which is noted.</summary>
    public async ValueTask FoldAsync(string id, StoryState story, CancellationToken ct)
    {
        try
        {
            await FoldAsync(id, story, StoryFold.BatchSize, ct);
        }
        catch (Exception error) when (error is UnreadableEventException || (error is PostgresException refused && refused.RefusesContent()))
        {
            // One by one from what is written, to see which event it is.
            await FoldAsync(id, (await _loader.StoriesAsync([id], null, ct))[id].State, 1, ct);
        }
    }

    private async Task FoldAsync(string id, StoryState story, int batchSize, CancellationToken ct)
    {
        await using var fold = new StoryFold(id, story, schema, _loader, null, WriteAsync, batchSize);
        var isRewritten = false;
        try
        {
            // Not by Marten's FetchStreamAsync: it has all in memory before the first is folded, and of those among which one cannot be read it
            // says nothing. Here each is garbage as soon as it is folded.
            await foreach (var some in database.ReadStreamAsync(id, story.Version + 1, ct).Chunk(Math.Min(batchSize, Processors.Together)).WithCancellation(ct))
            {
                var events = Array.ConvertAll(some, stored => stored.Read());
                // What was folded before is rewritten since. What is read with it is as it left it.
                if (isRewritten = story.Version > 0 && events.Any(e => e is ITakesDown))
                    break;
                foreach (var (stored, @event) in some.Zip(events))
                    await fold.FoldAsync(stored, @event, ct);
                tally.Add(some.Length);
            }

            await fold.FlushAsync(ct);
        }
        catch (UnreadableEventException unreadable) when (batchSize == 1)
        {
            await StopAsync(unreadable, ct);
        }
        catch (PostgresException error) when (batchSize == 1 && error.RefusesContent())
        {
            await StopAsync(new(id, fold.State.Version, $"PostgreSQL keeps no row of it: {error.MessageText}", error), ct);
        }

        if (!isRewritten)
            return;
        await ForgetAsync(id, ct);
        await FoldAsync(id, StoryState.Empty, batchSize, ct);
    }

    private async Task ForgetAsync(string id, CancellationToken ct)
    {
        await using var command = database.Source.CreateCommand($"select \"{schema}\".tl_forget($1, null)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task WriteAsync(NpgsqlBatchCommand rows, CancellationToken ct)
    {
        await using var batch = database.Source.CreateBatch();
        // The swap's own commit waits for the disk, and takes all before it along.
        batch.BatchCommands.Add(new("select set_config('synchronous_commit', 'off', true)"));
        batch.BatchCommands.Add(rows);
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
