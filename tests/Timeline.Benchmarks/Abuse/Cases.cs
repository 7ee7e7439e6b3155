using System.Collections.Concurrent;
using System.Diagnostics;

namespace Timeline.Benchmarks.Abuse;

/// <summary>The cases that need nothing but requests.</summary>
internal static class Cases
{
    private const int Clients = 100;
    private const int Requests = 4_500;

    /// <summary>All, in the order in which they run.</summary>
    public static Func<Server, Task<IEnumerable<Finding>>>[] All { get; } =
        [DashesAsync, ParametersAsync, ValuesAsync, Connections.ReplaysAsync, CorrectionsAsync, SearchesAsync, HiddenAsync];

    private static async Task<IEnumerable<Finding>> DashesAsync(Server service)
    {
        var query = Uri.EscapeDataString($"foo {new string('-', 190)} bar");
        return [Finding.Only("words with 190 dashes", await GetAsync(service, 2, 4, i => i % 2 == 0 ? $"/search?q={query}" : $"/stories/abuse/timeline?q={query}"), 200)];
    }

    private static async Task<IEnumerable<Finding>> ParametersAsync(Server service) =>
        [Finding.Only("4,500 long unknown parameters", await GetAsync(service, 20, Requests, i => $"/stories/abuse/timeline?u{i}={new string('x', 6_000)}"), 400)];

    private static async Task<IEnumerable<Finding>> ValuesAsync(Server service) =>
        [Finding.Only("4,500 long values of known parameters", await GetAsync(service, 20, Requests,
            i => $"/stories/abuse/timeline?limit=20&kind=rally&place={i}{new string('x', 190)}"), 200, 429)];

    private static async Task<IEnumerable<Finding>> CorrectionsAsync(Server service)
    {
        var largest = 0L;
        var statuses = await GetAsync(service, 10, 60, _ => $"/stories/corrected/entries/{Stories.Corrected}", size => InterlockedMax(ref largest, size));
        var changes = 0L;
        await GetAsync(service, 1, 1, _ => "/stories/corrected/changes", size => InterlockedMax(ref changes, size));
        return
        [
            Finding.Only("60 reads of an entry with 300 corrections", statuses, 200),
            Finding.AtMost("an answer of it", largest / 1024.0, 1_024, "KB"),
            Finding.AtMost("a page of the story's changes", changes / 1024.0 / 1024, 4, "MB"),
        ];
    }

    private static async Task<IEnumerable<Finding>> SearchesAsync(Server service)
    {
        using var done = new CancellationTokenSource();
        var plain = SlowestAsync(service, done.Token);
        var searches = await GetAsync(service, Clients, 300, i => $"/search?q=demonstrators%20word{i * 17}%20or%20gathered&limit=500");
        await done.CancelAsync();
        return
        [
            Finding.Only("300 searches of 100 clients", searches, 200, 429, 503),
            Finding.AtMost("the slowest plain timeline beside them", (await plain).TotalMilliseconds, 1_000, "ms"),
        ];
    }

    private static async Task<TimeSpan> SlowestAsync(Server service, CancellationToken done)
    {
        using var client = new HttpClient { BaseAddress = service.Address };
        var slowest = TimeSpan.Zero;
        for (var limit = 1; !done.IsCancellationRequested; limit = (limit % 100) + 1)
        {
            var clock = Stopwatch.StartNew();
            // Not one that is kept.
            await client.GetStringAsync($"/stories/abuse/timeline?limit={limit}", CancellationToken.None);
            slowest = clock.Elapsed > slowest ? clock.Elapsed : slowest;
        }

        return slowest;
    }

    private static async Task<IEnumerable<Finding>> HiddenAsync(Server service)
    {
        using var client = new HttpClient { BaseAddress = service.Address };
        async Task<double> ReadAsync()
        {
            var clock = Stopwatch.StartNew();
            await client.GetByteArrayAsync("/stories/abuse/timeline?limit=500");
            return clock.Elapsed.TotalMilliseconds;
        }

        var (still, draft) = (new List<double>(), new List<double>());
        for (var i = 0; i < 45; i++)
        {
            await ReadAsync();
            // The same work on another story, so that only what was hidden here tells.
            await Stories.PostAsync(service, $"/stories/{(i % 2 == 0 ? "large" : "abuse")}/rallies",
                new { when = new { edtf = "2021-01-23" }, headline = "Draft", draft = true });
            (i % 2 == 0 ? still : draft).Add(await ReadAsync());
        }

        // The best that who guesses by a limit of time can reach; by chance it is a bit more than half.
        var best = still.Concat(draft).Max(limit => Right(still, draft, limit));
        return [Finding.AtMost("drafts guessed from the next public read", best * 100, 75, "%")];
    }

    private static double Right(List<double> still, List<double> draft, double limit) =>
        ((still.Count(t => t < limit) / (double)still.Count) + (draft.Count(t => t >= limit) / (double)draft.Count)) / 2;

    private static async Task<IReadOnlyCollection<int>> GetAsync(
        Server service, int clients, int requests, Func<int, string> address, Action<long>? size = null)
    {
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = clients }) { BaseAddress = service.Address };
        var statuses = new ConcurrentBag<int>();
        await Parallel.ForAsync(0, requests, new ParallelOptions { MaxDegreeOfParallelism = clients }, async (i, ct) =>
        {
            using var answer = await client.GetAsync(address(i), ct);
            var body = await answer.Content.ReadAsByteArrayAsync(ct);
            size?.Invoke(body.Length);
            statuses.Add((int)answer.StatusCode);
        });
        return statuses;
    }

    private static void InterlockedMax(ref long most, long value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
            Interlocked.CompareExchange(ref most, value, seen);
    }
}
