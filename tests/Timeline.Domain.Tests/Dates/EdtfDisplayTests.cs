using Timeline.Domain.Dates;

namespace Timeline.Domain.Tests.Dates;

public class EdtfDisplayTests
{
    private static readonly TimeZoneInfo Moscow = TimeZoneInfo.FindSystemTimeZoneById("Europe/Moscow");

    private static readonly string[] Shapes =
        ["2021-01-17/2021-01-22", "[2021-01-17..2021-01-22]", "[..2021-01-22]", "2021-01-23/..", "-0043-03-15"];

    [Theory]
    [InlineData("en", "17–22 January 2021", "between 17 and 22 January 2021", "by 22 January 2021", "since 23 January 2021", "15 March 44 BC")]
    [InlineData("en-US", "January 17–22, 2021", "between January 17 and 22, 2021", "by January 22, 2021", "since January 23, 2021", "March 15, 44 BC")]
    [InlineData("fr", "17–22 janvier 2021", "entre le 17 et le 22 janvier 2021", "au plus tard le 22 janvier 2021", "depuis le 23 janvier 2021", "15 mars 44 av. J.-C.")]
    [InlineData("es", "17–22 de enero de 2021", "entre el 17 y el 22 de enero de 2021", "a más tardar el 22 de enero de 2021", "desde el 23 de enero de 2021", "15 de marzo de 44 a. C.")]
    [InlineData("uk", "17–22 січня 2021 р.", "між 17 і 22 січня 2021 р.", "не пізніше 22 січня 2021 р.", "з 23 січня 2021 р.", "15 березня 44 р. до н. е.")]
    [InlineData("pl", "17–22 stycznia 2021", "między 17 a 22 stycznia 2021", "nie później niż 22 stycznia 2021", "od 23 stycznia 2021", "15 marca 44 p.n.e.")]
    [InlineData("tr", "17–22 Ocak 2021", "17 ile 22 Ocak 2021 arasında", "en geç 22 Ocak 2021", "23 Ocak 2021 tarihinden beri", "15 Mart MÖ 44")]
    [InlineData("zh", "2021年1月17日–22日", "2021年1月17日至22日之间", "不晚于2021年1月22日", "自2021年1月23日起", "公元前44年3月15日")]
    public void A_language_says_dates_in_its_own_order(string language, params string[] said) => Assert.Equal(
        said, Shapes.Select(edtf => Edtf.Parse(edtf).Display(language, Moscow).Plain()));

    [Theory]
    [InlineData("en-US", "January 22, 2021, 6:00 PM (UTC+3)")]
    [InlineData("zh", "2021年1月22日 18:00 (UTC+3)")]
    [InlineData("ar", "22 يناير 2021، 6:00 م (UTC+3)")]
    public void A_time_is_told_with_the_zone_of_its_story(string language, string said) =>
        Assert.Equal(said, Edtf.Parse("2021-01-22T18:00").Display(language, Moscow).Plain());

    [Theory]
    [InlineData("2021-01-22T18:00", "Asia/Kolkata", "22 January 2021, 18:00 (UTC+5:30)")]
    [InlineData("2021-07-22T18:00", "America/New_York", "22 July 2021, 18:00 (UTC−4)")]
    [InlineData("2024-11-03T01:30", "America/New_York", "3 November 2024, 01:30 (UTC−4/−5)")]
    [InlineData("2021-10-31T01:30", "Europe/London", "31 October 2021, 01:30 (UTC+1/±0)")]
    [InlineData("2021-03-28T02:30", "Europe/Berlin", "28 March 2021, 02:30 (UTC+2)")]
    [InlineData("2021-01-22T18:00:05/2021-01-22T20:30:00", "UTC", "22 January 2021, 18:00:05–20:30:00 (UTC)")]
    [InlineData("2021-01-22T18:00+03:00/2021-01-22T20:30", "Europe/Berlin", "22 January 2021, 18:00 (UTC+3) – 20:30 (UTC+1)")]
    [InlineData("[2021-01-22T18:00+03:00..2021-01-22T20:30]", "Europe/Berlin", "22 January 2021, between 18:00 (UTC+3) and 20:30 (UTC+1)")]
    [InlineData("2021-01-22/2021-01-22T10:00", "Europe/Berlin", "22 January 2021, until 10:00 (UTC+1)")]
    [InlineData("2021-01-22T10:00/2021-01-22", "Europe/Berlin", "22 January 2021, from 10:00 (UTC+1)")]
    [InlineData("[2021-01-22..2021-01-22T10:00]", "Europe/Berlin", "22 January 2021, by 10:00 (UTC+1)")]
    [InlineData("[2021-01-22T10:00..2021-01-22]", "Europe/Berlin", "22 January 2021, at 10:00 or later (UTC+1)")]
    public void Times_of_one_day_and_zone_name_both_once(string edtf, string zone, string said) =>
        Assert.Equal(said, Edtf.Parse(edtf).Display("en", TimeZoneInfo.FindSystemTimeZoneById(zone)));

    [Theory]
    [InlineData("Europe/Moscow", "UTC+3", "2021-01-17", "2021-07-01", "2021-01", "-0044")]
    [InlineData("Europe/Berlin", null, "2021-01-17", "2021-07-01")]
    [InlineData("Europe/London", "UTC", "2021-01-17")]
    [InlineData("America/St_Johns", "UTC−3:30", "2021-01-17")]
    [InlineData("Europe/Moscow", null)]
    public void A_zone_is_told_by_its_offset_where_that_stays(string zone, string? said, params string[] days) =>
        Assert.Equal(said, TimeZoneInfo.FindSystemTimeZoneById(zone).Offset(days));

    [Theory]
    [InlineData("fr", "vers le 21 janvier 2021", "vers juin 2004")]
    [InlineData("es", "hacia el 21 de enero de 2021", "hacia junio de 2004")]
    public void About_a_day_takes_the_article(string language, string day, string month) => Assert.Equal(
        (day, month), (Edtf.Parse("2021-01-21~").Display(language, Moscow), Edtf.Parse("2004-06~").Display(language, Moscow).Plain()));

    [Theory]
    [InlineData("de-AT", "17. Jänner 2021")]
    [InlineData("DE", "17. Januar 2021")]
    [InlineData("ru_RU", "17 января 2021 г.")]
    [InlineData("ar-SA", "17 يناير 2021")]
    [InlineData("fi", "17 January 2021")]
    [InlineData("", "17 January 2021")]
    [InlineData(null, "17 January 2021")]
    public void A_language_has_the_customs_of_its_country_and_one_without_a_file_is_English(string? language, string expected) =>
        Assert.Equal(expected, Edtf.Parse("2021-01-17").Display(language, Moscow).Plain());
}

internal static class PlainSpaces
{
    /// <summary>The text with plain spaces for those at which no line may break.</summary>
    public static string Plain(this string text) => text.Replace('\u00a0', ' ').Replace('\u202f', ' ');
}
