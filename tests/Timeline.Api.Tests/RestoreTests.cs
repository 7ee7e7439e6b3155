using System.Net;
using Npgsql;
using Timeline.Api.Tests.Live;

namespace Timeline.Api.Tests;

/// <summary>An older backup is restored while readers hold what came after it.</summary>
public sealed class RestoreTests
{
    private static readonly object Arrest = new { when = new { edtf = "2021-01-17" }, headline = "An arrest" };

    [Fact]
    public async Task Who_holds_what_a_restore_has_undone_is_told_and_nobody_else()
    {
        var (backup, lineage) = await ARestoreAsync();
        await using var service = await TestService.StartAsync(backup);

        // Of what the backup has, the versions are the same; beyond it there is nothing, and that alone tells.
        Assert.Equal(lineage, await LineageAsync(service));
        foreach (var address in new[] { "/changes?after=4", "/replay?after=4", $"/changes?after=3&lineage={lineage}", $"/changes?after=4&to=9&lineage={lineage}" })
            await IsResetAsync(service, address);
        Assert.Equal("story-reset", (await FirstAsync(service, "/live?after=4")).Type);
        Assert.Equal(2, (int)(await service.GetAsync($"/stories/story/changes?after=1&lineage={lineage}"))["version"]!);

        var said = await RestoredAsync(backup);
        Assert.StartsWith("1 story has a lineage drawn anew", said, StringComparison.Ordinal);

        // The newsroom goes on, over the same numbers.
        await service.RecordAsync("arrests", Arrest);
        await service.RecordAsync("arrests", Arrest);
        await Expect.SoonAsync(async () => await LineageAsync(service) != lineage);
        var anew = await LineageAsync(service);
        foreach (var address in new[] { $"/changes?after=2&lineage={lineage}", $"/replay?after=0&lineage={lineage}", $"/changes?after=1&to=2&lineage={lineage}" })
            await IsResetAsync(service, address);

        var reset = await FirstAsync(service, $"/live?after=3&lineage={lineage}");
        Assert.Equal(("story-reset", 4L), (reset.Type, reset.Id));
        Assert.Equal((4, anew), ((int)reset.Change["version"]!, (string?)reset.Change["lineage"]));
        var next = await FirstAsync(service, $"/live?after=3&lineage={anew}");
        Assert.Equal(("entry-recorded", 4L, anew), (next.Type, next.Id, (string?)next.Change["lineage"]));
        var changes = await service.GetAsync($"/stories/story/changes?after=2&lineage={anew}");
        Assert.Equal((anew, 2), ((string?)changes["lineage"], changes["changes"]!.AsArray().Count));
    }

    [Fact]
    public async Task Streams_that_are_open_while_a_backup_is_restored_end_so_that_their_readers_ask_again()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        await service.RecordAsync("arrests", Arrest);
        var lineage = await LineageAsync(service);
        await using var stream = await LiveStream.OpenAsync(service, 2);

        await RestoredAsync(service.ConnectionString);

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Expect.Stop);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        await foreach (var change in stream.ChangesAsync(limit.Token))
            Assert.Fail($"Nothing has changed: {change}");
        Assert.Equal("story-reset", (await FirstAsync(service, $"/live?after=2&lineage={lineage}")).Type);
        Assert.NotEqual(lineage, await LineageAsync(service));
    }

    [Fact]
    public async Task A_rebuild_leaves_lineages_as_they_are()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        await service.OpenAsync("another");
        var lineage = await LineageAsync(service);
        Assert.Matches("^[0-9a-f]{12}$", lineage);
        Assert.NotEqual(lineage, (string?)(await service.GetAsync("/stories/another/timeline"))["lineage"]);

        await Expect.RebuiltAsync(service);

        Assert.Equal(lineage, await LineageAsync(service));
    }

    // A database as a backup has it, and the lineage that readers know of what came after.
    private static async Task<(string Backup, string Lineage)> ARestoreAsync()
    {
        string original, copy = $"restored_{Guid.NewGuid():N}";
        await using (var service = await TestService.StartAsync())
        {
            original = service.ConnectionString;
            await service.OpenAsync();
            await service.RecordAsync("arrests", Arrest);
        }

        var name = new NpgsqlConnectionStringBuilder(original).Database;
        await using (var elsewhere = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(original) { Database = "postgres", Pooling = false }))
        {
            NpgsqlConnection.ClearAllPools();
            await using var end = elsewhere.CreateCommand($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'");
            await end.ExecuteNonQueryAsync(Expect.Stop);
            await using var backup = elsewhere.CreateCommand($"create database {copy} template {name} strategy file_copy");
            await backup.ExecuteNonQueryAsync(Expect.Stop);
        }

        await using var later = await TestService.StartAsync(original);
        await later.RecordAsync("arrests", Arrest);
        await later.RecordAsync("arrests", Arrest);
        return (new NpgsqlConnectionStringBuilder(original) { Database = copy }.ConnectionString, await LineageAsync(later));
    }

    private static async Task<string> LineageAsync(TestService service) =>
        (string)(await service.GetAsync("/stories/story/timeline"))["lineage"]!;

    private static async Task IsResetAsync(TestService service, string address)
    {
        using var answer = await service.Public.GetAsync("/stories/story" + address, Expect.Stop);
        await Expect.ProblemAsync(answer, HttpStatusCode.Gone, "story-reset");
    }

    private static async Task<LiveEvent> FirstAsync(TestService service, string address)
    {
        await using var live = await LiveStream.OpenAtAsync(service.Public, "/stories/story" + address);
        return Assert.Single(await live.TakeAsync(1));
    }

    private static async Task<string> RestoredAsync(string connectionString)
    {
        var (code, said, _) = await CommandLine.RunInAsync(new() { ["ConnectionStrings__Timeline"] = connectionString }, ["restored"]);
        Assert.Equal(0, code);
        return said;
    }
}
