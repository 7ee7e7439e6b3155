namespace Timeline.Domain.Dates;

/// <summary>
/// Local clocks against UTC, both in seconds since 0001-01-01T00:00:00. It asks a zone only for its offset at a UTC
/// moment, because <see cref="TimeZoneInfo.IsInvalidTime"/> and its like know the gaps of summer time but not those of
/// a country that moves to another zone (Samoa in 2011, Russia in 2014).
/// </summary>
internal static class ZoneClock
{
    /// <summary>No zone is farther than 14 hours from UTC, in seconds.</summary>
    public const long FarthestOffset = 14 * 3600;

    private const long LastSecond = 315_537_897_599; // 9999-12-31T23:59:59

    /// <summary>
    /// The first and the last UTC second at which local clocks show this time. A time shown twice has two. A time that
    /// clocks skipped has the second of the skip as its first and the one before as its last: whatever starts in the
    /// gap starts when it is over, whatever ends in it ends before. Outside the years 0001 to 9999 all clocks show UTC.
    /// </summary>
    public static (long First, long Last) Instants(long wall, TimeZoneInfo zone)
    {
        if (IsFar(wall))
            return (wall, wall);
        var (low, high) = (wall - FarthestOffset, wall + FarthestOffset);
        var (before, after) = (OffsetAt(low, zone), OffsetAt(high, zone));
        if (before == after)
            return (wall - before, wall - before);

        while (high - low > 1)
        {
            var middle = low + (high - low) / 2;
            if (OffsetAt(middle, zone) == before)
                low = middle;
            else
                high = middle;
        }

        var (old, @new) = (wall - before, wall - after);
        return (old < high, @new >= high) switch
        {
            (true, true) => (old, @new),
            (true, false) => (old, old),
            (false, true) => (@new, @new),
            _ => (high, high - 1),
        };
    }

    /// <summary>A UTC second in the zone's offset of that moment; in UTC outside the years 0001 to 9999.</summary>
    public static Instant At(long utc, TimeZoneInfo zone) => At(utc, zone, IsFar(utc) || IsFar(utc + OffsetAt(utc, zone)));

    /// <summary>The same of a time that a local clock shows: the first and the last day of those years are in one zone, too.</summary>
    /// <param name="utc">The second.</param>
    /// <param name="wall">What the clock shows.</param>
    /// <param name="zone">The zone.</param>
    public static Instant At(long utc, long wall, TimeZoneInfo zone) => At(utc, zone, IsFar(wall));

    private static Instant At(long utc, TimeZoneInfo zone, bool isFar) =>
        new(utc - Calendar.UnixEpoch, TimeSpan.FromSeconds(isFar ? 0 : OffsetAt(utc, zone)));

    // No clock of a zone has ever shown those years.
    private static bool IsFar(long seconds) => seconds is < 0 or > LastSecond;

    private static long OffsetAt(long utc, TimeZoneInfo zone)
    {
        var ticks = Math.Clamp(utc, 0, LastSecond) * TimeSpan.TicksPerSecond;
        return (long)zone.GetUtcOffset(new DateTime(ticks, DateTimeKind.Utc)).TotalSeconds;
    }
}
