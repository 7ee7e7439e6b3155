namespace Timeline.Domain;

/// <summary>
/// Instants as PostgreSQL keeps them: whole microseconds, in UTC. The number of one since 1970 is how ETags and cursors spell it.
/// </summary>
public static class Microseconds
{
    /// <summary>The microseconds from 1970 to an instant; a part of one is cut off.</summary>
    public static long Of(DateTimeOffset instant) =>
        (instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>The instant (UTC) so many microseconds after 1970.</summary>
    public static DateTimeOffset ToInstant(long microseconds) => DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds);

    /// <summary>The instant in UTC, without a part of a microsecond.</summary>
    public static DateTimeOffset Cut(DateTimeOffset instant) =>
        new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
