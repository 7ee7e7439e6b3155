using Npgsql;

namespace Timeline.Benchmarks.Killing;

/// <summary>An event as it is stored.</summary>
internal sealed record LogRow(string Story, long Version, long Position, string Entry, string Headline);

/// <summary>What the database says, read past everything of ours but the names of the tables.</summary>
internal sealed class Log(string connectionString) : IAsyncDisposable
{
    private const string Schema = "timeline";

    // Without a pool: what is kept there may be cut meanwhile.
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 60 });

    /// <summary>
    /// Positions that were taken and have no event: what a transaction that came to nothing took with it. Where Marten lives to
    /// see that, it puts tombstones there, which are no events either.
    /// </summary>
    public async Task<long> GapsAsync()
    {
        await WaitForOthersAsync();
        return (await ReadAsync($"""
            select (select case when is_called then last_value else 0 end from {Schema}.mt_events_sequence)
                   - (select count(*) from {Schema}.mt_events where stream_id <> 'mt_tombstone')
            """, row => row.GetInt64(0)))[0];
    }

    public Task<List<LogRow>> EventsAsync() => ReadAsync($"""
        select stream_id, version, seq_id, coalesce(data->>'entry', ''), coalesce(data->'body'->>'headline', '')
        from {Schema}.mt_events where stream_id <> 'mt_tombstone' order by stream_id, version
        """, row => new LogRow(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetString(3), row.GetString(4)));

    /// <summary>Rows of one text each, for whoever reads what does not hold.</summary>
    public Task<List<string>> TextAsync(string sql) =>
        ReadAsync(sql.Replace("{schema}", Schema, StringComparison.Ordinal), row => row.GetString(0));

    public async Task<List<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> read)
    {
        await using var command = _source.CreateCommand(sql);
        await using var row = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await row.ReadAsync())
            rows.Add(read(row));
        return rows;
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    // The server goes on for a moment with what a killed service has sent it.
    private async Task WaitForOthersAsync()
    {
        while ((await ReadAsync("""
            select count(*) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid() and backend_xid is not null
            """, row => row.GetInt64(0)))[0] > 0)
            await Task.Delay(20);
    }
}
