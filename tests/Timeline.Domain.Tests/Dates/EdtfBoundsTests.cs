using Timeline.Domain.Dates;

namespace Timeline.Domain.Tests.Dates;

public class EdtfBoundsTests
{
    private static readonly TimeZoneInfo Moscow = TimeZoneInfo.FindSystemTimeZoneById("Europe/Moscow");

    private static string Show(Instant? instant) => instant?.ToString() ?? "-";

    [Theory]
    // Level 0
    [InlineData("1985-04-12", "1985-04-12T00:00:00+04:00", "1985-04-12T23:59:59+04:00")]
    [InlineData("1985-04", "1985-04-01T00:00:00+04:00", "1985-04-30T23:59:59+04:00")]
    [InlineData("1985", "1985-01-01T00:00:00+03:00", "1985-12-31T23:59:59+03:00")]
    [InlineData("2014", "2014-01-01T00:00:00+04:00", "2014-12-31T23:59:59+03:00")]
    [InlineData("1985-04-12T23:20:30", "1985-04-12T23:20:30+04:00", "1985-04-12T23:20:30+04:00")]
    [InlineData("1985-04-12T23:20:30Z", "1985-04-13T03:20:30+04:00", "1985-04-13T03:20:30+04:00")]
    [InlineData("1985-04-12T23:20:30-04", "1985-04-13T07:20:30+04:00", "1985-04-13T07:20:30+04:00")]
    [InlineData("1985-04-12T23:20:30+04:30", "1985-04-12T22:50:30+04:00", "1985-04-12T22:50:30+04:00")]
    [InlineData("2021-01-22T18:00+03:00", "2021-01-22T18:00:00+03:00", "2021-01-22T18:00:59+03:00")]
    [InlineData("2021-01-22T18:00", "2021-01-22T18:00:00+03:00", "2021-01-22T18:00:59+03:00")]
    [InlineData("1964/2008", "1964-01-01T00:00:00+03:00", "2008-12-31T23:59:59+03:00")]
    [InlineData("2004-06/2006-08", "2004-06-01T00:00:00+04:00", "2006-08-31T23:59:59+04:00")]
    [InlineData("2004-02-01/2005-02-08", "2004-02-01T00:00:00+03:00", "2005-02-08T23:59:59+03:00")]
    [InlineData("2004-02-01/2005-02", "2004-02-01T00:00:00+03:00", "2005-02-28T23:59:59+03:00")]
    [InlineData("2004-02-01/2005", "2004-02-01T00:00:00+03:00", "2005-12-31T23:59:59+03:00")]
    [InlineData("2005/2006-02", "2005-01-01T00:00:00+03:00", "2006-02-28T23:59:59+03:00")]
    [InlineData("2021-01-17/2021-01-22T18:00Z", "2021-01-17T00:00:00+03:00", "2021-01-22T21:00:59+03:00")]
    // Level 1
    [InlineData("1984?", "1984-01-01T00:00:00+03:00", "1984-12-31T23:59:59+03:00")]
    [InlineData("2004-06~", "2004-06-01T00:00:00+04:00", "2004-06-30T23:59:59+04:00")]
    [InlineData("2004-06-11%", "2004-06-11T00:00:00+04:00", "2004-06-11T23:59:59+04:00")]
    [InlineData("2021-01-21~", "2021-01-21T00:00:00+03:00", "2021-01-21T23:59:59+03:00")]
    [InlineData("201X", "2010-01-01T00:00:00+03:00", "2019-12-31T23:59:59+03:00")]
    [InlineData("20XX", "2000-01-01T00:00:00+03:00", "2099-12-31T23:59:59+03:00")]
    [InlineData("2004-XX", "2004-01-01T00:00:00+03:00", "2004-12-31T23:59:59+03:00")]
    [InlineData("1985-04-XX", "1985-04-01T00:00:00+04:00", "1985-04-30T23:59:59+04:00")]
    [InlineData("1985-XX-XX", "1985-01-01T00:00:00+03:00", "1985-12-31T23:59:59+03:00")]
    [InlineData("2001-21", "2001-03-01T00:00:00+03:00", "2001-05-31T23:59:59+04:00")]
    [InlineData("2001-22", "2001-06-01T00:00:00+04:00", "2001-08-31T23:59:59+04:00")]
    [InlineData("2001-23", "2001-09-01T00:00:00+04:00", "2001-11-30T23:59:59+03:00")]
    [InlineData("2001-24", "2001-12-01T00:00:00+03:00", "2002-02-28T23:59:59+03:00")]
    [InlineData("1985-04-12/..", "1985-04-12T00:00:00+04:00", "-")]
    [InlineData("../1985-04-12", "-", "1985-04-12T23:59:59+04:00")]
    [InlineData("1985-04-12/", "1985-04-12T00:00:00+04:00", "-")]
    [InlineData("/1985-04", "-", "1985-04-30T23:59:59+04:00")]
    [InlineData("1984~/2004-06", "1984-01-01T00:00:00+03:00", "2004-06-30T23:59:59+04:00")]
    [InlineData("1984?/2004%", "1984-01-01T00:00:00+03:00", "2004-12-31T23:59:59+03:00")]
    // One moment of a set
    [InlineData("[2021-01-17..2021-01-22]", "2021-01-17T00:00:00+03:00", "2021-01-22T23:59:59+03:00")]
    [InlineData("[..1760-12-03]", "-", "1760-12-03T23:59:59+02:31")]
    [InlineData("[1760-12..]", "1760-12-01T00:00:00+02:31", "-")]
    // Years far away, in UTC
    [InlineData("-0043-03-15", "-000043-03-15T00:00:00Z", "-000043-03-15T23:59:59Z")]
    [InlineData("0000", "+000000-01-01T00:00:00Z", "+000000-12-31T23:59:59Z")]
    [InlineData("0000-12-31", "+000000-12-31T00:00:00Z", "+000000-12-31T23:59:59Z")]
    [InlineData("0001-01-01", "0001-01-01T00:00:00+02:31", "0001-01-01T23:59:59+02:31")]
    [InlineData("9999-12-31", "9999-12-31T00:00:00+03:00", "9999-12-31T23:59:59+03:00")]
    [InlineData("-0009", "-000009-01-01T00:00:00Z", "-000009-12-31T23:59:59Z")]
    [InlineData("-0004-02-29", "-000004-02-29T00:00:00Z", "-000004-02-29T23:59:59Z")]
    [InlineData("Y12345", "+012345-01-01T00:00:00Z", "+012345-12-31T23:59:59Z")]
    [InlineData("Y170000002", "+170000002-01-01T00:00:00Z", "+170000002-12-31T23:59:59Z")]
    [InlineData("Y-170000002", "-170000002-01-01T00:00:00Z", "-170000002-12-31T23:59:59Z")]
    [InlineData("Y-999999999/Y999999999", "-999999999-01-01T00:00:00Z", "+999999999-12-31T23:59:59Z")]
    [InlineData("-0008/2024", "-000008-01-01T00:00:00Z", "2024-12-31T23:59:59+03:00")]
    public void A_date_reaches_from_its_first_to_its_last_second(string text, string earliest, string latest)
    {
        var bounds = Edtf.Parse(text).Bounds(Moscow);

        Assert.Equal((earliest, latest), (Show(bounds.Earliest), Show(bounds.Latest)));
    }

    [Theory]
    [InlineData("2024-02-29", 86_399)]
    [InlineData("2000-02", 29 * 86_400 - 1)]
    [InlineData("1900-02", 28 * 86_400 - 1)]
    [InlineData("2400", 366 * 86_400L - 1)]
    [InlineData("2100", 365 * 86_400L - 1)]
    public void Leap_years_follow_the_Gregorian_rule(string text, long seconds) =>
        Assert.Equal(seconds, Edtf.Parse(text).SortKey(TimeZoneInfo.Utc).Width);

    [Theory]
    // "2021-01-22" is the whole day; a range filter takes every instant of it and none beside it.
    [InlineData("2021-01-22", "2021-01-22T00:00:00+03:00", "2021-01-22T00:00:00+03:00", true)]
    [InlineData("2021-01-22", "2021-01-21T00:00:00+03:00", "2021-01-22T00:00:00+03:00", true)]
    [InlineData("2021-01-22", "2021-01-21T00:00:00+03:00", "2021-01-21T23:59:59+03:00", false)]
    [InlineData("2021-01-22", "2021-01-22T23:59:59+03:00", null, true)]
    [InlineData("2021-01-22", "2021-01-23T00:00:00+03:00", null, false)]
    [InlineData("2021-01-22", null, null, true)]
    [InlineData("2021-01-22", "2021-01-23T00:00:00+03:00", "2021-01-20T00:00:00+03:00", false)]
    [InlineData("../2021-01-22", null, "1812-01-01T00:00:00Z", true)]
    [InlineData("../2021-01-22", "2021-01-23T00:00:00+03:00", null, false)]
    [InlineData("2021-01-23/..", "2099-01-01T00:00:00Z", null, true)]
    [InlineData("2021-01-23/..", null, "2021-01-22T23:59:59+03:00", false)]
    [InlineData("2021-01-23/", "2099-01-01T00:00:00Z", null, true)]
    [InlineData("2014", "2021-01-17T00:00:00+03:00", "2021-01-23T23:59:59+03:00", false)]
    [InlineData("Y170000002", "9999-12-31T23:59:59Z", null, true)]
    [InlineData("Y170000002", null, "9999-12-31T23:59:59Z", false)]
    [InlineData("-0043", "-000043-03-15T00:00:00Z", "-000043-03-15T00:00:00Z", true)]
    [InlineData("-0043", "-000042-01-01T00:00:00Z", null, false)]
    public void A_range_takes_what_it_overlaps(string text, string? from, string? to, bool overlaps) =>
        Assert.Equal(overlaps, Edtf.Parse(text).Bounds(Moscow).Overlaps(Instant(from), Instant(to)));

    [Theory]
    [InlineData("-000043-03-15T00:00:00Z")]
    [InlineData("+999999999-12-31T23:59:59Z")]
    [InlineData("2021-01-17T00:00:00+03:00")]
    [InlineData("+000000-01-01T00:00:00Z")]
    [InlineData("1910-06-01T12:00:00-04:30")]
    public void An_instant_reads_back_as_it_is_written(string text) => Assert.Equal(text, Domain.Dates.Instant.Parse(text).ToString());

    private static Instant? Instant(string? text) => text is null ? null : Domain.Dates.Instant.Parse(text);
}
