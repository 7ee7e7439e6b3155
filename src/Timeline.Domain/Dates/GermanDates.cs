namespace Timeline.Domain.Dates;

/// <summary>Dates in German: "zwischen dem 17. und dem 22. Januar 2021".</summary>
internal static class GermanDates
{
    private static readonly string[] Months =
    [
        "Januar", "Februar", "März", "April", "Mai", "Juni",
        "Juli", "August", "September", "Oktober", "November", "Dezember",
    ];

    private static readonly string[] Seasons = ["Frühling", "Sommer", "Herbst", "Winter"];

    public static string Say(Extent extent) => (extent.Start, extent.End) switch
    {
        ({ } a, { } b) when a == b => Marked(a, "", Alone(a)),
        ({ } a, { } b) => Between(DateWords.Plain(a), DateWords.Plain(b)),
        ({ } a, _) => $"ab {End(a)}" + (extent.MissingIsUnknown ? ", Ende unbekannt" : ""),
        var (_, b) => extent.MissingIsUnknown
            ? $"bis {End(b!.Value)}, Beginn unbekannt"
            : $"spätestens {End(b!.Value, On(DateWords.Plain(b.Value)))}",
    };

    private static string Between(DatePoint a, DatePoint b)
    {
        var shared = DateWords.Between(a, b);
        return shared is Shared.Day
            ? $"{Date(a)}, zwischen {DateWords.Clock(a)} und {DateWords.Clock(b)} Uhr{DateWords.Offset(a)}"
            : $"zwischen {Marked(a, The(a), Words(a, shared))} und {Marked(b, The(b), Words(b))}";
    }

    private static string End(DatePoint point, string before = "") =>
        Marked(point, before, Words(DateWords.Plain(point)));

    private static string Marked(DatePoint point, string before, string words) =>
        (point.Approximate ? "etwa " : "") + before + words + (point.Uncertain ? " (unsicher)" : "");

    private static string The(DatePoint point) => HasDay(point) ? "dem " : "";

    private static string On(DatePoint point) =>
        HasDay(point) ? "am " : point.Form is Form.Month or Form.Season ? "im " : "";

    private static bool HasDay(DatePoint point) => point.Form is Form.Day or Form.TensOfDays || point.HasTime;

    private static string Alone(DatePoint point) => Words(DateWords.Plain(point)) + point.Form switch
    {
        Form.SomeDayOfMonth or Form.SomeDayOfYear => ", Tag nicht angegeben",
        Form.SomeMonth => ", Monat nicht angegeben",
        _ => "",
    };

    private static string Words(DatePoint point, Shared omit = Shared.Nothing) => point.Form switch
    {
        Form.Month => Months[point.Month - 1] + YearUnless(omit, point),
        Form.Season => Seasons[point.SeasonNumber] + YearUnless(omit, point),
        Form.Day or Form.TensOfDays => Date(point, omit),
        Form.Minute or Form.Second => $"{Date(point)}, {DateWords.Clock(point)} Uhr{DateWords.Offset(point)}",
        _ => Year(point),
    };

    private static string Date(DatePoint point, Shared omit = Shared.Nothing) =>
        DateWords.Days(point, ".")
        + (omit is Shared.Month ? "" : $" {Months[point.Month - 1]}{YearUnless(omit, point)}");

    private static string YearUnless(Shared omit, DatePoint point) => omit is Shared.Nothing ? $" {Year(point)}" : "";

    private static string Year(DatePoint point) => DateWords.Years(point, (digits, before) => before switch
    {
        true => $"{digits} v. Chr.",
        false => $"{digits} n. Chr.",
        null => digits,
    });
}
