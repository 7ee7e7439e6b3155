using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Timeline.Store.Log;

namespace Timeline.Store.Proof;

/// <summary>
/// The proof that a stream's history is as it was written. Each event carries, in <c>headers.hash</c>, a hash over
/// the one before it and itself; whoever knows the last hash can tell whether anything earlier was changed, removed
/// or moved.
/// </summary>
/// <remarks>
/// To recompute it with other tools, for the events of one stream in the order of their versions:
/// <list type="number">
/// <item>Make a JSON object of exactly these eight members: <c>stream</c>, <c>version</c> (a number), <c>type</c>,
/// <c>recorded</c> (the column <c>timestamp</c>, in UTC, always as <c>2021-01-17T18:30:00.000000Z</c> with six
/// decimals), <c>actor</c> (<c>headers.actor</c>), <c>correlationId</c>, <c>causationId</c>, and <c>data</c> (the
/// column itself, as JSON). What is SQL null or missing is JSON null.</item>
/// <item>Write it as canonical JSON (RFC 8785), UTF-8.</item>
/// <item>The hash is SHA-256, in lower-case hexadecimal, over the previous event's hash (64 ASCII characters;
/// nothing for version 1, and nothing after an event without a hash) followed at once by those bytes.</item>
/// </list>
/// The event's id, its position and its .NET type name are not covered, nor are Marten's own marks on it. An event at the end
/// that was stripped of its hash and its actor looks like another application's: only a hash kept outside tells.
/// </remarks>
public static class HashChain
{
    /// <summary>The hash of an event.</summary>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    /// <exception cref="FormatException"><paramref name="data"/> is refused by <see cref="CanonicalJson"/>.</exception>
    public static string Next(
        string previousHash, string stream, long version, string type, DateTimeOffset recorded,
        string? actor, string? correlationId, string? causationId, string data)
    {
        var bytes = new ArrayBufferWriter<byte>(1024);
        Ascii(bytes, previousHash);
        Ascii(bytes, "{\"actor\":");
        CanonicalJson.Write(bytes, actor);
        Ascii(bytes, ",\"causationId\":");
        CanonicalJson.Write(bytes, causationId);
        Ascii(bytes, ",\"correlationId\":");
        CanonicalJson.Write(bytes, correlationId);
        Ascii(bytes, ",\"data\":");
        CanonicalJson.WriteJson(bytes, data);
        Ascii(bytes, ",\"recorded\":\"");
        Ascii(bytes, recorded.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
        Ascii(bytes, "\",\"stream\":");
        CanonicalJson.Write(bytes, stream);
        Ascii(bytes, ",\"type\":");
        CanonicalJson.Write(bytes, type);
        Ascii(bytes, ",\"version\":");
        Ascii(bytes, version.ToString(CultureInfo.InvariantCulture));
        Ascii(bytes, "}");
        return Convert.ToHexStringLower(SHA256.HashData(bytes.WrittenSpan));
    }

    /// <summary>The hash that a stored event ought to have.</summary>
    /// <param name="previousHash">Hash of the event before it, or empty.</param>
    /// <param name="stored">The event; its own <see cref="StoredEvent.Hash"/> is not looked at.</param>
    /// <exception cref="FormatException">Its data could not have been signed.</exception>
    public static string Of(string previousHash, StoredEvent stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        return Next(
            previousHash, stored.Stream, stored.Version, stored.Type, stored.Recorded,
            stored.Actor, stored.CorrelationId, stored.CausationId, stored.Data);
    }

    /// <summary>Cut to what PostgreSQL stores: UTC, whole microseconds.</summary>
    internal static DateTimeOffset Microseconds(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    private static void Ascii(ArrayBufferWriter<byte> bytes, string text) => Encoding.ASCII.GetBytes(text, bytes);
}
