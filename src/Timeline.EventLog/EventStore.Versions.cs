using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;

namespace Timeline.EventLog;

public sealed partial class EventStore
{
    /// <summary>Some events of one stream, in the order of their versions.</summary>
    /// <param name="stream">The stream's id.</param>
    /// <param name="versions">The versions wanted; those that do not exist are left out.</param>
    /// <param name="ct">Cancels.</param>
    public async IAsyncEnumerable<StoredEvent> ReadVersionsAsync(
        string stream, long[] versions, [EnumeratorCancellation] CancellationToken ct = default)
    {
        await using var connection = await Source.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(
            _read + " where stream_id = $1 and version = any($2) order by version", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stream, NpgsqlDbType = NpgsqlDbType.Varchar });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = versions });
        await command.PrepareAsync(ct);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            yield return Event(reader);
    }
}
