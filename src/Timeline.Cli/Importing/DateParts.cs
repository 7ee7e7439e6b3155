using System.Globalization;

namespace Timeline.Cli.Importing;

/// <summary>A date of which only the first parts may be known, in EDTF.</summary>
/// <param name="Year">The year as ISO 8601 counts: 0 is 1 BC.</param>
/// <param name="Month">1 to 12.</param>
/// <param name="Day">1 to 31.</param>
/// <param name="Hour">0 to 23.</param>
/// <param name="Minute">0 to 59.</param>
/// <param name="Second">0 to 59.</param>
internal readonly record struct DateParts(long Year, int? Month = null, int? Day = null, int? Hour = null, int? Minute = null, int? Second = null)
{
    private const int FarthestOfFour = 9_999;

    /// <summary>Whether it is an hour of which nobody says the minute.</summary>
    public bool IsHourAlone => Hour is not null && Minute is null;

    public override string ToString()
    {
        var ci = CultureInfo.InvariantCulture;
        // A far year stands alone: nothing knows its months.
        if (Math.Abs(Year) > FarthestOfFour)
            return string.Create(ci, $"Y{Year}");
        var year = string.Create(ci, $"{(Year < 0 ? "-" : "")}{Math.Abs(Year):0000}");
        if (Month is null)
            return year;
        if (Day is null)
            return string.Create(ci, $"{year}-{Month:00}");
        var day = string.Create(ci, $"{year}-{Month:00}-{Day:00}");
        return Hour is null ? day
            : string.Create(ci, $"{day}T{Hour:00}:{Minute ?? 0:00}{(Second is null ? "" : string.Create(ci, $":{Second:00}"))}");
    }

    /// <summary>From one to the other; where the hour alone is known, one moment of it.</summary>
    public static string Between(DateParts start, DateParts? end) =>
        end is { } last && last != start ? $"{start}/{last}"
        : start.IsHourAlone ? $"[{start}..{start with { Minute = 59 }}]"
        : start.ToString();
}
