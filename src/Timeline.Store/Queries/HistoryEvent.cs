using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Timeline.Store.Projections;

namespace Timeline.Store.Queries;

/// <summary>One stored event, as legal and archivists are given it: a line of NDJSON.</summary>
/// <param name="Position">Its number among all events.</param>
/// <param name="EventVersion">Its number in the story.</param>
/// <param name="Type">Its alias.</param>
/// <param name="RecordedAt">When it was recorded (UTC).</param>
/// <param name="Actor">Who did it.</param>
/// <param name="CorrelationId">The request that it belongs to.</param>
/// <param name="CausationId">The message that caused it.</param>
/// <param name="Salt">The random bytes of its digests (<see cref="Proof.HashChain"/>), in hexadecimal.</param>
/// <param name="Hash">SHA-256 over the hash before and this event (<see cref="Proof.HashChain"/>).</param>
/// <param name="Keys">Of an event that a take-down rewrote, instead of the salt: the keys of the fields that stay; absent of others.</param>
/// <param name="Digests">Of an event that a take-down rewrote: the digests of the fields that went; absent of others.</param>
/// <param name="Data">The event itself.</param>
public sealed record HistoryEvent(
    long Position, long EventVersion, string Type, DateTimeOffset RecordedAt, string? Actor, string? CorrelationId,
    string? CausationId, string? Salt, string? Hash, IReadOnlyDictionary<string, string>? Keys, IReadOnlyDictionary<string, string>? Digests,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    JsonElement Data)
{
    /// <summary>Writes a stored event's members as JSON, without the braces around them.</summary>
    public static void WriteMembers(IBufferWriter<byte> to, StoredEvent stored)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(stored);
        var row = JsonSerializer.SerializeToUtf8Bytes(new HistoryEvent(
            stored.Position, stored.Version, stored.Type, stored.Recorded, stored.Actor, stored.CorrelationId,
            stored.CausationId, stored.Salt, stored.Hash, stored.Erased?.Keys, stored.Erased?.Digests, default), AnswerJson.Options);
        // The data is JSON already.
        to.Write(row.AsSpan()[1..^1]);
        to.Write(",\"data\":"u8);
        to.Write(stored.Data.Span);
    }
}
