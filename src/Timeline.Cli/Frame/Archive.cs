using System.CommandLine;
using Npgsql;
using Timeline.Store;
using Timeline.Store.Embedded;

namespace Timeline.Cli.Frame;

/// <summary>
/// What a command works on: in the database of <c>ConnectionStrings__Timeline</c>, or in the data folder's own
/// cluster: the one that a service is running there, or else one that lives as long as the command.
/// </summary>
internal sealed class Archive : IAsyncDisposable
{
    private readonly EmbeddedPostgres? _embedded;

    private Archive(TimelineDatabase database, string connectionString, EmbeddedPostgres? embedded) =>
        (Database, ConnectionString, _embedded) = (database, connectionString, embedded);

    public TimelineDatabase Database { get; }

    public string ConnectionString { get; }

    /// <summary>Gives a command its work to do on the archive.</summary>
    public static void SetAction(Command command, Func<ParseResult, TimelineDatabase, CancellationToken, Task<int>> work) =>
        command.SetAction(async (asked, ct) =>
        {
            await using var archive = await OpenAsync(ct);
            return await work(asked, archive.Database, ct);
        });

    /// <summary>Opens it.</summary>
    /// <param name="ct">Cancels.</param>
    /// <param name="empty">Whether it may be a database that no service has used yet.</param>
    public static async Task<Archive> OpenAsync(CancellationToken ct, bool empty = false)
    {
        EmbeddedPostgres? embedded = null;
        var connection = Surroundings.Of("ConnectionStrings__Timeline");
        try
        {
            if (string.IsNullOrEmpty(connection))
            {
                // A new one would be empty, and in order.
                if (!empty && !EmbeddedPostgres.Exists(DataFolder.Default))
                {
                    throw new FailedException($"There is no timeline in {DataFolder.Default}: set TIMELINE_DATA to the data " +
                        "folder of a service, ConnectionStrings__Timeline to its database, or, where the command takes it, " +
                        "--url to its address.");
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
                : throw new UnreachableException("A service is just starting or stopping in the data folder: try again in a moment.");
        }

        Archive archive;
        try
        {
            archive = new Archive(new TimelineDatabase(connection, Schema), connection, embedded);
        }
        catch (ArgumentException error)
        {
            throw new FailedException($"The database cannot be used as it is configured: {error.Message}");
        }

        try
        {
            if (!empty && !await archive.HasTimelineAsync(ct))
            {
                throw new FailedException(
                    $"The database has no timeline in its schema '{Schema}': start a service on it once.");
            }

            return archive;
        }
        catch
        {
            await archive.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        if (_embedded is not null)
            await _embedded.DisposeAsync();
    }

    private static string Schema => Surroundings.Of("Schema") is { } name ? name : "timeline";

    private async Task<bool> HasTimelineAsync(CancellationToken ct)
    {
        await using var command = Database.Source.CreateCommand(
            "select to_regclass(format('%I.mt_events', $1::text)) is not null and to_regclass(format('%I.tl_stories', $1::text)) is not null");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Schema });
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }
}
