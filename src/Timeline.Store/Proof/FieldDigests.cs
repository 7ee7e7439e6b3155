using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Timeline.Store.Proof;

/// <summary>The salted digests of an event's fields, which the <see cref="HashChain"/> covers in their place.</summary>
public static class FieldDigests
{
    private static readonly string[] ByMember = ["body", "changes"];

    /// <summary>A new event's random bytes, in hexadecimal.</summary>
    public static string NewSalt() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>The digest of an event's fields.</summary>
    /// <param name="data">The event's data, JSON.</param>
    /// <param name="salt">See <see cref="NewSalt"/>.</param>
    /// <exception cref="FormatException">The data is refused by <see cref="CanonicalJson"/>, or the salt is none.</exception>
    public static string Of(ReadOnlySpan<byte> data, string salt)
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
    public static string Of(ReadOnlySpan<byte> data, Erasure erased)
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

    /// <summary>The digest of a stored event's fields, also of one that a take-down rewrote.</summary>
    /// <exception cref="FormatException">It has no salt, or data that is never signed.</exception>
    internal static string Of(StoredEvent stored) => stored.Erased is { } erased
        ? Of(Encoding.UTF8.GetBytes(stored.Data), erased)
        : Of(Encoding.UTF8.GetBytes(stored.Data), stored.Salt ?? "");

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
