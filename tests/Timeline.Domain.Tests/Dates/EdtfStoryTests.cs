using Timeline.Domain.Dates;

namespace Timeline.Domain.Tests.Dates;

public class EdtfStoryTests
{
    private static readonly TimeZoneInfo Moscow = TimeZoneInfo.FindSystemTimeZoneById("Europe/Moscow");

    // The dates of the first story, in the order of its table.
    private static readonly string[] Story =
    [
        "2014", "2020", "../2021-01-17", "2021-01-17", "2021-01-17/2021-01-22", "2021-01-17/2021-01-22",
        "2021-01-17/2021-01-22", "2021-01-17/2021-01-22", "2021-01-21",
        "../2021-01-22", "../2021-01-22", "../2021-01-22", "../2021-01-22", "../2021-01-22",
        "2021-01-22", "2021-01-22", "2021-01-22", "2021-01-22", "../2021-01-22", "2021-01-23",
    ];

    [Fact]
    public void The_story_falls_into_order_by_start_then_by_width_then_as_recorded()
    {
        var order = Story.Select((text, i) => (Key: Edtf.Parse(text).SortKey(Moscow), Number: i + 1))
            .OrderBy(entry => entry.Key)
            .Select(entry => entry.Number);

        Assert.Equal([1, 2, 4, 5, 6, 7, 8, 3, 9, 15, 16, 17, 18, 10, 11, 12, 13, 14, 19, 20], order);
    }

    [Fact]
    public void Two_numbers_in_a_database_sort_as_the_key_does()
    {
        var keys = Story.Select(text => Edtf.Parse(text).SortKey(Moscow)).ToList();

        Assert.Equal(keys.Order(), keys.OrderBy(key => (key.UnixMicroseconds, key.WidthSeconds)));
    }

    [Theory]
    [InlineData("2021-01-17", 1_610_830_800_000_000, 86_399)]
    [InlineData("../2021-01-17", 1_610_917_199_000_000, long.MaxValue)]
    [InlineData("2021-01-23/..", 1_611_349_200_000_000, long.MaxValue)]
    [InlineData("2021-01-22T18:00+03:00", 1_611_327_600_000_000, 59)]
    [InlineData("1970-01-01T00:00:00Z", 0, 0)]
    [InlineData("-0009", -62_135_596_800_000_000, 0)]
    [InlineData("Y170000002", 253_402_300_799_000_000, 0)]
    public void A_sort_key_is_an_instant_and_a_width(string text, long microseconds, long width)
    {
        var key = Edtf.Parse(text).SortKey(Moscow);

        Assert.Equal(
            (microseconds, width, TimeSpan.Zero),
            (key.UnixMicroseconds, key.WidthSeconds, key.Instant.Offset));
    }

    [Fact]
    public void Of_dates_with_one_start_the_narrower_comes_first()
    {
        string[] narrowing =
            ["2021-01-01T00:00:00", "2021-01-01T00:00", "2021-01-01", "2021-01-0X", "2021-01", "2021", "2021/.."];
        var keys = narrowing.Select(text => Edtf.Parse(text).SortKey(Moscow)).ToList();

        Assert.All(keys.Zip(keys.Skip(1)), pair => Assert.True(pair.First < pair.Second && pair.Second > pair.First));
        Assert.True(keys[0] <= keys[0] && keys[0] >= keys[0]);
    }

    [Fact]
    public void Dates_are_equal_when_they_are_written_alike()
    {
        Assert.Equal(Edtf.Parse("2021-01-17"), Edtf.Parse("2021-01-17"));
        Assert.NotEqual(Edtf.Parse("2021-01-22T15:00Z"), Edtf.Parse("2021-01-22T18:00+03:00"));
    }
}
