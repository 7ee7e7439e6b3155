namespace Timeline.Domain.Dates;

/// <summary>
/// Reads one end: its qualifier, and then a date, a time or a long year. Methods return null or what is wrong.
/// </summary>
internal static class PointReader
{
    private const int MostYearDigits = 9;

    public static string? Read(string text, out DatePoint? point)
    {
        point = null;
        var bare = text.TrimEnd('?', '~', '%');
        if (text.Length - bare.Length > 1)
            return $"{text} has several marks at its end; write ? for uncertain, ~ for approximate, % for both.";
        if (bare.AsSpan().ContainsAny('?', '~', '%'))
            return $"In {text} a mark stands inside the date; ? ~ and % go at its very end, as in 2021-01-21~.";

        if (ReadBare(bare, out point) is { } error)
            return error;
        var mark = text[bare.Length..];
        point = point!.Value with { Approximate = mark is "~" or "%", Uncertain = mark is "?" or "%" };
        return null;
    }

    public static string NotADate(string text) =>
        (text.Length == 0 ? "A lone mark" : text)
        + " is not a date that can be read; write it like 2021-01-17, 2021-01, 2021 or 2021-01-22T18:00.";

    private static string? ReadBare(string text, out DatePoint? point)
    {
        if (text.StartsWith('Y'))
            return ReadLongYear(text, out point);
        var t = text.IndexOf('T', StringComparison.Ordinal);
        if (t <= 0)
            return DateReader.Read(text, out point);

        if (DateReader.Read(text[..t], out point) is { } error)
            return error;
        var day = point!.Value;
        point = null;
        return day.Form is Form.Day
            ? TimeReader.Read(text, text[(t + 1)..], day, out point)
            : $"{text} has a time but not one full day before it; write it like 2021-01-22T18:00.";
    }

    private static string? ReadLongYear(string text, out DatePoint? point)
    {
        point = null;
        var negative = text.StartsWith("Y-", StringComparison.Ordinal);
        var digits = text[(negative ? 2 : 1)..];
        if (digits.Length == 0 || !digits.All(char.IsAsciiDigit))
            return $"{text} is not a year; after the Y come digits only, as in Y170000002 or Y-170000002.";
        if (digits.Length < 5 || digits[0] == '0')
            return $"{text} has no need of a Y, which is for years of five digits and more, without leading zeros; "
                + "write four digits, as in 2021 or 0079.";
        if (digits.Length > MostYearDigits)
            return $"{text} is too far away; years run from -999,999,999 to 999,999,999.";
        var year = long.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);
        point = new(Form.Year, negative ? -year : year);
        return null;
    }
}
