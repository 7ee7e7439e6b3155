using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Timeline.Domain.Dates;

namespace Timeline.Domain.Tests.Dates;

[Properties(MaxTest = 2_000)]
public class EdtfProperties
{
    private static readonly string[] Languages = ["en", "de", "ru", "ar", "en-US", "fr", "es", "uk", "pl", "tr", "zh", "th", "fa"];

    private static readonly string[] Formats =
        ["yyyy", "yyyy-MM", "yyyy-MM-dd", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss"];

    private static readonly Gen<TimeZoneInfo> Zone = Gen.Elements([.. TimeZoneInfo.GetSystemTimeZones()]);

    private static readonly Gen<DateTime> Second =
        from day in Gen.Choose(0, (int)(DateTime.MaxValue.Ticks / TimeSpan.TicksPerDay))
        from second in Gen.Choose(0, 86_399)
        select DateTime.MinValue.AddDays(day).AddSeconds(second);

    // The years in which zones change their clocks; a day of all history would seldom meet one.
    private static readonly Gen<DateTime> RecentSecond =
        from day in Gen.Choose(0, 366 * 150)
        from second in Gen.Choose(0, 86_399)
        select new DateTime(1900, 1, 1).AddDays(day).AddSeconds(second);

    private static readonly Gen<string> Single =
        from second in Gen.OneOf(Second, RecentSecond)
        from format in Gen.Elements(
            "yyyy", "yyyy-MM", "yyyy-MM-dd", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ssZ",
            "yyyy-MM-ddTHH:mm+03", "yyyy-MM-ddTHH:mm:ss-11:45", "yyyX", "yyyy-XX", "yyyy-XX-XX", "yyyy-MM-XX",
            "yyyy-21", "yyyy-22", "yyyy-23", "yyyy-24", "Y1yyyy", "Y-9yyyy", "-yyyX")
        from mark in Gen.Elements("", "", "?", "~", "%")
        select Fill(format, second) + mark;

    private static readonly Gen<string> Date = Gen.OneOf(
        Single,
        from end in Single
        where !end.Contains('X', StringComparison.Ordinal)
        from shape in Gen.Elements("../{0}", "{0}/..", "/{0}", "{0}/", "[..{0}]", "[{0}..]")
        select shape.Replace("{0}", end, StringComparison.Ordinal),
        from a in Single
        where !a.Contains('X', StringComparison.Ordinal)
        from b in Single
        where !b.Contains('X', StringComparison.Ordinal)
        from shape in Gen.Elements("{0}/{1}", "[{0}..{1}]")
        let forth = Both(shape, a, b)
        select Edtf.TryParse(forth, out _, out _) ? forth : Both(shape, b, a));

    private static readonly Gen<string> Hostile = Gen.OneOf(
        ArbMap.Default.GeneratorFor<string>(),
        from letters in Gen.ArrayOf(Gen.Elements([.. "0123456789012--//..XYTZ:+?~%xyz \u0661é\ud800"]))
        select new string(letters),
        from date in Date
        from at in Gen.Choose(0, date.Length - 1)
        from letter in Gen.Elements([.. "0129-/.XYTZ:+?~% \0"])
        select date[..at] + letter + date[(at + 1)..]);

    [Property]
    public Property Every_date_gives_back_its_text_and_reads_again_as_its_equal() =>
        Holds(Date, text =>
        {
            var date = Edtf.Parse(text);
            return date.ToString() == text && Edtf.Parse(date.ToString()) == date;
        });

    [Property]
    public Property No_date_ends_before_it_starts_in_any_zone() =>
        Holds(from text in Date from zone in Zone select (text, zone), pair =>
        {
            var (earliest, latest) = Edtf.Parse(pair.text).Bounds(pair.zone);
            var key = Edtf.Parse(pair.text).SortKey(pair.zone);
            return !(earliest > latest) && !(key.Instant < earliest) && !(key.Instant > latest) && key.Width >= 0 == earliest is not null;
        });

    [Property]
    public Property The_order_is_never_against_the_bounds() =>
        Holds(from a in Date from b in Date from zone in Zone select (a, b, zone), of =>
        {
            var (a, b) = (Edtf.Parse(of.a), Edtf.Parse(of.b));
            return !(a.Bounds(of.zone).Latest < b.Bounds(of.zone).Earliest) || a.SortKey(of.zone).Instant < b.SortKey(of.zone).Instant;
        });

    [Property]
    public Property Every_date_can_be_said_in_every_language() =>
        Holds(Date, text => Languages.All(language => Edtf.Parse(text).Display(language, TimeZoneInfo.Utc) is { Length: > 0 } said && !said.Contains('{', StringComparison.Ordinal)));

    [Property]
    public Property No_text_makes_it_throw() =>
        Holds(Hostile, text => Edtf.TryParse(text, out var value, out var error)
            ? value.ToString() == text && error is null && value.Display("en", TimeZoneInfo.Utc).Length > 0
            : value is null && error.ToString().EndsWith('.'));

    [Property]
    public Property A_day_holds_its_own_noon_in_every_zone() =>
        Holds(from day in Gen.OneOf(Second, RecentSecond) from zone in Zone select (day.Date, zone), pair =>
        {
            var (day, zone) = pair;
            var text = Fill("yyyy-MM-dd", day);
            var (noon, _) = Edtf.Parse($"{text}T12:00").Bounds(zone);
            return Edtf.Parse(text).Bounds(zone).Overlaps(noon, noon);
        });

    [Property]
    public Property What_a_clock_shows_at_a_moment_holds_that_moment() =>
        Holds(from utc in RecentSecond from zone in Zone select (utc, zone), pair =>
        {
            var moment = new DateTimeOffset(pair.utc, TimeSpan.Zero);
            var instant = Instant.Of(moment);
            var shown = TimeZoneInfo.ConvertTime(moment, pair.zone).DateTime;
            return Formats.All(format => Edtf.Parse(Fill(format, shown)).Bounds(pair.zone).Overlaps(instant, instant));
        });

    private static string Both(string shape, string a, string b) =>
        shape.Replace("{0}", a, StringComparison.Ordinal).Replace("{1}", b, StringComparison.Ordinal);

    private static string Fill(string format, DateTime second) => format
        .Replace("yyyy", second.Year.ToString("0000", CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("yyy", (second.Year / 10).ToString("000", CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("MM", second.Month.ToString("00", CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("dd", second.Day.ToString("00", CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("HH", second.Hour.ToString("00", CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("mm", second.Minute.ToString("00", CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("ss", second.Second.ToString("00", CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static Property Holds<T>(Gen<T> generator, Func<T, bool> holds) => Prop.ForAll(generator.ToArbitrary(), holds);
}
