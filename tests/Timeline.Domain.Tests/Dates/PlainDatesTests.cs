using Timeline.Domain.Dates;

namespace Timeline.Domain.Tests.Dates;

public class PlainDatesTests
{
    [Theory]
    [InlineData("22 January 2021", "send 2021-01-22.")]
    [InlineData("Friday, 22 January 2021", "send 2021-01-22.")]
    [InlineData("January 22nd, 2021", "send 2021-01-22.")]
    [InlineData("22 Jan 2021", "send 2021-01-22.")]
    [InlineData("22. Januar 2021", "send 2021-01-22.")]
    [InlineData("22 января 2021", "send 2021-01-22.")]
    [InlineData("22 janvier 2021", "send 2021-01-22.")]
    [InlineData("22.01.2021", "send 2021-01-22.")]
    [InlineData("January 2021", "send 2021-01.")]
    [InlineData("17-22 January 2021", "send 2021-01-17/2021-01-22.")]
    [InlineData("late on 21 January 2021", "send 2021-01-21, and \"late\" as note.")]
    [InlineData("30 March", "says no year; send year, month and day, such as 2021-03-30")]
    [InlineData("30 марта", "such as 2021-03-30")]
    [InlineData("March 30", "such as 2021-03-30")]
    public void On_the_API_a_date_in_words_is_refused_with_what_to_send(string text, string sentence)
    {
        Assert.False(Edtf.TryParse(text, out _, out var error));
        Assert.Contains(sentence, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sometime")]
    [InlineData("31 February 2021")]
    [InlineData("2021-13-01")]
    [InlineData("today")]
    [InlineData("5.0.")]
    [InlineData("0.5.")]
    [InlineData("31.13.2021")]
    [InlineData("٢٢ يناير ٢٠٢١")]
    public void Of_what_is_no_date_nothing_is_guessed(string text)
    {
        Assert.False(Edtf.TryParse(text, out _, out var error));
        Assert.DoesNotContain("in words", error.ToString(), StringComparison.Ordinal);
    }

    // A Saturday.
    private static readonly DateOnly Today = new(2021, 1, 23);

    [Theory]
    // As the agency writes.
    [InlineData("by Friday evening", "[..2021-01-22]", "by Friday evening")]
    [InlineData("21 January, late", "2021-01-21", "late")]
    [InlineData("late on Thursday", "2021-01-21", "late on Thursday")]
    [InlineData("between 17 and 22 January", "[2021-01-17..2021-01-22]")]
    [InlineData("between 17 and 22 January 2021", "[2021-01-17..2021-01-22]")]
    [InlineData("early 2014", "2014", "early")]
    [InlineData("45 BC", "-0044")]
    [InlineData("AD 79", "0079")]
    [InlineData("2021-01-17", "2021-01-17")]
    [InlineData("[..2021-01-22]", "[..2021-01-22]")]
    [InlineData("21 January 2021", "2021-01-21")]
    [InlineData("21 January", "2021-01-21")]
    [InlineData("January 21, 2021", "2021-01-21")]
    [InlineData("21st of January 2021", "2021-01-21")]
    [InlineData("Thursday, 21 January", "2021-01-21")]
    [InlineData("Thursday", "2021-01-21")]
    [InlineData("last Saturday", "2021-01-16")]
    [InlineData("next Friday", "2021-01-29")]
    [InlineData("yesterday", "2021-01-22")]
    [InlineData("yesterday evening", "2021-01-22", "evening")]
    [InlineData("22 January at 6 pm", "2021-01-22T18:00")]
    [InlineData("22 January 2021, 18:30", "2021-01-22T18:30")]
    [InlineData("30 December", "2020-12-30")]
    [InlineData("January 2021", "2021-01")]
    [InlineData("mid-January 2021", "2021-01", "mid")]
    [InlineData("17-22 January 2021", "2021-01-17/2021-01-22")]
    [InlineData("from 17 to 22 January 2021", "2021-01-17/2021-01-22")]
    [InlineData("30 December 2020 – 3 January 2021", "2020-12-30/2021-01-03")]
    [InlineData("since 17 January", "2021-01-17/..")]
    [InlineData("until 22 January", "../2021-01-22")]
    [InlineData("after 17 January", "[2021-01-17..]")]
    [InlineData("by 22 January", "[..2021-01-22]")]
    [InlineData("about 1990", "1990~")]
    [InlineData("perhaps 17 January 2021", "2021-01-17?")]
    [InlineData("17 January 2021?", "2021-01-17?")]
    [InlineData("the 1990s", "199X")]
    [InlineData("19th century", "18XX")]
    [InlineData("summer 2014", "2014-22")]
    [InlineData("2014", "2014")]
    // German.
    [InlineData("bis Freitagabend", "[..2021-01-22]", "bis Freitagabend")]
    [InlineData("bis Freitag abend", "[..2021-01-22]", "bis Freitag abend")]
    [InlineData("21. Januar 2021", "2021-01-21")]
    [InlineData("21. Januar, spät", "2021-01-21", "spät")]
    [InlineData("21. Januar, spätabends", "2021-01-21", "spätabends")]
    [InlineData("am Donnerstag", "2021-01-21")]
    [InlineData("zwischen dem 17. und 22. Januar", "[2021-01-17..2021-01-22]")]
    [InlineData("vom 17. bis 22. Januar 2021", "2021-01-17/2021-01-22")]
    [InlineData("Anfang 2014", "2014", "Anfang")]
    [InlineData("45 v. Chr.", "-0044")]
    [InlineData("22.01.2021, 18 Uhr", "2021-01-22T18:00")]
    [InlineData("seit dem 17. Januar", "2021-01-17/..")]
    [InlineData("etwa 1990", "1990~")]
    [InlineData("Sommer 2014", "2014-22")]
    [InlineData("gestern", "2021-01-22")]
    // Russian.
    [InlineData("к вечеру пятницы", "[..2021-01-22]", "к вечеру пятницы")]
    [InlineData("21 января 2021 года", "2021-01-21")]
    [InlineData("21 января, поздно вечером", "2021-01-21", "поздно вечером")]
    [InlineData("в четверг", "2021-01-21")]
    [InlineData("между 17 и 22 января", "[2021-01-17..2021-01-22]")]
    [InlineData("с 17 по 22 января 2021", "2021-01-17/2021-01-22")]
    [InlineData("в начале 2014 года", "2014", "в начале")]
    [InlineData("45 до н. э.", "-0044")]
    [InlineData("22.01.2021 в 18:00", "2021-01-22T18:00")]
    [InlineData("до 22 января", "[..2021-01-22]")]
    [InlineData("около 1990", "1990~")]
    [InlineData("летом 2014", "2014-22")]
    [InlineData("в январе 2021", "2021-01")]
    [InlineData("вчера вечером", "2021-01-22", "вечером")]
    // Nobody's date is guessed.
    [InlineData("", null)]
    [InlineData("soon", null)]
    [InlineData("1/2/2021", null)]
    [InlineData("31 February 2021", null)]
    [InlineData("at 6 pm", null)]
    [InlineData("17 22 January", null)]
    [InlineData("32 January", null)]
    [InlineData("45. März", null)]
    [InlineData("after the 3rd round of talks", null)]
    public void A_date_is_read_as_editors_write_it(string written, string? edtf, string? note = null) =>
        Assert.Equal(edtf is null ? null : new PlainDate(edtf, note), PlainDates.Read(written, Today));
}
