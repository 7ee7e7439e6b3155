using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Timeline.Benchmarks.Killing;

/// <summary>Takes the database away under services that live on.</summary>
/// <param name="connectionString">Of the services' database.</param>
internal sealed class DatabaseTrouble(string connectionString) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // Another database, so that what is looked for in theirs never is ourselves.
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(connectionString) { Database = "postgres", Pooling = false, Timeout = 5 });
    private readonly string _database = new NpgsqlConnectionStringBuilder(connectionString).Database!;

    /// <summary>Ends all connections to the services' database, again and again.</summary>
    /// <returns>How many.</returns>
    public async Task<long> CutAsync(TimeSpan time)
    {
        var cut = 0L;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < time; await Task.Delay(50))
        {
            await using var command = _source.CreateCommand(
                "select count(*) filter (where pg_terminate_backend(pid)) from pg_stat_activity where datname = $1");
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = _database });
            cut += (long)(await command.ExecuteScalarAsync())!;
        }

        return cut;
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
