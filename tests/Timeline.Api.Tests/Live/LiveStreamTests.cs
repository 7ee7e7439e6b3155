using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Timeline.Api.Live;

namespace Timeline.Api.Tests.Live;

public sealed class LiveStreamTests
{
    private static readonly object Rally = new { when = new { edtf = "2021-01-23" }, headline = "A rally" };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reader_gets_each_change_with_the_very_object_that_changes_shows()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        await using var live = await LiveStream.OpenAsync(service, lastEventId: 0);

        var (id, _) = await service.RecordAsync("rallies", Rally);
        await Editing.RetractAsync(service, id);

        var events = await live.TakeAsync(3);
        Assert.Equal(["story-changed", "entry-recorded", "entry-changed"], events.Select(e => e.Type));
        Assert.Equal([1, 2, 3], events.Select(e => e.Id));
        var changes = (await service.GetAsync("/stories/story/changes"))["changes"]!.AsArray();
        Assert.Equal(changes.Select(c => c!.ToJsonString()), events.Select(e => e.Change.ToJsonString()));
    }

    [Fact]
    public async Task Dates_are_said_in_the_language_that_is_asked_for_and_all_else_is_the_same()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        await service.RecordAsync("rallies", Rally);
        await using var plain = await LiveStream.OpenAtAsync(service.Public, "/stories/story/live?after=1");
        await using var german = await LiveStream.OpenAtAsync(service.Public, "/stories/story/live?after=1&lang=de");
        await using var several = await LiveStream.OpenAtAsync(service.Public, "/live?story=story&after=story:1&lang=de");

        var (one, other) = (Assert.Single(await plain.TakeAsync(1)), Assert.Single(await german.TakeAsync(1)));
        Assert.Equal(one with { Data = one.Data.Replace("Saturday", "Samstag,").Replace("\"happened ", "\"geschehen: ").Replace("23 January 2021", "23. Januar 2021") }, other);
        Assert.Equal(other.Data, Assert.Single(await several.TakeAsync(1)).Data);
    }

    [Fact]
    public async Task A_stream_is_for_no_cache_and_for_pages_of_every_origin()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        await using var live = await LiveStream.OpenAsync(service, lastEventId: 0);

        Assert.Equal("text/event-stream", live.Answer.Content.Headers.ContentType?.ToString());
        Assert.True(live.Answer.Headers.CacheControl!.NoStore);
        Assert.Equal(["no"], live.Answer.Headers.GetValues("X-Accel-Buffering"));
        Assert.Equal(["*"], live.Answer.Headers.GetValues("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Who_names_no_version_gets_what_comes_from_now_on()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        await service.RecordAsync("rallies", Rally);
        await using var live = await LiveStream.OpenAsync(service, lastEventId: null);

        await service.RecordAsync("rallies", Rally);

        Assert.Equal(3, Assert.Single(await live.TakeAsync(1)).Id);
    }

    [Theory]
    [InlineData("?after=-1", null)]
    [InlineData("?after=x", null)]
    [InlineData("?after=1", "1.5")]
    [InlineData("?after=1", "9999999999999999999")]
    public async Task What_is_no_version_is_refused(string query, string? lastEventId)
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        await service.RecordAsync("rallies", Rally);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/stories/story/live" + query);
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);

        using var answer = await service.Public.SendAsync(request, Ct);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!;
        Assert.NotNull(problem["errors"]![lastEventId is null ? "after" : "Last-Event-ID"]);
    }

    [Fact]
    public async Task The_header_wins_over_the_address_since_a_browser_sends_both_when_it_comes_again()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        await service.RecordAsync("rallies", Rally);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/stories/story/live?after=0");
        request.Headers.Add("Last-Event-ID", "1");

        using var answer = await service.Public.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(Ct));
        string? line;
        while ((line = await lines.ReadLineAsync(Ct))?.StartsWith("id: ", StringComparison.Ordinal) is false)
        {
        }

        Assert.Equal("id: 2", line);
    }

    [Fact]
    public async Task A_story_that_there_is_not_has_no_stream()
    {
        await using var service = await TestService.StartAsync();

        using var answer = await service.Public.GetAsync("/stories/none/live", Ct);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(0, service.App.Services.GetRequiredService<Hubs>().Count);
    }

    [Fact]
    public async Task A_quiet_stream_carries_a_sign_of_life()
    {
        await using var service = await TestService.StartAsync(settings: "--Live:Heartbeat=00:00:00.05");
        await service.OpenAsync();
        await using var live = await LiveStream.OpenAsync(service, lastEventId: null);

        Assert.True((await live.NextAsync(Ct))!.IsComment);
        Assert.True((await live.NextAsync(Ct))!.IsComment);
        await service.RecordAsync("rallies", Rally);
        Assert.Equal(2, Assert.Single(await live.TakeAsync(1)).Id);
    }

    [Fact]
    public async Task Stopping_the_service_ends_its_streams_in_good_order()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        await using var live = await LiveStream.OpenAsync(service, lastEventId: 1);
        await service.RecordAsync("rallies", Rally);
        Assert.Single(await live.TakeAsync(1));

        var stopped = service.App.StopAsync(Ct);

        // A connection that was broken off would throw.
        Assert.Empty(await live.TakeAsync(1));
        await stopped;
    }

    [Fact]
    public async Task A_hub_goes_when_nobody_listens_any_more()
    {
        await using var service = await TestService.StartAsync(settings: "--Live:Heartbeat=00:00:00.05");
        await service.OpenAsync();
        var hubs = service.App.Services.GetRequiredService<Hubs>();
        await using (await LiveStream.OpenAsync(service, lastEventId: null))
            Assert.Equal(1, hubs.Count);

        await Expect.SoonAsync(() => Task.FromResult(hubs.Count == 0));
        await using var again = await LiveStream.OpenAsync(service, lastEventId: 1);
        await service.RecordAsync("rallies", Rally);
        Assert.Equal(2, Assert.Single(await again.TakeAsync(1)).Id);
    }

    [Fact]
    public async Task A_hub_goes_also_where_its_story_never_rests()
    {
        await using var service = await TestService.StartAsync(settings: "--Live:Heartbeat=01:00:00");
        await service.OpenAsync();
        var hubs = service.App.Services.GetRequiredService<Hubs>();
        await using (await LiveStream.OpenAsync(service, lastEventId: null))
            Assert.Equal(1, hubs.Count);

        await Expect.SoonAsync(async () =>
        {
            await service.RecordAsync("rallies", Rally);
            return hubs.Count == 0;
        });
    }

    [Fact]
    public async Task What_the_public_may_not_see_never_appears()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        await using var live = await LiveStream.OpenAsync(service, lastEventId: 1);

        var (draft, _) = await service.RecordAsync("rallies", new { when = new { edtf = "2021-01-23" }, headline = "SECRET draft", draft = true });
        await service.RecordAsync("rallies", new
        {
            when = new { edtf = "2021-01-23" },
            headline = "SECRET embargoed",
            embargoUntil = DateTimeOffset.UtcNow.AddDays(1),
        });
        await Editing.CorrectAsync(service, draft, "SECRET corrected");
        await Editing.RetractAsync(service, draft);
        var (shown, _) = await service.RecordAsync("rallies", Rally);
        await Editing.PostAsync(service, shown, "hold", new { reason = "SECRET reason" });
        await Editing.CorrectAsync(service, shown, "SECRET while held");
        await Editing.PostAsync(service, shown, "release", new { });

        var events = await live.TakeAsync(3);
        Assert.Equal(["entry-recorded", "entry-removed"], events.Take(2).Select(e => e.Type));
        Assert.Equal([2, 3, 4], events.Select(e => e.Id));
        Assert.DoesNotContain(events.Take(2), e => e.Data.Contains("SECRET", StringComparison.Ordinal));
        Assert.DoesNotContain("SECRET reason", events[2].Data, StringComparison.Ordinal);
    }
}
