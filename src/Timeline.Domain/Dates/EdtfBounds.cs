namespace Timeline.Domain.Dates;

/// <summary>
/// The span of time that a date allows. Both ends are inclusive and whole seconds, EDTF's finest resolution: a day's
/// latest instant is 23:59:59. Each is written in the zone's offset of that moment; outside the years 0001 to 9999, in UTC.
/// </summary>
/// <param name="Earliest">Null when the start is open or unknown.</param>
/// <param name="Latest">Null when the end is open or unknown; never before <paramref name="Earliest"/>.</param>
public readonly record struct EdtfBounds(Instant? Earliest, Instant? Latest)
{
    /// <summary>Whether the span shares an instant with a range. An end that is null reaches without limit.</summary>
    /// <param name="from">First instant of the range, inclusive; null for no limit.</param>
    /// <param name="to">
    /// Last instant of the range, inclusive; null for no limit. A range that ends before it starts overlaps nothing.
    /// </param>
    public bool Overlaps(Instant? from, Instant? to) => !(from > to) && !(Earliest > to) && !(from > Latest);
}
