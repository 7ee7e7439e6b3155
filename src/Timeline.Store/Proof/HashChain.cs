using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

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
/// <item>A field's digest is the HMAC-SHA256 of its value's canonical JSON (RFC 8785) under a key of its own, which is the
/// HMAC-SHA256 of the field's name under the event's 16 random bytes (<c>headers.salt</c>, in hexadecimal).</item>
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
    private static readonly string[] ByMember = ["body", "changes"];

    /// <summary>A new event's random bytes, in hexadecimal.</summary>
    public static string NewSalt() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>The digest of an event's fields.</summary>
    /// <param name="data">The event's data, JSON.</param>
    /// <param name="salt">See <see cref="NewSalt"/>.</param>
    /// <exception cref="FormatException">The data is refused by <see cref="CanonicalJson"/>, or the salt is none.</exception>
    public static string Digest(ReadOnlySpan<byte> data, string salt)
    {
        using var keys = KeysOf(salt);
        using var document = CanonicalJson.Parse(data);
        var digests = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (field, value) in Fields(document.RootElement))
        {
            if (!digests.TryAdd(field, DigestOf(KeyOf(keys, field), value)))
                throw new FormatException($"Two members of one object are named '{field}'.");
        }

        return DigestOf(digests);
    }

    /// <summary>The digest of the fields of an event that a take-down rewrote.</summary>
    /// <param name="data">What is left of the event's data, JSON.</param>
    /// <param name="erased">What stands for its salt.</param>
    /// <exception cref="FormatException">The data is refused by <see cref="CanonicalJson"/>, or holds what neither was signed nor replaces
    /// what was.</exception>
    public static string Digest(ReadOnlySpan<byte> data, Erasure erased)
    {
        ArgumentNullException.ThrowIfNull(erased);
        using var document = CanonicalJson.Parse(data);
        var digests = new SortedDictionary<string, string>(erased.Digests.ToDictionary(), StringComparer.Ordinal);
        foreach (var (field, value) in Fields(document.RootElement))
        {
            if (erased.Keys.TryGetValue(field, out var key)
                ? !digests.TryAdd(field, DigestOf(Convert.FromHexString(key), value))
                : !erased.Digests.ContainsKey(field) && !IsEmptied(field, value))
                throw new FormatException($"The field '{field}' was never signed.");
        }

        return DigestOf(digests);
    }

    /// <summary>Rewrites some fields of an event, so that the rest is still proved and what went cannot be guessed.</summary>
    /// <param name="stored">The event.</param>
    /// <param name="changed">The names of the fields that say something else afterwards, or nothing.</param>
    /// <exception cref="FormatException">It has no salt, or data that is never signed.</exception>
    public static Erasure Erase(StoredEvent stored, IReadOnlyCollection<string> changed)
    {
        ArgumentNullException.ThrowIfNull(stored);
        using var document = CanonicalJson.Parse(Encoding.UTF8.GetBytes(stored.Data));
        using var own = KeysOf(stored.Salt ?? "");
        var keys = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var digests = new SortedDictionary<string, string>(stored.Erased?.Digests.ToDictionary() ?? [], StringComparer.Ordinal);
        foreach (var (field, value) in Fields(document.RootElement))
        {
            // What was replaced before has no key, and keeps the digest of what was signed.
            if (stored.Erased is { } before && !before.Keys.ContainsKey(field))
                continue;
            var key = stored.Erased is { } erased ? Convert.FromHexString(erased.Keys[field]) : KeyOf(own, field);
            if (changed.Contains(field))
                digests[field] = DigestOf(key, value);
            else
                keys[field] = Convert.ToHexStringLower(key);
        }

        return new(keys, digests);
    }

    // One for all fields of an event: to make it takes longer than to use it.
    private static IncrementalHash KeysOf(string salt) => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Convert.FromHexString(salt));

    private static byte[] KeyOf(IncrementalHash keys, string field)
    {
        keys.AppendData(Encoding.UTF8.GetBytes(field));
        return keys.GetHashAndReset();
    }

    private static string DigestOf(byte[] key, JsonElement value)
    {
        var canonical = new ArrayBufferWriter<byte>(256);
        CanonicalJson.Write(canonical, value);
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, canonical.WrittenSpan));
    }

    private static string DigestOf(SortedDictionary<string, string> digests)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        var separator = "{"u8;
        foreach (var (field, digest) in digests)
        {
            bytes.Write(separator);
            CanonicalJson.Write(bytes, field);
            bytes.Write(":"u8);
            CanonicalJson.Write(bytes, digest);
            separator = ","u8;
        }

        bytes.Write(digests.Count == 0 ? "{}"u8 : "}"u8);
        return Convert.ToHexStringLower(SHA256.HashData(bytes.WrittenSpan));
    }

    // What held fields that all went is left without any.
    private static bool IsEmptied(string field, JsonElement value) => ByMember.Contains(field[1..])
        && value.ValueKind == JsonValueKind.Object && !value.EnumerateObject().Any();

    /// <summary>The hash of an event.</summary>
    /// <param name="previousHash">That of the event before it; empty for version 1.</param>
    /// <param name="stream">The stream's id.</param>
    /// <param name="version">The event's version.</param>
    /// <param name="type">Its alias.</param>
    /// <param name="recorded">When it was recorded, in whole microseconds.</param>
    /// <param name="actor">Who did it.</param>
    /// <param name="correlationId">The request that it belongs to.</param>
    /// <param name="causationId">The message that caused it.</param>
    /// <param name="digest">See <see cref="Digest(ReadOnlySpan{byte}, string)"/>.</param>
    /// <exception cref="FormatException">A text is refused by <see cref="CanonicalJson"/>.</exception>
    public static string Next(
        string previousHash, string stream, long version, string type, DateTimeOffset recorded,
        string? actor, string? correlationId, string? causationId, string digest)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
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
        return Convert.ToHexStringLower(SHA256.HashData(bytes.WrittenSpan));
    }

    /// <summary>The hash that a stored event ought to have.</summary>
    /// <param name="previousHash">That of the event before it; empty for version 1.</param>
    /// <param name="stored">The event.</param>
    /// <exception cref="FormatException">It has no salt, or data that is never signed.</exception>
    public static string Of(string previousHash, StoredEvent stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        return Of(previousHash, stored, DigestOf(stored));
    }

    /// <summary>The digest of a stored event's fields, also of one that a take-down rewrote.</summary>
    /// <exception cref="FormatException">It has no salt, or data that is never signed.</exception>
    internal static string DigestOf(StoredEvent stored) => stored.Erased is { } erased
        ? Digest(Encoding.UTF8.GetBytes(stored.Data), erased)
        : Digest(Encoding.UTF8.GetBytes(stored.Data), stored.Salt ?? "");

    /// <summary>The same, of an event whose digest is known.</summary>
    internal static string Of(string previousHash, StoredEvent stored, string digest) => Next(
        previousHash, stored.Stream, stored.Version, stored.Type, stored.Recorded, stored.Actor, stored.CorrelationId, stored.CausationId, digest);

    private static IEnumerable<(string Field, JsonElement Value)> Fields(JsonElement data)
    {
        if (data.ValueKind != JsonValueKind.Object)
            throw new FormatException("An event's data is a JSON object.");
        foreach (var member in data.EnumerateObject())
        {
            var name = Pointer(member);
            if (!ByMember.Any(member.NameEquals) || member.Value.ValueKind != JsonValueKind.Object
                || !member.Value.EnumerateObject().Any())
            {
                yield return (name, member.Value);
                continue;
            }

            foreach (var own in member.Value.EnumerateObject())
                yield return (name + Pointer(own), own.Value);
        }
    }

    private static string Pointer(JsonProperty member)
    {
        try
        {
            return "/" + member.Name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException("A member's name is no text.", e);
        }
    }

    private static void Ascii(ArrayBufferWriter<byte> bytes, string text) => Encoding.ASCII.GetBytes(text, bytes);
}

/// <summary>What proves the rest of an event of which a take-down erased fields, in the place of its salt.</summary>
/// <param name="Keys">The keys of the fields that stay, by their names, in hexadecimal.</param>
/// <param name="Digests">The digests of the fields that went, or say something else since, by their names, in hexadecimal.</param>
public sealed record Erasure(IReadOnlyDictionary<string, string> Keys, IReadOnlyDictionary<string, string> Digests);
