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
    private const string Story = "story-0";
    private const int Events = 1_500;

    private static readonly string[] Tables = ["mt_events", "tl_entries", "tl_receipts", "tl_story_states", "tl_changes"];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

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
            await Filling.FillAsync(store, [Story], Events, changes: true);
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

        return 0;
    }

    // How long one takes that nobody disturbs: the others are killed within that.
    private async Task MeasureAsync()
    {
        using var service = await StartAsync();
        var entry = await WriteAsync(service, "Calm");
        var clock = Stopwatch.StartNew();
        using var answer = await TakeDownAsync(service, entry);
        answer.EnsureSuccessStatusCode();
        _takes = clock.Elapsed;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a take-down in a story of {Events} events takes {_takes.TotalMilliseconds:0} ms"));
    }

    private async Task<bool> KillAsync(int round)
    {
        var word = $"Libel{round}word";
        string entry;
        long written, version;
        using (var service = await StartAsync())
        {
            entry = await WriteAsync(service, word);
            (written, version) = (await RowsAsync(word), await AskAsync($"select version from timeline.mt_streams where id = '{Story}'"));
            var asked = TakeDownAsync(service, entry);
            await Task.Delay(_random.NextDouble() * _takes * 1.2);
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
        var done = await AskAsync($"select version from timeline.mt_streams where id = '{Story}'") > version;
        var left = await RowsAsync(word);
        var whole = left == (done ? 0 : written) && await FindingsAsync() == 0;

        using var again = await StartAsync();
        if (!done)
            (await TakeDownAsync(again, entry)).EnsureSuccessStatusCode().Dispose();
        var (gone, purged) = (await RowsAsync(word) == 0 && await FindingsAsync() == 0, await PurgedAsync());
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"kill {round}: {(done ? "stored" : "not stored")}, {left} of {written} rows with the word left, {(whole ? "whole" : "TORN")}; then {(gone ? "gone" : "STILL THERE")}, the cache {(purged ? "told" : "NOT TOLD")}"));
        return whole && gone && purged;
    }

    // It was away until now.
    private async Task<bool> PurgedAsync()
    {
        using var cache = new HttpListener { Prefixes = { _cache.ToString() } };
        cache.Start();
        try
        {
            var asked = await cache.GetContextAsync().WaitAsync(Patience);
            asked.Response.Close();
            return (asked.Request.HttpMethod, asked.Request.Headers["Surrogate-Key"]) == ("PURGE", Story);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private Task<Server> StartAsync() => Server.ServiceAsync(connectionString, settings: ("SharedCaches__0", _cache.ToString()));

    private static async Task<string> WriteAsync(Server service, string word)
    {
        using var recorded = await service.Editor.PostAsJsonAsync($"stories/{Story}/arrests",
            new { when = new { edtf = "2021-01-20" }, headline = $"{word} headline", summary = $"{word} summary" });
        var entry = (string)JsonNode.Parse(await recorded.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!["entry"]!;
        using var corrected = new HttpRequestMessage(HttpMethod.Post, $"stories/{Story}/entries/{entry}/corrections")
        {
            Content = JsonContent.Create(new { @class = "correction", wrong = $"{word} wrong", changes = new { summary = $"{word} corrected" } }),
            Headers = { { "If-Match", "*" } },
        };
        (await service.Editor.SendAsync(corrected)).EnsureSuccessStatusCode().Dispose();
        (await service.Editor.PostAsJsonAsync($"stories/{Story}/entries/{entry}/retraction", new { reason = $"{word} reason" })).EnsureSuccessStatusCode().Dispose();
        return entry;
    }

    private static Task<HttpResponseMessage> TakeDownAsync(Server service, string entry) => service.Editor.PostAsJsonAsync(
        $"stories/{Story}/entries/{entry}/takedown", AskedTakeDown.Example with { Form = AskedTakeDown.Remove, Fields = [] }, Domain.DomainJson.Stored);

    private Task<long> RowsAsync(string word) => AskAsync(
        $"select {string.Join(" + ", Tables.Select(t => $"(select count(*) from timeline.{t} t where t::text ilike '%{word}%')"))}");

    private async Task<int> FindingsAsync()
    {
        var findings = 0;
        await foreach (var stream in database.VerifyAsync(Story))
            findings += stream.Findings.Count;
        using var marten = database.OpenMarten();
        return findings + (await new ChronologyVerifier(database, marten).RunAsync(Story)).Count;
    }

    private async Task<long> AskAsync(string sql)
    {
        await using var command = database.Source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
