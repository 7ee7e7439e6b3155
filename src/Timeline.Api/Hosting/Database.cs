using Npgsql;
using Timeline.Api.Http;
using Timeline.Store;
using Timeline.Store.Embedded;
using Timeline.Store.Log;
using Timeline.Store.Projections;

namespace Timeline.Api.Hosting;

/// <summary>
/// The database that the service works on: the one it is told of, or else a private cluster in the data folder, which starts
/// and stops with the service.
/// </summary>
internal sealed class Database : IAsyncDisposable
{
    private readonly EmbeddedPostgres? _embedded;

    private Database(EmbeddedPostgres? embedded, string connection, EventStore log)
    {
        (_embedded, Log) = (embedded, log);
        Timeline = new(log.Source, log.Schema);
        Apart = new(NpgsqlDataSource.Create(connection), log.Schema);
        Where = embedded is null ? "the configured database" : $"a private cluster in {embedded.Folder}";
    }

    /// <summary>The log in it, with its tables and the chronology's in place.</summary>
    public EventStore Log { get; }

    /// <summary>The database itself.</summary>
    public TimelineDatabase Timeline { get; }

    /// <summary>The same over connections of its own, for work that all the others may come to wait for.</summary>
    public TimelineDatabase Apart { get; }

    /// <summary>For the banner.</summary>
    public string Where { get; }

    public static async Task<Database> OpenAsync(IConfiguration configuration, IHostEnvironment environment)
    {
        var connection = configuration.GetConnectionString("Timeline");
        var embedded = string.IsNullOrEmpty(connection)
            ? await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions
            {
                Progress = message => Console.Error.WriteLine(message),
            })
            : null;
        try
        {
            var builder = new NpgsqlDataSourceBuilder(embedded?.ConnectionString ?? connection);
            builder.ConnectionStringBuilder.ApplicationName ??= environment.ApplicationName;
            // Every text that we send comes again, so that preparing it pays at once.
            if (builder.ConnectionStringBuilder.MaxAutoPrepare == 0)
                (builder.ConnectionStringBuilder.MaxAutoPrepare, builder.ConnectionStringBuilder.AutoPrepareMinUsages) = (100, 2);
            // Nothing of ours leaves a setting behind on a connection, so cleaning each one before reuse only costs time.
            builder.ConnectionStringBuilder.NoResetOnClose = true;
            // Of the private cluster's 100, so that a burst of readers leaves some to a rebuild and to the command line.
            if (embedded is not null)
                builder.ConnectionStringBuilder.MaxPoolSize = 64;
            var log = new EventStore(builder.Build(), configuration["Schema"] ?? "timeline");
            await log.MigrateAsync(ChronologySchema.Scripts);
            return new Database(embedded, builder.ConnectionString, log);
        }
        catch (ArgumentException error)
        {
            throw new ConfigurationException($"ConnectionStrings__Timeline cannot be used: {error.Message}");
        }
        catch (InvalidOperationException error) when (embedded is null && error.InnerException is PostgresException refusal)
        {
            throw new ConfigurationException(
                $"The tables cannot be made in the database of ConnectionStrings__Timeline: {refusal.MessageText}. Let its user " +
                "create schemas there (grant create on database ... to ...), or own the schema.");
        }
        catch (NpgsqlException error) when (embedded is null)
        {
            throw new ConfigurationException(
                $"The database of ConnectionStrings__Timeline cannot be used: {error.Message}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Timeline.Source.DisposeAsync();
        await Apart.Source.DisposeAsync();
        if (_embedded is not null)
            await _embedded.DisposeAsync();
    }
}
