using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Timeline.Api.Tests.Past;
using Timeline.Chronology;
using Timeline.Domain;
using Timeline.Domain.Kinds;
using Timeline.EventLog;

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
    public async Task A_story_that_is_ahead_of_the_databases_clock_says_so_and_takes_nothing()
    {
        await using var service = await TestService.StartAsync();
        await using var other = new ForeignWriter(service.ConnectionString);
        await service.OpenAsync("ahead");
        await using (var batch = other.Source.CreateBatch())
        {
            batch.BatchCommands.Add(ForeignWriter.Append("ahead", "arrest_recorded", ForeignWriter.Arrest("elsewhere")));
            batch.BatchCommands[0].CommandText = ForeignWriter.Sql.Replace("clock_timestamp()", "now() + interval '1 hour'", StringComparison.Ordinal);
            await batch.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        using var answer = await service.Editor.PostAsJsonAsync(
            "/stories/ahead/arrests", new { when = new { edtf = "2021-01-19" }, headline = "Now" }, TestContext.Current.CancellationToken);

        var problem = await Expect.ProblemAsync(answer, HttpStatusCode.Conflict, "clock-behind");
        Assert.Contains("clock", (string?)problem["detail"], StringComparison.Ordinal);
        Assert.Equal(2L, await other.AskAsync<long>("select count(*) from timeline.mt_events"));
    }

    [Fact]
    public async Task A_node_whose_clock_is_fast_corrects_it_though_the_story_is_a_little_ahead_too()
    {
        await using var service = await TestService.StartAsync();
        await using var other = new ForeignWriter(service.ConnectionString);
        await service.OpenAsync("ahead");
        await using (var batch = other.Source.CreateBatch())
        {
            batch.BatchCommands.Add(ForeignWriter.Append("ahead", "arrest_recorded", ForeignWriter.Arrest("elsewhere")));
            batch.BatchCommands[0].CommandText = ForeignWriter.Sql.Replace("clock_timestamp()", "now() + interval '4 seconds'", StringComparison.Ordinal);
            await batch.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var log = new EventStore(other.Source);
        await using var feed = new EventFeed(log);
        var fast = new Newsroom(log, feed, new Announcements(), new FastClock());
        var result = await fast.ExecuteAsync("ahead", new RecordEntry(Arrest.Example), new Submission("editor", "c"), TestContext.Current.CancellationToken);

        Assert.IsType<CommandResult.Stored>(result);
    }

    private sealed class FastClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddMinutes(1);
    }

    [Fact]
    public async Task A_stream_that_is_no_story_is_named_to_the_newsroom_alone()
    {
        await using var service = await TestService.StartAsync();
        await using var other = new ForeignWriter(service.ConnectionString);

        await other.AppendAsync("somebodys-order", "order_placed", "{}");

        var all = await Until.Async(
            async () => (await service.Editor.ReadAsync("/health/ready")).Json, r => r["stopped"]!.AsArray().Count == 1);
        Assert.Equal("somebodys-order", (string?)all["stopped"]![0]!["story"]);
        Assert.DoesNotContain("order", await service.Public.GetStringAsync("/health/ready", TestContext.Current.CancellationToken), StringComparison.Ordinal);
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

    [Theory]
    [InlineData("arrest_recorded", """{ "body": { "when": { "edtf": "2021-01-18" }, "headline": "No name" } }""")]
    [InlineData("arrest_recorded", """{ "entry": "UPPER CASE", "body": { "when": { "edtf": "2021-01-18" }, "headline": "x" } }""")]
    [InlineData("arrest_recorded", """{ "entry": "known", "body": { "when": { "edtf": "2021-01-18" }, "headline": "Again" } }""")]
    [InlineData("arrest_recorded", """{ "entry": "e", "body": { "when": { "edtf": "2021-01-18" }, "headline": "x", "links": null } }""")]
    [InlineData("arrest_recorded", """{ "entry": "e", "body": { "when": { "edtf": "2021-01-18" }, "headline": "x", "links": [null] } }""")]
    [InlineData("entry_held", "{}")]
    [InlineData("entry_linked", """{ "entry": "known" }""")]
    [InlineData("story_opened", """{ "id": "stopped", "title": "x", "language": "en", "timeZone": "UTC", "from": "2021" }""")]
    [InlineData("long", "")]
    public async Task An_event_that_lacks_what_ours_have_stops_its_story_and_nothing_else(string type, string data)
    {
        await using var service = await TestService.StartAsync();
        await using var other = new ForeignWriter(service.ConnectionString);
        await service.OpenAsync("stopped");
        await service.OpenAsync("going-on");
        await other.AppendAsync("stopped", "arrest_recorded", ForeignWriter.Arrest("known"));
        await Until.Async(
            async () => (await service.GetAsync("/stories/stopped/timeline"))["entries"]!.AsArray(), e => e.Count == 1);

        // More words than a text search vector can hold.
        (type, data) = type != "long" ? (type, data)
            : ("arrest_recorded", ForeignWriter.Arrest("e", string.Join(' ', Enumerable.Range(0, 200_000))));
        await other.AppendAsync("stopped", type, data);
        await StopsAloneAsync(service, other, "stopped", 3, "elsewhere");

        await new Rebuild(new EventStore(other.Source)).RunAsync(Expect.Stop);
        Assert.Single((await service.GetAsync("/stories/stopped/timeline"))["entries"]!.AsArray());
        await StopsAloneAsync(service, other, "stopped", 3, "after");
    }

    [Theory]
    [InlineData("""{ "id": "another", "title": "x", "language": "en", "timeZone": "UTC", "from": "2021" }""")]
    [InlineData("""{ "id": "going-on", "title": "x", "language": "en", "timeZone": "UTC", "from": "2021" }""")]
    [InlineData("""{ "id": "fresh", "title": "x", "timeZone": "UTC", "from": "2021" }""")]
    [InlineData("{}")]
    public async Task A_story_that_is_opened_as_none_stops_and_nothing_else(string data)
    {
        await using var service = await TestService.StartAsync();
        await using var other = new ForeignWriter(service.ConnectionString);
        await service.OpenAsync("going-on");

        await other.AppendAsync("fresh", "story_opened", data);

        await StopsAloneAsync(service, other, "fresh", 1, "elsewhere");
        Assert.Equal(["going-on"], (await service.GetAsync("/stories"))["stories"]!.AsArray().Select(s => (string?)s!["id"]));
    }

    [Theory]
    [InlineData("\"timestamp\" = 'infinity'")]
    [InlineData("\"timestamp\" = '-infinity'")]
    [InlineData("\"timestamp\" = '0044-03-15 BC'")]
    [InlineData("type = null")]
    public async Task An_event_that_was_recorded_at_no_instant_or_as_nothing_stops_its_story_and_nothing_else(string how)
    {
        await using var service = await TestService.StartAsync();
        await using var other = new ForeignWriter(service.ConnectionString);
        await other.RunAsync("alter table timeline.mt_events alter column type drop not null");
        await service.OpenAsync("stopped");
        await service.OpenAsync("going-on");

        await AppendAsync(other, how);

        await StopsAloneAsync(service, other, "stopped", 2, "elsewhere");
        await new Rebuild(new EventStore(other.Source)).RunAsync(Expect.Stop);
        await StopsAloneAsync(service, other, "stopped", 2, "after");
        using var archivist = service.Signed("archivist");
        var history = JsonNode.Parse(await archivist.GetStringAsync("/stories/stopped/history", Expect.Stop))!;
        Assert.Equal(2, history["events"]!.AsArray().Count);
        var verified = await new EventStore(other.Source).VerifyAsync("stopped", ct: Expect.Stop).SingleAsync(Expect.Stop);
        Assert.Equal((2L, FindingKind.NotSigned), (verified.Events, Assert.Single(verified.Findings).Kind));
    }

    [Theory]
    [InlineData("is_archived = null, tenant_id = null")]
    [InlineData("tenant_id = 'another'")]
    [InlineData("mt_dotnet_type = 'Timeline.Domain.Kinds.DetentionRecorded, Timeline.Domain'")]
    [InlineData("headers = '[1]'")]
    [InlineData("headers = '\"none\"'")]
    [InlineData("\"timestamp\" = '1921-01-17Z'")]
    public async Task However_it_is_kept_an_event_of_a_known_type_and_shape_is_folded(string how)
    {
        await using var service = await TestService.StartAsync();
        await using var other = new ForeignWriter(service.ConnectionString);
        await service.OpenAsync("stopped");

        await AppendAsync(other, how);

        var entries = await Until.Async(
            async () => (await service.GetAsync("/stories/stopped/timeline"))["entries"]!.AsArray(), e => e.Count == 1);
        Assert.Equal("arrest", (string?)entries[0]!["kind"]);
    }

    // In one transaction, so that nobody sees it as it was before.
    private static async Task AppendAsync(ForeignWriter other, string how)
    {
        await using var batch = other.Source.CreateBatch();
        batch.BatchCommands.Add(ForeignWriter.Append("stopped", "arrest_recorded", ForeignWriter.Arrest("e")));
        batch.BatchCommands.Add(new($"update timeline.mt_events set {how} where stream_id = 'stopped' and version = 2"));
        await batch.ExecuteNonQueryAsync(Expect.Stop);
    }

    private static async Task StopsAloneAsync(
        TestService service, ForeignWriter other, string story, long version, string entry)
    {
        var before = (await service.GetAsync("/stories/going-on/timeline"))["entries"]!.AsArray().Count;
        await other.AppendAsync("going-on", "arrest_recorded", ForeignWriter.Arrest(entry));
        await Until.Async(
            async () => (await service.GetAsync("/stories/going-on/timeline"))["entries"]!.AsArray(), e => e.Count == before + 1);
        var stopped = await Until.Async(
            async () => JsonNode.Parse(await service.Editor.GetStringAsync("/health/ready", Expect.Stop))!["stopped"]!.AsArray(),
            s => s.Count > 0);
        Assert.Equal((story, version), ((string?)Assert.Single(stopped)!["story"], (long)stopped[0]!["version"]!));
    }
}
