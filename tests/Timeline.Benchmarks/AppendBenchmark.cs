using System.Diagnostics;
using Timeline.Benchmarks.Bare;
using Timeline.Benchmarks.Ordinary;
using Timeline.Store.Embedded;

namespace Timeline.Benchmarks;

/// <summary>
/// A command from the bus to its commit, with all that the chronology keeps of it, against the same rows written with no
/// thought, and against the application that one would write by the documentation of Marten and Wolverine.
/// </summary>
internal static class AppendBenchmark
{
    private const int Rounds = 5;
    private const int Many = 64;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1.5);

    private static readonly Case[] Cases =
    [
        new(64, true, 5, 20), new(8, true, 1.3, 6), new(64, false, 0.6, 1.8), new(8, false, 0.45, 1.25), new(1, false, 0.5, 1.25),
    ];

    /// <param name="cluster">Where.</param>
    /// <param name="only">Only the cases of so many callers; null for all, and for the long story beside short ones.</param>
    public static async Task<List<Figure>> RunAsync(EmbeddedPostgres cluster, IEnumerable<int>? only = null)
    {
        await using var ours = await OurStore.StartAsync(cluster, "ours");
        await using var ordinary = await OrdinaryApp.StartAsync(cluster, "ordinary");
        string[] own = [.. Enumerable.Range(0, Many).Select(i => $"own-{i}")];
        foreach (var story in own.Append("one"))
        {
            await ours.OpenAsync(story);
            await ordinary.OpenAsync(story);
        }

        await ours.OpenAsync("sample");
        for (var i = 0; i < OurStore.Bodies.Count; i++)
            await ours.RecordAsync("sample", i);
        await BareWriter.PrepareAsync(ours.ConnectionString, own.Append("one"));
        var bare = new List<BareWriter>();
        for (var i = 0; i < Many; i++)
            bare.Add(await BareWriter.StartAsync(ours, "sample"));

        var warm = 0;
        await Turns.UntilCompiledAsync([.. Cases.SelectMany(c => new Func<int, Task>[]
        {
            w => ours.RecordAsync(c.InOne ? "one" : own[w], Interlocked.Increment(ref warm)),
            w => ordinary.RecordAsync(c.InOne ? "one" : own[w], Interlocked.Increment(ref warm)),
        }.Select(work => (Func<Task>)(() => Turns.RateAsync(c.Callers, Turn, work))))]);

        var figures = new List<Figure>();
        var latencies = new List<string>();
        foreach (var c in Cases.Where(c => only?.Contains(c.Callers) ?? true))
        {
            var n = 0;
            var turns = new List<List<double>>();
            string Story(int caller) => c.InOne ? "one" : own[caller];
            var rates = await Turns.MeasureAsync(c.Name, Rounds,
                () => Turns.RateAsync(c.Callers, Turn, w => ours.RecordAsync(Story(w), Interlocked.Increment(ref n)), turns),
                () => Turns.RateAsync(c.Callers, Turn, w => bare[w].AppendAsync(Story(w), Interlocked.Increment(ref n))),
                () => Turns.RateAsync(c.Callers, Turn, w => ordinary.RecordAsync(Story(w), Interlocked.Increment(ref n))));
            figures.Add(Figure.Of(c.Name, "one bare statement", "events/s", rates[0], rates[1], c.OfBare));
            figures.Add(Figure.Of(c.Name, "an ordinary Marten application", "events/s", rates[0], rates[2], c.OfOrdinary));
            List<double> times = [.. turns.Skip(Turns.WarmUp).SelectMany(t => t)];
            latencies.Add($"{c.Name,-46} p50 {Figure.Number(times.At(.5)),5} ms   p99 {Figure.Number(times.At(.99)),5} ms");
        }

        foreach (var writer in bare)
            await writer.DisposeAsync();
        if (only is null)
            figures.Add(await FlatAsync(ours));
        latencies.ForEach(Console.WriteLine);
        return figures;
    }

    // Milliseconds of one append, in turns: to a long story, and to short ones that are kept short.
    private static async Task<Figure> FlatAsync(OurStore store)
    {
        const int Pairs = 40;
        const int Appends = 6;
        string[] small = [.. Enumerable.Range(0, Pairs + 2).Select(i => $"small-{i}")];
        await Filling.FillAsync(store, ["long"], 100_000, changes: false);
        await Filling.FillAsync(store, small, 10 * small.Length, changes: false);

        var (next, n) = (0, 0);
        var times = await Turns.MeasureAsync("append to 100,000 entries, to 10", Pairs,
            () => TimeAsync("long"), () => TimeAsync(small[next++]));
        return Figure.Of("append to 100,000 entries", "an append to 10 entries", "ms", times[0], times[1], 1.2, atMost: true);

        async Task<double> TimeAsync(string story)
        {
            var times = new List<double>();
            for (var i = 0; i < Appends; i++)
            {
                var start = Stopwatch.GetTimestamp();
                await store.RecordAsync(story, n++);
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            return Figure.Median(times);
        }
    }

    /// <param name="Callers">How many at once.</param>
    /// <param name="InOne">All of them in one story, or else a story each.</param>
    /// <param name="OfBare">What ours must reach of the bare statement.</param>
    /// <param name="OfOrdinary">And of the ordinary application.</param>
    private sealed record Case(int Callers, bool InOne, double OfBare, double OfOrdinary)
    {
        public string Name => Callers == 1 ? "append, 1 caller" : $"append, {Callers} callers, {(InOne ? "all in one story" : "a story each")}";
    }
}
