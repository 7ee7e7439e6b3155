using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Timeline.Domain.TakeDowns;

namespace Timeline.Store.Proof;

/// <summary>The salted digests of an event's fields, which the <see cref="HashChain"/> covers in their place.</summary>
/// <remarks>
/// SHA-256 of secret and value one after the other is enough, and half the price of an HMAC: whoever could go on with a digest that
/// they know would end at one of something that is no JSON, or of a name that is no text. What counts is that the secret has always the
/// same length, so that nobody can call the end of one the beginning of a value.
/// </remarks>
public static class FieldDigests
{
    // No event has nearly as many: what has more was made to keep whoever verifies it busy.
    private const int MostFields = 1_000;

    private const int SaltLength = 16;

    // Events are many and small: each thread has what they are spelled in, unless one was large.
    private const int MostKept = 1 << 16;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _ofField;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _ofEvent;

    /// <summary>A new event's random bytes, in hexadecimal.</summary>
    public static string NewSalt() => RandomNumberGenerator.GetHexString(2 * SaltLength, lowercase: true);

    /// <summary>The digest of an event's fields.</summary>
    /// <param name="data">The event's data, read from bytes that are UTF-8.</param>
    /// <param name="salt">See <see cref="NewSalt"/>.</param>
    /// <exception cref="FormatException">The data is refused by <see cref="CanonicalJson"/>, or the salt is none.</exception>
    internal static string Of(JsonElement data, string salt)
    {
        var secret = Bytes(salt, SaltLength);
        var fields = FieldsOf(data);
        fields.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        var digests = Empty(ref _ofEvent);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        for (var i = 0; i < fields.Count; i++)
        {
            if (i > 0 && fields[i].Name == fields[i - 1].Name)
                throw new FormatException($"Two members of one object are named '{fields[i].Name}'.");
            Begin(digests, fields[i].Name);
            digests.Write("\""u8);
            KeyOf(secret, fields[i].Name, hash);
            DigestOf(hash, fields[i].Value, hash);
            Convert.TryToHexStringLower(hash, digests.GetSpan(2 * SHA256.HashSizeInBytes), out var written);
            digests.Advance(written);
            digests.Write("\""u8);
        }

        return End(digests);
    }

    // The digest of the fields of an event that a take-down rewrote.
    private static string Of(JsonElement data, Erasure erased)
    {
        if (erased.Keys.Count + erased.Digests.Count > MostFields)
            throw new FormatException($"It has more than {MostFields} fields.");
        var all = new SortedDictionary<string, string>(erased.Digests.ToDictionary(), StringComparer.Ordinal);
        foreach (var (field, value) in FieldsOf(data))
        {
            if (erased.Keys.TryGetValue(field, out var key)
                ? !all.TryAdd(field, Convert.ToHexStringLower(DigestOf(Bytes(key, SHA256.HashSizeInBytes), value)))
                : !erased.Digests.ContainsKey(field) && !IsEmptied(field, value))
                throw new FormatException($"The field '{field}' was never signed.");
        }

        var digests = Empty(ref _ofEvent);
        foreach (var (field, digest) in all)
        {
            Begin(digests, field);
            CanonicalJson.Write(digests, digest);
        }

        return End(digests);
    }

    /// <summary>Rewrites some fields of an event, so that the rest is still proved and what went cannot be guessed.</summary>
    /// <param name="stored">The event.</param>
    /// <param name="changed">The names of the fields that say something else afterwards, or nothing.</param>
    /// <exception cref="FormatException">It has no salt, or data that is never signed.</exception>
    public static Erasure Erase(StoredEvent stored, IReadOnlyCollection<string> changed)
    {
        ArgumentNullException.ThrowIfNull(stored);
        using var document = CanonicalJson.Parse(stored.Data);
        var keys = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var digests = new SortedDictionary<string, string>(stored.Erased?.Digests.ToDictionary() ?? [], StringComparer.Ordinal);
        foreach (var (field, value) in FieldsOf(document.RootElement))
        {
            // What was replaced before has no key, and keeps the digest of what was signed.
            if (stored.Erased is { } before && !before.Keys.ContainsKey(field))
                continue;
            var key = stored.Erased is { } erased ? Bytes(erased.Keys[field], SHA256.HashSizeInBytes) : KeyOf(Bytes(stored.Salt ?? "", SaltLength), field);
            if (changed.Contains(field))
                digests[field] = Convert.ToHexStringLower(DigestOf(key, value));
            else
                keys[field] = Convert.ToHexStringLower(key);
        }

        return new(keys, digests);
    }

    /// <summary>The digest of a stored event's fields, also of one that a take-down rewrote.</summary>
    /// <exception cref="FormatException">It has no salt, or data that is never signed.</exception>
    internal static string Of(StoredEvent stored)
    {
        using var document = CanonicalJson.Parse(stored.Data);
        return Of(stored, document.RootElement);
    }

    /// <summary>The same, of data that is read already.</summary>
    /// <exception cref="FormatException">It has no salt, or data that is never signed.</exception>
    internal static string Of(StoredEvent stored, JsonElement data) =>
        stored.Erased is { } erased ? Of(data, erased) : Of(data, stored.Salt ?? "");

    private static byte[] Bytes(string hex, int length) => Convert.FromHexString(hex) is var bytes && bytes.Length == length
        ? bytes : throw new FormatException($"A salt or a key has {length} bytes.");

    private static byte[] KeyOf(byte[] secret, string field)
    {
        var key = new byte[SHA256.HashSizeInBytes];
        KeyOf(secret, field, key);
        return key;
    }

    private static void KeyOf(byte[] secret, string field, Span<byte> key)
    {
        var bytes = Empty(ref _ofField);
        bytes.Write(secret);
        Encoding.UTF8.GetBytes(field, bytes);
        ShortHash.Of(bytes.WrittenSpan, key);
    }

    private static byte[] DigestOf(byte[] key, JsonElement value)
    {
        var digest = new byte[SHA256.HashSizeInBytes];
        DigestOf(key, value, digest);
        return digest;
    }

    private static void DigestOf(ReadOnlySpan<byte> key, JsonElement value, Span<byte> digest)
    {
        var bytes = Empty(ref _ofField);
        bytes.Write(key);
        CanonicalJson.Write(bytes, value);
        ShortHash.Of(bytes.WrittenSpan, digest);
    }

    private static ArrayBufferWriter<byte> Empty(ref ArrayBufferWriter<byte>? own)
    {
        if (own is null or { Capacity: > MostKept })
            own = new(1024);
        own.ResetWrittenCount();
        return own;
    }

    private static void Begin(ArrayBufferWriter<byte> digests, string field)
    {
        digests.Write(digests.WrittenCount == 0 ? "{"u8 : ","u8);
        CanonicalJson.Write(digests, field);
        digests.Write(":"u8);
    }

    private static string End(ArrayBufferWriter<byte> digests)
    {
        digests.Write(digests.WrittenCount == 0 ? "{}"u8 : "}"u8);
        return ShortHash.HexOf(digests.WrittenSpan);
    }

    // What held fields that all went is left without any.
    private static bool IsEmptied(string field, JsonElement value) => EventField.IsByMember(field.AsSpan(1))
        && value.ValueKind == JsonValueKind.Object && value.GetPropertyCount() == 0;

    private static List<(string Name, JsonElement Value)> FieldsOf(JsonElement data)
    {
        if (data.ValueKind != JsonValueKind.Object)
            throw new FormatException("An event's data is a JSON object.");
        var fields = new List<(string, JsonElement)>(16);
        foreach (var member in data.EnumerateObject())
        {
            var name = Pointer(member);
            if (member.Value.ValueKind == JsonValueKind.Object && EventField.IsByMember(name.AsSpan(1)) && member.Value.GetPropertyCount() > 0)
            {
                foreach (var own in member.Value.EnumerateObject())
                    Add(name + Pointer(own), own.Value);
            }
            else
            {
                Add(name, member.Value);
            }
        }

        return fields;

        void Add(string name, JsonElement value)
        {
            if (fields.Count == MostFields)
                throw new FormatException($"It has more than {MostFields} fields.");
            fields.Add((name, value));
        }
    }

    private static string Pointer(JsonProperty member)
    {
        try
        {
            return EventField.Of(member.Name);
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException("A member's name is no text.", e);
        }
    }
}
