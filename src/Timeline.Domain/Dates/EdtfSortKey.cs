namespace Timeline.Domain.Dates;

/// <summary>
/// Orders a chronology: by the start if it is known, else by the latest instant of the end; of two with the same
/// instant the narrower first.
/// </summary>
/// <param name="Instant">Whole seconds, UTC, within the years 0001 to 9999.</param>
/// <param name="WidthSeconds">
/// Seconds from the earliest to the latest instant: 0 for an exact second, 86,399 for a common day,
/// <see cref="long.MaxValue"/> when an end is open or unknown.
/// </param>
public readonly record struct EdtfSortKey(DateTimeOffset Instant, long WidthSeconds) : IComparable<EdtfSortKey>
{
    /// <summary>Microseconds from 1970-01-01T00:00:00Z to the instant; for a database column.</summary>
    public long UnixMicroseconds => Microseconds.Of(Instant);

    /// <inheritdoc/>
    public int CompareTo(EdtfSortKey other)
    {
        var byInstant = Instant.CompareTo(other.Instant);
        return byInstant != 0 ? byInstant : WidthSeconds.CompareTo(other.WidthSeconds);
    }

    /// <summary>Whether the left one stands earlier in a chronology.</summary>
    public static bool operator <(EdtfSortKey left, EdtfSortKey right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left one stands later in a chronology.</summary>
    public static bool operator >(EdtfSortKey left, EdtfSortKey right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left one stands earlier, or the two stand side by side.</summary>
    public static bool operator <=(EdtfSortKey left, EdtfSortKey right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left one stands later, or the two stand side by side.</summary>
    public static bool operator >=(EdtfSortKey left, EdtfSortKey right) => left.CompareTo(right) >= 0;
}
