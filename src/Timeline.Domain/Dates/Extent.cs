namespace Timeline.Domain.Dates;

/// <summary>
/// What an EDTF text says: from one point to another. A single date has the same point twice. At most one end is
/// missing, and then <paramref name="MissingIsUnknown"/> tells unknown ("") from open ("..").
/// </summary>
internal sealed record Extent(DatePoint? Start, DatePoint? End, bool MissingIsUnknown = false)
{
    /// <summary>Whether it ends before it starts, whatever the time zone of an end that gives none.</summary>
    public bool IsReversed => (Start, End) switch
    {
        ({ OffsetMinutes: null } a, { OffsetMinutes: null } b) => a.First > b.Last,
        ({ } a, { } b) => a.First - Shift(a, ZoneClock.FarthestOffset) > b.Last - Shift(b, -ZoneClock.FarthestOffset),
        _ => false,
    };

    public EdtfBounds Bounds(TimeZoneInfo zone)
    {
        var earliest = Start is { } start ? Instants(start, start.First, zone).First : (long?)null;
        var latest = End is { } end ? Instants(end, end.Last, zone).Last : (long?)null;
        // A clock that skips this very time, or two ends of which one depends on the zone, may cross: keep the start.
        if (latest < earliest)
            latest = earliest;
        return new(ZoneClock.At(earliest, zone), ZoneClock.At(latest, zone));
    }

    private static (long First, long Last) Instants(DatePoint point, long wall, TimeZoneInfo zone) =>
        point.OffsetMinutes is { } minutes
            ? (wall - minutes * 60L, wall - minutes * 60L)
            : ZoneClock.Instants(wall, zone);

    private static long Shift(DatePoint point, long otherwise) => point.OffsetMinutes * 60L ?? otherwise;
}
