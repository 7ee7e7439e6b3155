using System.Buffers;
using System.Globalization;

namespace Timeline.Domain.Dates;

/// <summary>
/// Reads year, month, season and day, with digits left open at the right end; elsewhere they are of level 2, and refused before. Methods return null or what
/// is wrong.
/// </summary>
internal static class DateReader
{
    private static readonly SearchValues<char> Written = SearchValues.Create("0123456789X");

    public static string? Read(string text, out DatePoint? point)
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

    private static string? ReadYear(string text, string[] parts, bool negative, out DatePoint year)
    {
        year = default;
        var written = parts[0];
        if (written.Length != 4)
            return parts is [_, _, { Length: 4 }] ? $"{text} has its year last; write year, month, day: 2021-01-17."
                : parts is [{ Length: 8 }] ? $"{text} lacks its hyphens; write it like 2021-01-17."
                : written.Length > 4
                    ? $"{written} is not a year of four digits; beyond 9999 write a Y before it, as in Y12345."
                : $"{written} is not a year of four digits; write it like 2021 or 0079.";
        if (negative && written == "0000")
            return "There is no year -0000; the year before 0001 is 0000.";

        var known = written.TrimEnd('X');
        var lowest = Number(written.Replace('X', '0'));
        var highest = Number(written.Replace('X', '9'));
        var form = known.Length switch { 2 => Form.Hundred, 3 => Form.Decade, _ => Form.Year };
        year = new(form, negative ? -highest : lowest);
        return null;
    }

    private static string? ReadMonth(string text, string month, DatePoint year, out DatePoint? point)
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

    private static string? ReadDay(string text, string month, string day, DatePoint year, out DatePoint? point)
    {
        point = null;
        if (month == "XX")
        {
            point = year with { Form = Form.SomeDayOfYear };
            return null;
        }

        if (month is "21" or "22" or "23" or "24")
            return $"{month} is a season, which has no days; write {text[..^(day.Length + 1)]}.";
        if (!IsMonth(month))
            return NotAMonth(text, month);
        var written = year with { Month = Number(month) };
        var days = Calendar.DaysIn(written.Year, written.Month);
        if (day.Length != 2)
            return $"{day} is not a day of two digits; write it like 2021-01-07.";
        if (day == "XX")
            point = written with { Form = Form.SomeDayOfMonth };
        else if (Number(day) is var number && number >= 1 && number <= days)
            point = written with { Form = Form.Day, Day = number };
        return point is null
            ? $"{text} is not a day of the calendar; {text[..^3]} has {days} days."
            : null;
    }

    private static bool IsMonth(string part) => part.Length == 2 && Number(part) is >= 1 and <= 12;

    private static string NotAMonth(string text, string month) =>
        month.Length != 2 ? $"{month} is not a month of two digits; write it like 2021-01."
            : $"{month} is not a month; months run from 01 to 12, and seasons from 21 (spring) to 24 (winter).";

    private static int Number(string digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
}
