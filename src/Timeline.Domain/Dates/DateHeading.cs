using Timeline.Domain.Languages;

namespace Timeline.Domain.Dates;

/// <summary>
/// The heading under which a list shows a date: its day, where that is known, else as much as is known. What lasted from one day
/// to another and what happened once between the two share one.
/// </summary>
/// <param name="Edtf">The day, or what else is known, in EDTF.</param>
/// <param name="Weekday">The day of the week as it stands before the date, with a comma where the language puts one; empty before 1583; null where the day
/// is not known.</param>
/// <param name="Text">The date in words.</param>
public sealed record DateHeading(string Edtf, string? Weekday, string Text)
{
    private const long SecondsPerDay = 86_400;

    /// <summary>Whether it is one day, known for certain.</summary>
    public bool IsDay => Weekday is not null;

    /// <summary>The heading of a date.</summary>
    /// <param name="date">The date.</param>
    /// <param name="language">Whose words.</param>
    /// <param name="zone">The story's time zone, whose days they are.</param>
    public static DateHeading Of(Edtf date, Language language, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(date);
        ArgumentNullException.ThrowIfNull(language);
        if (NumberOf(date, zone) is { } day)
        {
            var edtf = Written(day);
            // Before the calendar was reformed nobody called that day by the name that it would have had.
            return new(edtf, Calendar.DayOf(day).Year < 1583 ? "" : Template.Fill(WeekdayBefore(language), language.Weekday(day)), Say(edtf));
        }

        var (start, end) = (date.Extent.Start, date.Extent.End);
        var text = start is { Approximate: false, Uncertain: false } && end is { Approximate: false, Uncertain: false } && start != end
            ? date.ToString().Trim('[', ']').Replace("..", "/", StringComparison.Ordinal)
            : date.ToString();
        return new(text, null, Say(text));

        // Most dates are a day, or as much as is known: that need not be read again.
        string Say(string edtf) => edtf == date.ToString() ? date.Display(language, zone) : language.Date(edtf, zone);
    }

    /// <summary>What stands for the day of the week before a date, <c>{0}</c> being its name: where the month comes first, a name beside a name, with a comma.</summary>
    /// <param name="language">Whose words.</param>
    public static string WeekdayBefore(Language language)
    {
        ArgumentNullException.ThrowIfNull(language);
        var said = language["date.weekday"];
        return DatePattern.Day(language.Culture).IsMonthFirst ? said.TrimEnd(',') + "," : said;
    }

    /// <summary>What stands beside an entry under this heading: the time of day, or how its date is meant; null where the heading says all.</summary>
    /// <param name="date">The entry's date.</param>
    /// <param name="language">Whose words.</param>
    /// <param name="zone">The story's time zone.</param>
    public string? Beside(Edtf date, Language language, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(date);
        ArgumentNullException.ThrowIfNull(language);
        if (!IsDay)
        {
            return date.Extent is { Start: { Approximate: false, Uncertain: false } a, End: { Approximate: false, Uncertain: false } b } && a != b
                ? language[date.Extent.IsOneMoment ? "when.once" : "when.on"]
                : null;
        }

        var day = Calendar.DayOf(NumberOf(date, zone)!.Value);
        return DateWords.SayClock(date.Extent, language, zone, day)
            ?? (date.Extent.Start?.HasTime is true ? date.Display(language, zone) : null);
    }

    /// <summary>The day of a date, in EDTF; null where it is not certain to lie in one.</summary>
    /// <param name="date">The date.</param>
    /// <param name="zone">The story's time zone, whose days they are.</param>
    public static string? DayOf(Edtf date, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(date);
        return NumberOf(date, zone) is { } day ? Written(day) : null;
    }

    private static string Written(long day) => Calendar.Edtf(day * SecondsPerDay, Form.Day);

    // The number of the day.
    private static long? NumberOf(Edtf date, TimeZoneInfo zone)
    {
        if (date.Extent is not { Start: { Approximate: false, Uncertain: false }, End: { Approximate: false, Uncertain: false } }
            || date.Bounds(zone) is not { Earliest: { } earliest, Latest: { } latest })
        {
            return null;
        }

        var (first, last) = (Day(earliest), Day(latest));
        return first == last ? first : null;
    }

    private static long Day(Instant instant) =>
        Calendar.Floor(instant.UnixSeconds + Calendar.UnixEpoch + (long)instant.Offset.TotalSeconds, SecondsPerDay);
}
