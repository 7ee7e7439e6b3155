using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Timeline.Domain.Values;

namespace Timeline.Store.Queries;

/// <summary>
/// The place of an entry among those that were found (keyset): what they are in the order of, and the entry itself, as what it
/// is in order of may be the same for several.
/// </summary>
public sealed record AcrossCursor(decimal First, decimal Second, decimal Third, string Story, string Entry)
{
    /// <summary>Reads a cursor; null where the text is none.</summary>
    public static AcrossCursor? Parse(string text)
    {
        var bytes = new byte[512];
        if (text.Length > 400 || !Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out var length))
            return null;
        return Encoding.ASCII.GetString(bytes, 0, length).Split('/') is [var first, var second, var third, var story, var entry]
            && Number(first) is { } a && Number(second) is { } b && Number(third) is { } c
            && SlugAttribute.IsSlug(story) && SlugAttribute.IsSlug(entry)
            ? new(a, b, c, story, entry)
            : null;
    }

    /// <inheritdoc/>
    public override string ToString() => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{First}/{Second}/{Third}/{Story}/{Entry}")));

    private static decimal? Number(string text) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number : null;
}
