using System.Diagnostics;
using System.Text.Json.Nodes;
using Timeline.Store.Embedded;

namespace Timeline.Benchmarks;

/// <summary>
/// A story of 100,000 events: its past against the limit of 300 ms, each answer made anew, and its present against the same
/// of a short story. Every request that must not come from the cache has a query of its own; of those the worst counts.
/// </summary>
internal static class PastBenchmark
{
    private const int Events = 100_000;
    private const int Rounds = 5;
    private const int Asked = 20;
    private const double Most = 300;
    private const double Alike = 0.8;

    // As many entries of either story; only the story around them is longer.
    private const string Page = "timeline?limit=100";

    public static async Task<IEnumerable<Figure>> RunAsync(EmbeddedPostgres cluster)
    {
        await using var service = await Service.StartAsync(cluster, "past");
        await Filling.FillAsync(service.Log, ["long"], Events, changes: true);
        await Filling.FillAsync(service.Log, ["short"], 200, changes: true);
        await service.CatchUpAsync();
        using var client = Service.EditorAt(service.Address);
        using var load = new Load();
        var head = (long)JsonNode.Parse(await client.GetStringAsync("/stories/long"))!["version"]!;
        var middle = head / 2;
        var next = (string)JsonNode.Parse(await client.GetStringAsync($"/stories/long/{Page}&asOf={middle}"))!["next"]!;
        var cursor = next[next.IndexOf("cursor=", StringComparison.Ordinal)..];

        var n = 0;
        async Task<double> TimeAsync(string address)
        {
            var start = Stopwatch.GetTimestamp();
            await client.GetByteArrayAsync($"/stories/{address}&n={++n}");
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        async Task<Figure> WorstAsync(string name, Func<long, string> address)
        {
            await Console.Error.WriteLineAsync(name);
            // Compiled, but with no answer at hand.
            for (var i = -3; i < 0; i++)
                await TimeAsync(address(middle + i));
            var worst = 0.0;
            for (var i = 0; i < Asked; i++)
                worst = Math.Max(worst, await TimeAsync(address(middle + i)));
            return new(name, "ms", worst, Most, worst / Most, 1, AtMost: true);
        }

        Task<double> RateAsync(string address) => load.RateAsync(new Uri(service.Address, $"/stories/{address}"));
        List<Figure> figures =
        [
            await WorstAsync("asOf at the middle", version => $"long/{Page}&asOf={version}"),
            await Figure.DuelAsync("asOf at the middle, kept / short story", "answers/s", Rounds, Alike,
                () => RateAsync($"long/{Page}&asOf={middle}"), () => RateAsync($"short/{Page}&asOf=150")),
            await Figure.DuelAsync("present, kept / short story", "answers/s", Rounds, Alike,
                () => RateAsync($"long/{Page}"), () => RateAsync($"short/{Page}")),
            await Figure.DuelAsync("present, made anew / short story", "ms", Asked, 1 / Alike,
                () => TimeAsync($"long/{Page}"), () => TimeAsync($"short/{Page}"), atMost: true),
            await WorstAsync("page from the middle", _ => $"long/{Page}&{cursor}"),
            await WorstAsync("one person", _ => $"long/{Page}&person=alexei-navalny"),
            await WorstAsync("one person at the middle", version => $"long/{Page}&person=alexei-navalny&asOf={version}"),
            await WorstAsync("words", _ => $"long/{Page}&q=court"),
            await WorstAsync("words at the middle", version => $"long/{Page}&q=court&asOf={version}"),
            await WorstAsync("one kind", _ => $"long/{Page}&kind=rally"),
            await WorstAsync("with what is hidden", _ => $"long/{Page}&hidden=true"),
            await WorstAsync("diff of 1,000 versions", version => $"long/diff?from={version - 1_000}&to={version}"),
            await WorstAsync("diff of all versions", _ => "long/diff?from=1"),
            await WorstAsync("changes", version => $"long/changes?after={version}"),
            await WorstAsync("time map", _ => "long/timemap?limit=100"),
            await WorstAsync("page of the time map", _ => "long/timemap?page=50"),
        ];
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        figures.Add(await WorstAsync("page of the story", _ => "long?order=asc"));
        figures.Add(await WorstAsync("page of the story at the middle", version => $"long?asOf={version}"));
        figures.Add(await ReadBenchmark.MemoryAsync(service, "memory with the long story", $"/stories/long/{Page}",
            $"/stories/long/{Page}&asOf={middle}", "/stories/long/diff?from=1", "/stories/long/timemap"));
        return figures;
    }
}
