using System.Security.Cryptography;

namespace Timeline.Store.Proof;

/// <summary>SHA-256 of what is short, which an event has some thirty of: to make a hash anew for each takes a quarter of the time.</summary>
internal static class ShortHash
{
    [ThreadStatic]
    private static IncrementalHash? _own;

    /// <summary>Hashes <paramref name="bytes"/> into the first 32 bytes of <paramref name="hash"/>.</summary>
    public static void Of(ReadOnlySpan<byte> bytes, Span<byte> hash)
    {
        var own = _own ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        own.AppendData(bytes);
        own.GetHashAndReset(hash);
    }

    /// <summary>The same in lower-case hexadecimal.</summary>
    public static string HexOf(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Of(bytes, hash);
        return Convert.ToHexStringLower(hash);
    }
}
