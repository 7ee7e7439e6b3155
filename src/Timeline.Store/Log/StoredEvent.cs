using Timeline.Store.Proof;
namespace Timeline.Store.Log;

/// <summary>An event as it is stored.</summary>
/// <param name="Position">Number in the whole log (<c>seq_id</c>): ascending, not always without gaps.</param>
/// <param name="Id">The event's own id.</param>
/// <param name="Stream">The stream's id.</param>
/// <param name="Version">Number in its stream, from 1, without gaps.</param>
/// <param name="Type">Alias.</param>
/// <param name="Data">JSON text as PostgreSQL's <c>jsonb</c> writes it: the same value as was appended, perhaps in
/// other words. Of what Marten stored in a binary format, a JSON string of it in base64.</param>
/// <param name="Recorded">When it was recorded: UTC, whole microseconds. The first or the last instant of the calendar where
/// another application stored one that the calendar does not have.</param>
/// <param name="Actor">Who did it; null in events of other applications.</param>
/// <param name="CorrelationId">The request or process that it belongs to.</param>
/// <param name="CausationId">The message that caused it.</param>
/// <param name="Hash">See <see cref="HashChain"/>; null in events of other applications.</param>
public sealed record StoredEvent(
    long Position, Guid Id, string Stream, long Version, string Type, string Data, DateTimeOffset Recorded,
    string? Actor, string? CorrelationId, string? CausationId, string? Hash)
{
    /// <summary>Whether something may have been recorded then: at an instant before which and after which there are others.</summary>
    /// <param name="recorded">See <see cref="Recorded"/>.</param>
    public static bool IsInstant(DateTimeOffset recorded) => recorded.UtcDateTime.Year is > 1 and < 9999;
}

/// <summary>Where a stream ends: what the next append must build on.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Hash">Hash of its last event; empty when that is unsigned.</param>
/// <param name="Recorded">When its last event was recorded, UTC.</param>
public sealed record StreamHead(long Version, string Hash, DateTimeOffset Recorded);

/// <summary>What is remembered under an idempotency key.</summary>
/// <param name="Fingerprint">As given by the first request; compare, and refuse another request under the same
/// key.</param>
/// <param name="Stream">The stream that it appended to.</param>
/// <param name="Version">The version that it brought the stream to.</param>
/// <param name="Position">The position of the event with that version.</param>
/// <param name="Result">As given by the first request.</param>
public sealed record Remembered(byte[] Fingerprint, string Stream, long Version, long Position, string Result);

/// <summary>How far the log can no longer change; proven, not guessed.</summary>
/// <param name="Position">No event will ever appear at or below it that a read from now on does not see.</param>
/// <param name="Instant"> The same for events recorded at or before it (UTC), if all of them were appended by <see
/// cref="EventStore.AppendAsync"/>: other applications stamp their events by other clocks. </param>
public sealed record Settled(long Position, DateTimeOffset Instant);
