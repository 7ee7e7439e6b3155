using Npgsql;
using Timeline.Store;
using Timeline.Store.Embedded;

namespace Timeline.Testing;

/// <summary>
/// One throw-away PostgreSQL cluster for all tests of the process, started by the first that asks. Nothing has to stop
/// it: its supervisor does so, and removes its folder, as soon as this process is gone, even when it was killed. What
/// must outlive a server is tested on clusters that are durable.
/// </summary>
internal static class TestCluster
{
    private static readonly Lazy<Task<EmbeddedPostgres>> Cluster =
        new(() => EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { Ephemeral = true, Durable = false }));

    // The tables are made once, and copied: making them takes longer than most tests.
    private static readonly Lazy<Task<string>> Template = new(async () =>
    {
        var connectionString = await CreateAsync("template0");
        await using var database = new TimelineDatabase(connectionString);
        await using (var marten = database.OpenMarten())
            await database.MigrateAsync(marten);
        return new NpgsqlConnectionStringBuilder(connectionString).Database!;
    });

    /// <summary>Makes a database of its own for a test or a test class, with all tables, and no row in any.</summary>
    /// <returns>The connection string.</returns>
    public static async Task<string> NewDatabaseAsync(CancellationToken cancellation = default) =>
        await CreateAsync(await Template.Value.WaitAsync(cancellation), cancellation);

    /// <summary>The same without any table.</summary>
    public static Task<string> NewEmptyDatabaseAsync(CancellationToken cancellation = default) => CreateAsync("template0", cancellation);

    private static async Task<string> CreateAsync(string template, CancellationToken cancellation = default)
    {
        var cluster = await Cluster.Value.WaitAsync(cancellation);
        var database = $"test_{Guid.NewGuid():N}";
        await using var connection = new NpgsqlConnection(cluster.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(cancellation);
        await using var create = new NpgsqlCommand($"create database {database} template {template} strategy file_copy", connection);
        await create.ExecuteNonQueryAsync(cancellation);
        return new NpgsqlConnectionStringBuilder(cluster.ConnectionString) { Database = database }.ConnectionString;
    }
}
