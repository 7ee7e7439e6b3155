using System.Globalization;
using Timeline.Domain.Dates;

namespace Timeline.Domain.Tests.Dates;

public class EdtfBoundsTests
{
    private static readonly TimeZoneInfo Moscow = TimeZoneInfo.FindSystemTimeZoneById("Europe/Moscow");

    private static string Show(DateTimeOffset? instant) =>
        instant?.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture) ?? "-";

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
    [InlineData("2021-01-0X", "2021-01-01T00:00:00+03:00", "2021-01-09T23:59:59+03:00")]
    [InlineData("2021-01-2X", "2021-01-20T00:00:00+03:00", "2021-01-29T23:59:59+03:00")]
    [InlineData("2021-02-2X", "2021-02-20T00:00:00+03:00", "2021-02-28T23:59:59+03:00")]
    [InlineData("2021-06-3X", "2021-06-30T00:00:00+03:00", "2021-06-30T23:59:59+03:00")]
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
    // The rim of what a DateTimeOffset holds
    [InlineData("Y170000002", "9999-12-31T23:59:59+00:00", "9999-12-31T23:59:59+00:00")]
    [InlineData("Y-170000002", "0001-01-01T00:00:00+00:00", "0001-01-01T00:00:00+00:00")]
    [InlineData("-0009", "0001-01-01T00:00:00+00:00", "0001-01-01T00:00:00+00:00")]
    [InlineData("0000", "0001-01-01T00:00:00+00:00", "0001-01-01T00:00:00+00:00")]
    [InlineData("Y-170000002/Y170000002", "0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00")]
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
        Assert.Equal(seconds, Edtf.Parse(text).SortKey(TimeZoneInfo.Utc).WidthSeconds);

    [Theory]
    // "2021-01-22" is the whole day; a range filter takes every instant of it and none beside it.
    [InlineData("2021-01-22", "2021-01-22T00:00:00+03:00", "2021-01-22T00:00:00+03:00", true)]
    [InlineData("2021-01-22", "2021-01-21T00:00:00+03:00", "2021-01-22T00:00:00+03:00", true)]
    [InlineData("2021-01-22", "2021-01-21T00:00:00+03:00", "2021-01-21T23:59:59+03:00", false)]
    [InlineData("2021-01-22", "2021-01-22T23:59:59.9+03:00", null, true)]
    [InlineData("2021-01-22", "2021-01-23T00:00:00+03:00", null, false)]
    [InlineData("2021-01-22", null, null, true)]
    [InlineData("2021-01-22", "2021-01-23T00:00:00+03:00", "2021-01-20T00:00:00+03:00", false)]
    [InlineData("../2021-01-22", null, "1812-01-01T00:00:00Z", true)]
    [InlineData("../2021-01-22", "2021-01-23T00:00:00+03:00", null, false)]
    [InlineData("2021-01-23/..", "2099-01-01T00:00:00Z", null, true)]
    [InlineData("2021-01-23/..", null, "2021-01-22T23:59:59+03:00", false)]
    [InlineData("2021-01-23/", "2099-01-01T00:00:00Z", null, true)]
    [InlineData("2014", "2021-01-17T00:00:00+03:00", "2021-01-23T23:59:59+03:00", false)]
    [InlineData("Y170000002", "9999-12-31T23:59:59.9999999Z", null, true)]
    public void A_range_takes_what_it_overlaps(string text, string? from, string? to, bool overlaps) =>
        Assert.Equal(overlaps, Edtf.Parse(text).Bounds(Moscow).Overlaps(Instant(from), Instant(to)));

    private static DateTimeOffset? Instant(string? text) =>
        text is null ? null : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
