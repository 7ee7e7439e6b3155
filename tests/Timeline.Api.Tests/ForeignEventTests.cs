using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Timeline.Api.Tests.Past;

namespace Timeline.Api.Tests;

public sealed class ForeignEventTests
{
    [Fact]
    public async Task What_another_application_appends_by_plain_sql_appears_in_the_timeline()
    {
        await using var service = await TestService.StartAsync();
        await using var other = new ForeignWriter(service.ConnectionString);
        await service.OpenAsync();

        await other.AppendAsync("story", "arrest_recorded", ForeignWriter.Arrest("elsewhere"));

        var entries = await Until.Async(
            async () => (await service.GetAsync("/stories/story/timeline"))["entries"]!.AsArray(), e => e.Count == 1);
        Assert.Equal("elsewhere", (string?)entries[0]!["id"]);
        Assert.Equal("Arrested elsewhere", (string?)entries[0]!["headline"]);
    }

    [Fact]
    public async Task Our_own_next_event_follows_theirs_even_before_it_was_folded()
    {
        await using var service = await TestService.StartAsync();
        await using var other = new ForeignWriter(service.ConnectionString);
        await service.OpenAsync();

        await other.AppendAsync("story", "arrest_recorded", ForeignWriter.Arrest("elsewhere"));
        await service.RecordAsync("arrests", new { when = new { edtf = "2021-01-19" }, headline = "Ours" });

        var timeline = await service.GetAsync("/stories/story/timeline");
        Assert.Equal(["Arrested elsewhere", "Ours"], timeline["entries"]!.AsArray().Select(e => (string?)e!["headline"]));
        Assert.Equal(3, (long)timeline["version"]!);
    }

    [Fact]
    public async Task What_another_application_stores_at_one_instant_is_shown_and_corrected_like_the_rest()
    {
        await using var service = await TestService.StartAsync();
        await using var other = new ForeignWriter(service.ConnectionString);
        await service.OpenAsync();
        string[] entries = ["one", "two"];
        await using (var batch = other.Source.CreateBatch())
        {
            foreach (var entry in entries)
                batch.BatchCommands.Add(ForeignWriter.Append("story", "arrest_recorded", ForeignWriter.Arrest(entry)));
            batch.BatchCommands.Add(new("""update timeline.mt_events set "timestamp" = now() where version > 1"""));
            await batch.ExecuteNonQueryAsync(Expect.Stop);
        }

        await Until.Async(async () => (await service.GetAsync("/stories/story/timeline"))["entries"]!.AsArray(), e => e.Count == 2);
        foreach (var entry in entries)
        {
            using var read = await service.Public.GetAsync($"/stories/story/entries/{entry}", Expect.Stop);
            var before = (await service.GetAsync($"/stories/story/entries/{entry}"))["recordedAt"]!.ToString();
            await service.StoreAsync(
                "story", entry, "corrections", Editing.Correction(new { headline = "Corrected" }), read.Headers.ETag!.ToString());
            var now = await service.GetAsync($"/stories/story/entries/{entry}");
            Assert.Equal(("Corrected", before), ((string?)now["headline"], now["recordedAt"]!.ToString()));
        }
    }

    [Fact]
    public async Task An_event_of_an_unknown_type_stops_its_story_in_sight_and_no_other()
    {
        await using var service = await TestService.StartAsync();
        await using var other = new ForeignWriter(service.ConnectionString);
        await service.OpenAsync("stopped");
        await service.OpenAsync("going-on");

        var version = await other.AppendAsync("stopped", "meteor_recorded", "{}");
        await other.AppendAsync("going-on", "arrest_recorded", ForeignWriter.Arrest("elsewhere"));

        var ready = await Until.Async(
            () => service.GetAsync("/health/ready"), r => r["stopped"]!.AsArray().Count == 1);
        Assert.Null(ready["stopped"]![0]!["reason"]);
        var stopped = JsonNode.Parse(await service.Editor.GetStringAsync(
            "/health/ready", TestContext.Current.CancellationToken))!["stopped"]![0]!;
        Assert.Equal("stopped", (string?)stopped["story"]);
        Assert.Equal(version, (long)stopped["version"]!);
        Assert.Contains("meteor_recorded", (string?)stopped["reason"], StringComparison.Ordinal);
        await Until.Async(
            async () => (await service.GetAsync("/stories/going-on/timeline"))["entries"]!.AsArray(), e => e.Count == 1);

        using var refused = await service.Editor.PostAsJsonAsync("/stories/stopped/arrests",
            new { when = new { edtf = "2021-01-19" }, headline = "Too early" },
            TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        var problem = JsonNode.Parse(await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal("urn:timeline:problem:story-stopped", (string?)problem["type"]);
    }
}
