using System.Runtime.CompilerServices;
using Npgsql;

namespace Timeline.Store;

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
        e.headers ->> 'salt', e.headers ->> 'hash'
        """;

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
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stream });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = from });
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
            yield return Of(row);
    }

    internal static StoredEvent Of(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.GetString(3), row.GetString(4),
        row.GetFieldValue<DateTimeOffset>(5), Text(row, 6), Text(row, 7), Text(row, 8), Text(row, 9), Text(row, 10));

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
