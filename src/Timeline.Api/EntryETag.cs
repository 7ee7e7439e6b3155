using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;
using Timeline.Chronology;

namespace Timeline.Api;

/// <summary>
/// An entry's ETag (RFC 9110, section 8.8.3): the microseconds at which it last changed, in hexadecimal, and in answers to
/// readers a digest of their bytes, since they can change without the entry, as when one that it links to is held.
/// </summary>
internal static class EntryETag
{
    public static string Of(DateTimeOffset updatedAt) => string.Create(
        CultureInfo.InvariantCulture, $"\"{EntryTag.Microseconds(updatedAt):x}\"");

    public static string Of(DateTimeOffset updatedAt, byte[] body) => string.Create(
        CultureInfo.InvariantCulture,
        $"\"{EntryTag.Microseconds(updatedAt):x}-{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 8))}\"");

    /// <summary>What <c>If-Match</c> asks for.</summary>
    /// <param name="header">The header's text.</param>
    /// <returns>Whether it asks for whatever state there is, and else for which; null where it is no ETag of ours.</returns>
    public static (bool Any, DateTimeOffset? State)? Read(string header)
    {
        if (header.Length == 0)
            return (false, null);
        if (!EntityTagHeaderValue.TryParse(header, out var tag))
            return null;
        if (tag.Equals(EntityTagHeaderValue.Any))
            return (true, null);
        // A weak tag never matches (section 13.1.1), and one that is not ours is of no state that there ever was.
        return !tag.IsWeak && long.TryParse(tag.Tag.AsSpan().Trim('"').ToString().Split('-')[0],
                NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var microseconds)
            && microseconds is > 0 and < 250_000_000_000_000_000
            ? (false, EntryTag.FromMicroseconds(microseconds))
            : (false, DateTimeOffset.UnixEpoch);
    }
}
