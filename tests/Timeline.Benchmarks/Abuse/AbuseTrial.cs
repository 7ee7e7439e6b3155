using System.Globalization;
using Timeline.Store.Embedded;

namespace Timeline.Benchmarks.Abuse;

/// <summary>What one case showed, and what it may at most.</summary>
/// <param name="Case">What was done.</param>
/// <param name="Seen">What was seen.</param>
/// <param name="Bound">What is allowed.</param>
/// <param name="Holds">Whether it was within that.</param>
internal sealed record Finding(string Case, string Seen, string Bound, bool Holds)
{
    public static Finding AtMost(string name, double seen, double most, string unit) => new(
        name, string.Create(CultureInfo.InvariantCulture, $"{seen:#,0.#} {unit}"),
        string.Create(CultureInfo.InvariantCulture, $"<= {most:#,0.#} {unit}"), seen <= most);

    /// <summary>Of answers: only such statuses, and how many of each there were.</summary>
    public static Finding Only(string name, IEnumerable<int> seen, params int[] allowed)
    {
        var counts = seen.CountBy(s => s).OrderBy(c => c.Key).ToList();
        return new(name, string.Join(", ", counts.Select(c => $"{c.Value} x {c.Key}")), "only " + string.Join(", ", allowed),
            counts.TrueForAll(c => allowed.Contains(c.Key)));
    }
}

/// <summary>
/// What attackers and accidents do, against the service in a process of its own with a heap of 384 MiB: bounded in number and
/// time, on this machine alone. After each case the service must be alive, and small once it has come to rest.
/// </summary>
internal static class AbuseTrial
{
    private const double MostMegabytes = 300;

    // Twice as long as the service takes to see that nothing happens, and a little.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(12);

    private const string Row = "{0,-62} {1,-34} {2,-26} {3}";

    public static async Task<int> RunAsync()
    {
        await using var cluster = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { Ephemeral = true });
        var database = await OurStore.NewDatabaseAsync(cluster, "abuse");
        var findings = new List<Finding>();
        using (var service = await Server.BoundedAsync(database, 4096))
        {
            await Stories.FillAsync(service);
            foreach (var run in Cases.All)
            {
                findings.AddRange(await run(service));
                findings.Add(await AliveAsync(service, findings[^1].Case));
            }
        }

        using (var fresh = await Server.BoundedAsync(database, 1024))
        {
            findings.Add(await Connections.OnFewDescriptorsAsync(fresh));
            findings.Add(await AliveAsync(fresh, findings[^1].Case));
            findings.Add(await Connections.StopAsync(fresh));
        }

        Console.WriteLine(Row, "case", "seen", "bound", "");
        foreach (var f in findings)
            Console.WriteLine(Row, f.Case, f.Seen, f.Bound, f.Holds ? "ok" : "missed");
        return findings.TrueForAll(f => f.Holds) ? 0 : 1;
    }

    private static async Task<Finding> AliveAsync(Server service, string after)
    {
        using var client = new HttpClient { BaseAddress = service.Address };
        var busy = service.Megabytes;
        using var answer = await client.GetAsync("/stories/abuse/timeline?limit=1");
        await Task.Delay(Rest);
        return Finding.AtMost($"  memory after (at once {busy:0}): {after}", answer.IsSuccessStatusCode ? service.Megabytes : double.PositiveInfinity, MostMegabytes, "MB");
    }
}
