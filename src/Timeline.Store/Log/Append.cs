using Npgsql;
using Timeline.Store.Proof;

namespace Timeline.Store.Log;

/// <summary>An event that is about to be stored.</summary>
/// <param name="Type">Alias, in snake case, at most 500 characters; frozen for ever once stored.</param>
/// <param name="DotNetType"><c>Full.Name, Assembly</c>, for Marten; readers go by <paramref name="Type"/>.</param>
/// <param name="Data">JSON text. What <see cref="CanonicalJson"/> refuses cannot be stored.</param>
public sealed record NewEvent(string Type, string DotNetType, string Data);

/// <summary>Lets a request be repeated without being carried out twice.</summary>
/// <param name="Key">The client's key; unique for one actor.</param>
/// <param name="Fingerprint">Digest of the request, by which another request under the same key is told apart.</param>
/// <param name="Result">What to answer when the request is repeated; any text.</param>
public sealed record IdempotencyKey(string Key, byte[] Fingerprint, string Result);

/// <summary>One append: some events to one stream, and what must be stored with them or not at all.</summary>
public sealed record Append
{
    /// <summary>The stream's id. <c>mt_tombstone</c> is Marten's own.</summary>
    public required string Stream { get; init; }

    /// <summary>The version that the stream must have; 0 for a new stream.</summary>
    public required long ExpectedVersion { get; init; }

    /// <summary>
    /// Hash of the event at <see cref="ExpectedVersion"/>; empty for a new stream or after an unsigned event.
    /// </summary>
    public required string PreviousHash { get; init; }

    /// <summary>
    /// When the first event is recorded; each one after it is a microsecond later. Cut to whole microseconds; at most
    /// 5 seconds from the database server's clock, or the answer is <see cref="ClockSkew"/>.
    /// </summary>
    public required DateTimeOffset Recorded { get; init; }

    /// <summary>Who does it; also the owner of <see cref="Key"/>.</summary>
    public required string Actor { get; init; }

    /// <summary>The request or process that this belongs to.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The message that caused it.</summary>
    public string? CausationId { get; init; }

    /// <summary>At least one event.</summary>
    public required IReadOnlyList<NewEvent> Events { get; init; }

    /// <summary>Set when the request may be repeated.</summary>
    public IdempotencyKey? Key { get; init; }

    /// <summary>
    /// Commands to run after the append in the same transaction and the same round trip, such as a projection's.
    /// Use positional parameters (<c>$1</c>). They can read the last position as
    /// <c>currval('{schema}.mt_events_sequence')</c>. A command object serves for one append only.
    /// </summary>
    public IReadOnlyList<NpgsqlBatchCommand> Also { get; init; } = [];
}
