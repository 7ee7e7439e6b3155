namespace Timeline.Domain.Dates;

/// <summary>
/// Orders a chronology: by the earliest instant; of two with the same, the narrower first. An open start stands at the
/// beginning of its latest day, before what is known to be of that day.
/// </summary>
/// <param name="Instant">A whole second within the date's bounds.</param>
/// <param name="Width">
/// Seconds from the earliest to the latest instant: 0 for an exact second, 86,399 for a common day, <see cref="Unlimited"/>
/// when the end is open or unknown; negative when the start is.
/// </param>
public readonly record struct EdtfSortKey(Instant Instant, long Width)
{
    /// <summary>The width of what has no end: more than the seconds of 2,000,000,000 years.</summary>
    public const long Unlimited = 1L << 56;

    // More than the seconds of a day in which clocks are set back.
    private const long MostOfDay = 1L << 17;

    internal static EdtfSortKey Of(EdtfBounds bounds, Extent extent, TimeZoneInfo zone) => bounds switch
    {
        ({ } earliest, { } latest) => new(earliest, latest.UnixSeconds - earliest.UnixSeconds),
        ({ } earliest, null) => new(earliest, Unlimited),
        var (_, latest) => extent.StartOfLatestDay(zone) is var start ? new(start, latest!.Value.UnixSeconds - start.UnixSeconds - MostOfDay) : default,
    };
}
