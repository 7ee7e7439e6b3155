using System.Globalization;
using Npgsql;
using Timeline.Store.Embedded;

namespace Timeline.Store.Tests.Embedded;

/// <summary>A data folder whose cluster is made once and then started and stopped by each test.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    public string Folder { get; } = Path.Combine(Path.GetTempPath(), $"timeline-tests-{Path.GetRandomFileName()}");

    internal PostgresBinaries Binaries { get; private set; } = null!;

    internal string Cluster => ClusterFolder.Find(Folder)!.Value.Path;

    internal string PidFile => Path.Combine(Cluster, "postmaster.pid");

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Binaries = await PostgresBinaries.FindAsync(null, Stop);
        await using var postgres = await EmbeddedPostgres.StartAsync(Folder, Stop);
        await ExecuteAsync(postgres.ConnectionString, "create table note (text text)");
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    public static async Task<object?> ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(Stop);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Stop);
    }

    /// <summary>Starts the cluster as the next run of the service would, and says whether the note is there.</summary>
    public async Task<bool> HasAfterRestartAsync(string note)
    {
        await using var postgres = await EmbeddedPostgres.StartAsync(Folder, Stop);
        return await ExecuteAsync(postgres.ConnectionString, $"select 1 from note where text = '{note}'") is not null;
    }

    internal int PostmasterPid() => int.Parse(File.ReadLines(PidFile).First(), CultureInfo.InvariantCulture);
}
