using Marten;
using Npgsql;
using Timeline.Store.Projections;
using Timeline.Store.Queries;

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
public sealed class ChronologyVerifier
{
    private const string OneAtATime = "21580, 4";

    private readonly TimelineDatabase _database;
    private readonly string _shadow;
    private readonly RebuildTally _tally;
    private readonly ShadowWriter _writer;

    /// <summary>One object for one comparison.</summary>
    /// <param name="database">Where.</param>
    /// <param name="events">Marten, on the same database.</param>
    /// <param name="progress">Told how far it is, a few times a second.</param>
    public ChronologyVerifier(TimelineDatabase database, IDocumentStore events, Action<RebuildProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(database);
        _database = database;
        _shadow = database.Schema + "_verify";
        _tally = new(progress);
        _writer = new(database, events, _shadow, _tally);
    }

    /// <summary>Compares.</summary>
    /// <param name="story">One story; null for all.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="NotComparableException">It cannot be done now.</exception>
    public async Task<IReadOnlyList<ShownFinding>> RunAsync(string? story = null, CancellationToken ct = default)
    {
        await using var connection = await _database.Source.OpenConnectionAsync(ct);
        if (!await connection.AskAsync<bool>($"select pg_try_advisory_lock({OneAtATime})", ct))
            throw new NotComparableException("Another comparison of this database is under way: wait for its end.");
        try
        {
            if (await connection.AskAsync<bool>(
                $"select exists (select from {_database.Quoted}.tl_stories where model <> {ReadModels.Version})", ct))
            {
                throw new NotComparableException("The chronology is of another version than this program: rebuild it first " +
                    "(`timeline rebuild`), or leave it out (--skip-chronology).");
            }

            await connection.RunAsync($"set client_min_messages = warning; drop schema if exists \"{_shadow}\" cascade; " +
                $"create schema \"{_shadow}\"", ct);
            await ReadModels.MakeAsync(connection, _shadow, ReadModels.Tables, ct);
            _tally.Total = await _database.EventCountAsync(story, ct);
            return await CompareAsync(connection, story, ct);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new NotComparableException(
                $"To compare the chronology takes the right to make a schema ({error.MessageText}); or leave it out (--skip-chronology).");
        }
        finally
        {
            if (connection.State == System.Data.ConnectionState.Open)
            {
                await connection.RunAsync($"drop schema if exists \"{_shadow}\" cascade; reset client_min_messages; " +
                    $"select pg_advisory_unlock({OneAtATime})", CancellationToken.None);
            }
        }
    }

    private async Task<IReadOnlyList<ShownFinding>> CompareAsync(NpgsqlConnection connection, string? story, CancellationToken ct)
    {
        await _writer.CatchUpAsync(ct, story);
        var whole = await WholeAsync(connection, ct);
        var findings = await DifferencesAsync(connection, "x.story = any($1)", whole, story, ct);
        // The rest were written to meanwhile: for the moment in which they are folded to their ends, nobody may.
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var hold = new NpgsqlCommand(
            $"select from {_database.Quoted}.tl_stories where not id = any($1) order by id for share", connection))
        {
            hold.Parameters.Add(Conditions.Of(whole));
            await hold.ExecuteNonQueryAsync(ct);
        }

        await _writer.CatchUpAsync(ct, story);
        findings.AddRange(await DifferencesAsync(connection, "not x.story = any($1)", whole, story, ct));
        return findings;
    }

    // In one statement, and so at one moment, as the stream and the chronology are written together.
    private async Task<string[]> WholeAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"""
            select v.id from "{_shadow}".tl_stories v
            join {_database.Quoted}.tl_stories t on t.id = v.id and t.version = v.version
            """, connection);
        return [.. await command.AllAsync(row => row.GetString(0), ct)];
    }

    private async Task<List<ShownFinding>> DifferencesAsync(
        NpgsqlConnection connection, string which, string[] whole, string? story, CancellationToken ct)
    {
        // Every column by its name, as an older table may have them in another order; and the answers' own bytes.
        string Rows(string schema) => $"""
            select x.story, 'entry ' || x.entry as what, x.valid_from as since, to_jsonb(x) - 'doc' as columns, x.doc::text as doc
            from {schema}.tl_entries x where {which}
            union all
            select x.story, 'change ' || x.version, x.recorded, to_jsonb(x), '' from {schema}.tl_changes x where {which}
            union all
            select x.story, 'the story', x.valid_from, to_jsonb(x) - 'state', x.state::text from {schema}.tl_story_states x where {which}
            union all
            select x.story, 'the person', x.valid_from, to_jsonb(x) - 'state' - 'story', x.state::text
            from (select *, stream as story from {schema}.tl_people) x where {which}
            union all
            select x.story, 'the head of the story', '-infinity', to_jsonb(x) - 'story', ''
            from (select *, id as story from {schema}.tl_stories) x where {which}
            """;
        await using var command = new NpgsqlCommand($"""
            select story, what, min(since), bool_and(told.what is not null), bool_and(shown.what is not null)
            from ({Rows(_database.Quoted)}) shown full join ({Rows($"\"{_shadow}\"")}) told using (story, what, since)
            where (shown.columns is distinct from told.columns or shown.doc is distinct from told.doc) and ($2 = '' or story = $2)
            group by story, what order by story, min(since), what
            """, connection);
        command.Parameters.Add(Conditions.Of(whole));
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
