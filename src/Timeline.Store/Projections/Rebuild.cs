using Npgsql;
using Timeline.Domain;

namespace Timeline.Store.Projections;

/// <summary>The read models of the database are of a newer version than this program: rebuild them with that one.</summary>
public sealed class NewerReadModelsException()
    : Exception("The read models of this database were made by a newer version of Timeline: rebuild them with that one.");

/// <summary>
/// Makes the whole chronology anew from the events, while others read and append. It is folded into a shadow (the same tables
/// in another schema), which at the end takes the old one's place in one transaction. Readers and writers wait for that
/// moment and notice nothing else; where the rebuild dies before, nothing has happened. One object for one rebuild.
/// </summary>
/// <remarks>
/// Not by Marten's daemon: that reads by position, so that each page holds a few events of every story, and folds by one hand.
/// </remarks>
/// <param name="database">Where, over connections of the rebuild's own: writers that wait for it may hold all the others.</param>
/// <param name="progress">Told how far it is, a few times a second; called from any thread.</param>
public sealed class Rebuild(TimelineDatabase database, Action<RebuildProgress>? progress = null)
{
    private const int PageOfStories = 1000;

    // Folded, but not yet in the shadow: what is left for the moment of the swap must be little.
    private const int Little = 500;

    private readonly RebuildTally _tally = new(progress);

    /// <summary>Rebuilds.</summary>
    /// <param name="ct">Cancels; the chronology is then as it was.</param>
    /// <returns>Null where another rebuild is under way.</returns>
    /// <exception cref="NewerReadModelsException">The read models are of a newer version.</exception>
    public async Task<RebuildResult?> RunAsync(CancellationToken ct = default)
    {
        await using var shadow = await ShadowSchema.TryMakeAsync(database, ShadowUse.Rebuild, async connection =>
        {
            // Ours would take the place of tables that a newer service reads.
            if (await Installed.HasNewerAsync(database, connection, ct))
                throw new NewerReadModelsException();
        }, unlogged: false, ct);
        if (shadow is null)
            return null;
        _tally.Total = await database.EventCountAsync(ct: ct);
        var writer = new ShadowWriter(database, shadow.Name, _tally);
        await Parallel.ForEachAsync(StoriesAsync(ct), Hands(database, ct), (story, stop) => writer.FoldAsync(story, StoryState.Empty, stop));

        _tally.Step(RebuildStep.Indexing);
        // Last, since filling a table that has them takes far longer; side by side, since each keeps one processor busy.
        await Parallel.ForEachAsync(ReadModels.Indexes, ct, (index, stop) => IndexAsync(shadow.Name, index, stop));
        await shadow.FilledAsync(ct);
        _tally.Step(RebuildStep.Swapping);
        // Until little is left, or what is left gets no less: then writers wait for the rest.
        for (var (left, before) = (long.MaxValue, long.MaxValue); left > Little && left <= before; before = left)
            left = await writer.CatchUpAsync(ct);

        await new Swap(shadow.Connection, database.Schema, shadow.Name).RunAsync(() => writer.CatchUpAsync(ct), ct);
        return new(
            await shadow.Connection.AskAsync<long>($"select coalesce(sum(version), 0)::bigint from {database.Quoted}.tl_stories", ct),
            await shadow.Connection.AskAsync<long>($"select count(*) from {database.Quoted}.tl_story_states where valid_to = 'infinity'", ct),
            await database.StoppedAsync(ct), _tally.Elapsed);
    }

    // Each reads, writes and looks up at once.
    private const int ConnectionsOfHand = 3;

    // More than there are processors, since each waits for PostgreSQL for half its time; fewer where they would wait for one another's connections.
    internal static ParallelOptions Hands(TimelineDatabase database, CancellationToken ct) => new()
    {
        CancellationToken = ct,
        MaxDegreeOfParallelism = Math.Clamp((database.MostConnections - 1) / ConnectionsOfHand, 1, Math.Min(2 * Environment.ProcessorCount, 8)),
    };

    private async IAsyncEnumerable<string> StoriesAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var page = new List<string>(PageOfStories);
        var last = "";
        do
        {
            page.Clear();
            await using var command = database.Source.CreateCommand(
                $"""
                select id from {database.Quoted}.mt_streams where id > $1 and id <> {StoredEvents.Tombstones}
                order by id limit {PageOfStories}
                """);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = last });
            await using (var row = await command.ExecuteReaderAsync(ct))
            {
                while (await row.ReadAsync(ct))
                    page.Add(row.GetString(0));
            }

            foreach (var story in page)
                yield return last = story;
        }
        while (page.Count == PageOfStories);
    }

    private async ValueTask IndexAsync(string shadow, SqlScript index, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        // The processors are taken: PostgreSQL's own workers would only be started and stopped.
        await connection.RunAsync("set max_parallel_maintenance_workers = 0", ct);
        await ReadModels.MakeAsync(connection, shadow, [index], ct);
        await connection.RunAsync("reset max_parallel_maintenance_workers", ct);
    }
}
