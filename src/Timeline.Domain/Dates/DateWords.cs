using System.Globalization;
using Timeline.Domain.Languages;

namespace Timeline.Domain.Dates;

/// <summary>
/// Dates in words: months and patterns are CLDR's, the words between, by, since ... those of the language's file. What two ends
/// share is said once. A time is never said without its zone.
/// </summary>
internal sealed class DateWords
{
    private const string Genitive = "genitive";

    private readonly Language language;
    private readonly TimeZoneInfo? zone;
    private readonly CultureInfo culture;
    private readonly DateTimeFormatInfo format;

    private DateWords(Language language, TimeZoneInfo? zone)
    {
        (this.language, this.zone, culture) = (language, zone, language.Culture);
        format = culture.DateTimeFormat;
    }

    /// <summary>A date; without the zone of its times where none is given.</summary>
    public static string Say(Extent extent, Language language, TimeZoneInfo? zone)
    {
        var words = new DateWords(language, zone);
        return (extent.Start, extent.End) switch
        {
            ({ } a, { } b) when a == b => words.Alone(a),
            ({ } a, { } b) => words.Both(extent.IsOneMoment ? "date.between" : "date.span", a, b),
            ({ } a, _) => words.End(extent.IsOneMoment ? "date.after" : extent.MissingIsUnknown ? "date.since-unknown" : "date.since", a),
            var (_, b) => words.End(extent.IsOneMoment ? "date.by" : extent.MissingIsUnknown ? "date.until-unknown" : "date.until", b!.Value),
        };
    }

    /// <summary>The times of day alone, under the heading of their day; null where there are none, or of another day.</summary>
    public static string? SayClock(Extent extent, Language language, TimeZoneInfo zone, (long, int, int) day)
    {
        if (extent is not { Start: { } a, End: { } b } || !IsTimed(a, b) || (a.Year, a.Month, a.Day) != day)
            return null;
        var words = new DateWords(language, zone);
        return a == b ? words.Marked(a, words.Clock(a)) + words.Offset(a)
            : a.HasTime && b.HasTime ? language.Say(extent.IsOneMoment ? "date.between" : words.Dash(a, b), words.First(a, b), words.Clock(b)) + words.Offset(b)
            : words.OneTime(!extent.IsOneMoment, a, b) + words.Offset(a.HasTime ? a : b);
    }

    private string Alone(DatePoint point) => Dressed(point.Approximate ? "date.about" : "date.alone", point, point.Form switch
    {
        Form.SomeDayOfMonth => language.Say("date.no-day", Words(point)),
        Form.SomeMonth => language.Say("date.no-month", Words(point)),
        Form.SomeDayOfYear => language.Say("date.no-month-no-day", Words(point)),
        _ => Words(point),
    });

    private string End(string relation, DatePoint point) => language.Say(relation, Dressed(relation, point, Words(point, Case(relation))));

    private string Both(string relation, DatePoint a, DatePoint b)
    {
        var isSpan = relation == "date.span";
        // "about 17 and 22 January" would mark one end or both, and nobody could tell.
        var plain = !(a.Approximate || a.Uncertain || b.Approximate || b.Uncertain);
        if (plain && IsTimed(a, b))
        {
            var day = Date(a with { Form = Form.Day });
            return !(a.HasTime && b.HasTime) ? language.Say("date.time", day, OneTime(isSpan, a, b)) + Offset(a.HasTime ? a : b)
                : (isSpan
                    ? language.Say("date.time", day, language.Say(Dash(a, b), First(a, b), Clock(b)))
                    : language.Say("date.between-times", day, First(a, b), Clock(b))) + Offset(b);
        }

        if (!isSpan && (a.Form is Form.Month or Form.Season || b.Form is Form.Month or Form.Season) && language.Find("date.between-months") is not null)
            relation = "date.between-months";
        var @case = Case(relation);
        if (plain && a.Form == b.Form && a.Form is Form.Day or Form.Month && a.Year == b.Year)
        {
            var differing = a.Form is Form.Month ? "M" : a.Month == b.Month ? "d" : "dM";
            var (first, last) = Pattern(a).Fill(differing, (p, tail) => Part(p, tail, a, @case), (p, tail) => Part(p, tail, b, @case));
            return isSpan && differing == "d"
                ? language.Say("date.times", first, last)
                : language.Say(relation, Dressed(relation, a, first), Dressed(relation, b, last));
        }

        if (isSpan && plain && (a.Form, b.Form) is (Form.Year, Form.Year) && a.Year > 0 == b.Year > 0)
            return Years(a.Year, b.Year);
        // "44 BC – AD 14": after such a year, a bare one might be of either era.
        var named = a.Year <= 0 && b.Year > 0;
        return language.Say(relation, Dressed(relation, a, Words(a, @case)), Dressed(relation, b, Words(b, @case, named)));
    }

    /// <summary>An end in the clothes that its relation asks for, such as a preposition, and in its marks.</summary>
    private string Dressed(string relation, DatePoint point, string words)
    {
        var form = point.Form switch
        {
            Form.Day or Form.Minute or Form.Second => "day",
            Form.Month or Form.SomeDayOfMonth => "month",
            Form.Season => "season",
            Form.Decade => "decade",
            _ => "year",
        };
        var dress = language.Find($"{relation}.{form}") ?? (form == "season" ? language.Find($"{relation}.month") : null);
        return Marked(point, dress is null ? words : Template.Fill(dress, words));
    }

    private string Marked(DatePoint point, string words)
    {
        words = point.Approximate ? language.Say("date.about", words) : words;
        return point.Uncertain ? language.Say("date.uncertain", words) : words;
    }

    private string? Case(string relation) => language.Find(relation + ".case");

    private string Words(DatePoint point, string? @case = null, bool named = false) => point.Form switch
    {
        Form.Day => Date(point, named),
        Form.Minute or Form.Second => language.Say("date.time", Date(point, named), Clock(point)) + Offset(point),
        Form.Month or Form.SomeDayOfMonth => Pattern(point).Fill((p, tail) => Part(p, tail, point, @case, named)),
        Form.Season => language.Say("date.season", InCase($"date.{Season(point)}", @case), Year(point.Year, named)),
        Form.Decade when point.Year >= 100 => Template.Fill(InCase("date.decade", @case), $"{point.Year}", $"{point.LastYear}"),
        Form.Decade or Form.Hundred when point.Year > 0 == point.LastYear > 0 => Years(point.Year, point.LastYear),
        Form.Decade or Form.Hundred => language.Say("date.span", Year(point.Year), Year(point.LastYear, named: true)),
        _ => Year(point.Year, named),
    };

    private string InCase(string key, string? @case) => (@case is null ? null : language.Find($"{key}.{@case}")) ?? language[key];

    private string Date(DatePoint point, bool named = false) =>
        DatePattern.Day(culture).Fill((p, tail) => Part(p, tail, point, Genitive, named));

    private DatePattern Pattern(DatePoint point) => point.Form is Form.Day ? DatePattern.Day(culture) : DatePattern.Month(culture);

    private string Part(char part, string tail, DatePoint point, string? @case, bool named = false) => part switch
    {
        'd' => $"{point.Day}{tail}",
        'm' => $"{point.Month}{tail}",
        'M' => (point.Form is Form.Day || @case == Genitive ? language.MonthsOfDays[point.Month - 1] : format.GetMonthName(point.Month)) + tail,
        _ => Era(Digits(point.Year) + tail, point.Year, named),
    };

    private string Year(long year, bool named = false) => Era(language.Say("date.year", Digits(year)), year, named);

    private string Years(long first, long last) => Era(language.Say("date.years", Digits(first), Digits(last)), first, false);

    // 602 is a year to everybody, 79 might be a number.
    private string Era(string words, long year, bool named) =>
        year <= 0 ? language.Say("date.bc", words) : year < 100 || named ? language.Say("date.ad", words) : words;

    // ISO 8601 counts a year 0000, which is 1 BC.
    private static string Digits(long year) => (year > 0 ? year : 1 - year).ToString(CultureInfo.InvariantCulture);

    private static string Season(DatePoint point) => (point.Month / 3) switch { 1 => "spring", 2 => "summer", 3 => "autumn", _ => "winter" };

    // Whether both are of one day, and a time is known of one of them at least.
    private static bool IsTimed(DatePoint a, DatePoint b) => (a.HasTime || b.HasTime) && (a.Year, a.Month, a.Day) == (b.Year, b.Month, b.Day)
        && (a.HasTime || a.Form is Form.Day) && (b.HasTime || b.Form is Form.Day);

    // The other end is known by its day alone.
    private string OneTime(bool isSpan, DatePoint a, DatePoint b) => a.HasTime
        ? language.Say(isSpan ? "date.since-time" : "date.after-time", Clock(a))
        : language.Say(isSpan ? "date.until-time" : "date.by-time", Clock(b));

    // The zone is said once where it is the same.
    private string First(DatePoint a, DatePoint b) => Clock(a) + (Offset(a) == Offset(b) ? "" : Offset(a));

    private string Dash(DatePoint a, DatePoint b) => Offset(a) == Offset(b) ? "date.times" : "date.span";

    private string Clock(DatePoint point) => new DateTime(point.SecondOfDay * TimeSpan.TicksPerSecond)
        .ToString(point.Form is Form.Second ? format.LongTimePattern : format.ShortTimePattern, culture);

    private string Offset(DatePoint point)
    {
        if (zone is null)
            return "";
        if (point.OffsetMinutes is { } written)
            return $" (UTC{Ahead(written, "")})";
        var (earliest, latest) = new Extent(point, point).Bounds(zone) is { Earliest: { } a, Latest: { } b } ? (a, b) : default;
        var (first, second) = ((int)earliest.Offset.TotalMinutes, (int)latest.Offset.TotalMinutes);
        // Clocks that are put back show an hour twice: it may be either.
        return $" (UTC{Ahead(first, "")}{(first != second && latest > earliest ? $"/{Ahead(second, "±0")}" : "")})";
    }

    internal static string Ahead(int minutes, string none) =>
        minutes == 0 ? none : $"{(minutes < 0 ? "−" : "+")}{Math.Abs(minutes) / 60}{(minutes % 60 == 0 ? "" : $":{Math.Abs(minutes) % 60:00}")}";
}
