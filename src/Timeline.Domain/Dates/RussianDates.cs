namespace Timeline.Domain.Dates;

/// <summary>Dates in Russian: "в период с 17 по 22 января 2021".</summary>
internal static class RussianDates
{
    private enum Case
    {
        Nominative,
        Genitive,
        Accusative,
    }

    // All twelve months are inanimate and masculine: their accusative is the nominative.
    private static readonly string[] Months =
    [
        "январь", "февраль", "март", "апрель", "май", "июнь",
        "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
    ];

    private static readonly string[] MonthsGenitive =
    [
        "января", "февраля", "марта", "апреля", "мая", "июня",
        "июля", "августа", "сентября", "октября", "ноября", "декабря",
    ];

    private static readonly string[][] Seasons =
    [
        ["весна", "весны", "весну"], ["лето", "лета", "лето"], ["осень", "осени", "осень"], ["зима", "зимы", "зиму"],
    ];

    public static string Say(Extent extent) => (extent.Start, extent.End) switch
    {
        ({ } a, { } b) when a == b => Marked(a, "", Alone(a)),
        ({ } a, { } b) => Between(DateWords.Plain(a), DateWords.Plain(b)),
        ({ } a, _) => From(DateWords.Plain(a)) + (extent.MissingIsUnknown ? ", окончание неизвестно" : ""),
        var (_, b) => extent.MissingIsUnknown
            ? To(DateWords.Plain(b!.Value)) + ", начало неизвестно"
            : "не позднее " + Marked(b!.Value, "", Words(DateWords.Plain(b.Value), Case.Genitive)),
    };

    private static string Between(DatePoint a, DatePoint b)
    {
        var shared = DateWords.Between(a, b);
        return shared is Shared.Day
            ? $"{Date(a)}, с {DateWords.Clock(a)} до {DateWords.Clock(b)}{DateWords.Offset(a)}"
            : $"в период {From(a, shared)} {To(b)}";
    }

    // "Со второго": the preposition takes a vowel before that one number.
    private static string From(DatePoint point, Shared omit = Shared.Nothing) =>
        Marked(point, point.Day == 2 ? "со " : "с ", Words(point, Case.Genitive, omit));

    private static string To(DatePoint point) => Marked(point, "по ", Words(point, Case.Accusative));

    private static string Marked(DatePoint point, string before, string words) =>
        (point.Approximate ? "примерно " : "") + before + words + (point.Uncertain ? " (предположительно)" : "");

    private static string Alone(DatePoint point) => Words(DateWords.Plain(point), Case.Nominative) + point.Form switch
    {
        Form.SomeDayOfMonth or Form.SomeDayOfYear => ", день не указан",
        Form.SomeMonth => ", месяц не указан",
        _ => "",
    };

    private static string Words(DatePoint point, Case @case, Shared omit = Shared.Nothing) => point.Form switch
    {
        Form.Month => (@case is Case.Genitive ? MonthsGenitive : Months)[point.Month - 1] + YearUnless(omit, point),
        Form.Season => Seasons[point.SeasonNumber][(int)@case] + YearUnless(omit, point),
        Form.Day or Form.TensOfDays => Date(point, omit),
        Form.Minute or Form.Second => $"{Date(point)}, {DateWords.Clock(point)}{DateWords.Offset(point)}",
        _ => @case is Case.Genitive ? Year(point, " года", " годов") : Year(point, " год", " годы"),
    };

    private static string Date(DatePoint point, Shared omit = Shared.Nothing) =>
        DateWords.Days(point)
        + (omit is Shared.Month ? "" : $" {MonthsGenitive[point.Month - 1]}{YearUnless(omit, point)}");

    private static string YearUnless(Shared omit, DatePoint point) => omit is Shared.Nothing ? $" {Year(point)}" : "";

    // After a day or a month, newspapers leave the word out; an era cannot stand without it.
    private static string Year(DatePoint point, string? one = null, string? several = null) =>
        DateWords.Years(point, (digits, before) =>
        {
            var noun = digits.Contains('–', StringComparison.Ordinal) ? several : one;
            return before switch
            {
                true => $"{digits}{noun ?? " года"} до н. э.",
                false => $"{digits}{noun ?? " года"} н. э.",
                null => digits + noun,
            };
        });
}
