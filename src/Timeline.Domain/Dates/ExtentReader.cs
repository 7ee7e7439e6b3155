using Timeline.Domain.Languages;

namespace Timeline.Domain.Dates;

/// <summary>Reads a whole text: a date, or two ends about a slash. Methods return null or what is wrong.</summary>
internal static class ExtentReader
{
    public static Sentence? Read(string? text, out Extent? extent)
    {
        extent = null;
        if (string.IsNullOrEmpty(text))
            return Sentence.Of("refused.date-empty");
        if (text.Length > Edtf.MaxLength)
            return Sentence.Of("refused.date-long", text.Length, Edtf.MaxLength);
        for (var i = 0; i < text.Length; i++)
        {
            if ((char.IsWhiteSpace(text[i]) || !char.IsAscii(text[i])) && IsProse(text))
                return Sentence.Of("refused.date-prose", text);
            if (char.IsWhiteSpace(text[i]))
                return Sentence.Of("refused.date-space", i + 1);
            if (text[i] is < '!' or > '~')
                return Sentence.Of("refused.date-character", i + 1, $"U+{(int)text[i]:X4}");
        }

        var error = ReadEnds(text, out extent);
        // Nobody should have to guess that case is all that is wrong.
        if (error is not null && text.Any(char.IsAsciiLetterLower)
            && text.ToUpperInvariant() is var capitals && ReadEnds(capitals, out _) is null)
            return Sentence.Of("refused.date-capitals", text, capitals);
        return error;
    }

    // Of words the place of a letter says nothing; those of EDTF are X, Y, T, Z and E.
    private static bool IsProse(string text) => text.Any(c => char.IsLetter(c) && !"XYTZE".Contains(char.ToUpperInvariant(c)))
        && !text.Any(c => char.IsControl(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format);

    // What is of level 2 is no date here, so that its name need only be looked for where none was read.
    private static Sentence? ReadEnds(string text, out Extent? extent) =>
        ReadAsIs(text, out extent) is { } error ? LevelTwo.Refuse(text) ?? error : null;

    private static Sentence? ReadAsIs(string text, out Extent? extent)
    {
        extent = null;
        if (text.StartsWith('['))
            return ReadMoment(text, out extent);

        var ends = text.Split('/');
        if (ends.Length > 2)
            return Sentence.Of("refused.date-slashes", text, ends.Length - 1);
        if (ends.Length == 1 && text != ".." && text.Contains("..", StringComparison.Ordinal))
            return Sentence.Of("refused.date-dots", text);

        var missing = ends.Any(end => end.Length == 0);
        return Read(text, ends[0], ends[^1], out extent) ?? Keep(ref extent, e => e with { MissingIsUnknown = missing });
    }

    private static Sentence? ReadMoment(string text, out Extent? extent)
    {
        extent = null;
        var ends = text.TrimStart('[').TrimEnd(']').Split("..");
        return text[^1] != ']' || ends.Length != 2 || text.Contains('/', StringComparison.Ordinal)
            ? Sentence.Of("refused.date-set", text)
            // One moment between two points, or before or after one ([..B], [A..]).
            : Read(text, ends[0], ends[1], out extent) ?? Keep(ref extent, e => e with { IsOneMoment = true });
    }

    // Goes on where nothing is wrong: what brackets or an empty end say of both ends is known only outside them.
    private static Sentence? Keep(ref Extent? extent, Func<Extent, Extent> change)
    {
        extent = change(extent!);
        return null;
    }

    private static Sentence? Read(string text, string first, string last, out Extent? extent)
    {
        extent = null;
        if (IsMissing(first) && IsMissing(last))
            return Sentence.Of("refused.date-nothing");
        // A single date is given as both ends: the same text, and not another one that reads alike (2021/2021).
        var isInterval = !ReferenceEquals(first, last);
        if (ReadEnd(first, out var start) is { } startError)
            return startError;
        var end = start;
        if (isInterval && ReadEnd(last, out end) is { } endError)
            return endError;

        if (isInterval && (start?.IsOpen is true ? first : end?.IsOpen is true ? last : null) is { } open)
            return Sentence.Of("refused.date-open-end", text, LevelTwo.WithoutOpen(open), open);
        extent = new(start, end);
        if (!extent.IsReversed)
            return null;
        extent = null;
        return EndsFirst(text);
    }

    /// <summary>What is said of an interval that ends before it starts.</summary>
    /// <param name="text">The interval.</param>
    /// <param name="zone">The story's time zone, where it hangs on that.</param>
    public static Sentence EndsFirst(string text, TimeZoneInfo? zone = null)
    {
        var separator = text.StartsWith('[') ? ".." : "/";
        var (open, close) = text.StartsWith('[') ? ("[", "]") : ("", "");
        var ends = text.TrimStart('[').TrimEnd(']').Split(separator);
        var turned = $"{open}{ends[1]}{separator}{ends[0]}{close}";
        return zone is null ? Sentence.Of("refused.date-reversed", text, turned) : Sentence.Of("refused.date-reversed-there", text, turned, zone.Id);
    }

    // Open (..), or nobody knows it (nothing at all).
    private static bool IsMissing(string end) => end is "" or "..";

    private static Sentence? ReadEnd(string end, out DatePoint? point)
    {
        point = null;
        return IsMissing(end) ? null : PointReader.Read(end, out point);
    }
}
