using System.Diagnostics;
using System.Text.Json.Nodes;
using Timeline.Store.Embedded;

namespace Timeline.Benchmarks;

/// <summary>
/// A story of 100,000 events: its past against the limit of 300 ms, each answer made anew, and its present against the same
/// of a short story. Every question that must not be answered from the cache is asked once only; of those the worst counts.
/// </summary>
internal static class PastBenchmark
{
    private const int Events = 100_000;
    private const int Rounds = 5;
    private const int Asked = 20;
    private const double Most = 300;
    private const double Alike = 0.8;

    public static async Task<List<Figure>> RunAsync(EmbeddedPostgres cluster)
    {
        string database;
        await using (var store = await OurStore.StartAsync(cluster, "past"))
        {
            database = store.ConnectionString;
            await Filling.FillAsync(store, ["long"], Events, changes: true);
            await Filling.FillAsync(store, ["short"], 200, changes: true);
        }

        using var service = await Server.ServiceAsync(database);
        using var load = new Load();
        var client = service.Editor;
        var head = (long)JsonNode.Parse(await client.GetStringAsync("/stories/long"))!["version"]!;
        var middle = head / 2;
        var next = (string)JsonNode.Parse(await client.GetStringAsync($"/stories/long/timeline?asOf={middle}"))!["next"]!;
        var cursor = next[next.IndexOf("cursor=", StringComparison.Ordinal)..];

        async Task<double> TimeAsync(string address)
        {
            var start = Stopwatch.GetTimestamp();
            await client.GetByteArrayAsync($"/stories/{address}");
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        // Of each question the number makes another one: of another version, or with another limit.
        async Task<Figure> WorstAsync(string name, Func<int, string> question)
        {
            await Console.Error.WriteLineAsync(name);
            // Compiled, but not answered before.
            for (var n = Asked; n < Asked + 3; n++)
                await TimeAsync(question(n));
            var worst = 0.0;
            for (var n = 0; n < Asked; n++)
                worst = Math.Max(worst, await TimeAsync(question(n)));
            return Figure.Below(name, "ms", worst, Most);
        }

        static string Page(int n) => $"timeline?limit={100 - n}";
        async Task<Figure> KeptAsync(string name, string ours, string other)
        {
            var rates = await Turns.MeasureAsync(name, Rounds,
                () => load.RateAsync(new(service.Address, $"/stories/long/{ours}", 8)),
                () => load.RateAsync(new(service.Address, $"/stories/short/{other}", 8)));
            return Figure.Of(name, "a short story", "answers/s", rates[0], rates[1], Alike);
        }

        async Task<Figure> AnewAsync(string name)
        {
            var (a, b) = (0, 0);
            var times = await Turns.MeasureAsync(name, Asked,
                () => TimeAsync($"long/{Page(a++)}&key=false"), () => TimeAsync($"short/{Page(b++)}&key=false"));
            return Figure.Of(name, "a short story", "ms", times[0], times[1], 1 / Alike, atMost: true);
        }

        List<Figure> figures =
        [
            await WorstAsync("asOf at the middle", n => $"long/timeline?asOf={middle + n}"),
            await KeptAsync("asOf at the middle, kept", $"timeline?asOf={middle}", "timeline?asOf=150"),
            await KeptAsync("present, kept", "timeline", "timeline"),
            await AnewAsync("present, made anew"),
            await WorstAsync("page from the middle", n => $"long/{Page(n)}&{cursor}"),
            await WorstAsync("one person", n => $"long/{Page(n)}&person=alexei-navalny"),
            await WorstAsync("one person at the middle", n => $"long/timeline?person=alexei-navalny&asOf={middle + n}"),
            await WorstAsync("words", n => $"long/{Page(n)}&q=court"),
            await WorstAsync("words at the middle", n => $"long/timeline?q=court&asOf={middle + n}"),
            await WorstAsync("one kind", n => $"long/{Page(n)}&kind=rally"),
            await WorstAsync("with what is hidden", n => $"long/{Page(n)}&hidden=true"),
            await WorstAsync("diff of 1,000 versions", n => $"long/diff?from={middle + n - 1_000}&to={middle + n}"),
            await WorstAsync("diff of all versions", n => $"long/diff?from={1 + n}"),
            await WorstAsync("changes", n => $"long/changes?after={middle + n}"),
            await WorstAsync("time map", n => $"long/timemap?limit={100 - n}"),
            await WorstAsync("page of the time map", n => $"long/timemap?page={50 + n}"),
        ];
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        figures.Add(await WorstAsync("page of the story", n => $"long?order=asc&limit={100 - n}"));
        figures.Add(await WorstAsync("page of the story at the middle", n => $"long?asOf={middle + n}"));
        // Of 80,000 entries one word is in six of ten, the other in one of fifteen.
        client.DefaultRequestHeaders.Accept.Clear();
        foreach (var word in new[] { "the", "police" })
            figures.Add(await WorstAsync($"'{word}' in all stories", n => $"../search?q={word}&limit={100 - n}"));
        await Task.Delay(TimeSpan.FromSeconds(2));
        figures.Add(new("memory after all that", "", "MB", service.Megabytes, double.NaN, double.NaN));
        return figures;
    }
}
