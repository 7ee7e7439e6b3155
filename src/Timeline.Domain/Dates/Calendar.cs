using System.Globalization;

namespace Timeline.Domain.Dates;

/// <summary>
/// The proleptic Gregorian calendar of ISO 8601, for any year; <see cref="DateTime"/> stops at 0001 and 9999.
/// </summary>
internal static class Calendar
{
    /// <summary>Seconds from 0001-01-01T00:00:00 to 1970-01-01T00:00:00.</summary>
    public const long UnixEpoch = 62_135_596_800;

    private const long SecondsPerDay = 86_400;
    private const long DaysPer400Years = 146_097;

    private static readonly int[] DaysBeforeMonth = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

    public static int DaysIn(long year, int month) => month switch
    {
        2 => IsLeap(year) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };

    /// <summary>Seconds from 0001-01-01T00:00:00 to the start of a day; month 13 is the next January.</summary>
    public static long StartOf(long year, int month, int day)
    {
        if (month > 12)
            return StartOf(year + 1, month - 12, day);
        var past = year - 1;
        var days = past * 365 + Floor(past, 4) - Floor(past, 100) + Floor(past, 400)
            + DaysBeforeMonth[month - 1] + (month > 2 && IsLeap(year) ? 1 : 0) + day - 1;
        return days * SecondsPerDay;
    }

    /// <summary>The day that lies so many days after 0001-01-01.</summary>
    public static (long Year, int Month, int Day) DayOf(long days)
    {
        var cycles = Floor(days, DaysPer400Years);
        // Within 400 years, DateTime knows it all.
        var day = DateTime.MinValue.AddDays(days - cycles * DaysPer400Years);
        return (day.Year + cycles * 400, day.Month, day.Day);
    }

    /// <summary>A second since 0001-01-01T00:00:00 in EDTF, as exact as a year, a month, a day or a minute.</summary>
    public static string Edtf(long second, Form form)
    {
        var days = Floor(second, SecondsPerDay);
        var (year, month, day) = DayOf(days);
        var minutes = (second - days * SecondsPerDay) / 60;
        var years = year is < -9999 or > 9999
            ? string.Create(CultureInfo.InvariantCulture, $"Y{year}")
            : string.Create(CultureInfo.InvariantCulture, $"{(year < 0 ? "-" : "")}{Math.Abs(year):D4}");
        // A year of more digits has no months in EDTF.
        return form == Form.Year || years[0] == 'Y' ? years
            : form == Form.Month ? $"{years}-{month:D2}"
            : form == Form.Day ? $"{years}-{month:D2}-{day:D2}"
            : $"{years}-{month:D2}-{day:D2}T{minutes / 60:D2}:{minutes % 60:D2}";
    }

    /// <summary>The quotient, rounded down.</summary>
    public static long Floor(long a, long b) => a >= 0 ? a / b : (a + 1) / b - 1;

    private static bool IsLeap(long year) => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}
