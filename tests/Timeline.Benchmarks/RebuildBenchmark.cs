using System.Diagnostics;
using Npgsql;
using Timeline.Chronology;
using Timeline.EventLog;
using Timeline.EventLog.Embedded;

namespace Timeline.Benchmarks;

/// <summary>A whole rebuild, with its indexes and its swap, against reading the log and doing nothing with it.</summary>
internal static class RebuildBenchmark
{
    private const int Events = 50_000;
    private const int Rounds = 3;
    private const double Floor = 0.3;

    public static async Task<Figure> RunAsync(EmbeddedPostgres cluster)
    {
        await using var source = NpgsqlDataSource.Create(await Service.NewDatabaseAsync(cluster, "rebuild"));
        var log = new EventStore(source);
        await log.MigrateAsync(ChronologySchema.Scripts);
        await Filling.FillAsync(log, [.. Enumerable.Range(0, 50).Select(i => $"story-{i}")], Events, changes: true);
        return await Figure.DuelAsync("rebuild of 50,000 events in 50 stories", "events/s", Rounds, Floor,
            async () =>
            {
                var result = await new Rebuild(log).RunAsync();
                return result is { Stopped: [] } ? result.Events / result.Elapsed.TotalSeconds
                    : throw new InvalidOperationException($"The rebuild stopped: {result?.Stopped[0].Reason}");
            },
            async () =>
            {
                var start = Stopwatch.GetTimestamp();
                var read = await log.ReadAllAsync(0, long.MaxValue).CountAsync();
                return read / Stopwatch.GetElapsedTime(start).TotalSeconds;
            });
    }
}
