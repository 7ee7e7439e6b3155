using Timeline.Domain.Dates;
using Timeline.Domain.Languages;

namespace Timeline.Domain.Tests.Dates;

public class DateHeadingTests
{
    private static readonly TimeZoneInfo Moscow = TimeZoneInfo.FindSystemTimeZoneById("Europe/Moscow");

    [Theory]
    [InlineData("2021-01-22", "Friday", "22 January 2021", null)]
    [InlineData("2021-01-22T18:00", "Friday", "22 January 2021", "18:00 (UTC+3)")]
    [InlineData("2021-01-22T18:00/2021-01-22T20:00", "Friday", "22 January 2021", "18:00–20:00 (UTC+3)")]
    [InlineData("[2021-01-22T18:00..2021-01-22T20:00]", "Friday", "22 January 2021", "between 18:00 and 20:00 (UTC+3)")]
    // By the story's days, it was on the next one.
    [InlineData("2021-01-22T22:30Z", "Saturday", "23 January 2021", "22 January 2021, 22:30 (UTC)")]
    [InlineData("2021-01-17/2021-01-22", null, "17–22 January 2021", "went on")]
    [InlineData("[2021-01-17..2021-01-22]", null, "17–22 January 2021", "once in this time")]
    [InlineData("[..2021-01-22]", null, "by 22 January 2021", null)]
    [InlineData("2021-01-22~", null, "about 22 January 2021", null)]
    [InlineData("[2021-01-17~..2021-01-22]", null, "between about 17 January 2021 and 22 January 2021", null)]
    [InlineData("2021-01", null, "January 2021", null)]
    [InlineData("-0043-03-15", "", "15 March 44 BC", null)]
    public void A_date_stands_under_its_day_where_that_is_known_and_else_under_what_is_known(
        string edtf, string? weekday, string text, string? beside)
    {
        var date = Edtf.Parse(edtf);
        var heading = DateHeading.Of(date, Language.English, Moscow);

        Assert.Equal((weekday, text, beside), (heading.Weekday, heading.Text, heading.Beside(date, Language.English, Moscow)));
    }

    [Theory]
    [InlineData("en", "Sunday 17 January 2021")]
    [InlineData("en-US", "Sunday, January 17, 2021")]
    [InlineData("de", "Sonntag, 17. Januar 2021")]
    public void Where_the_month_comes_first_a_comma_parts_it_from_the_day_of_the_week(string language, string said)
    {
        var heading = DateHeading.Of(Edtf.Parse("2021-01-17"), Language.Of(language), Moscow);

        Assert.Equal(said, $"{heading.Weekday} {heading.Text}");
    }
}
