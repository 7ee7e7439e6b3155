namespace Timeline.EventLog;

public sealed partial class EventStore
{
    /// <summary>The last position that is committed; 0 in an empty log. Earlier ones may still appear (<see cref="SettledAsync"/>).</summary>
    /// <param name="ct">Cancels.</param>
    public Task<long> EndAsync(CancellationToken ct = default) => FirstAsync(_sql.End, [], row => row.GetInt64(0), ct);
}
