using System.Diagnostics;
using Timeline.Store.Embedded;
using Timeline.Store.Projections;

namespace Timeline.Benchmarks;

/// <summary>Appending with the chronology, as the service does it, against the same rows written with no thought.</summary>
internal static class AppendBenchmark
{
    private const int Rounds = 5;
    private const int Many = 8;
    private const double Floor = 0.4;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);

    public static async Task<IEnumerable<Figure>> RunAsync(EmbeddedPostgres cluster)
    {
        await using var service = await Service.StartAsync(cluster, "append");
        string[] own = [.. Enumerable.Range(0, Many).Select(i => $"own-{i}")];
        string[] one = [.. Enumerable.Repeat("one", Many)];
        foreach (var story in own.Append("one").Append("sample"))
            await service.OpenAsync(story);
        for (var i = 0; i < Service.Bodies.Count; i++)
            await service.RecordAsync("sample", i);
        await BareWriter.PrepareAsync(service, own.Append("one"));
        var bare = new List<BareWriter>();
        for (var i = 0; i < Many; i++)
            bare.Add(await BareWriter.StartAsync(service, "sample"));

        var figures = new List<Figure>
        {
            await DuelAsync("append, 1 writer", 1, own),
            await DuelAsync("append, 8 writers, a story each", Many, own),
            await DuelAsync("append, 8 writers, all in one story", Many, one),
            await FlatAsync(service),
        };
        foreach (var writer in bare)
            await writer.DisposeAsync();
        return figures;

        Task<Figure> DuelAsync(string name, int writers, string[] stories)
        {
            var n = 0;
            return Figure.DuelAsync(name, "events/s", Rounds, Floor,
                () => Figure.RateAsync(writers, Turn, w => service.RecordAsync(stories[w], Interlocked.Increment(ref n))),
                () => Figure.RateAsync(writers, Turn, w => bare[w].AppendAsync(stories[w], Interlocked.Increment(ref n))));
        }
    }

    // Milliseconds of one append, in turns: to a long story, and to short ones that are kept short.
    private static async Task<Figure> FlatAsync(Service service)
    {
        const int appends = 6;
        string[] small = [.. Enumerable.Range(0, 40).Select(i => $"small-{i}")];
        await Filling.FillAsync(service.Log, ["long"], 10_000, changes: false);
        await Filling.FillAsync(service.Log, small, 10 * small.Length, changes: false);
        await new Rebuild(service.Log).RunAsync();
        await service.CatchUpAsync();

        var next = 0;
        var n = 0;
        return await Figure.DuelAsync("append to 10,000 entries against 10", "ms", small.Length - 1, 1.2,
            () => TimeAsync("long"), () => TimeAsync(small[next++]), atMost: true);

        async Task<double> TimeAsync(string story)
        {
            // The first one loads the story's head.
            await service.RecordAsync(story, n);
            var times = new List<double>();
            for (var i = 0; i < appends; i++)
            {
                var start = Stopwatch.GetTimestamp();
                await service.RecordAsync(story, n++);
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            return Figure.Median(times);
        }
    }
}
