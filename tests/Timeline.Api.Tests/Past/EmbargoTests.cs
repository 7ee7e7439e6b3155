using System.Net;
using System.Text.Json.Nodes;
using Npgsql;
using Timeline.Testing;

namespace Timeline.Api.Tests.Past;

public sealed class EmbargoTests
{
    [Fact]
    public async Task An_embargo_lifts_by_itself_and_is_recorded_once_on_however_many_nodes()
    {
        await using var first = await TestService.StartAsync();
        await using var second = await TestService.StartAsync(first.ConnectionString);
        await using var third = await TestService.StartAsync(first.ConnectionString);
        await first.OpenAsync();
        var until = DateTimeOffset.UtcNow.AddSeconds(1);

        var (entry, _) = await first.RecordAsync("sentencings", Editing.Sentencing(embargoUntil: until));

        await LiftedAsync(second, entry);
        Assert.True((await second.GetAsync($"/stories/story/entries/{entry}"))["recordedAt"]!.GetValue<DateTimeOffset>() >= until);
        var lifted = Assert.Single(await EventsAsync(first, "embargo_lifted"));
        Assert.Equal("timeline", (string?)lifted["actor"]);
    }

    [Fact]
    public async Task One_that_an_editor_sets_on_another_node_is_heard_of()
    {
        await using var first = await TestService.StartAsync();
        var second = await TestService.StartAsync(first.ConnectionString);
        await first.OpenAsync();
        var (entry, _) = await first.RecordAsync("sentencings", Editing.Sentencing(embargoUntil: DateTimeOffset.UtcNow.AddHours(1)));

        await second.StoreAsync("story", entry, "embargo", new { until = DateTimeOffset.UtcNow.AddSeconds(3), reason = "They agreed." });
        await second.DisposeAsync();

        await LiftedAsync(first, entry);
        Assert.Single(await EventsAsync(first, "embargo_lifted"));
    }

    [Fact]
    public async Task One_whose_instant_passed_while_no_service_ran_lifts_at_the_start()
    {
        var before = await TestService.StartAsync();
        await before.OpenAsync();
        var until = DateTimeOffset.UtcNow.AddSeconds(1);
        var (entry, _) = await before.RecordAsync("sentencings", Editing.Sentencing(embargoUntil: until));
        await before.DisposeAsync();
        await Until.Async(() => Task.FromResult(DateTimeOffset.UtcNow), now => now > until);

        await using var after = await TestService.StartAsync(before.ConnectionString);

        await LiftedAsync(after, entry);
        Assert.Single(await EventsAsync(after, "embargo_lifted"));
    }

    [Fact]
    public async Task One_whose_instant_finds_the_service_killed_is_lifted_before_the_next_is_ready_and_once()
    {
        var before = await TestService.StartAsync();
        await before.OpenAsync();
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings__Timeline"] = before.ConnectionString,
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["Auth__SigningKey"] = TestService.SigningKey,
        };
        await using var killed = await ChildService.StartAsync(settings);
        var until = DateTimeOffset.UtcNow.AddSeconds(2);
        var (entry, _) = await before.RecordAsync("sentencings", Editing.Sentencing(embargoUntil: until));
        await before.DisposeAsync();
        await Until.Async(() => Task.FromResult(DateTimeOffset.UtcNow), now => now >= until);
        await killed.KillAsync();

        await using var after = await ChildService.StartAsync(settings);
        var ready = DateTimeOffset.UtcNow;
        using var reader = new HttpClient { BaseAddress = after.Address };
        Assert.Equal(HttpStatusCode.OK, (await reader.ReadAsync($"/stories/story/entries/{entry}")).Status);

        await using var archive = await TestService.StartAsync(before.ConnectionString);
        var lifted = Assert.Single(await EventsAsync(archive, "embargo_lifted"));
        Assert.InRange(lifted["recordedAt"]!.GetValue<DateTimeOffset>(), until, ready);
    }

    [Fact]
    public async Task One_on_what_is_public_takes_it_out_of_view_until_its_end_and_the_past_keeps_it()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        var (entry, _) = await service.RecordAsync("sentencings", Editing.Sentencing());

        await service.StoreAsync("story", entry, "embargo", new { until = DateTimeOffset.UtcNow.AddSeconds(1) });
        Assert.Equal(HttpStatusCode.NotFound, (await service.ReadAsync($"/stories/story/entries/{entry}")).Status);
        // Nobody is told of what happens out of sight before it comes back.
        await service.CorrectAsync("story", entry, new { term = "2 years" });
        Assert.Equal(3, await service.VersionAsync("story"));
        await LiftedAsync(service, entry);

        var changes = (await service.GetAsync("/stories/story/changes?after=1"))["changes"]!.AsArray();
        Assert.Equal(["entry-recorded", "entry-removed", "entry-recorded"], changes.Select(c => (string?)c!["type"]));
        Assert.Null(changes[1]!["entry"]);
        Assert.Equal("2 years", (string?)changes[2]!["entry"]!["details"]!["term"]);
        Assert.Equal("30 days", (string?)(await service.GetAsync($"/stories/story/entries/{entry}?asOf=2"))["details"]!["term"]);
    }

    [Fact]
    public async Task Its_end_publishes_neither_a_draft_nor_what_is_held()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        var until = DateTimeOffset.UtcNow.AddMilliseconds(800);
        var (draft, _) = await service.RecordAsync("sentencings", Editing.Sentencing(draft: true, embargoUntil: until));
        var (held, _) = await service.RecordAsync("sentencings", Editing.Sentencing());
        await service.StoreAsync("story", held, "hold", new { reason = "Being checked." });
        await service.StoreAsync("story", held, "embargo", new { until = DateTimeOffset.UtcNow.AddMilliseconds(800) });

        await Until.Async(() => EventsAsync(service, "embargo_lifted"), lifted => lifted.Length == 2);

        Assert.Empty((await service.GetAsync("/stories/story/timeline"))["entries"]!.AsArray());
        Assert.Equal(3, await service.VersionAsync("story"));
        await service.StoreAsync("story", draft, "publication");
        await service.StoreAsync("story", held, "release");
        Assert.Equal(2, (await service.GetAsync("/stories/story/timeline"))["entries"]!.AsArray().Count);
    }

    [Fact]
    public async Task One_that_is_prolonged_does_not_end_at_its_first_instant()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        var first = DateTimeOffset.UtcNow.AddMilliseconds(800);
        var (prolonged, _) = await service.RecordAsync("sentencings", Editing.Sentencing(embargoUntil: first));
        await service.StoreAsync("story", prolonged, "embargo", new { until = DateTimeOffset.UtcNow.AddHours(1) });
        var (other, _) = await service.RecordAsync("sentencings", Editing.Sentencing(embargoUntil: DateTimeOffset.UtcNow.AddSeconds(1)));

        await LiftedAsync(service, other);

        Assert.Single(await EventsAsync(service, "embargo_lifted"));
        Assert.Single((await service.GetAsync("/stories/story/timeline"))["entries"]!.AsArray());
    }

    [Fact]
    public async Task What_is_withdrawn_before_its_embargo_ends_keeps_no_other_embargo_from_ending()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        var until = DateTimeOffset.UtcNow.AddMilliseconds(800);
        var (withdrawn, _) = await service.RecordAsync("sentencings", Editing.Sentencing(embargoUntil: until));
        var (other, _) = await service.RecordAsync("sentencings", Editing.Sentencing(embargoUntil: until));
        await service.StoreAsync("story", withdrawn, "retraction", new { reason = "Untrue." });

        await LiftedAsync(service, other);

        Assert.Equal(other, (string?)Assert.Single((await service.GetAsync("/stories/story/timeline"))["entries"]!.AsArray())!["id"]);
        await service.RecordAsync("rallies", Editing.Rally());
    }

    [Fact]
    public async Task The_clock_outlives_a_database_that_throws_it_out()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        var (entry, _) = await service.RecordAsync("sentencings", Editing.Sentencing(embargoUntil: DateTimeOffset.UtcNow.AddSeconds(2)));

        // Every connection of the service breaks, for as long as the embargo lasts.
        await using (var database = NpgsqlDataSource.Create(service.ConnectionString))
        {
            await using var breaking = database.CreateCommand("""
                select pg_terminate_backend(pid) from pg_stat_activity
                where datname = current_database() and pid <> pg_backend_pid()
                """);
            for (var i = 0; i < 5; i++)
                await breaking.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await LiftedAsync(service, entry);
    }

    private static Task<Reply> LiftedAsync(TestService service, string entry) => Until.Async(
        () => service.ReadAsync($"/stories/story/entries/{entry}"), answer => answer.Status == HttpStatusCode.OK);

    private static async Task<JsonNode[]> EventsAsync(TestService service, string type) =>
        [.. (await Expect.HistoryAsync(service)).Where(e => (string?)e["type"] == type)];
}
