using System.CommandLine;
using Npgsql;
using Timeline.Store;
using Timeline.Store.Embedded;

namespace Timeline.Cli;

/// <summary>
/// What a command works on: in the database of <c>ConnectionStrings__Timeline</c>, or in the data folder's own
/// cluster: the one that a service is running there, or else one that lives as long as the command.
/// </summary>
internal sealed class Archive : IAsyncDisposable
{
    private readonly EmbeddedPostgres? _embedded;

    private Archive(TimelineDatabase database, EmbeddedPostgres? embedded) => (Database, _embedded) = (database, embedded);

    public TimelineDatabase Database { get; }

    /// <summary>Gives a command its work to do on the archive.</summary>
    public static void SetAction(Command command, Func<ParseResult, TimelineDatabase, CancellationToken, Task<int>> work) =>
        command.SetAction(async (asked, ct) =>
        {
            await using var archive = await OpenAsync(ct);
            try
            {
                return await work(asked, archive.Database, ct);
            }
            catch (PostgresException error) when (error.SqlState
                is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
            {
                throw new FailedException(
                    $"The database has no timeline in its schema '{archive.Database.Schema}': start a service on it once.");
            }
        });

    private static async Task<Archive> OpenAsync(CancellationToken ct)
    {
        EmbeddedPostgres? embedded = null;
        var connection = Environment.GetEnvironmentVariable("ConnectionStrings__Timeline");
        try
        {
            if (string.IsNullOrEmpty(connection))
            {
                // A new one would be empty, and in order.
                if (!EmbeddedPostgres.Exists(DataFolder.Default))
                {
                    throw new FailedException($"There is no timeline in {DataFolder.Default}: set TIMELINE_DATA to the data " +
                        "folder of a service, or ConnectionStrings__Timeline to its database.");
                }

                embedded = await EmbeddedPostgres.StartAsync(
                    new EmbeddedPostgresOptions { Progress = Console.Error.WriteLine }, ct);
                connection = embedded.ConnectionString;
            }
        }
        catch (DataFolderInUseException)
        {
            var file = EmbeddedPostgres.ConnectionStringFile(DataFolder.Default);
            connection = File.Exists(file)
                ? await File.ReadAllTextAsync(file, ct)
                : throw new FailedException("A service is just starting or stopping in the data folder: try again in a moment.");
        }

        try
        {
            var schema = Environment.GetEnvironmentVariable("Schema") is { Length: > 0 } name ? name : "timeline";
            return new Archive(new TimelineDatabase(connection, schema), embedded);
        }
        catch (ArgumentException error)
        {
            throw new FailedException($"The database cannot be used as it is configured: {error.Message}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        if (_embedded is not null)
            await _embedded.DisposeAsync();
    }
}
