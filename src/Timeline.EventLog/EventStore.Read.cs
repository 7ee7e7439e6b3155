using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;

namespace Timeline.EventLog;

public sealed partial class EventStore
{
    // Large enough that the pauses between pages do not show, small enough that a reader who stops early wastes little.
    private const int PageSize = 4096;

    private readonly string _read;

    /// <summary>Where <paramref name="stream"/> ends; null when it does not exist or has no event.</summary>
    /// <param name="stream">The stream's id.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<StreamHead?> HeadAsync(string stream, CancellationToken ct = default)
    {
        await using var command = Source.CreateCommand(Sql("""
            select e.version, e.headers ->> 'hash', e."timestamp"
            from {schema}.mt_streams s join {schema}.mt_events e on e.stream_id = s.id and e.version = s.version
            where s.id = $1
            """));
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stream, NpgsqlDbType = NpgsqlDbType.Varchar });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new StreamHead(reader.GetInt64(0), Text(reader, 1) ?? "", reader.GetFieldValue<DateTimeOffset>(2))
            : null;
    }

    /// <summary>What is remembered under an idempotency key; null when it was never used.</summary>
    /// <param name="actor">The key's owner.</param>
    /// <param name="key">The key.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Remembered?> RecallAsync(string actor, string key, CancellationToken ct = default)
    {
        await using var command = Source.CreateCommand(Sql("""
            select k.fingerprint, k.stream, k.version, coalesce(e.seq_id, 0), k.result
            from {schema}.tl_idempotency k
            left join {schema}.mt_events e on e.stream_id = k.stream and e.version = k.version
            where k.actor = $1 and k.key = $2
            """));
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = actor });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new Remembered(
                reader.GetFieldValue<byte[]>(0), reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetString(4))
            : null;
    }

    /// <summary>The events of one stream, by version.</summary>
    /// <param name="stream">The stream's id; one that does not exist has no events.</param>
    /// <param name="fromVersion">The first version wanted.</param>
    /// <param name="toVersion">The last version wanted.</param>
    /// <param name="ct">Cancels.</param>
    public async IAsyncEnumerable<StoredEvent> ReadStreamAsync(
        string stream, long fromVersion = 1, long toVersion = long.MaxValue,
        [EnumeratorCancellation] CancellationToken ct = default)
    {
        await using var connection = await Source.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(
            _read + " where stream_id = $1 and version between $2 and $3 order by version", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stream, NpgsqlDbType = NpgsqlDbType.Varchar });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = fromVersion });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = toVersion });
        await command.PrepareAsync(ct);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            yield return Event(reader);
    }

    /// <summary>
    /// The whole log by position, without Marten's tombstones. Only up to <see cref="Settled.Position"/> is it certain that
    /// nothing is missing.
    /// </summary>
    /// <param name="afterPosition">The last position not wanted; 0 for all.</param>
    /// <param name="toPosition">The last position wanted.</param>
    /// <param name="ct">Cancels.</param>
    public async IAsyncEnumerable<StoredEvent> ReadAllAsync(
        long afterPosition, long toPosition, [EnumeratorCancellation] CancellationToken ct = default)
    {
        while (true)
        {
            var count = 0;
            await foreach (var stored in PageAsync(afterPosition, toPosition, PageSize, ct))
            {
                count++;
                afterPosition = stored.Position;
                yield return stored;
            }

            if (count < PageSize)
                yield break;
        }
    }

    internal async IAsyncEnumerable<StoredEvent> PageAsync(
        long after, long to, int limit, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var connection = await Source.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(
            _read + " where seq_id > $1 and seq_id <= $2 and type <> 'tombstone' order by seq_id limit $3", connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = to });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await command.PrepareAsync(ct);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            yield return Event(reader);
    }

    private static StoredEvent Event(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetGuid(1), row.GetString(2), row.GetInt64(3), row.GetString(4), row.GetString(5),
        row.GetFieldValue<DateTimeOffset>(6), Text(row, 7), Text(row, 8), Text(row, 9), Text(row, 10));

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private string PrepareRead() => Sql("""
        select seq_id, id, stream_id, version, type, data, "timestamp",
               headers ->> 'actor', correlation_id, causation_id, headers ->> 'hash'
        from {schema}.mt_events
        """);
}
