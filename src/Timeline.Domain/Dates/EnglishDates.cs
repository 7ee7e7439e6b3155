namespace Timeline.Domain.Dates;

/// <summary>Dates in English: "between 17 and 22 January 2021".</summary>
internal static class EnglishDates
{
    private static readonly string[] Months =
    [
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ];

    private static readonly string[] Seasons = ["spring", "summer", "autumn", "winter"];

    public static string Say(Extent extent) => (extent.Start, extent.End) switch
    {
        ({ } a, { } b) when a == b => Marked(a, Alone(a)),
        ({ } a, { } b) => Between(DateWords.Plain(a), DateWords.Plain(b)),
        ({ } a, _) => $"from {End(a)}" + (extent.MissingIsUnknown ? ", end unknown" : ""),
        var (_, b) => extent.MissingIsUnknown ? $"until {End(b!.Value)}, start unknown" : $"by {End(b!.Value)}",
    };

    public static string MonthAndYear(DatePoint point) => $"{Months[point.Month - 1]} {Year(point)}";

    private static string Between(DatePoint a, DatePoint b)
    {
        var shared = DateWords.Between(a, b);
        return shared is Shared.Day
            ? $"{Date(a)}, between {DateWords.Clock(a)} and {DateWords.Clock(b)}{DateWords.Offset(a)}"
            : $"between {Marked(a, Words(a, shared))} and {Marked(b, Words(b))}";
    }

    private static string End(DatePoint point) => Marked(point, Words(DateWords.Plain(point)));

    private static string Marked(DatePoint point, string words) =>
        (point.Approximate ? "about " : "") + words + (point.Uncertain ? " (uncertain)" : "");

    private static string Alone(DatePoint point) => Words(DateWords.Plain(point)) + point.Form switch
    {
        Form.SomeDayOfMonth or Form.SomeDayOfYear => ", day not given",
        Form.SomeMonth => ", month not given",
        _ => "",
    };

    private static string Words(DatePoint point, Shared omit = Shared.Nothing) => point.Form switch
    {
        Form.Month => Months[point.Month - 1] + YearUnless(omit, point),
        Form.Season => Seasons[point.SeasonNumber] + YearUnless(omit, point),
        Form.Day or Form.TensOfDays => Date(point, omit),
        Form.Minute or Form.Second => $"{Date(point)}, {DateWords.Clock(point)}{DateWords.Offset(point)}",
        _ => Year(point),
    };

    private static string Date(DatePoint point, Shared omit = Shared.Nothing) =>
        DateWords.Days(point)
        + (omit is Shared.Month ? "" : $" {Months[point.Month - 1]}{YearUnless(omit, point)}");

    private static string YearUnless(Shared omit, DatePoint point) => omit is Shared.Nothing ? $" {Year(point)}" : "";

    private static string Year(DatePoint point) => DateWords.Years(point, (digits, before) => before switch
    {
        true => $"{digits} BC",
        false => $"AD {digits}",
        null => digits,
    });
}
