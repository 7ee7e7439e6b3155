using Timeline.Domain.Languages;

namespace Timeline.Domain.Dates;

/// <summary>
/// Reads one end: its qualifier, and then a date, a time or a long year. Methods return null or what is wrong.
/// </summary>
internal static class PointReader
{
    private const int MostYearDigits = 9;

    public static Sentence? Read(string text, out DatePoint? point)
    {
        point = null;
        var bare = text.TrimEnd('?', '~', '%');
        if (text.Length - bare.Length > 1)
            return Sentence.Of("refused.date-marks", text);
        if (bare.AsSpan().ContainsAny('?', '~', '%'))
            return Sentence.Of("refused.date-mark-inside", text);

        if (ReadBare(bare, out point) is { } error)
            return error;
        var mark = text[bare.Length..];
        point = point!.Value with { Approximate = mark is "~" or "%", Uncertain = mark is "?" or "%" };
        return null;
    }

    public static Sentence NotADate(string text) => Sentence.Of("refused.date-none", text.Length == 0 ? (object)Sentence.Of("refused.date-mark") : text);

    private static Sentence? ReadBare(string text, out DatePoint? point)
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
            : Sentence.Of("refused.date-no-day", text);
    }

    private static Sentence? ReadLongYear(string text, out DatePoint? point)
    {
        point = null;
        var negative = text.StartsWith("Y-", StringComparison.Ordinal);
        var digits = text[(negative ? 2 : 1)..];
        if (digits.Length == 0 || !digits.All(char.IsAsciiDigit))
            return Sentence.Of("refused.date-long-year", text);
        if (digits.Length < 5 || digits[0] == '0')
            return Sentence.Of("refused.date-no-y", text);
        if (digits.Length > MostYearDigits)
            return Sentence.Of("refused.date-far", text);
        var year = long.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);
        point = new(Form.Year, negative ? -year : year);
        return null;
    }
}
