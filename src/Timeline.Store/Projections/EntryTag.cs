namespace Timeline.Store.Projections;

/// <summary>
/// The state of an entry in one number: the microseconds at which it last changed, which no two states of it share.
/// It says nothing of hidden changes, as a count would.
/// </summary>
public static class EntryTag
{
    /// <summary>Microseconds since 1970.</summary>
    public static long Microseconds(DateTimeOffset instant) =>
        (instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>The instant of such a number.</summary>
    public static DateTimeOffset FromMicroseconds(long microseconds) => DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds);
}
