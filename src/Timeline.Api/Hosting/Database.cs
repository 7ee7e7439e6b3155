using Npgsql;
using Timeline.Api.Http;
using Timeline.Store;
using Timeline.Store.Embedded;

namespace Timeline.Api.Hosting;

/// <summary>
/// The database that the service works on: the one it is told of, or else a private cluster in the data folder, which starts
/// and stops with the service.
/// </summary>
internal sealed class Database : IAsyncDisposable
{
    // Of the private cluster's 100, so that a burst of readers leaves some to a rebuild and to the command line.
    private const int MostConnections = 64;

    private readonly EmbeddedPostgres? _embedded;

    private Database(EmbeddedPostgres? embedded, TimelineDatabase timeline) => (_embedded, Timeline) = (embedded, timeline);

    /// <summary>The database itself.</summary>
    public TimelineDatabase Timeline { get; }

    /// <summary>For the banner.</summary>
    public string Where => _embedded is null ? "the configured database" : $"a private cluster in {_embedded.Folder}";

    public static async Task<Database> OpenAsync(IConfiguration configuration, CancellationToken ct)
    {
        var schema = configuration["Schema"] ?? "timeline";
        if (configuration.GetConnectionString("Timeline") is { Length: > 0 } configured)
        {
            try
            {
                return new(null, new(configured, schema));
            }
            catch (ArgumentException error)
            {
                throw new ConfigurationException($"ConnectionStrings__Timeline cannot be used: {error.Message}");
            }
        }

        var embedded = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions
        {
            Progress = message => Console.Error.WriteLine(message),
        }, ct);
        return new(embedded, new(embedded.ConnectionString, schema, MostConnections));
    }

    /// <summary>Why the service does not start on it, in a sentence.</summary>
    public static string Explain(NpgsqlException error) => error is PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege }
        ? $"The tables cannot be made in the database of ConnectionStrings__Timeline: {error.Message}. Let its user create " +
            "schemas there (grant create on database ... to ...), or own the schema."
        : $"The database of ConnectionStrings__Timeline cannot be used: {error.Message}";

    public async ValueTask DisposeAsync()
    {
        await Timeline.DisposeAsync();
        if (_embedded is not null)
            await _embedded.DisposeAsync();
    }
}
