namespace Timeline.Store.Log;

public sealed partial class EventStore
{
    /// <summary>
    /// Waits until all that is now in the log is settled: every transaction that might yet commit an earlier event
    /// has ended. The proof is in <c>Sql/12_tl_horizon.sql</c>. There is no time-out, since that would be no proof:
    /// it waits as long as such a transaction stays open, which <c>pg_stat_activity</c> shows.
    /// </summary>
    /// <param name="ct">Cancels.</param>
    public async Task<Settled> SettledAsync(CancellationToken ct = default)
    {
        var (settled, writers) = await FirstAsync(
            _sql.Horizon, [],
            row => (
                new Settled(row.GetInt64(0), row.GetFieldValue<DateTimeOffset>(1)),
                row.GetFieldValue<string[]>(2)), ct);
        // Appends last about a millisecond, so the first looks come quickly; a transaction left open is looked at
        // rarely.
        for (var pause = 1; writers.Length > 0; pause = Math.Min(pause * 2, 100))
        {
            await Task.Delay(pause, ct);
            writers = (await FirstAsync(_sql.StillWriting, [Of(writers)], row => row.GetFieldValue<string[]>(0), ct))!;
        }

        return settled;
    }
}
