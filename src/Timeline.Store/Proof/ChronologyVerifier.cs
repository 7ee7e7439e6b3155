using System.Collections.Concurrent;
using Npgsql;
using Timeline.Store.Projections;

namespace Timeline.Store.Proof;

/// <summary>What readers are shown of a story is not what its events say.</summary>
/// <param name="Story">The story.</param>
/// <param name="Message">A sentence for a person.</param>
public sealed record ShownFinding(string Story, string Message);

/// <summary>The chronology cannot be compared with the log; the message says why, and what to do.</summary>
public sealed class NotComparableException(string message) : Exception(message);

/// <summary>
/// Compares what readers are shown with what the log says: the events are folded anew into a schema of its own, as a rebuild
/// does, and every row is compared with the one that there is. Services go on; nothing of theirs is changed.
/// </summary>
public sealed class ChronologyVerifier : IAsyncDisposable
{
    // Few, so that what is compared fits into PostgreSQL's memory; not one, for those that are short.
    private const int StoriesAtOnce = 10;

    private readonly TimelineDatabase _database;
    private readonly ShadowSchema _shadow;

    private ChronologyVerifier(TimelineDatabase database, ShadowSchema shadow) =>
        (_database, _shadow) = (database, shadow);

    /// <summary>Takes the place of the one comparison that there can be at a time, until it is disposed of.</summary>
    /// <param name="database">Where.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="NotComparableException">It cannot be done now.</exception>
    public static async Task<ChronologyVerifier> StartAsync(TimelineDatabase database, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(database);
        try
        {
            return new(database, await ShadowSchema.TryMakeAsync(
                database, ShadowUse.Comparison, connection => SameVersionAsync(database, connection, ct), unlogged: true, ct) ?? throw new NotComparableException("Another comparison of this database is under way: wait for its end."));
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new NotComparableException(
                $"To compare the chronology takes the right to make a schema ({error.MessageText}); or leave it out (--skip-chronology).");
        }
    }

    /// <summary>Starts, compares and ends.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public static async Task<IReadOnlyList<ShownFinding>> CompareAsync(
        TimelineDatabase database, string? story = null, CancellationToken ct = default)
    {
        await using var one = await StartAsync(database, ct);
        return await one.RunAsync(story, ct: ct);
    }

    /// <summary>Compares: one story after the other, or all.</summary>
    /// <param name="story">One story; null for all.</param>
    /// <param name="progress">Told how far it is, a few times a second.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<ShownFinding>> RunAsync(
        string? story = null, Action<RebuildProgress>? progress = null, CancellationToken ct = default)
    {
        var tally = new RebuildTally(progress) { Total = await _database.EventCountAsync(story, ct) };
        var writer = new ShadowWriter(_database, _shadow.Name, tally);
        var connection = _shadow.Connection;
        await writer.CatchUpAsync(ct, story);
        await _shadow.FilledAsync(ct);
        var differing = await DifferingAsync(connection, ct);
        string[] folded;
        await using (var command = new NpgsqlCommand($"select id from \"{_shadow.Name}\".tl_stories where $1 = '' or id = $1 order by id", connection))
        {
            command.Parameters.Add(Conditions.Of(story ?? ""));
            folded = [.. await command.AllAsync(row => row.GetString(0), ct)];
        }

        var compared = new ConcurrentBag<(string[] Whole, List<ShownFinding> Findings)>();
        await Parallel.ForEachAsync(folded.Chunk(StoriesAtOnce), Rebuild.Hands(_database, ct), async (stories, stop) => compared.Add(await CompareAsync(differing(""), stories, stop)));
        string[] whole = [.. compared.SelectMany(c => c.Whole)];

        // The rest were written to meanwhile: for the moment in which they are folded to their ends, nobody may.
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var hold = new NpgsqlCommand(
            $"select from {_database.Quoted}.tl_stories where not id = any($1) and ($2 = '' or id = $2) order by id for share", connection))
        {
            hold.Parameters.Add(Conditions.Of(whole));
            hold.Parameters.Add(Conditions.Of(story ?? ""));
            await hold.ExecuteNonQueryAsync(ct);
        }

        // By now none can become another.
        await SameVersionAsync(_database, connection, ct);
        await writer.CatchUpAsync(ct, story);
        var rest = await FindingsAsync(connection, differing("not"), whole, story, ct);
        return [.. compared.SelectMany(c => c.Findings).Concat(rest).OrderBy(f => f.Story, StringComparer.Ordinal)];
    }

    private static async Task SameVersionAsync(TimelineDatabase database, NpgsqlConnection connection, CancellationToken ct)
    {
        if (await connection.AskAsync<bool>($"select exists (select from {database.Quoted}.tl_stories where model <> {ReadModels.Version})", ct))
        {
            throw new NotComparableException("The chronology is of another version than this program: rebuild it first " +
                "(`timeline rebuild`), or leave it out (--skip-chronology).");
        }
    }

    /// <summary>Leaves the place to others.</summary>
    public ValueTask DisposeAsync() => _shadow.DisposeAsync();

    // At one moment, as the stream and the chronology are written together: those that stand where they were folded to.
    private async Task<(string[] Whole, List<ShownFinding> Findings)> CompareAsync(
        string differing, string[] stories, CancellationToken ct)
    {
        await using var connection = await _database.Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
        // The processors are taken: PostgreSQL's own workers would only be started and stopped.
        await connection.RunAsync("set local max_parallel_workers_per_gather = 0", ct);
        await using var command = new NpgsqlCommand($"""
            select v.id from "{_shadow.Name}".tl_stories v
            join {_database.Quoted}.tl_stories t on t.id = v.id and t.version = v.version where v.id = any($1)
            """, connection);
        command.Parameters.Add(Conditions.Of(stories));
        string[] whole = [.. await command.AllAsync(row => row.GetString(0), ct)];
        return (whole, await FindingsAsync(connection, differing, whole, null, ct));
    }

    // What readers are shown beside what the events say, where the two differ: of the stories $1 or of all others, or of the one that $2
    // names. Compared are the bytes of the values, as JSON that is spelled otherwise is another answer; to make a text of each
    // would take longer than all the rest. Every column by its name, as an older table may have them in another order.
    private async Task<Func<string, string>> DifferingAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            select table_name, array_agg(quote_ident(column_name) order by column_name) from information_schema.columns
            where table_schema = $1 group by table_name
            """, connection);
        command.Parameters.Add(Conditions.Of(_shadow.Name));
        var columns = (await command.AllAsync(row => (row.GetString(0), row.GetFieldValue<string[]>(1)), ct)).ToDictionary();
        return not => string.Join(" union all ", new (string Table, string Story, string Key, string What, string Since)[]
        {
            ("tl_entries", "story", "story, entry, valid_from", "'entry ' || entry", "valid_from"),
            ("tl_changes", "story", "story, version, recorded", "'change ' || version", "recorded"),
            ("tl_story_states", "story", "story, valid_from", "'the story'", "valid_from"),
            ("tl_people", "stream", "stream, valid_from", "'the person'", "valid_from"),
            ("tl_stories", "id", "id", "'the head of the story'", "'-infinity'::timestamptz"),
        }.Select(t => $"""
            select {t.Story} as story, {t.What} as what, {t.Since} as since,
              told.{t.Story} is not null as is_told, shown.{t.Story} is not null as is_shown
            from {Of(_database.Quoted, t.Table, t.Story, not)} shown full join {Of($"\"{_shadow.Name}\"", t.Table, t.Story, not)} told using ({t.Key})
            where record_image_ne(row({Columns("shown", t.Table)}), row({Columns("told", t.Table)}))
            """));

        static string Of(string schema, string table, string by, string not) =>
            $"(select * from {schema}.{table} x where {not} x.{by} = any($1) and ($2 = '' or x.{by} = $2))";

        string Columns(string side, string table) => string.Join(", ", columns[table].Select(c => $"{side}.{c}"));
    }

    private static async Task<List<ShownFinding>> FindingsAsync(
        NpgsqlConnection connection, string differing, string[] stories, string? story, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"""
            select story, what, min(since), bool_and(is_told), bool_and(is_shown) from ({differing}) x
            group by story, what order by story, min(since), what
            """, connection);
        command.Parameters.Add(Conditions.Of(stories));
        command.Parameters.Add(Conditions.Of(story ?? ""));
        return await command.AllAsync(row =>
        {
            var what = row.GetString(1);
            var since = row.GetFieldValue<DateTime>(2) is var at && at > DateTime.MinValue ? $" (since {at:O})" : "";
            return new ShownFinding(row.GetString(0),
                !row.GetBoolean(3) ? $"{what}{since}: readers are shown what no event says."
                : !row.GetBoolean(4) ? $"{what}{since}: readers are not shown what the events say."
                : $"{what}{since}: readers are shown something else than the events say.");
        }, ct);
    }
}
