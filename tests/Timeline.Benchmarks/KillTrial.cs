using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Timeline.Benchmarks.Killing;
using Timeline.Domain;
using Timeline.Store;
using Timeline.Store.Embedded;

namespace Timeline.Benchmarks;

/// <summary>
/// Kills two services on one database while both write, again and again; then takes the database away under them. What was
/// answered must be stored, once and in its place, whatever died meanwhile: <c>kill [rounds]</c>.
/// </summary>
internal sealed class KillTrial(string connectionString, int seed, CancellationToken deadline)
{
    private const int Warm = 100;
    private const int MostBroken = 10;
    private const int MostLines = 40;
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(175);
    private static readonly TimeSpan MostOfKills = TimeSpan.FromSeconds(105);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(3);
    private static readonly string[] Stories = ["one", "two", "three", "four"];

    private readonly Callers _callers = new(Stories, seed, deadline);
    private readonly Random _random = new(seed);
    private readonly List<Promise> _promises = [];
    private Server[] _services = [];

    /// <summary>Runs it.</summary>
    /// <returns>The exit code: 1 where something does not hold.</returns>
    public static async Task<int> RunAsync(int rounds)
    {
        var clock = Stopwatch.StartNew();
        using var deadline = new CancellationTokenSource(Most);
        await using var cluster = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { Ephemeral = true });
        var seed = Random.Shared.Next(1_000_000);
        Console.WriteLine($"seed {seed}");
        var trial = new KillTrial(cluster.ConnectionString, seed, deadline.Token);
        try
        {
            await trial.TryAsync(rounds);
        }
        finally
        {
            foreach (var service in trial._services)
                service.Dispose();
        }

        var holds = trial.Print();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds:0} s"));
        return holds ? 0 : 1;
    }

    private async Task TryAsync(int rounds)
    {
        await StartAsync();
        foreach (var story in Stories)
        {
            using var answer = await _services[0].Editor.PostAsJsonAsync("/stories", OpenStory.Example with { Id = story }, DomainJson.Stored, deadline);
            answer.EnsureSuccessStatusCode();
        }

        await using var log = new Log(connectionString);
        // On a machine that has much else to do fewer rounds are better than none that end.
        var clock = Stopwatch.StartNew();
        for (var round = 0; round < rounds && clock.Elapsed < MostOfKills; round++)
            await KillAsync(round, log);
        var gaps = await log.GapsAsync();
        _promises.Add(new("positions without an event after kills: at most what was in flight", _callers.Unknown,
            gaps <= _callers.Unknown ? [] : [$"{gaps} positions, {_callers.Unknown} in flight"]));
        Console.WriteLine($"{gaps} positions without an event, {_callers.Unknown} in flight when killed");

        await QuietAsync(log);
        await TakeDatabaseAsync(log);
        await QuietAsync(log);

        List<Sent> keyed = [.. _callers.All.Where(s => s.Key is not null && s.Told is not null)];
        var faults = _callers.Faults.Count;
        await _callers.RepeatAsync(_services, keyed);
        _promises.Add(new("a key that was told is told the same again", keyed.Count, [.. _callers.Faults.Skip(faults)]));
        foreach (var service in _services)
            service.Kill();
        await log.GapsAsync();
        await using var database = new TimelineDatabase(connectionString);
        _promises.AddRange(await Promises.CheckAsync(log, database, _callers.All));
    }

    private async Task KillAsync(int round, Log log)
    {
        var (told, before) = (_callers.Told, _callers.Unknown);
        var time = TimeSpan.FromSeconds(1 + (2 * _random.NextDouble()));
        var writing = _callers.WriteAsync(_services, goOn: false, deadline);
        await WarmAsync();
        await Task.Delay(time, deadline);
        _callers.Trouble = true;
        foreach (var service in _services)
            service.Kill();
        await writing;
        foreach (var service in _services)
            service.Dispose();
        await StartAsync();
        _callers.Trouble = false;
        var gaps = await log.GapsAsync();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"kill {round + 1} after {time.TotalSeconds:0.0} s: {_callers.Told - told} answered, {_callers.Unknown - before} in flight, {gaps} positions lost so far"));
    }

    // Two services race for the same stories, and no race may cost a position.
    private async Task QuietAsync(Log log)
    {
        var (sent, before) = (_callers.All.Count, await log.GapsAsync());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline);
        var writing = _callers.WriteAsync(_services, goOn: true, stop.Token);
        await WarmAsync();
        stop.CancelAfter(Quiet);
        await writing;
        deadline.ThrowIfCancellationRequested();
        var gaps = await log.GapsAsync() - before;
        _promises.Add(new("no position is lost where nobody is killed", _callers.All.Count - sent, gaps == 0 ? [] : [$"{gaps} positions"]));
    }

    private async Task TakeDatabaseAsync(Log log)
    {
        var (sent, unknown, before) = (_callers.All.Count, _callers.Unknown, await log.GapsAsync());
        _callers.Trouble = true;
        await using var trouble = new DatabaseTrouble(connectionString);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline);
        var writing = _callers.WriteAsync(_services, goOn: true, stop.Token);
        await Task.Delay(500, deadline);
        await trouble.CutCommitsAsync(TimeSpan.FromSeconds(2));
        var cut = await trouble.CutAsync(TimeSpan.FromSeconds(2));
        await Task.Delay(500, deadline);
        var away = await trouble.StopImmediatelyAsync();
        await Task.Delay(2000, deadline);
        await stop.CancelAsync();
        await writing;
        deadline.ThrowIfCancellationRequested();
        _callers.Trouble = false;
        // Not a promise: each try that is cut may take its group's positions with it, and a crash up to 32 of the sequence's own.
        var gaps = await log.GapsAsync() - before;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{cut} connections cut, server away {away.TotalSeconds:0.0} s: {_callers.All.Count - sent} sent, {_callers.Unknown - unknown} unknown, {gaps} positions lost"));
    }

    // A service just started compiles for a while, and would be killed before it has written.
    private async Task WarmAsync()
    {
        for (var told = _callers.Told; _callers.Told < told + Warm;)
            await Task.Delay(10, deadline);
    }

    private async Task StartAsync() =>
        _services = await Task.WhenAll(Server.ServiceAsync(connectionString), Server.ServiceAsync(connectionString));

    private bool Print()
    {
        const string row = "{0,-68} {1,8} {2,8}";
        _promises.Add(new("no answer is one that must not be", _callers.Answers.Values.Sum(), [.. _callers.Faults]));
        Console.WriteLine(string.Join(", ", _callers.Answers.Select(a => $"{a.Key}: {a.Value}")));
        Console.WriteLine(row, "", "cases", "broken");
        foreach (var promise in _promises)
            Console.WriteLine(row, promise.Name, promise.Cases, promise.Broken.Count);
        foreach (var broken in _promises.SelectMany(p => p.Broken.Take(MostBroken).Select(b => $"{p.Name}: {b}")))
            Console.WriteLine(broken);
        if (_promises.All(p => p.Broken.Count == 0))
            return true;
        foreach (var service in _services)
            Console.WriteLine($"A service's last words:\n{string.Join('\n', service.Said.TakeLast(MostLines))}");
        return false;
    }
}
