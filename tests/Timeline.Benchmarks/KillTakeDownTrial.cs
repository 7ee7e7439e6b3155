using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Timeline.Domain.TakeDowns;
using Timeline.Store;
using Timeline.Store.Embedded;
using Timeline.Store.Proof;

namespace Timeline.Benchmarks;

/// <summary>
/// Kills the service (kill -9) in the midst of take-downs, while the shared cache is away: all of the words are gone or none, the
/// proof holds, and once something is gone the cache is told, however often the service died meanwhile.
/// </summary>
internal sealed class KillTakeDownTrial(string connectionString, TimelineDatabase database)
{
    private const int Events = 1_000;

    private static readonly string[] Tables = ["mt_events", "tl_entries", "tl_receipts", "tl_story_states", "tl_changes"];

    // What a node that died has left over is somebody else's once its heartbeat has been missed for a minute.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Random _random = new();
    private readonly Uri _cache = new($"http://127.0.0.1:{Server.FreePort()}/");
    private TimeSpan _takes;

    /// <summary>Runs it.</summary>
    /// <returns>The exit code: 1 where something does not hold.</returns>
    public static async Task<int> RunAsync(int rounds)
    {
        await using var cluster = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { Ephemeral = true });
        string connectionString;
        await using (var store = await OurStore.StartAsync(cluster, "takedowns"))
        {
            await Filling.FillAsync(store, [.. Enumerable.Range(0, rounds + 1).Select(StoryOf)], Events * (rounds + 1), changes: true);
            connectionString = store.ConnectionString;
        }

        await using var database = new TimelineDatabase(connectionString);
        var trial = new KillTakeDownTrial(connectionString, database);
        await trial.MeasureAsync();
        for (var round = 1; round <= rounds; round++)
        {
            if (!await trial.KillAsync(round))
                return 1;
        }

        return await trial.PurgedAsync(rounds) ? 0 : 1;
    }

    private static string StoryOf(int round) => $"story-{round}";

    // How long one takes that nobody disturbs: the others are killed within that.
    private async Task MeasureAsync()
    {
        using var service = await StartAsync();
        var entry = await WriteAsync(service, StoryOf(0), "Calm");
        var clock = Stopwatch.StartNew();
        (await TakeDownAsync(service, StoryOf(0), entry)).EnsureSuccessStatusCode().Dispose();
        _takes = clock.Elapsed;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a take-down in a story of {Events} events takes {_takes.TotalMilliseconds:0} ms"));
    }

    private async Task<bool> KillAsync(int round)
    {
        var (story, word) = (StoryOf(round), $"Libel{round}word");
        string entry;
        long written, version;
        using (var service = await StartAsync())
        {
            entry = await WriteAsync(service, story, word);
            (written, version) = (await RowsAsync(word), await AskAsync($"select version from timeline.mt_streams where id = '{story}'"));
            var asked = TakeDownAsync(service, story, entry);
            // At any moment, and as often in the midst of its transaction.
            if (round % 2 == 0)
                await Task.Delay(_random.NextDouble() * _takes * 1.2);
            else
                await UntilItWritesAsync(asked);
            service.Kill();
            try
            {
                (await asked).Dispose();
            }
            catch (HttpRequestException)
            {
                // Nobody knows.
            }
        }

        // PostgreSQL hears of it when it next reads.
        while (await AskAsync("select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'") > 0)
            await Task.Delay(10);
        var done = await AskAsync($"select version from timeline.mt_streams where id = '{story}'") > version;
        var left = await RowsAsync(word);
        var whole = left == (done ? 0 : written) && await FindingsAsync(story) == 0;

        Console.WriteLine($"kill {round}: {(done ? "stored" : "not stored")}, {left} of {written} rows with the word left, {(whole ? "whole" : "TORN")}");
        if (!done)
        {
            using var again = await StartAsync();
            (await TakeDownAsync(again, story, entry)).EnsureSuccessStatusCode().Dispose();
        }

        return whole && await RowsAsync(word) == 0;
    }

    private async Task UntilItWritesAsync(Task asked)
    {
        while (!asked.IsCompleted && await AskAsync("""
            select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state = 'active'
            and (query ilike '%tl_forget%' or query ilike '%with done as%' or query ilike '%tl_write%')
            """) == 0)
            await Task.Yield();
        await Task.Delay(_random.Next(40));
    }

    // The cache was away until now, and each service that was to tell it is dead.
    private async Task<bool> PurgedAsync(int rounds)
    {
        using var cache = new HttpListener { Prefixes = { _cache.ToString() } };
        cache.Start();
        using var service = await StartAsync();
        var (clock, waiting) = (Stopwatch.StartNew(), Enumerable.Range(0, rounds + 1).Select(StoryOf).ToHashSet());
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            while (waiting.Count > 0)
            {
                var asked = await cache.GetContextAsync().WaitAsync(patience.Token);
                if (asked.Request.HttpMethod == "PURGE")
                    waiting.Remove(asked.Request.Headers["Surrogate-Key"]!);
                asked.Response.Close();
            }
        }
        catch (OperationCanceledException)
        {
            // Those that wait are told below.
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"the cache, there again: told of {rounds + 1 - waiting.Count} of {rounds + 1} stories after {clock.Elapsed.TotalSeconds:0} s"));
        return waiting.Count == 0;
    }

    private Task<Server> StartAsync() => Server.ServiceAsync(connectionString, settings: ("SharedCaches__0", _cache.ToString()));

    private static async Task<string> WriteAsync(Server service, string story, string word)
    {
        using var recorded = await service.Editor.PostAsJsonAsync($"stories/{story}/arrests",
            new { when = new { edtf = "2021-01-20" }, headline = $"{word} headline", summary = $"{word} summary" });
        var entry = (string)JsonNode.Parse(await recorded.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!["entry"]!;
        using var corrected = new HttpRequestMessage(HttpMethod.Post, $"stories/{story}/entries/{entry}/corrections")
        {
            Content = JsonContent.Create(new { @class = "correction", wrong = $"{word} wrong", changes = new { summary = $"{word} corrected" } }),
            Headers = { { "If-Match", "*" } },
        };
        (await service.Editor.SendAsync(corrected)).EnsureSuccessStatusCode().Dispose();
        (await service.Editor.PostAsJsonAsync($"stories/{story}/entries/{entry}/retraction", new { reason = $"{word} reason" })).EnsureSuccessStatusCode().Dispose();
        return entry;
    }

    private static Task<HttpResponseMessage> TakeDownAsync(Server service, string story, string entry) => service.Editor.PostAsJsonAsync(
        $"stories/{story}/entries/{entry}/takedown", AskedTakeDown.Example with { Form = AskedTakeDown.Remove, Fields = [] }, Domain.DomainJson.Stored);

    private Task<long> RowsAsync(string word) => AskAsync(
        $"select {string.Join(" + ", Tables.Select(t => $"(select count(*) from timeline.{t} t where t::text ilike '%{word}%')"))}");

    private async Task<int> FindingsAsync(string story)
    {
        var findings = 0;
        await foreach (var stream in database.VerifyAsync(story))
            findings += stream.Findings.Count;
        return findings + (await ChronologyVerifier.CompareAsync(database, story)).Count;
    }

    private async Task<long> AskAsync(string sql)
    {
        await using var command = database.Source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
