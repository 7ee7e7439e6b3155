namespace Timeline.Domain.Dates;

/// <summary>How much two ends have in common, and so need say only once.</summary>
internal enum Shared
{
    Nothing,
    Year,
    Month,
    Day,
}

/// <summary>What the languages have in common. Month tables are spelled out: not every machine has ICU's.</summary>
internal static class DateWords
{
    public static string Say(Extent extent, string? language) =>
        (language ?? "").Split('-', '_')[0].ToLowerInvariant() switch
        {
            "de" => GermanDates.Say(extent),
            "ru" => RussianDates.Say(extent),
            _ => EnglishDates.Say(extent),
        };

    public static Shared Between(DatePoint a, DatePoint b) => (a, b) switch
    {
        // "about 17 and 22 January" would mark one end or both, and nobody could tell.
        _ when a.Approximate || a.Uncertain || b.Approximate || b.Uncertain || a.Year != b.Year => Shared.Nothing,
        ({ HasTime: true }, { HasTime: true })
            when a.OffsetMinutes == b.OffsetMinutes && a.Month == b.Month && a.Day == b.Day => Shared.Day,
        ({ Form: Form.Day }, { Form: Form.Day }) => a.Month == b.Month ? Shared.Month : Shared.Year,
        ({ Form: Form.Month }, { Form: Form.Month }) or ({ Form: Form.Season }, { Form: Form.Season }) => Shared.Year,
        _ => Shared.Nothing,
    };

    /// <summary>The end of an interval without "day not given": an end is vague by nature.</summary>
    public static DatePoint Plain(DatePoint point) => point with
    {
        Form = point.Form switch
        {
            Form.SomeDayOfMonth => Form.Month,
            Form.SomeMonth or Form.SomeDayOfYear => Form.Year,
            var form => form,
        },
    };

    public static string Days(DatePoint point, string mark = "") => point.FirstDay == point.LastDay
        ? $"{point.FirstDay}{mark}"
        : $"{point.FirstDay}{mark}–{point.LastDay}{mark}";

    /// <summary>Years in a language's way of telling eras; those that nobody could mistake go without.</summary>
    /// <param name="point">Its first and last year are told.</param>
    /// <param name="era">Puts the era to the digits: true for before Christ, false for after, null for neither.</param>
    public static string Years(DatePoint point, Func<string, bool?, string> era)
    {
        var (first, last) = (point.Year, point.LastYear);
        if (first == last)
            return era(Digits(first), Era(first));
        return Era(first) == Era(last)
            ? era($"{Digits(first)}–{Digits(last)}", Era(first))
            : $"{era(Digits(first), Era(first))} – {era(Digits(last), Era(last))}";
    }

    public static string Clock(DatePoint point)
    {
        var time = TimeSpan.FromSeconds(point.SecondOfDay);
        return $"{time.Hours:00}:{time.Minutes:00}" + (point.Form is Form.Second ? $":{time.Seconds:00}" : "");
    }

    public static string Offset(DatePoint point)
    {
        if (point.OffsetMinutes is not { } minutes)
            return "";
        var (hours, rest) = (Math.Abs(minutes) / 60, Math.Abs(minutes) % 60);
        var size = minutes == 0 ? "" : rest == 0 ? $"{hours}" : $"{hours}:{rest:00}";
        return $" (UTC{(minutes < 0 ? "−" : minutes > 0 ? "+" : "")}{size})";
    }

    // ISO 8601 counts a year 0000, which is 1 BC.
    private static string Digits(long year) => $"{(year > 0 ? year : 1 - year)}";

    private static bool? Era(long year) => year <= 0 ? true : year is < 1000 or > 9999 ? false : null;
}
