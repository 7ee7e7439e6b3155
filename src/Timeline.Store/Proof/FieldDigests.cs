using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Timeline.Store.Proof;

/// <summary>The salted digests of an event's fields, which the <see cref="HashChain"/> covers in their place.</summary>
public static class FieldDigests
{
    private static readonly string[] ByMember = ["body", "changes"];

    // No event has nearly as many: what has more was made to keep whoever verifies it busy.
    private const int MostFields = 1_000;

    /// <summary>A new event's random bytes, in hexadecimal.</summary>
    public static string NewSalt() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>The digest of an event's fields.</summary>
    /// <param name="data">The event's data, JSON.</param>
    /// <param name="salt">See <see cref="NewSalt"/>.</param>
    /// <exception cref="FormatException">The data is refused by <see cref="CanonicalJson"/>, or the salt is none.</exception>
    public static string Of(ReadOnlySpan<byte> data, string salt)
    {
        using var document = CanonicalJson.Parse(data);
        return Of(document.RootElement, salt);
    }

    private static string Of(JsonElement data, string salt)
    {
        using var keys = KeysOf(salt);
        var canonical = new ArrayBufferWriter<byte>(1024);
        var digests = new List<(string Field, string Digest)>();
        foreach (var (field, value) in Fields(data).Take(MostFields + 1))
            digests.Add((field, DigestOf(KeyOf(keys, field), value, canonical)));
        if (digests.Count > MostFields)
            throw new FormatException($"It has more than {MostFields} fields.");
        digests.Sort(static (a, b) => string.CompareOrdinal(a.Field, b.Field));
        for (var i = 1; i < digests.Count; i++)
        {
            if (digests[i].Field == digests[i - 1].Field)
                throw new FormatException($"Two members of one object are named '{digests[i].Field}'.");
        }

        return DigestOf(digests, canonical);
    }

    /// <summary>The digest of the fields of an event that a take-down rewrote.</summary>
    /// <param name="data">What is left of the event's data, JSON.</param>
    /// <param name="erased">What stands for its salt.</param>
    /// <exception cref="FormatException">The data is refused by <see cref="CanonicalJson"/>, or holds what neither was signed nor replaces
    /// what was.</exception>
    public static string Of(ReadOnlySpan<byte> data, Erasure erased)
    {
        ArgumentNullException.ThrowIfNull(erased);
        using var document = CanonicalJson.Parse(data);
        return Of(document.RootElement, erased);
    }

    private static string Of(JsonElement data, Erasure erased)
    {
        if (erased.Keys.Count + erased.Digests.Count > MostFields)
            throw new FormatException($"It has more than {MostFields} fields.");
        var canonical = new ArrayBufferWriter<byte>(1024);
        var digests = new SortedDictionary<string, string>(erased.Digests.ToDictionary(), StringComparer.Ordinal);
        foreach (var (field, value) in Fields(data))
        {
            if (erased.Keys.TryGetValue(field, out var key)
                ? !digests.TryAdd(field, DigestOf(Convert.FromHexString(key), value, canonical))
                : !erased.Digests.ContainsKey(field) && !IsEmptied(field, value))
                throw new FormatException($"The field '{field}' was never signed.");
        }

        return DigestOf(digests.Select(d => (d.Key, d.Value)), canonical);
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
                digests[field] = DigestOf(key, value, new());
            else
                keys[field] = Convert.ToHexStringLower(key);
        }

        return new(keys, digests);
    }

    /// <summary>The digest of a stored event's fields, also of one that a take-down rewrote.</summary>
    /// <exception cref="FormatException">It has no salt, or data that is never signed.</exception>
    internal static string Of(StoredEvent stored) => stored.Erased is { } erased
        ? Of(Encoding.UTF8.GetBytes(stored.Data), erased)
        : Of(Encoding.UTF8.GetBytes(stored.Data), stored.Salt ?? "");

    /// <summary>The same, of data that is read already.</summary>
    /// <exception cref="FormatException">It has no salt, or data that is never signed.</exception>
    internal static string Of(StoredEvent stored, JsonElement data) =>
        stored.Erased is { } erased ? Of(data, erased) : Of(data, stored.Salt ?? "");

    // One for all fields of an event: to make it takes longer than to use it.
    private static IncrementalHash KeysOf(string salt) => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Convert.FromHexString(salt));

    private static byte[] KeyOf(IncrementalHash keys, string field)
    {
        keys.AppendData(Encoding.UTF8.GetBytes(field));
        return keys.GetHashAndReset();
    }

    private static string DigestOf(byte[] key, JsonElement value, ArrayBufferWriter<byte> canonical)
    {
        canonical.ResetWrittenCount();
        CanonicalJson.Write(canonical, value);
        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, canonical.WrittenSpan, digest);
        return Convert.ToHexStringLower(digest);
    }

    private static string DigestOf(IEnumerable<(string Field, string Digest)> digests, ArrayBufferWriter<byte> canonical)
    {
        canonical.ResetWrittenCount();
        canonical.Write("{"u8);
        var separator = ""u8;
        foreach (var (field, digest) in digests)
        {
            canonical.Write(separator);
            CanonicalJson.Write(canonical, field);
            canonical.Write(":"u8);
            CanonicalJson.Write(canonical, digest);
            separator = ","u8;
        }

        canonical.Write("}"u8);
        return Convert.ToHexStringLower(SHA256.HashData(canonical.WrittenSpan));
    }

    // What held fields that all went is left without any.
    private static bool IsEmptied(string field, JsonElement value) => ByMember.Contains(field[1..])
        && value.ValueKind == JsonValueKind.Object && !value.EnumerateObject().Any();

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
}
