using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Timeline.Api.Tests.Past;
using Timeline.Store;
using Timeline.Store.Proof;
using Timeline.Testing;

namespace Timeline.Api.Tests;

/// <summary>What an archivist does with the command line: take a story out, bring it back, prove it.</summary>
public sealed class ArchiveCommandTests : IDisposable
{
    private const string Story = "navalny-2021";
    private readonly string _folder = Directory.CreateTempSubdirectory("archive").FullName;

    [Fact]
    public async Task An_archive_imported_into_an_empty_database_gives_the_same_bytes_for_every_past_version()
    {
        await using var service = await TestService.StartAsync(plant: true);
        var file = Path.Combine(_folder, "story.tar");
        var exported = await CommandLine.RunAsync(service, "export", Story, "--out", file);
        var connection = await TestCluster.NewEmptyDatabaseAsync(Expect.Stop);

        var imported = await CommandLine.RunInAsync(new() { ["ConnectionStrings__Timeline"] = connection }, ["import", file, "--json"]);

        Assert.Equal((0, ""), (exported.Code, exported.Error));
        Assert.Equal((0, ""), (imported.Code, imported.Error));
        Assert.Equal((32, 10), ((int)JsonNode.Parse(imported.Output)!["events"]!, (int)JsonNode.Parse(imported.Output)!["people"]!));
        await using var other = await TestService.StartAsync(connection);
        foreach (var version in Enumerable.Range(1, 22))
        {
            Assert.Equal(await service.Public.GetStringAsync($"/stories/{Story}/timeline?asOf={version}&background=true", Expect.Stop),
                await other.Public.GetStringAsync($"/stories/{Story}/timeline?asOf={version}&background=true", Expect.Stop));
        }

        Assert.Equal(await service.Public.GetStringAsync($"/stories/{Story}/changes", Expect.Stop),
            await other.Public.GetStringAsync($"/stories/{Story}/changes", Expect.Stop));
    }

    [Fact]
    public async Task Against_a_checkpoint_kept_outside_verify_names_what_was_changed_and_counts_what_is_not_covered_yet()
    {
        await using var service = await TestService.StartAsync(plant: true, settings: [$"--Checkpoints:Keys={Keys()}"]);
        var (checkpoint, keys, archive) = (Path.Combine(_folder, "kept.jws"), Path.Combine(_folder, "keys.json"), Path.Combine(_folder, "story.tar"));
        await File.WriteAllTextAsync(checkpoint, (await OnAsync(service, "checkpoint", "--url", $"{service.Address}")).Output, Expect.Stop);
        await File.WriteAllTextAsync(keys, (await OnAsync(service, "checkpoint", "--keys", "--url", $"{service.Address}")).Output, Expect.Stop);
        await OnAsync(service, "export", Story, "--out", archive, "--url", $"{service.Address}");
        await service.RecordAsync("arrests", new { when = new { edtf = "2021-01-19" }, headline = "Later" }, Story);
        string[] verify = ["verify", "--checkpoint", checkpoint, "--keys", keys, "--json"];

        var whole = await OnAsync(service, verify);
        await Expect.ScalarAsync(service, "update timeline.mt_events set data = jsonb_set(data, '{body,headline}', '\"Nothing\"') where version = 7");
        var changed = await OnAsync(service, verify);
        var offline = await CommandLine.RunInAsync(new() { ["TIMELINE_DATA"] = _folder },
            ["verify", "--archive", archive, "--checkpoint", checkpoint, "--keys", keys, "--json"]);
        var forged = (await File.ReadAllTextAsync(checkpoint, Expect.Stop)).Trim();
        await File.WriteAllTextAsync(checkpoint, forged[..^6] + "AAAAAA\n", Expect.Stop);
        var unsigned = await OnAsync(service, verify);

        Assert.Equal((0, 1, 0, 1), (whole.Code, changed.Code, offline.Code, unsigned.Code));
        var story = JsonNode.Parse(whole.Output)!["stories"]![0]!;
        Assert.Equal((22, 1), ((int)story["covered"]!, (int)story["notCovered"]!));
        Assert.Equal(7, (int)JsonNode.Parse(changed.Output)!["stories"]![0]!["findings"]![0]!["eventVersion"]!);
        Assert.Equal((22, 0), ((int)JsonNode.Parse(offline.Output)!["stories"]![0]!["covered"]!, (int)JsonNode.Parse(offline.Output)!["stories"]![0]!["notCovered"]!));
        Assert.Contains("forged", unsigned.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_another_comparison_is_under_way_verify_says_so_before_anything_else_and_without_it_does_the_rest()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        await using (var other = service.App.Services.GetRequiredService<TimelineDatabase>().OpenApart())
        await using (await ChronologyVerifier.StartAsync(other, Expect.Stop))
        {
            var refused = await CommandLine.RunAsync(service, "verify");
            var hashes = await CommandLine.RunAsync(service, "verify", "--skip-chronology");

            Assert.Equal((2, ""), (refused.Code, refused.Output));
            Assert.Contains("Another comparison of this database is under way", Assert.Single(refused.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
            Assert.StartsWith("story=", hashes.Output, StringComparison.Ordinal);
        }

        var whole = await CommandLine.RunAsync(service, "verify", "story");
        Assert.Equal((0, true), (whole.Code, whole.Output.StartsWith("story=", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_archive_made_before_a_take_down_comes_in_without_the_words()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        var (entry, _) = await service.RecordAsync("arrests", new { when = new { edtf = "2021-01-19" }, headline = "An arrest", summary = "Calumny" });
        var (file, takedowns) = (Path.Combine(_folder, "before.tar"), Path.Combine(_folder, "takedowns.ndjson"));
        Assert.Equal(0, (await CommandLine.RunAsync(service, "export", "--out", file)).Code);
        await service.StoreAsync("story", entry, "takedown",
            new { form = "remove", grounds = "Injunction", authority = "Landgericht Hamburg", reference = "324 O 1/26" });
        await File.WriteAllTextAsync(takedowns, (await CommandLine.RunAsync(service, "takedown", "--export")).Output, Expect.Stop);
        var connection = await TestCluster.NewEmptyDatabaseAsync(Expect.Stop);
        Dictionary<string, string> environment = new() { ["ConnectionStrings__Timeline"] = connection };

        var imported = await CommandLine.RunInAsync(environment, ["import", file, "--takedowns", takedowns]);
        var verified = await CommandLine.RunInAsync(environment, ["verify"]);

        Assert.True(imported.Code == 0, imported.Error);
        Assert.True(verified.Code == 0, verified.Output);
        await using var database = Npgsql.NpgsqlDataSource.Create(connection);
        await using var left = database.CreateCommand("select count(*) from timeline.mt_events where data::text like '%Calumny%'");
        Assert.Equal(0L, await left.ExecuteScalarAsync(Expect.Stop));
    }

    [Fact]
    public async Task An_import_that_takes_down_tells_shared_caches_to_let_go_of_what_they_keep()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        var (entry, _) = await service.RecordAsync("arrests", new { when = new { edtf = "2021-01-19" }, headline = "An arrest", summary = "Calumny" });
        var (file, later, takedowns) = (Path.Combine(_folder, "before.tar"), Path.Combine(_folder, "later.tar"), Path.Combine(_folder, "takedowns.ndjson"));
        Assert.Equal(0, (await CommandLine.RunAsync(service, "export", "--out", file)).Code);
        await service.RecordAsync("arrests", new { when = new { edtf = "2021-01-20" }, headline = "Another" });
        Assert.Equal(0, (await CommandLine.RunAsync(service, "export", "--out", later)).Code);
        await service.StoreAsync("story", entry, "takedown",
            new { form = "remove", grounds = "Injunction", authority = "Landgericht Hamburg", reference = "324 O 1/26" });
        await File.WriteAllTextAsync(takedowns, (await CommandLine.RunAsync(service, "takedown", "--export")).Output, Expect.Stop);
        using var cache = new HttpListener { Prefixes = { $"http://127.0.0.1:{Expect.FreePort()}/" } };
        cache.Start();

        // As it was and as it went on meanwhile: in one the command takes down, in the other the import.
        foreach (var archive in new[] { file, later })
        {
            Dictionary<string, string> environment = new() { ["ConnectionStrings__Timeline"] = await TestCluster.NewEmptyDatabaseAsync(Expect.Stop) };
            Assert.Equal(0, (await CommandLine.RunInAsync(environment, ["import", file])).Code);
            environment["SharedCaches__0"] = cache.Prefixes.Single();
            var importing = CommandLine.RunInAsync(environment, ["import", archive, "--takedowns", takedowns]);
            var purge = await cache.GetContextAsync().WaitAsync(TimeSpan.FromSeconds(60), Expect.Stop);
            purge.Response.Close();

            Assert.Equal(("PURGE", "story"), (purge.Request.HttpMethod, purge.Request.Headers["Surrogate-Key"]));
            Assert.Equal(0, (await importing).Code);
        }
    }

    [Fact]
    public async Task A_checkpoint_is_signed_by_the_schedule()
    {
        await using var service = await TestService.StartAsync(settings: [$"--Checkpoints:Keys={Keys()}", "--Checkpoints:Schedule=* * * * * *"]);
        await service.OpenAsync();

        string[] verify = ["verify", "--keys", await KeySetAsync(service), "--skip-chronology", "--json"];
        await Expect.SoonAsync(async () => (int)JsonNode.Parse((await OnAsync(service, verify)).Output)!["stories"]![0]!["covered"]! == 1);
    }

    [Fact]
    public async Task An_import_that_is_killed_leaves_whole_stories_and_the_next_run_ends_it()
    {
        await using var service = await TestService.StartAsync(plant: true);
        foreach (var i in Enumerable.Range(0, 20))
        {
            await service.OpenAsync($"story-{i}");
            foreach (var n in Enumerable.Range(0, 6))
                await service.RecordAsync("arrests", new { when = new { edtf = "2021-01-19" }, headline = $"Arrest {n}" }, $"story-{i}");
        }

        var file = Path.Combine(_folder, "all.tar");
        Assert.Equal(0, (await CommandLine.RunAsync(service, "export", "--out", file)).Code);
        var connection = await TestCluster.NewDatabaseAsync(Expect.Stop);
        await using var database = Npgsql.NpgsqlDataSource.Create(connection);
        Dictionary<string, string> environment = new() { ["ConnectionStrings__Timeline"] = connection };
        // Ten of them: `-- kill-import` of the benchmarks.
        using var process = CommandLine.Start(environment, ["import", file]);
        while (!process.HasExited && await StreamsAsync(database) == 0)
            await Task.Delay(1, Expect.Stop);
        process.Kill();
        await process.WaitForExitAsync(Expect.Stop);
        await using var torn = database.CreateCommand("""
            select count(*) from timeline.mt_streams s left join timeline.tl_stories t on t.id = s.id
            where s.version is distinct from t.version or s.version <> (select count(*) from timeline.mt_events e where e.stream_id = s.id)
            """);
        Assert.Equal(0L, await torn.ExecuteScalarAsync(Expect.Stop));

        var ended = await CommandLine.RunInAsync(environment, ["import", file]);
        Assert.Equal((0, ""), (ended.Code, ended.Error));
        Assert.Equal(31L, await StreamsAsync(database));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<long> StreamsAsync(Npgsql.NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("select count(*) from timeline.mt_streams");
        return (long)(await command.ExecuteScalarAsync(Expect.Stop))!;
    }

    private async Task<string> KeySetAsync(TestService service)
    {
        var file = Path.Combine(_folder, "keys.json");
        await File.WriteAllTextAsync(file, await service.Public.GetStringAsync("/.well-known/timeline-keys.json", Expect.Stop), Expect.Stop);
        return file;
    }

    private string Keys()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "keys")).FullName;
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        File.WriteAllText(Path.Combine(folder, "1.pem"), key.ExportPkcs8PrivateKeyPem());
        return folder;
    }

    private static async Task<(int Code, string Output, string Error)> OnAsync(TestService service, params string[] arguments)
    {
        var token = (await CommandLine.RunAsync(service, "token", "--role", "archivist")).Output.Trim();
        return await CommandLine.RunInAsync(new()
        {
            ["ConnectionStrings__Timeline"] = service.ConnectionString,
            ["TIMELINE_TOKEN"] = token,
        }, arguments);
    }
}
