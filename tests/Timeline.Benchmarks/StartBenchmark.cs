using Timeline.Store.Embedded;

namespace Timeline.Benchmarks;

/// <summary>
/// What the service costs before anybody asks it anything: <c>start [--beside another build's Timeline.Api.dll]</c>. Each on a
/// database of its own, on which it has run before.
/// </summary>
internal static class StartBenchmark
{
    private const int Rounds = 5;
    private const double MostMegabytes = 180;
    private const double MostMilliseconds = 12;
    // Until the runtime has compiled for speed what a start has used much: for half a minute, and it is no work of ours. A service
    // that is idle is idle for days.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(20);

    public static async Task<List<Figure>> RunAsync(EmbeddedPostgres cluster, string? beside)
    {
        var builds = new[] { Server.Ours, beside }.OfType<string>().ToList();
        var databases = new List<string>();
        foreach (var build in builds)
        {
            databases.Add(await OurStore.NewDatabaseAsync(cluster, $"start_{databases.Count}"));
            // In development an empty database is filled with the first story.
            await StartAsync(databases[^1], build, "Development");
        }

        var figures = new List<Figure>();
        var starts = await Turns.MeasureAsync("start, ms", Rounds,
            [.. builds.Select((build, i) => (Func<Task<double>>)(() => StartAsync(databases[i], build)))]);
        figures.Add(beside is null
            ? new Figure("start to ready", "", "ms", Figure.Median(starts[0]), double.NaN, double.NaN)
            : Figure.Of("start to ready", "the build beside it", "ms", starts[0], starts[1], 1.7, atMost: true));

        var idle = new List<(double Megabytes, double Milliseconds)>();
        for (var i = 0; i < builds.Count; i++)
            idle.Add(await IdleAsync(databases[i], builds[i]));
        figures.Add(Figure.Below("memory of the idle service", "MB", idle[0].Megabytes, MostMegabytes));
        figures.Add(Figure.Below("processor of the idle service, in a second", "ms", idle[0].Milliseconds, MostMilliseconds));
        if (beside is not null)
        {
            figures.Add(new Figure("memory of the idle service", "the build beside it", "MB", idle[0].Megabytes, idle[1].Megabytes,
                idle[0].Megabytes / idle[1].Megabytes));
            figures.Add(new Figure("processor of the idle service, in a second", "the build beside it", "ms", idle[0].Milliseconds,
                idle[1].Milliseconds, idle[0].Milliseconds / idle[1].Milliseconds));
        }

        return figures;
    }

    // Ended as an operator ends it: one that is killed leaves a node behind, whose end the next one has to find out in its idle time.
    private static async Task<double> StartAsync(string database, string build, string environment = "Production")
    {
        using var server = await Server.ServiceAsync(database, build, environment);
        await server.StopAsync(TimeSpan.FromSeconds(30));
        return server.StartedIn.TotalMilliseconds;
    }

    private static async Task<(double, double)> IdleAsync(string database, string build)
    {
        using var server = await Server.ServiceAsync(database, build);
        await Task.Delay(Settling);
        var (megabytes, before) = (server.Megabytes, server.ProcessorTime);
        await Task.Delay(Idle);
        return (megabytes, (server.ProcessorTime - before).TotalMilliseconds / Idle.TotalSeconds);
    }
}
