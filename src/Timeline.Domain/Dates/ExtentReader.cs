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
        var ends = text.Split('/');
        if (ends.Length > 2)
            return $"{text} has {ends.Length - 1} slashes; a date takes hyphens (2021-01-17), an interval one slash "
                + "(2021-01-17/2021-01-22).";
        if (ends.All(IsMissing))
            return SaysNothing;
        if (ends.Length == 1 && text.Contains("..", StringComparison.Ordinal))
            return $"{text} has dots but no slash; write ../2021-01-22, 2021-01-23/.. or 2021-01-17/2021-01-22.";

        var (first, last) = (ends[0], ends[^1]);
        if (ReadEnd(first, out var start) is { } startError)
            return startError;
        var end = start;
        if (ends.Length > 1 && ReadEnd(last, out end) is { } endError)
            return endError;

        extent = new(start, end, MissingIsUnknown: first.Length == 0 || last.Length == 0);
        if (!extent.IsReversed)
            return null;
        extent = null;
        return $"{text} ends before it starts; write {last}/{first}, or mend one of the two.";
    }

    private static bool IsMissing(string end) => end is "" or "..";

    private static string? ReadEnd(string end, out DatePoint? point)
    {
        point = null;
        return IsMissing(end) ? null : PointReader.Read(end, out point);
    }
}
