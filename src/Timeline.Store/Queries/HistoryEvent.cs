using System.Text.Json;
using System.Text.Json.Serialization;
using Timeline.Store.Log;
using Timeline.Store.Projections;
using Timeline.Store.Proof;

namespace Timeline.Store.Queries;

/// <summary>One stored event.</summary>
/// <param name="Version">Its number in the story.</param>
/// <param name="Position">Its number in the whole log.</param>
/// <param name="Id">Its own id.</param>
/// <param name="Type">Its alias.</param>
/// <param name="RecordedAt">When it was recorded (UTC).</param>
/// <param name="Actor">Who did it.</param>
/// <param name="CorrelationId">The request that it belongs to.</param>
/// <param name="CausationId">The message that caused it.</param>
/// <param name="Hash">SHA-256 over the hash before and this event (<see cref="HashChain"/>).</param>
/// <param name="Data">The event itself.</param>
public sealed record HistoryEvent(
    long Version, long Position, Guid Id, string Type, DateTimeOffset RecordedAt, string? Actor, string? CorrelationId,
    string? CausationId, string? Hash,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    JsonElement Data)
{
    /// <summary>A stored event as one line of JSON.</summary>
    public static string Json(StoredEvent stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        var row = JsonSerializer.Serialize(new HistoryEvent(
            stored.Version, stored.Position, stored.Id, stored.Type, stored.Recorded, stored.Actor, stored.CorrelationId,
            stored.CausationId, stored.Hash, default), AnswerJson.Options);
        // The data is JSON already.
        return $"{row[..^1]},\"data\":{stored.Data}}}";
    }
}
