namespace Timeline.EventLog;

public sealed partial class EventStore
{
    /// <summary>Some events of one stream, in the order of their versions.</summary>
    /// <param name="stream">The stream's id.</param>
    /// <param name="versions">The versions wanted; those that do not exist are left out.</param>
    /// <param name="ct">Cancels.</param>
    public IAsyncEnumerable<StoredEvent> ReadVersionsAsync(string stream, long[] versions, CancellationToken ct = default) =>
        RowsAsync(_sql.ReadVersions, [Varchar(stream), Of(versions)], Event, ct);
}
