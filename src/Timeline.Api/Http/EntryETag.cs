using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Timeline.Domain;

namespace Timeline.Api.Http;

/// <summary>
/// An entry's ETag (RFC 9110, section 8.8.3): the microseconds at which it last changed, in hexadecimal, and in answers that
/// can change without the entry (one that it links to may be held) also a digest of their bytes.
/// </summary>
internal static class EntryETag
{
    public static string Of(DateTimeOffset updatedAt) => string.Create(
        CultureInfo.InvariantCulture, $"\"{Microseconds.Of(updatedAt):x}\"");

    public static string Of(DateTimeOffset updatedAt, byte[] body) => string.Create(
        CultureInfo.InvariantCulture,
        $"\"{Microseconds.Of(updatedAt):x}-{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 8))}\"");

    /// <summary>What <c>If-Match</c> asks for (RFC 9110, section 13.1.1).</summary>
    /// <param name="header">The header.</param>
    /// <returns>Whether it asks for whatever state there is, and else for which, null where it is absent; null where it is
    /// neither a list of ETags nor <c>*</c>.</returns>
    public static (bool Any, IReadOnlyList<DateTimeOffset>? States)? Read(StringValues header) =>
        StringValues.IsNullOrEmpty(header) ? (false, null)
        : !EntityTagHeaderValue.TryParseStrictList([.. header.OfType<string>()], out var tags) ? null
        : !tags.Contains(EntityTagHeaderValue.Any) ? (false, [.. tags.Select(StateOf).OfType<DateTimeOffset>()])
        : tags.Count == 1 ? (true, null)
        : null;

    /// <summary>The command for the states that <see cref="Read"/> read.</summary>
    public static ConditionalCommand IfMatch(this ConditionalCommand command, (bool Any, IReadOnlyList<DateTimeOffset>? States)? seen) =>
        command with { IfUpdatedAt = seen?.States, AnyState = seen?.Any ?? false };

    // A proxy that compresses weakens the tags it passes on, and the state that one names is the same (against RFC 9110, by which
    // a weak tag never matches here). One that is not ours is of no state that there ever was.
    private static DateTimeOffset? StateOf(EntityTagHeaderValue tag) =>
        long.TryParse(tag.Tag.AsSpan().Trim('"').ToString().Split('-')[0],
                NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var microseconds)
            && microseconds is > 0 and < 250_000_000_000_000_000
            ? Microseconds.ToInstant(microseconds)
            : null;
}
