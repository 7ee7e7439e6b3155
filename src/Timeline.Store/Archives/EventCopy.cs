using System.Buffers;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Timeline.Domain;

namespace Timeline.Store.Archives;

/// <summary>Stores events as they are, by COPY, in the caller's transaction. Marten would make them anew from our records.</summary>
internal static class EventCopy
{
    // As Marten writes them.
    private static readonly Dictionary<string, string> DotNetTypes =
        EventTypes.All.ToDictionary(t => t.Alias, t => $"{t.Type.FullName}, {t.Type.Assembly.GetName().Name}");

    public static async Task CopyAsync(
        this NpgsqlConnection connection, TimelineDatabase database, string stream, IReadOnlyList<ImportedEvent> events, CancellationToken ct)
    {
        var positions = await PositionsAsync(connection, database, events.Count, ct);
        await using var copy = await connection.BeginBinaryImportAsync($"""
            copy {database.Quoted}.mt_events (seq_id, id, stream_id, version, data, type, "timestamp", mt_dotnet_type,
              correlation_id, causation_id, headers) from stdin (format binary)
            """, ct);
        foreach (var (@event, position) in events.Zip(positions))
        {
            var stored = @event.Stored;
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(position, NpgsqlDbType.Bigint, ct);
            await copy.WriteAsync(@event.Id, NpgsqlDbType.Uuid, ct);
            await copy.WriteAsync(stream, NpgsqlDbType.Varchar, ct);
            await copy.WriteAsync(stored.Version, NpgsqlDbType.Bigint, ct);
            await copy.WriteAsync(stored.Data, NpgsqlDbType.Jsonb, ct);
            await copy.WriteAsync(stored.Type, NpgsqlDbType.Varchar, ct);
            await copy.WriteAsync(stored.Recorded.UtcDateTime, NpgsqlDbType.TimestampTz, ct);
            await copy.WriteAsync(DotNetTypes[stored.Type], NpgsqlDbType.Varchar, ct);
            await TextAsync(copy, stored.CorrelationId, ct);
            await TextAsync(copy, stored.CausationId, ct);
            await copy.WriteAsync(Headers(stored), NpgsqlDbType.Jsonb, ct);
        }

        await copy.CompleteAsync(ct);
    }

    private static async Task<List<long>> PositionsAsync(NpgsqlConnection connection, TimelineDatabase database, int count, CancellationToken ct)
    {
        await using var next = new NpgsqlCommand(
            $"select nextval('{database.Quoted}.mt_events_sequence') from generate_series(1, $1)", connection);
        next.Parameters.Add(Conditions.Of(count));
        return await next.AllAsync(row => row.GetInt64(0), ct);
    }

    private static Task TextAsync(NpgsqlBinaryImporter copy, string? text, CancellationToken ct) =>
        text is null ? copy.WriteNullAsync(ct) : copy.WriteAsync(text, NpgsqlDbType.Varchar, ct);

    private static ReadOnlyMemory<byte> Headers(StoredEvent stored)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            foreach (var (name, value) in new[] { ("actor", stored.Actor), ("salt", stored.Salt), ("hash", stored.Hash) })
            {
                if (value is not null)
                    json.WriteString(name, value);
            }

            if (stored.Erased is { } erased)
            {
                json.WritePropertyName("keys");
                JsonSerializer.Serialize(json, erased.Keys);
                json.WritePropertyName("digests");
                JsonSerializer.Serialize(json, erased.Digests);
            }

            json.WriteEndObject();
        }

        return bytes.WrittenMemory;
    }
}
