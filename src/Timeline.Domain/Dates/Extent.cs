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
        var earliest = Start is { } start ? Instants(start, start.First, zone).First : (long?)null;
        var latest = End is { } end ? Instants(end, end.Last, zone).Last : (long?)null;
        // A clock that skips this very time may let the two cross: keep the start.
        if (latest < earliest)
            latest = earliest;
        return new(ZoneClock.At(earliest, zone), ZoneClock.At(latest, zone));
    }

    public EdtfSortKey SortKey(TimeZoneInfo zone) => EdtfSortKey.Of(Bounds(zone), () =>
    {
        var end = End!.Value;
        var last = end.Last;
        var day = Calendar.Floor(last, SecondsPerDay) * SecondsPerDay;
        var first = Instants(end, day, zone).First;
        // The day may have been skipped, or its first hour.
        return ZoneClock.At(Math.Min(first, Instants(end, last, zone).Last), zone)!.Value;
    });

    private static (long First, long Last) Instants(DatePoint point, long wall, TimeZoneInfo zone) =>
        point.OffsetMinutes is { } minutes
            ? (wall - minutes * 60L, wall - minutes * 60L)
            : ZoneClock.Instants(wall, zone);

    private static long Shift(DatePoint point, long otherwise) => point.OffsetMinutes * 60L ?? otherwise;
}
