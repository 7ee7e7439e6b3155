using System.Buffers;
using System.Globalization;
using Timeline.Domain.Languages;

namespace Timeline.Domain.Dates;

/// <summary>
/// Reads year, month, season and day, with digits left open at the right end; elsewhere they are of level 2, and refused before. Methods return null or what
/// is wrong.
/// </summary>
internal static class DateReader
{
    private static readonly SearchValues<char> Written = SearchValues.Create("0123456789X");

    public static Sentence? Read(string text, out DatePoint? point)
    {
        point = null;
        var negative = text.StartsWith('-');
        var parts = (negative ? text[1..] : text).Split('-');
        if (parts.Length > 3 || parts.Any(part => part.Length == 0 || part.AsSpan().ContainsAnyExcept(Written)))
            return PointReader.NotADate(text);

        if (LevelTwo.RefuseOpen(text, parts) is { } open)
            return open;
        if (ReadYear(text, parts, negative, out var year) is { } error)
            return error;
        if (parts.Length == 1)
            point = year;
        return parts.Length switch
        {
            1 => null,
            2 => ReadMonth(text, parts[1], year, out point),
            _ => ReadDay(text, parts[1], parts[2], year, out point),
        };
    }

    private static Sentence? ReadYear(string text, string[] parts, bool negative, out DatePoint year)
    {
        year = default;
        var written = parts[0];
        if (written.Length != 4)
            return parts is [_, _, { Length: 4 }] ? Sentence.Of("refused.date-year-last", text)
                : parts is [{ Length: 8 }] ? Sentence.Of("refused.date-hyphens", text)
                : Sentence.Of(written.Length > 4 ? "refused.date-year-long" : "refused.date-year", written);
        if (negative && written == "0000")
            return Sentence.Of("refused.date-year-zero");

        var known = written.TrimEnd('X');
        var lowest = Number(written.Replace('X', '0'));
        var highest = Number(written.Replace('X', '9'));
        var form = known.Length switch { 2 => Form.Hundred, 3 => Form.Decade, _ => Form.Year };
        year = new(form, negative ? -highest : lowest);
        return null;
    }

    private static Sentence? ReadMonth(string text, string month, DatePoint year, out DatePoint? point)
    {
        point = month switch
        {
            "XX" => year with { Form = Form.SomeMonth },
            "21" or "22" or "23" or "24" => year with { Form = Form.Season, Month = (Number(month) - 20) * 3 },
            _ when IsMonth(month) => year with { Form = Form.Month, Month = Number(month) },
            _ => null,
        };
        return point is null ? NotAMonth(text, month) : null;
    }

    private static Sentence? ReadDay(string text, string month, string day, DatePoint year, out DatePoint? point)
    {
        point = null;
        if (month == "XX")
        {
            point = year with { Form = Form.SomeDayOfYear };
            return null;
        }

        if (month is "21" or "22" or "23" or "24")
            return Sentence.Of("refused.date-season", month, text[..^(day.Length + 1)]);
        if (!IsMonth(month))
            return NotAMonth(text, month);
        var written = year with { Month = Number(month) };
        var days = Calendar.DaysIn(written.Year, written.Month);
        if (day.Length != 2)
            return Sentence.Of("refused.date-day-digits", day);
        if (day == "XX")
            point = written with { Form = Form.SomeDayOfMonth };
        else if (Number(day) is var number && number >= 1 && number <= days)
            point = written with { Form = Form.Day, Day = number };
        return point is null ? Sentence.Of("refused.date-day", text, text[..^3], days) : null;
    }

    private static bool IsMonth(string part) => part.Length == 2 && Number(part) is >= 1 and <= 12;

    private static Sentence NotAMonth(string text, string month) =>
        Sentence.Of(month.Length != 2 ? "refused.date-month-digits" : "refused.date-month", month);

    private static int Number(string digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
}
