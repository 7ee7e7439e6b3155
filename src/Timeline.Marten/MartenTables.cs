using System.Data.Common;
using System.Runtime.ExceptionServices;
using JasperFx;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Weasel.Core;
using Weasel.Core.Migrations;

namespace Timeline.Marten;

/// <summary>
/// Before anything starts: makes what Marten needs beside the tables of the log (functions and tables of its own), and
/// changes nothing that is there.
/// </summary>
/// <remarks>
/// Marten's own ApplyAllDatabaseChangesOnStartup updates, whatever AutoCreate says, and an update drops columns and indexes
/// that Marten does not know.
/// </remarks>
internal sealed partial class MartenTables(
    [FromKeyedServices(typeof(MartenEngine))] NpgsqlDataSource connections, IDocumentStore store, ILogger<MartenTables> logger)
    : IHostedLifecycleService, IMigrationLogger
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // The lock of our own migrations: nodes that start together take turns.
        await using var turn = new NpgsqlCommand("select pg_advisory_xact_lock(21580, 2)", connection, transaction);
        await turn.ExecuteNonQueryAsync(cancellationToken);

        var database = store.Storage.Database;
        var differences = (await database.CreateMigrationAsync(cancellationToken)).Deltas;
        var missing = differences.Where(d => d.Difference == SchemaPatchDifference.Create).ToList();
        if (missing.Count > 0)
        {
            await database.Migrator.ApplyAllAsync(
                connection, new SchemaMigration(missing), AutoCreate.CreateOnly, this, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        foreach (var other in differences.Where(d => d.Difference is SchemaPatchDifference.Update or SchemaPatchDifference.Invalid))
            LeftAlone(logger, other.SchemaObject.Identifier.QualifiedName);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // By default every statement goes to the console.
    void IMigrationLogger.SchemaChange(string sql) => Making(logger, sql);

    void IMigrationLogger.OnFailure(DbCommand command, Exception ex) => ExceptionDispatchInfo.Throw(ex);

    [LoggerMessage(LogLevel.Debug, "{Sql}")]
    private static partial void Making(ILogger logger, string sql);

    [LoggerMessage(LogLevel.Warning, "{Name} is not as Marten would make it. It is left as it is; compare the two, and mend it by hand")]
    private static partial void LeftAlone(ILogger logger, string name);
}
