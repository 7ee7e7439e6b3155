using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Timeline.Api.Live;

namespace Timeline.Api.Tests.Past;

public sealed class ReplayTests(SharedService shared) : IClassFixture<SharedService>
{
    private TestService Service => shared.Service;

    [Fact]
    public async Task It_sends_the_public_changes_in_recorded_order_and_then_the_end()
    {
        await Service.OpenAsync("replay");
        var (entry, _) = await Service.RecordAsync("sentencings", Editing.Sentencing(), "replay");
        await Service.RecordAsync("sentencings", Editing.Sentencing("Secret", draft: true), "replay");
        await Service.CorrectAsync("replay", entry, new { term = "2 years" });
        await Service.StoreAsync("replay", entry, "hold", new { reason = "Being checked." });
        var changes = (await Service.GetAsync("/stories/replay/changes"))["changes"]!.AsArray();

        var answer = await Service.ReadAsync("/stories/replay/replay?speed=1000000");

        Assert.Equal(("text/event-stream", "no-store"), (answer["Content-Type"], answer["Cache-Control"]));
        var events = Events(answer.Text);
        Assert.Equal(["story-changed", "entry-recorded", "entry-changed", "entry-removed", "end"], events.Select(e => e["event"]));
        Assert.Equal(["1", "2", "3", "4"], events[..^1].Select(e => e["id"]));
        Assert.Equal(changes.Select(c => c!.ToJsonString()), events[..^1].Select(e => JsonNode.Parse(e["data"])!.ToJsonString()));
        Assert.Equal("""{"version":4}""", events[^1]["data"]);
    }

    [Fact]
    public async Task More_changes_than_a_page_come_all_and_once()
    {
        await Service.OpenAsync("long");
        for (var i = 0; i < 250; i++)
            await Service.RecordAsync("rallies", Editing.Rally($"Rally {i}"), "long");

        var events = Events((await Service.ReadAsync("/stories/long/replay?speed=1000000")).Text);

        Assert.Equal(Enumerable.Range(1, 251).Select(v => $"{v}"), events[..^1].Select(e => e["id"]));
    }

    [Fact]
    public async Task A_browser_that_comes_back_goes_on_where_it_was_and_stops_after_the_end()
    {
        await Service.OpenAsync("again");
        await Service.RecordAsync("rallies", Editing.Rally(), "again");
        await Service.RecordAsync("rallies", Editing.Rally(), "again");

        var rest = await Service.ReadAsync("/stories/again/replay?speed=1000000", ("Last-Event-ID", "2"));
        Assert.Equal(["3", null], Events(rest.Text).Select(e => e.GetValueOrDefault("id")));
        Assert.Equal(HttpStatusCode.NoContent, (await Service.ReadAsync("/stories/again/replay", ("Last-Event-ID", "3"))).Status);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-60")]
    [InlineData("fast")]
    [InlineData("1000001")]
    public async Task A_speed_out_of_range_is_refused(string speed)
    {
        await Service.OpenAsync($"speed{speed.Length}");

        Assert.Equal(HttpStatusCode.BadRequest, (await Service.ReadAsync($"/stories/speed{speed.Length}/replay?speed={speed}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Service.ReadAsync("/stories/nowhere/replay")).Status);
    }

    [Theory]
    [InlineData("00:01:00", 60, "00:00:01")]
    [InlineData("00:01:00", 1_000_000, "00:00:00.0000600")]
    [InlineData("00:00:00", 1, "00:00:00")]
    [InlineData("00:03:00", 60, "00:00:03")]
    [InlineData("365.00:00:00", 60, "00:00:03")]
    public void Pauses_are_those_of_the_newsroom_compressed_and_none_is_longer_than_three_seconds(string gap, long speed, string pause)
    {
        var earlier = DateTimeOffset.UnixEpoch;

        Assert.Equal(TimeSpan.Parse(pause, CultureInfo.InvariantCulture),
            Replays.Pause(earlier, earlier + TimeSpan.Parse(gap, CultureInfo.InvariantCulture), speed));
    }

    [Fact]
    public async Task It_takes_its_pauses()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        await service.RecordAsync("rallies", Editing.Rally());
        await service.RecordAsync("rallies", Editing.Rally());
        await BackdateAsync(service, "1 minute", 2);
        await BackdateAsync(service, "1 year", 1);

        var start = Stopwatch.GetTimestamp();
        await service.ReadAsync("/stories/story/replay?speed=60");
        var asked = Stopwatch.GetElapsedTime(start);
        start = Stopwatch.GetTimestamp();
        await service.ReadAsync("/stories/story/replay?speed=1000000&after=1");
        var quick = Stopwatch.GetElapsedTime(start);

        // Three seconds for the year, one for the minute; a slow machine takes longer for both.
        Assert.InRange(asked - quick, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_replay_under_way_does_not_keep_the_service_from_stopping()
    {
        var service = await TestService.StartAsync();
        await service.OpenAsync();
        await service.RecordAsync("rallies", Editing.Rally(), "story");
        // As if a year had passed between the two; a pause of the replay is then as long as it can be.
        await BackdateAsync(service, "1 year", 1);

        using var answer = await service.Public.GetAsync(
            "/stories/story/replay?speed=1", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        Assert.Equal("id: 1", await reader.ReadLineAsync(TestContext.Current.CancellationToken));

        await service.App.StopAsync(TestContext.Current.CancellationToken);

        Assert.DoesNotContain("event: end", await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        await service.DisposeAsync();
    }

    private static Task<object?> BackdateAsync(TestService service, string by, long upTo) => Expect.ScalarAsync(service,
        "update timeline.tl_changes set recorded = recorded - $1::interval where version <= $2", by, upTo);

    private static Dictionary<string, string>[] Events(string text) =>
    [
        .. text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(e => e.Split('\n').Select(l => l.Split(": ", 2)).ToDictionary(l => l[0], l => l[1])),
    ];
}
