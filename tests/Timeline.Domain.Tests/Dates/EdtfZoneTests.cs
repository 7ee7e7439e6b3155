using Timeline.Domain.Dates;

namespace Timeline.Domain.Tests.Dates;

public class EdtfZoneTests
{
    private static string Show(Instant? instant) => instant!.Value.ToString();

    [Theory]
    // Summer time begins: the day has 23 hours, and 02:30 is skipped.
    [InlineData("Europe/Berlin", "2021-03-28", "2021-03-28T00:00:00+01:00", "2021-03-28T23:59:59+02:00")]
    [InlineData("Europe/Berlin", "2021-03-28T02:30", "2021-03-28T03:00:00+02:00", "2021-03-28T03:00:00+02:00")]
    [InlineData("Europe/Berlin", "2021-03-28T01:59", "2021-03-28T01:59:00+01:00", "2021-03-28T01:59:59+01:00")]
    [InlineData("Europe/Berlin", "2021-03-28T03:00", "2021-03-28T03:00:00+02:00", "2021-03-28T03:00:59+02:00")]
    // Summer time ends: 02:30 is shown twice, and nobody can tell which was meant.
    [InlineData("Europe/Berlin", "2021-10-31T02:30", "2021-10-31T02:30:00+02:00", "2021-10-31T02:30:59+01:00")]
    [InlineData("Europe/Berlin", "2021-10-31T02:30:00+01:00", "2021-10-31T02:30:00+01:00", "2021-10-31T02:30:00+01:00")]
    [InlineData("America/New_York", "2021-11-07T01:00:00", "2021-11-07T01:00:00-04:00", "2021-11-07T01:00:00-05:00")]
    // A day that begins at one o'clock.
    [InlineData("America/Sao_Paulo", "2018-11-04", "2018-11-04T01:00:00-02:00", "2018-11-04T23:59:59-02:00")]
    // Half an hour of summer time.
    [InlineData("Australia/Lord_Howe", "2021-04-04T01:45", "2021-04-04T01:45:00+11:00", "2021-04-04T01:45:59+10:30")]
    // Not summer time, but a country that moves to another zone.
    [InlineData("Europe/Moscow", "2014-10-26T01:30", "2014-10-26T01:30:00+04:00", "2014-10-26T01:30:59+03:00")]
    [InlineData("Europe/Moscow", "2011-03-27T02:30", "2011-03-27T03:00:00+04:00", "2011-03-27T03:00:00+04:00")]
    [InlineData("Pacific/Apia", "2011-12-29", "2011-12-29T00:00:00-10:00", "2011-12-29T23:59:59-10:00")]
    [InlineData("Pacific/Apia", "2011-12-30", "2011-12-31T00:00:00+14:00", "2011-12-31T00:00:00+14:00")]
    [InlineData("Pacific/Apia", "2011-12-31", "2011-12-31T00:00:00+14:00", "2011-12-31T23:59:59+14:00")]
    // Beyond the years of which zones know anything, clocks show UTC.
    [InlineData("Europe/Moscow", "9999-12-31", "9999-12-31T00:00:00+03:00", "9999-12-31T23:59:59+03:00")]
    [InlineData("America/New_York", "9999-12-31", "9999-12-31T00:00:00-05:00", "9999-12-31T23:59:59-05:00")]
    [InlineData("Europe/Rome", "-0043-03-15", "-000043-03-15T00:00:00Z", "-000043-03-15T23:59:59Z")]
    [InlineData("UTC", "0001-01-01T00:00:00+14:00", "+000000-12-31T10:00:00Z", "+000000-12-31T10:00:00Z")]
    public void A_local_clock_is_read_in_the_zone_of_its_day(string zone, string text, string earliest, string latest)
    {
        var bounds = Edtf.Parse(text).Bounds(TimeZoneInfo.FindSystemTimeZoneById(zone));

        Assert.Equal((earliest, latest), (Show(bounds.Earliest), Show(bounds.Latest)));
    }

    [Theory]
    [InlineData("2021-01-22T23:00+03:00/2021-01-22T20:30", "Europe/Berlin", true)]
    [InlineData("2021-01-22T23:00+03:00/2021-01-22T20:30", "America/New_York", false)]
    [InlineData("[2021-01-22T23:00+03:00..2021-01-22T20:30]", "Europe/Berlin", true)]
    [InlineData("2021-01-22/2021-01-21T22:00Z", "Europe/Moscow", false)]
    [InlineData("2021-01-22/2021-01-21T22:00Z", "America/New_York", true)]
    [InlineData("2021-01-22/2021-01-22T12:00", "Europe/Berlin", false)]
    [InlineData("2021-03-28T02:30/2021-03-28T02:45", "Europe/Berlin", false)]
    [InlineData("2021-03-28T02:30", "Europe/Berlin", false)]
    public void Whether_an_interval_ends_before_it_starts_may_hang_on_the_zone(string text, string zone, bool reversed) =>
        Assert.Equal(reversed, Edtf.Parse(text).EndsBeforeItStarts(TimeZoneInfo.FindSystemTimeZoneById(zone)));

    [Fact]
    public void An_interval_whose_order_hangs_on_the_zone_never_runs_backwards()
    {
        var interval = Edtf.Parse("2021-01-22/2021-01-21T22:00Z");
        var inMoscow = interval.Bounds(TimeZoneInfo.FindSystemTimeZoneById("Europe/Moscow"));
        var inNewYork = interval.Bounds(TimeZoneInfo.FindSystemTimeZoneById("America/New_York"));

        Assert.True(inMoscow.Earliest < inMoscow.Latest);
        Assert.Equal(inNewYork.Earliest, inNewYork.Latest);
    }
}
