using Timeline.Domain.Dates;

namespace Timeline.Domain.Tests.Dates;

public class EdtfDisplayTests
{
    [Theory]
    [InlineData("2021-01-17", "17 January 2021", "17. Januar 2021", "17 января 2021")]
    [InlineData("2021-01", "January 2021", "Januar 2021", "январь 2021")]
    [InlineData("2014", "2014", "2014", "2014 год")]
    [InlineData("2021-01-22T18:00+03:00", "22 January 2021, 18:00 (UTC+3)", "22. Januar 2021, 18:00 Uhr (UTC+3)", "22 января 2021, 18:00 (UTC+3)")]
    [InlineData("1985-04-12T23:20:30Z", "12 April 1985, 23:20:30 (UTC)", "12. April 1985, 23:20:30 Uhr (UTC)", "12 апреля 1985, 23:20:30 (UTC)")]
    [InlineData("1985-04-12T03:05:00-04:30", "12 April 1985, 03:05:00 (UTC−4:30)", "12. April 1985, 03:05:00 Uhr (UTC−4:30)", "12 апреля 1985, 03:05:00 (UTC−4:30)")]
    [InlineData("2021-01-22T18:00", "22 January 2021, 18:00", "22. Januar 2021, 18:00 Uhr", "22 января 2021, 18:00")]
    [InlineData("2021-01-21~", "about 21 January 2021", "etwa 21. Januar 2021", "примерно 21 января 2021")]
    [InlineData("2021-01-21?", "21 January 2021 (uncertain)", "21. Januar 2021 (unsicher)", "21 января 2021 (предположительно)")]
    [InlineData("2004-06%", "about June 2004 (uncertain)", "etwa Juni 2004 (unsicher)", "примерно июнь 2004 (предположительно)")]
    [InlineData("201X", "2010–2019", "2010–2019", "2010–2019 годы")]
    [InlineData("20XX", "2000–2099", "2000–2099", "2000–2099 годы")]
    [InlineData("2004-XX", "2004, month not given", "2004, Monat nicht angegeben", "2004 год, месяц не указан")]
    [InlineData("1985-04-XX", "April 1985, day not given", "April 1985, Tag nicht angegeben", "апрель 1985, день не указан")]
    [InlineData("1985-XX-XX", "1985, day not given", "1985, Tag nicht angegeben", "1985 год, день не указан")]
    [InlineData("2021-01-2X", "20–29 January 2021", "20.–29. Januar 2021", "20–29 января 2021")]
    [InlineData("2021-02-2X", "20–28 February 2021", "20.–28. Februar 2021", "20–28 февраля 2021")]
    [InlineData("2021-04-3X", "30 April 2021", "30. April 2021", "30 апреля 2021")]
    [InlineData("2001-21", "spring 2001", "Frühling 2001", "весна 2001")]
    [InlineData("2001-22", "summer 2001", "Sommer 2001", "лето 2001")]
    [InlineData("2001-23", "autumn 2001", "Herbst 2001", "осень 2001")]
    [InlineData("2001-24~", "about winter 2001", "etwa Winter 2001", "примерно зима 2001")]
    public void A_single_date_reads_in_plain_words(string text, string english, string german, string russian) =>
        Same(text, english, german, russian);

    [Theory]
    [InlineData("2021-01-17/2021-01-22", "between 17 and 22 January 2021", "zwischen dem 17. und dem 22. Januar 2021", "в период с 17 по 22 января 2021")]
    [InlineData("2021-01-30/2021-02-02", "between 30 January and 2 February 2021", "zwischen dem 30. Januar und dem 2. Februar 2021", "в период с 30 января по 2 февраля 2021")]
    [InlineData("2020-12-02/2021-01-17", "between 2 December 2020 and 17 January 2021", "zwischen dem 2. Dezember 2020 und dem 17. Januar 2021", "в период со 2 декабря 2020 по 17 января 2021")]
    [InlineData("2021-01-17/2021-01-17", "17 January 2021", "17. Januar 2021", "17 января 2021")]
    [InlineData("2004-06/2004-08", "between June and August 2004", "zwischen Juni und August 2004", "в период с июня по август 2004")]
    [InlineData("2004-06/2006-08", "between June 2004 and August 2006", "zwischen Juni 2004 und August 2006", "в период с июня 2004 по август 2006")]
    [InlineData("1964/2008", "between 1964 and 2008", "zwischen 1964 und 2008", "в период с 1964 года по 2008 год")]
    [InlineData("198X/200X", "between 1980–1989 and 2000–2009", "zwischen 1980–1989 und 2000–2009", "в период с 1980–1989 годов по 2000–2009 годы")]
    [InlineData("2004-02-01/2005", "between 1 February 2004 and 2005", "zwischen dem 1. Februar 2004 und 2005", "в период с 1 февраля 2004 по 2005 год")]
    [InlineData("2001-21/2001-23", "between spring and autumn 2001", "zwischen Frühling und Herbst 2001", "в период с весны по осень 2001")]
    [InlineData("1985-04-XX/1985-06-XX", "between April and June 1985", "zwischen April und Juni 1985", "в период с апреля по июнь 1985")]
    [InlineData("2021-01-22T18:00+03:00/2021-01-22T20:30+03:00", "22 January 2021, between 18:00 and 20:30 (UTC+3)", "22. Januar 2021, zwischen 18:00 und 20:30 Uhr (UTC+3)", "22 января 2021, с 18:00 до 20:30 (UTC+3)")]
    [InlineData("2021-01-17/2021-01-22T18:00", "between 17 January 2021 and 22 January 2021, 18:00", "zwischen dem 17. Januar 2021 und dem 22. Januar 2021, 18:00 Uhr", "в период с 17 января 2021 по 22 января 2021, 18:00")]
    [InlineData("1984?/2004-06~", "between 1984 (uncertain) and about June 2004", "zwischen 1984 (unsicher) und etwa Juni 2004", "в период с 1984 года (предположительно) примерно по июнь 2004")]
    [InlineData("2021-01-17~/2021-01-22", "between about 17 January 2021 and 22 January 2021", "zwischen etwa dem 17. Januar 2021 und dem 22. Januar 2021", "в период примерно с 17 января 2021 по 22 января 2021")]
    public void An_interval_says_once_what_its_ends_share(string text, string english, string german, string russian) =>
        Same(text, english, german, russian);

    [Theory]
    [InlineData("../2021-01-22", "by 22 January 2021", "spätestens am 22. Januar 2021", "не позднее 22 января 2021")]
    [InlineData("../2021-01", "by January 2021", "spätestens im Januar 2021", "не позднее января 2021")]
    [InlineData("../2014", "by 2014", "spätestens 2014", "не позднее 2014 года")]
    [InlineData("../2001-22", "by summer 2001", "spätestens im Sommer 2001", "не позднее лета 2001")]
    [InlineData("../2021-01-22~", "by about 22 January 2021", "spätestens etwa am 22. Januar 2021", "не позднее примерно 22 января 2021")]
    [InlineData("../2021-01-22T18:00", "by 22 January 2021, 18:00", "spätestens am 22. Januar 2021, 18:00 Uhr", "не позднее 22 января 2021, 18:00")]
    [InlineData("2021-01-23/..", "from 23 January 2021", "ab 23. Januar 2021", "с 23 января 2021")]
    [InlineData("2014/..", "from 2014", "ab 2014", "с 2014 года")]
    [InlineData("2021-02-02~/..", "from about 2 February 2021", "ab etwa 2. Februar 2021", "примерно со 2 февраля 2021")]
    [InlineData("/1985-04-12", "until 12 April 1985, start unknown", "bis 12. April 1985, Beginn unbekannt", "по 12 апреля 1985, начало неизвестно")]
    [InlineData("/2001-21", "until spring 2001, start unknown", "bis Frühling 2001, Beginn unbekannt", "по весну 2001, начало неизвестно")]
    [InlineData("1985-04-12/", "from 12 April 1985, end unknown", "ab 12. April 1985, Ende unbekannt", "с 12 апреля 1985, окончание неизвестно")]
    public void A_missing_end_is_told_as_open_or_unknown(string text, string english, string german, string russian) =>
        Same(text, english, german, russian);

    [Theory]
    [InlineData("0079-08-24", "24 August AD 79", "24. August 79 n. Chr.", "24 августа 79 года н. э.")]
    [InlineData("0000", "1 BC", "1 v. Chr.", "1 год до н. э.")]
    [InlineData("-0009", "10 BC", "10 v. Chr.", "10 год до н. э.")]
    [InlineData("-019X", "200–191 BC", "200–191 v. Chr.", "200–191 годы до н. э.")]
    [InlineData("000X", "1 BC – AD 9", "1 v. Chr. – 9 n. Chr.", "1 год до н. э. – 9 год н. э.")]
    [InlineData("Y170000002", "AD 170000002", "170000002 n. Chr.", "170000002 год н. э.")]
    [InlineData("Y-170000002", "170000003 BC", "170000003 v. Chr.", "170000003 год до н. э.")]
    public void A_year_far_away_names_its_era(string text, string english, string german, string russian) =>
        Same(text, english, german, russian);

    [Theory]
    [InlineData("de-AT", "17. Januar 2021")]
    [InlineData("DE", "17. Januar 2021")]
    [InlineData("ru_RU", "17 января 2021")]
    [InlineData("fr", "17 January 2021")]
    [InlineData("", "17 January 2021")]
    [InlineData(null, "17 January 2021")]
    public void A_language_goes_by_its_first_subtag_and_falls_back_to_English(string? language, string expected) =>
        Assert.Equal(expected, Edtf.Parse("2021-01-17").Display(language));

    private static void Same(string text, string english, string german, string russian)
    {
        var date = Edtf.Parse(text);
        Assert.Equal((english, german, russian), (date.Display("en"), date.Display("de"), date.Display("ru")));
    }
}
