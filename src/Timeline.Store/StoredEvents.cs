using System.Runtime.CompilerServices;
using System.Text.Json;
using Npgsql;
using Timeline.Store.Proof;
using Timeline.Store.Queries;

namespace Timeline.Store;

/// <summary>Which events of a stream are wanted; what is null does not matter.</summary>
/// <param name="Actor">Those of this actor.</param>
/// <param name="Type">Those with this alias.</param>
/// <param name="Entry">Those about this entry.</param>
/// <param name="Since">Those recorded at or after this instant.</param>
public sealed record HistoryFilter(string? Actor, string? Type, string? Entry, DateTimeOffset? Since)
{
    /// <summary>Whether those about entries are left out: they are nearly all of a story's.</summary>
    public bool IsOfStoryOnly { get; init; }

    /// <summary>Whether those are left out of which contributors are not told.</summary>
    public bool IsTold { get; init; }
}

/// <summary>
/// Reads events as they are stored. Marten would hand out our records, made from the data: of what a hash covers, or an
/// archivist asks for, no byte may be left out.
/// </summary>
public static class StoredEvents
{
    /// <summary>Marten's own stream: it fills the places of events whose transaction failed after their positions were taken.</summary>
    internal const string Tombstones = "'mt_tombstone'";

    /// <summary>The columns that <see cref="Of"/> reads, of <c>mt_events e</c>.</summary>
    internal const string Columns = """
        e.seq_id, e.stream_id, e.version, e.type, e.data, e."timestamp", e.headers ->> 'actor', e.correlation_id, e.causation_id,
        e.headers ->> 'salt', e.headers ->> 'hash', case when e.headers ? 'keys' then e.headers end
        """;

    /// <summary>How many columns these are.</summary>
    internal const int ColumnCount = 12;

    /// <summary>The events of a stream, by version, as they come from the database: any number in little memory.</summary>
    /// <param name="database">Where.</param>
    /// <param name="stream">The stream's id; one that does not exist has no events.</param>
    /// <param name="from">The first version wanted.</param>
    /// <param name="ct">Cancels.</param>
    public static async IAsyncEnumerable<StoredEvent> ReadStreamAsync(
        this TimelineDatabase database, string stream, long from = 1, [EnumeratorCancellation] CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(database);
        await using var command = database.Source.CreateCommand($"""
            select {Columns} from {database.Quoted}.mt_events e where e.stream_id = $1 and e.version >= $2 order by e.version
            """);
        command.Parameters.Add(Conditions.Of(stream));
        command.Parameters.Add(Conditions.Of(from));
        await foreach (var stored in command.EachAsync(Of, ct))
            yield return stored;
    }

    /// <summary>Those events of a stream that a filter lets through, by version, as they come from the database.</summary>
    public static async IAsyncEnumerable<StoredEvent> ReadStreamAsync(
        this TimelineDatabase database, string stream, HistoryFilter filter, [EnumeratorCancellation] CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(filter);
        await using var command = database.Source.CreateCommand($"""
            select {Columns} from {database.Quoted}.mt_events e
            where e.stream_id = $1 and ($2::text is null or e.headers ->> 'actor' = $2) and ($3::text is null or e.type = $3)
              and ($4::text is null or e.data ->> 'entry' = $4) and ($5::timestamptz is null or e."timestamp" >= $5)
              and (not $6 or e.data -> 'entry' is null) and {(filter.IsTold ? NeedQueries.IsTold(database, "e") : "true")}
            order by e.version
            """);
        foreach (var text in new[] { stream, filter.Actor, filter.Type, filter.Entry })
            command.Parameters.Add(Conditions.Of(text));
        command.Parameters.Add(Conditions.Of(filter.Since?.UtcDateTime));
        command.Parameters.Add(Conditions.Of(filter.IsOfStoryOnly));
        await foreach (var stored in command.EachAsync(Of, ct))
            yield return stored;
    }

    /// <summary>Whether there is a stream with events.</summary>
    public static async Task<bool> HasStreamAsync(this TimelineDatabase database, string stream, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(database);
        await using var command = database.Source.CreateCommand(
            $"select exists (select from {database.Quoted}.mt_streams where id = $1 and version > 0 and id <> {Tombstones})");
        command.Parameters.Add(Conditions.Of(stream));
        return (await command.AllAsync(row => row.GetBoolean(0), ct))[0];
    }

    /// <summary>How many events there are by the versions of the streams: of one, or of all (null).</summary>
    public static async Task<long> EventCountAsync(this TimelineDatabase database, string? stream = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(database);
        await using var command = database.Source.CreateCommand(
            $"select coalesce(sum(version), 0)::bigint from {database.Quoted}.mt_streams where id <> {Tombstones} and ($1 = '' or id = $1)");
        command.Parameters.Add(Conditions.Of(stream ?? ""));
        return (await command.AllAsync(row => row.GetInt64(0), ct))[0];
    }

    /// <summary>The last event of each stream, in the order of their ids.</summary>
    /// <param name="database">Where.</param>
    /// <param name="connection">In whose transaction to look; null for none.</param>
    /// <param name="which">A condition in SQL on the streams, <c>mt_streams s</c>, whose only parameter is <paramref name="value"/>.</param>
    /// <param name="value">What it is about.</param>
    /// <param name="ct">Cancels.</param>
    internal static async Task<List<Anchor>> HeadsAsync(
        this TimelineDatabase database, NpgsqlConnection? connection, string which, NpgsqlParameter? value, CancellationToken ct)
    {
        var sql = $"""
            select e.stream_id, e.version, coalesce(e.headers ->> 'hash', '')
            from {database.Quoted}.mt_streams s join {database.Quoted}.mt_events e on e.stream_id = s.id and e.version = s.version
            where s.id <> {Tombstones} and ({which}) order by e.stream_id collate "C"
            """;
        await using var command = connection is null ? database.Source.CreateCommand(sql) : new NpgsqlCommand(sql, connection);
        if (value is not null)
            command.Parameters.Add(value);
        return await command.AllAsync(row => new Anchor(row.GetString(0), row.GetInt64(1), row.GetString(2)), ct);
    }

    internal static StoredEvent Of(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.GetString(3), row.GetFieldValue<ReadOnlyMemory<byte>>(4),
        row.GetFieldValue<DateTimeOffset>(5), row.TextOrNull(6), row.TextOrNull(7), row.TextOrNull(8), row.TextOrNull(9), row.TextOrNull(10))
    {
        Erased = row.TextOrNull(11) is { } headers ? JsonSerializer.Deserialize<Proof.Erasure>(headers, Web) : null,
    };

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);
}
