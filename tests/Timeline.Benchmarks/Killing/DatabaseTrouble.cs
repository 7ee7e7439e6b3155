using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Timeline.Benchmarks.Killing;

/// <summary>Takes the database away under services that live on.</summary>
/// <param name="connectionString">Of the services' database.</param>
internal sealed class DatabaseTrouble(string connectionString) : IAsyncDisposable
{
    private const int AllEvery = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // Another database, so that what is looked for in theirs never is ourselves.
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(connectionString) { Database = "postgres", Pooling = false, Timeout = 5 });
    private readonly string _database = new NpgsqlConnectionStringBuilder(connectionString).Database!;

    /// <summary>
    /// Ends connections to the services' database, again and again: mostly those that have written and not yet committed, for
    /// there it is hardest to tell what became of it; now and then all.
    /// </summary>
    /// <returns>How many.</returns>
    public async Task<long> CutAsync(TimeSpan time)
    {
        await using var connection = await _source.OpenConnectionAsync();
        var cut = 0L;
        var clock = Stopwatch.StartNew();
        for (var turn = 1; clock.Elapsed < time; turn++, await Task.Delay(5))
        {
            await using var command = new NpgsqlCommand("""
                select count(*) filter (where pg_terminate_backend(pid)) from pg_stat_activity
                where datname = $1 and ($2 or backend_xid is not null)
                """, connection);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = _database });
            command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = turn % AllEvery == 0 });
            cut += (long)(await command.ExecuteScalarAsync())!;
        }

        return cut;
    }

    /// <summary>
    /// Ends connections in the midst of their commit, some in a hundred: the application has then had an answer to every
    /// statement, positions and all, and nothing of it is stored. From without that instant is hardly ever met.
    /// </summary>
    public async Task CutCommitsAsync(TimeSpan time)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false });
        await using (var begin = source.CreateCommand("""
            create function timeline.cut() returns trigger language plpgsql as $$
            begin
              if random() < 0.03 then
                perform pg_terminate_backend(pg_backend_pid());
                perform pg_sleep(1);
              end if;
              return null;
            end $$;
            create constraint trigger cut after insert on timeline.mt_events deferrable initially deferred
              for each row when (new.stream_id <> 'mt_tombstone') execute function timeline.cut();
            """))
            await begin.ExecuteNonQueryAsync();
        await Task.Delay(time);
        await using var end = source.CreateCommand("drop function timeline.cut cascade");
        await end.ExecuteNonQueryAsync();
    }

    /// <summary>
    /// Stops the server as <c>pg_ctl stop -m immediate</c> does, without a checkpoint. The cluster's supervisor starts it again;
    /// what was committed comes back from the write-ahead log.
    /// </summary>
    /// <returns>How long it was away.</returns>
    public async Task<TimeSpan> StopImmediatelyAsync()
    {
        var pid = (await PostmasterAsync())!.Value;
        var clock = Stopwatch.StartNew();
        using (var kill = Process.Start("kill", ["-QUIT", pid.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        while (await PostmasterAsync() is not { } now || now == pid)
        {
            if (clock.Elapsed > Patience)
                throw new InvalidOperationException("The server did not come back.");
            await Task.Delay(20);
        }

        return clock.Elapsed;
    }

    private async Task<int?> PostmasterAsync()
    {
        try
        {
            await using var command = _source.CreateCommand("select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int");
            return (int)(await command.ExecuteScalarAsync())!;
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
