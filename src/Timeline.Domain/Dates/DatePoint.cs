namespace Timeline.Domain.Dates;

internal enum Form
{
    Hundred, // 20XX
    Decade, // 201X
    Year,
    SomeMonth, // 2004-XX
    SomeDayOfYear, // 1985-XX-XX
    Season,
    Month,
    SomeDayOfMonth, // 1985-04-XX
    Day,
    Minute,
    Second,
}

/// <summary>One date or time, as written. Parts that the form has no use for keep their lowest value.</summary>
/// <param name="Form">How much of it is given.</param>
/// <param name="Year">Astronomical: 0 is 1 BC. The lowest one of a decade or hundred.</param>
/// <param name="Month">1 to 12; of a season its first month.</param>
/// <param name="Day">1 to 31.</param>
/// <param name="SecondOfDay">0 to 86,399.</param>
/// <param name="OffsetMinutes">Minutes east of UTC; null for the story's time zone.</param>
/// <param name="Approximate">Marked ~ or %.</param>
/// <param name="Uncertain">Marked ? or %.</param>
internal readonly record struct DatePoint(
    Form Form, long Year, int Month = 1, int Day = 1, int SecondOfDay = 0, int? OffsetMinutes = null,
    bool Approximate = false, bool Uncertain = false)
{
    public bool HasTime => Form is Form.Minute or Form.Second;

    public long LastYear => Year + Form switch { Form.Hundred => 99, Form.Decade => 9, _ => 0 };

    /// <summary>Whether digits of it are left open.</summary>
    public bool IsOpen => Form is Form.Hundred or Form.Decade or Form.SomeMonth or Form.SomeDayOfYear or Form.SomeDayOfMonth;

    /// <summary>Seconds on the local clock since 0001-01-01T00:00:00, the first that it allows.</summary>
    public long First => Calendar.StartOf(Year, Month, Day) + SecondOfDay;

    /// <summary>Seconds on the local clock since 0001-01-01T00:00:00, the last that it allows.</summary>
    public long Last => Form switch
    {
        Form.Second => First,
        Form.Minute => First + 59,
        Form.Day => Calendar.StartOf(Year, Month, Day + 1) - 1,
        Form.Month or Form.SomeDayOfMonth => Calendar.StartOf(Year, Month + 1, 1) - 1,
        Form.Season => Calendar.StartOf(Year, Month + 3, 1) - 1,
        _ => Calendar.StartOf(LastYear + 1, 1, 1) - 1,
    };
}
