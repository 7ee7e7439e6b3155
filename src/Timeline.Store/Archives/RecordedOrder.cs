using System.Globalization;

namespace Timeline.Store.Archives;

/// <summary>
/// Whether the events of stories were recorded when they can have been. The service never writes others, and what follows an event
/// is recorded after it: one from the future would stop its story until that time has come.
/// </summary>
/// <param name="now">The time of the import.</param>
internal sealed class RecordedOrder(DateTimeOffset now)
{
    private readonly DateTimeOffset _latest = now + ClockSkew.Most;
    private StoredEvent? _last;

    /// <summary>Takes the next event, story after story and in each by ascending version.</summary>
    /// <exception cref="ImportRefusedException">It was recorded in the future, or no later than the one before it.</exception>
    public void Add(StoredEvent stored)
    {
        if (stored.Recorded > _latest)
            throw Refused(stored, "which is still to come: look at the clock here, and at the one where the archive was made");
        if (_last is { } last && last.Stream == stored.Stream && stored.Recorded <= last.Recorded)
            throw Refused(stored, $"no later than version {last.Version}");
        _last = stored;
    }

    private static ImportRefusedException Refused(StoredEvent stored, string why) => new(string.Create(CultureInfo.InvariantCulture,
        $"Event version {stored.Version} of the story '{stored.Stream}' says that it was recorded at {stored.Recorded:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'}, {why}. Nothing was stored."));
}
