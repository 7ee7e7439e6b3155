using System.Buffers;
using System.Globalization;
using System.Text;

namespace Timeline.Store.Proof;

/// <summary>
/// The proof that a story's history is as it was written. Each event carries a hash over the one before it and itself; whoever
/// knows the last hash can tell whether anything earlier was changed, removed or moved.
/// </summary>
/// <remarks>
/// To recompute it with other tools, for the events of one stream in the order of their versions:
/// <list type="number">
/// <item>The fields of an event are the members of its data, named by JSON Pointers (RFC 6901): <c>/entry</c>. Of the members
/// <c>body</c> and <c>changes</c>, where they are objects with members, those are the fields: <c>/body/when</c>.</item>
/// <item>A field has a key of its own: the SHA-256 of the event's 16 random bytes (<c>headers.salt</c>, in hexadecimal) followed at once
/// by the field's name (UTF-8). A field's digest is the SHA-256 of the 32 bytes of its key followed by its value's canonical JSON
/// (RFC 8785).</item>
/// <item>The event's digest is the SHA-256 of the canonical JSON of the object <c>{ field: digest }</c>.</item>
/// <item>The hash (<c>headers.hash</c>) is the SHA-256 of the hash before it (64 ASCII characters; nothing for version 1)
/// followed at once by the canonical JSON of an object of eight members: <c>actor</c> (<c>headers.actor</c>),
/// <c>causationId</c>, <c>correlationId</c>, <c>digest</c>, <c>recorded</c> (the column <c>timestamp</c> in UTC, as
/// <c>2021-01-17T18:30:00.000000Z</c> with six decimals), <c>stream</c>, <c>type</c> and <c>version</c> (a number). What is
/// missing is null.</item>
/// </list>
/// Digests and hashes are in lower-case hexadecimal. Why so many steps: a field can be erased later, and its digest kept in its
/// place, without breaking the chain; and as the salt goes with it, the digest tells nobody what the field said. Of an event that
/// a take-down rewrote <c>headers.keys</c> has the keys of the fields that stay and <c>headers.digests</c> the digests of those that
/// went: an event of type <c>entry_taken_down</c> or <c>story_taken_down</c> names each of them. The event's id, its position and its
/// .NET type are not covered.
/// </remarks>
public static class HashChain
{
    // Events are many: each thread has what they are spelled in.
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _own;

    /// <summary>The hash of an event.</summary>
    /// <param name="previousHash">That of the event before it; empty for version 1.</param>
    /// <param name="stream">The stream's id.</param>
    /// <param name="version">The event's version.</param>
    /// <param name="type">Its alias.</param>
    /// <param name="recorded">When it was recorded, in whole microseconds.</param>
    /// <param name="actor">Who did it.</param>
    /// <param name="correlationId">The request that it belongs to.</param>
    /// <param name="causationId">The message that caused it.</param>
    /// <param name="digest">See <see cref="FieldDigests"/>.</param>
    /// <exception cref="FormatException">A text is refused by <see cref="CanonicalJson"/>.</exception>
    public static string Next(
        string previousHash, string stream, long version, string type, DateTimeOffset recorded,
        string? actor, string? correlationId, string? causationId, string digest)
    {
        var bytes = _own ??= new(512);
        bytes.ResetWrittenCount();
        Ascii(bytes, previousHash);
        Ascii(bytes, "{\"actor\":");
        CanonicalJson.Write(bytes, actor);
        Ascii(bytes, ",\"causationId\":");
        CanonicalJson.Write(bytes, causationId);
        Ascii(bytes, ",\"correlationId\":");
        CanonicalJson.Write(bytes, correlationId);
        Ascii(bytes, ",\"digest\":");
        CanonicalJson.Write(bytes, digest);
        Ascii(bytes, ",\"recorded\":\"");
        Ascii(bytes, recorded.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
        Ascii(bytes, "\",\"stream\":");
        CanonicalJson.Write(bytes, stream);
        Ascii(bytes, ",\"type\":");
        CanonicalJson.Write(bytes, type);
        Ascii(bytes, ",\"version\":");
        Ascii(bytes, version.ToString(CultureInfo.InvariantCulture));
        Ascii(bytes, "}");
        return ShortHash.HexOf(bytes.WrittenSpan);
    }

    /// <summary>The hash that a stored event ought to have.</summary>
    /// <param name="previousHash">That of the event before it; empty for version 1.</param>
    /// <param name="stored">The event.</param>
    /// <param name="digest">Its digest.</param>
    internal static string Of(string previousHash, StoredEvent stored, string digest) => Next(
        previousHash, stored.Stream, stored.Version, stored.Type, stored.Recorded, stored.Actor, stored.CorrelationId, stored.CausationId, digest);

    private static void Ascii(ArrayBufferWriter<byte> bytes, string text) => Encoding.ASCII.GetBytes(text, bytes);
}
