namespace Timeline.Domain.Dates;

/// <summary>Reads a whole text: a date, or two ends about a slash. Methods return null or what is wrong.</summary>
internal static class ExtentReader
{
    private const string SaysNothing =
        "An interval with no date at either end says nothing; give a date for its start or its end.";

    public static string? Read(string? text, out Extent? extent)
    {
        extent = null;
        if (string.IsNullOrEmpty(text))
            return "The date is empty; write one such as 2021-01-17, 2021-01 or 2021.";
        if (text.Length > Edtf.MaxLength)
            return $"The date has {text.Length} characters; {Edtf.MaxLength} is the most that is read.";
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsWhiteSpace(text[i]))
                return $"Character {i + 1} of the date is a space; remove it.";
            if (text[i] is < '!' or > '~')
                return $"Character {i + 1} of the date (U+{(int)text[i]:X4}) has no place in one; "
                    + "use the digits 0 to 9, the plain hyphen, and the marks of EDTF.";
        }

        var error = ReadEnds(text, out extent);
        // Nobody should have to guess that case is all that is wrong.
        if (error is not null && text.Any(char.IsAsciiLetterLower)
            && text.ToUpperInvariant() is var capitals && ReadEnds(capitals, out _) is null)
            return $"Write {text} in capitals: {capitals}.";
        return error;
    }

    private static string? ReadEnds(string text, out Extent? extent)
    {
        extent = null;
        if (LevelTwo.Refuse(text) is { } refusal)
            return refusal;
        if (text.StartsWith('['))
            return ReadMoment(text, out extent);

        var ends = text.Split('/');
        if (ends.Length > 2)
            return $"{text} has {ends.Length - 1} slashes; a date takes hyphens (2021-01-17), an interval one slash "
                + "(2021-01-17/2021-01-22).";
        if (ends.Length == 1 && text != ".." && text.Contains("..", StringComparison.Ordinal))
            return $"{text} has dots but neither slash nor brackets; write 2021-01-17/2021-01-22 for what lasted from one to the "
                + "other, [2021-01-17..2021-01-22] for one moment between.";

        var missing = ends.Any(end => end.Length == 0);
        return Read(text, ends[0], ends[^1], out extent) ?? Keep(ref extent, e => e with { MissingIsUnknown = missing });
    }

    private static string? ReadMoment(string text, out Extent? extent)
    {
        extent = null;
        var ends = text.TrimStart('[').TrimEnd(']').Split("..");
        return text[^1] != ']' || ends.Length != 2 || text.Contains('/', StringComparison.Ordinal)
            ? $"{text} is no set that is read; write [2021-01-17..2021-01-22], [..2021-01-22] or [2021-01-17..]."
            : Read(text, ends[0], ends[1], out extent) ?? Keep(ref extent, e => e with { IsOneMoment = true });
    }

    private static string? Keep(ref Extent? extent, Func<Extent, Extent> change)
    {
        extent = change(extent!);
        return null;
    }

    private static string? Read(string text, string first, string last, out Extent? extent)
    {
        extent = null;
        if (IsMissing(first) && IsMissing(last))
            return SaysNothing;
        if (ReadEnd(first, out var start) is { } startError)
            return startError;
        var end = start;
        if ((object)first != last && ReadEnd(last, out end) is { } endError)
            return endError;

        var isInterval = (object)first != last;
        if (isInterval && (start?.IsOpen is true ? first : end?.IsOpen is true ? last : null) is { } open)
            return $"{text} leaves digits of an end open, which is of EDTF's level 2 and not read; write {LevelTwo.WithoutOpen(open)} for {open}.";
        extent = new(start, end);
        if (!extent.IsReversed)
            return null;
        extent = null;
        return EndsFirst(text);
    }

    /// <summary>What is said of an interval that ends before it starts.</summary>
    /// <param name="text">The interval.</param>
    /// <param name="zone">The story's time zone, where it hangs on that.</param>
    public static string EndsFirst(string text, TimeZoneInfo? zone = null)
    {
        var separator = text.StartsWith('[') ? ".." : "/";
        var (open, close) = text.StartsWith('[') ? ("[", "]") : ("", "");
        var ends = text.TrimStart('[').TrimEnd(']').Split(separator);
        var there = zone is null ? "" : $" in the story's time zone, {zone.Id}";
        return $"{text} ends before it starts{there}; write {open}{ends[1]}{separator}{ends[0]}{close}, or mend one of the two.";
    }

    private static bool IsMissing(string end) => end is "" or "..";

    private static string? ReadEnd(string end, out DatePoint? point)
    {
        point = null;
        return IsMissing(end) ? null : PointReader.Read(end, out point);
    }
}
