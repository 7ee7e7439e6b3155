namespace Timeline.Domain.Dates;

/// <summary>
/// What an EDTF text says: from one point to another. A single date has the same point twice. At most one end is missing.
/// </summary>
/// <param name="Start">Where it begins; null where that is open or unknown.</param>
/// <param name="End">Where it ends; null where that is open or unknown.</param>
/// <param name="IsOneMoment">It was at one moment of these (<c>[A..B]</c>), and did not last from one to the other (<c>A/B</c>).</param>
/// <param name="MissingIsUnknown">The missing end is unknown ("") and not open ("..").</param>
internal sealed record Extent(DatePoint? Start, DatePoint? End, bool IsOneMoment = false, bool MissingIsUnknown = false)
{
    private const long SecondsPerDay = 86_400;

    /// <summary>Whether it ends before it starts, whatever the time zone of an end that gives none.</summary>
    public bool IsReversed => (Start, End) switch
    {
        ({ OffsetMinutes: null } a, { OffsetMinutes: null } b) => a.First > b.Last,
        ({ } a, { } b) => a.First - Shift(a, ZoneClock.FarthestOffset) > b.Last - Shift(b, -ZoneClock.FarthestOffset),
        _ => false,
    };

    /// <summary>Whether it ends before it starts in a time zone.</summary>
    public bool IsReversedIn(TimeZoneInfo zone) => Start is { } start && End is { } end && start != end
        && Instants(start, start.First, zone).First > Instants(end, end.Last, zone).Last
        // What starts in the hour that clocks skip starts when it is over.
        && Instants(start, start.First, zone).Last > Instants(end, end.Last, zone).Last;

    public EdtfBounds Bounds(TimeZoneInfo zone)
    {
        Instant? earliest = Start is { } start ? At(start, start.First, Instants(start, start.First, zone).First, zone) : null;
        Instant? latest = End is { } end ? At(end, end.Last, Instants(end, end.Last, zone).Last, zone) : null;
        // A clock that skips this very time may let the two cross: keep the start.
        return new(earliest, latest < earliest ? earliest : latest);
    }

    /// <summary>The beginning of its latest day; it must have one.</summary>
    public Instant StartOfLatestDay(TimeZoneInfo zone)
    {
        var end = End!.Value;
        var last = end.Last;
        var day = Calendar.Floor(last, SecondsPerDay) * SecondsPerDay;
        var first = Instants(end, day, zone).First;
        // The day may have been skipped, or its first hour.
        return ZoneClock.At(Math.Min(first, Instants(end, last, zone).Last), zone);
    }

    /// <summary>What a clock of the zone makes of its times: of each that is left out, or that comes twice, the first and the last UTC
    /// second that it can be.</summary>
    public IEnumerable<(DatePoint Point, Instant First, Instant Last)> Unclear(TimeZoneInfo zone) =>
        from end in new[] { Start, End }.Distinct()
        where end is { HasTime: true, OffsetMinutes: null }
        let instants = ZoneClock.Instants(end.Value.First, zone)
        where instants.First != instants.Last
        select (end.Value, ZoneClock.At(instants.First, zone), ZoneClock.At(instants.Last, zone));

    private static Instant At(DatePoint point, long wall, long utc, TimeZoneInfo zone) =>
        point.OffsetMinutes is null ? ZoneClock.At(utc, wall, zone) : ZoneClock.At(utc, zone);

    private static (long First, long Last) Instants(DatePoint point, long wall, TimeZoneInfo zone) =>
        point.OffsetMinutes is { } minutes
            ? (wall - minutes * 60L, wall - minutes * 60L)
            : ZoneClock.Instants(wall, zone);

    private static long Shift(DatePoint point, long otherwise) => point.OffsetMinutes * 60L ?? otherwise;
}
