using Timeline.Domain.Dates;

namespace Timeline.Domain.Tests.Dates;

public class EdtfStoryTests
{
    private static readonly TimeZoneInfo Moscow = TimeZoneInfo.FindSystemTimeZoneById("Europe/Moscow");

    // The dates of the first story, in the order of its table.
    private static readonly string[] Story =
    [
        "2014", "2020", "[..2021-01-17]", "2021-01-17", "[2021-01-17..2021-01-22]", "2021-01-17/2021-01-22",
        "2021-01-17/2021-01-22", "[2021-01-17..2021-01-22]", "2021-01-21",
        "[..2021-01-22]", "[..2021-01-22]", "[..2021-01-22]", "[..2021-01-22]", "[..2021-01-22]",
        "2021-01-22", "2021-01-22", "2021-01-22", "2021-01-22", "[..2021-01-22]", "2021-01-23",
    ];

    [Fact]
    public void The_story_falls_into_order_with_what_was_by_a_day_before_that_day()
    {
        var order = Story.Select((text, i) => (Key: Edtf.Parse(text).SortKey(Moscow), Number: i + 1))
            .OrderBy(entry => (entry.Key.Instant, entry.Key.Width))
            .Select(entry => entry.Number);

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 19, 15, 16, 17, 18, 20], order);
    }

    [Theory]
    [InlineData("2021-01-17", "2021-01-17T00:00:00+03:00", 86_399)]
    [InlineData("[..2021-01-17]", "2021-01-17T00:00:00+03:00", 86_399 - 131_072)]
    [InlineData("../2021-01", "2021-01-31T00:00:00+03:00", 86_399 - 131_072)]
    [InlineData("[..2021-01-17T18:00]", "2021-01-17T00:00:00+03:00", 18 * 3_600 + 59 - 131_072)]
    [InlineData("2021-01-23/..", "2021-01-23T00:00:00+03:00", EdtfSortKey.Unlimited)]
    [InlineData("2021-01-22T18:00+03:00", "2021-01-22T18:00:00+03:00", 59)]
    [InlineData("-0009", "-000009-01-01T00:00:00Z", 365 * 86_400 - 1)]
    [InlineData("Y-999999999/Y999999999", "-999999999-01-01T00:00:00Z", 63_113_903_968_377_599)]
    public void A_sort_key_is_an_instant_and_a_width(string text, string instant, long width)
    {
        var key = Edtf.Parse(text).SortKey(Moscow);

        Assert.Equal((instant, width), (key.Instant.ToString(), key.Width));
    }

    [Fact]
    public void Of_dates_with_one_start_the_narrower_comes_first()
    {
        string[] narrowing =
            ["2021-01-01T00:00:00", "2021-01-01T00:00", "2021-01-01", "2021-01-01/2021-01-02", "2021-01", "2021", "2021/.."];
        var keys = narrowing.Select(text => Edtf.Parse(text).SortKey(Moscow)).ToList();

        Assert.Single(keys.Select(key => key.Instant).Distinct());
        Assert.All(keys.Zip(keys.Skip(1)), pair => Assert.True(pair.First.Width < pair.Second.Width));
    }

    [Fact]
    public void Dates_are_equal_when_they_are_written_alike()
    {
        Assert.Equal(Edtf.Parse("2021-01-17"), Edtf.Parse("2021-01-17"));
        Assert.NotEqual(Edtf.Parse("2021-01-22T15:00Z"), Edtf.Parse("2021-01-22T18:00+03:00"));
    }
}
