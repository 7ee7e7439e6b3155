using Timeline.Domain.Dates;

namespace Timeline.Domain.Overviews;

/// <summary>What an axis is counted in.</summary>
public enum AxisUnit
{
    /// <summary>Minutes and hours of a day.</summary>
    Minute,

    /// <summary>Days, and weeks from Monday on.</summary>
    Day,

    /// <summary>Months.</summary>
    Month,

    /// <summary>Years, also hundreds and millions of them.</summary>
    Year,
}

/// <summary>A round step of an axis: so many of a unit. Walls are seconds on the local clock since 0001-01-01T00:00:00.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Count">How many of it.</param>
internal readonly record struct AxisStep(AxisUnit Unit, long Count)
{
    private const long Day = 86_400;

    /// <summary>The finest round step of which so many fill a span of seconds.</summary>
    public static AxisStep For(long seconds, int most) => All().First(s => seconds / s.Size <= most);

    /// <summary>About how many seconds it has.</summary>
    private double Size => Count * Unit switch { AxisUnit.Minute => 60, AxisUnit.Day => Day, AxisUnit.Month => 30.436875 * Day, _ => 365.2425 * Day };

    /// <summary>Where the step with this number begins.</summary>
    public long Wall(long number) => Unit switch
    {
        AxisUnit.Minute => number * Count * 60,
        AxisUnit.Day => number * Count * Day,
        AxisUnit.Month => Calendar.StartOf(Calendar.Floor(number * Count, 12), (int)(number * Count - 12 * Calendar.Floor(number * Count, 12)) + 1, 1),
        _ => Calendar.StartOf(Year(number), 1, 1),
    };

    /// <summary>The number of the step in which a wall lies.</summary>
    public long Number(long wall)
    {
        var (year, month, _) = Calendar.DayOf(Calendar.Floor(wall, Day));
        var number = Unit switch
        {
            AxisUnit.Minute => Calendar.Floor(wall, Count * 60),
            AxisUnit.Day => Calendar.Floor(wall, Count * Day),
            AxisUnit.Month => Calendar.Floor(year * 12 + month - 1, Count),
            _ => Calendar.Floor(year, Count),
        };
        while (Wall(number) > wall)
            number--;
        while (Wall(number + 1) <= wall)
            number++;
        return number;
    }

    /// <summary>A wall in EDTF, as exact as the unit.</summary>
    public string Edtf(long wall) => EdtfOf(Unit, wall);

    /// <summary>The same, of any unit.</summary>
    public static string EdtfOf(AxisUnit unit, long wall) => Calendar.Edtf(wall, unit switch
    {
        AxisUnit.Year => Form.Year,
        AxisUnit.Month => Form.Month,
        AxisUnit.Day => Form.Day,
        _ => Form.Minute,
    });

    // There is no year 0 before Christ: of the round years the one of the beginning is the year 1.
    private long Year(long number) => number * Count <= 0 && Count >= 5 ? number * Count + 1 : number * Count;

    private static IEnumerable<AxisStep> All()
    {
        foreach (var minutes in new[] { 1, 5, 15, 30, 60, 180, 360 })
            yield return new(AxisUnit.Minute, minutes);
        foreach (var days in new[] { 1, 2, 7 })
            yield return new(AxisUnit.Day, days);
        foreach (var months in new[] { 1, 3, 6 })
            yield return new(AxisUnit.Month, months);
        for (var power = 1L; ; power *= 10)
        {
            foreach (var years in new[] { 1, 2, 5 })
                yield return new(AxisUnit.Year, years * power);
        }
    }
}
