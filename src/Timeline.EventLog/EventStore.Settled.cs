using Npgsql;

namespace Timeline.EventLog;

public sealed partial class EventStore
{
    /// <summary>
    /// Waits until all that is now in the log is settled: every transaction that might yet commit an earlier event has ended.
    /// The proof is in <c>Sql/12_tl_horizon.sql</c>. There is no time-out, since that would be no proof: it waits as long as
    /// such a transaction stays open, which <c>pg_stat_activity</c> shows.
    /// </summary>
    /// <param name="ct">Cancels.</param>
    public async Task<Settled> SettledAsync(CancellationToken ct = default)
    {
        var (settled, writers) = await HorizonAsync(ct);
        // Appends last about a millisecond, so the first looks come quickly; a transaction left open is looked at rarely.
        for (var pause = 1; writers.Length > 0; pause = Math.Min(pause * 2, 100))
        {
            await Task.Delay(pause, ct);
            await using var command = Source.CreateCommand(Sql("select array(select unnest({schema}.tl_writers()) intersect select unnest($1))"));
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = writers });
            writers = (string[])(await command.ExecuteScalarAsync(ct))!;
        }

        return settled;
    }

    private async Task<(Settled Settled, string[] Writers)> HorizonAsync(CancellationToken ct)
    {
        await using var command = Source.CreateCommand(Sql("""select "position", instant, writers from {schema}.tl_horizon()"""));
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (
            new Settled(reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1)),
            await reader.GetFieldValueAsync<string[]>(2, ct));
    }
}
