using System.Diagnostics;
using System.Text.Json;
using Npgsql;
using Timeline.Store.Embedded;
using Timeline.Store.Log;
using Timeline.Store.Projections;

namespace Timeline.Benchmarks;

/// <summary>
/// A whole rebuild, with its indexes and its swap, against reading the log and doing nothing with it: both on a log that was
/// just filled, as after an import, and in a process that runs as the command line does, where archivists rebuild.
/// </summary>
/// <remarks>
/// Two ways of reading: by position, as subscribers do, for which PostgreSQL has no good plan before it has seen statistics
/// or each connection has read five pages; and story by story, as the rebuild itself does, which is as fast as can be.
/// </remarks>
internal static class RebuildBenchmark
{
    private const int Events = 50_000;
    private const int Rounds = 3;
    private const double Floor = 0.3;
    private const double FloorByStory = 0.08;
    private const string Database = "ConnectionStrings__Timeline";

    public static async Task<IEnumerable<Figure>> RunAsync(EmbeddedPostgres cluster)
    {
        using var process = Process.Start(new ProcessStartInfo(
            "dotnet", [typeof(RebuildBenchmark).Assembly.Location, "rebuild-alone"])
        {
            RedirectStandardOutput = true,
            Environment =
            {
                [Database] = await Service.NewDatabaseAsync(cluster, "rebuild"),
                // As in Timeline.Cli.csproj.
                ["DOTNET_TieredPGO"] = "0",
                ["DOTNET_TC_CallCountingDelayMs"] = "0",
            },
        })!;
        var figures = await JsonSerializer.DeserializeAsync<Figure[]>(process.StandardOutput.BaseStream);
        await process.WaitForExitAsync();
        return figures!;
    }

    /// <summary>The other process: its figures as JSON on standard output.</summary>
    public static async Task ServeAsync()
    {
        await using var source = NpgsqlDataSource.Create(Environment.GetEnvironmentVariable(Database)!);
        var log = new EventStore(source);
        await log.MigrateAsync(ChronologySchema.Scripts);
        string[] stories = [.. Enumerable.Range(0, 50).Select(i => $"story-{i}")];
        await Filling.FillAsync(log, stories, Events, changes: true);
        Figure[] figures =
        [
            await AgainstAsync(log, "log read by position", Floor, () => log.ReadAllAsync(0, long.MaxValue)),
            await AgainstAsync(log, "log read by story", FloorByStory, () => log.ReadStreamsAsync(stories.Min()!, stories.Max()!)),
        ];
        Console.WriteLine(JsonSerializer.Serialize(figures));
    }

    private static Task<Figure> AgainstAsync(
        EventStore log, string reading, double floor, Func<IAsyncEnumerable<StoredEvent>> read) => Figure.DuelAsync(
        $"rebuild of 50,000 events, {reading}", "events/s", Rounds, floor,
        async () =>
        {
            var result = await new Rebuild(log).RunAsync();
            return result is { Stopped: [] } ? result.Events / result.Elapsed.TotalSeconds
                : throw new InvalidOperationException($"The rebuild stopped: {result?.Stopped[0].Reason}");
        },
        async () =>
        {
            var start = Stopwatch.GetTimestamp();
            var count = await read().CountAsync();
            return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
        });
}
