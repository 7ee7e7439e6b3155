using System.Net;

namespace Timeline.Api.Tests.Live;

/// <summary>One stream of several stories; each test has stories of its own.</summary>
public sealed class SeveralStoriesTests(SharedService shared) : IClassFixture<SharedService>
{
    private static readonly object Rally = new { when = new { edtf = "2021-01-23" }, headline = "A rally" };

    private TestService Service => shared.Service;

    [Fact]
    public async Task It_tells_the_changes_of_each_by_name_and_its_id_is_where_the_reader_is_in_all()
    {
        await OpenAsync("one-a", "one-b");
        await using var live = await LiveStream.OpenAtAsync(Service.Public, "/live?story=one-a&story=one-b&after=one-a:1");

        await Service.RecordAsync("rallies", Rally, "one-b");
        var first = Assert.Single(await live.TakeAsync(1));
        await Service.RecordAsync("rallies", Rally, "one-a");
        var second = Assert.Single(await live.TakeAsync(1));

        Assert.Equal(("one-a:1,one-b:2", "entry-recorded", "one-b"), (first.IdText, first.Type, (string?)first.Change["storyId"]));
        Assert.Equal(("one-a:2,one-b:2", "entry-recorded", "one-a"), (second.IdText, second.Type, (string?)second.Change["storyId"]));
        var change = (await Service.GetAsync("/stories/one-a/changes?after=1"))["changes"]![0]!;
        Assert.Equal(change.ToJsonString(), second.Change.ToJsonString());
    }

    [Fact]
    public async Task A_reader_who_comes_again_loses_nothing_and_gets_nothing_twice()
    {
        string[] stories = ["again-a", "again-b", "again-c"];
        await OpenAsync(stories);
        var got = new List<string>();
        var at = "again-a:1,again-b:1,again-c:1";
        var writing = Task.WhenAll(stories.Select(async story =>
        {
            for (var n = 0; n < 9; n++)
                await Service.RecordAsync("rallies", Rally, story);
        }));

        while (got.Count < 27)
        {
            await using var live = await LiveStream.OpenAtAsync(Service.Public, "/live?story=again-a&story=again-b&story=again-c", at);
            foreach (var change in await live.TakeAsync(Math.Min(4, 27 - got.Count)))
            {
                got.Add($"{change.Change["storyId"]} {change.Change["version"]}");
                at = change.IdText;
            }
        }

        await writing;
        Assert.Equal("again-a:10,again-b:10,again-c:10", at);
        Assert.Equal(stories.SelectMany(s => Enumerable.Range(2, 9).Select(v => $"{s} {v}")), got.Order(StringComparer.Ordinal)
            .OrderBy(g => g.Split(' ')[0], StringComparer.Ordinal).ThenBy(g => int.Parse(g.Split(' ')[1], null)));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("hidden")]
    public async Task Of_a_story_that_there_is_not_or_that_is_hidden_it_tells_that_and_the_others_go_on(string unknown)
    {
        var known = $"beside-{unknown.Length}";
        await OpenAsync(known);
        if (unknown == "hidden")
        {
            await StoryEditing.OpenAsync(Service, "hidden", draft: true, title: "zqtitlew");
            await Service.RecordAsync("rallies", Rally, "hidden");
        }

        await using var live = await LiveStream.OpenAtAsync(Service.Public, $"/live?story={unknown}&story={known}&after={known}:0");

        var (first, second) = ((await live.TakeAsync(2)) is [var a, var b]) ? (a, b) : default;
        Assert.Equal(("", "unknown-story", $$"""{"storyId":"{{unknown}}"}"""), (first!.IdText, first.Type, first.Data));
        Assert.Equal(($"{known}:1", "story-changed"), (second!.IdText, second.Type));
    }

    [Theory]
    [InlineData("legal", 451, "removed-on-legal-grounds")]
    [InlineData("editorial", 410, "removed-by-editors")]
    [InlineData("silent", 404, null)]
    public async Task Of_a_story_that_is_taken_down_it_tells_what_its_own_routes_say(string face, int status, string? type)
    {
        var (gone, known) = ($"gone-{face}", $"beside-{face}");
        await OpenAsync(gone, known);
        await StoryEditing.EditAsync(Service, gone, "takedown",
            new { form = "remove", @public = face, grounds = "An order.", authority = "A court", reference = "1/26" });
        using var alone = await Service.Public.GetAsync($"/stories/{gone}/live", Expect.Stop);
        Assert.Equal(status, (int)alone.StatusCode);

        await using var live = await LiveStream.OpenAtAsync(Service.Public, $"/live?story={gone}&story={known}&after={known}:0");

        var told = await live.TakeAsync(2);
        Assert.Equal([type is null ? "unknown-story" : "story-removed", "story-changed"], told.Select(e => e.Type));
        Assert.Equal(gone, (string?)told[0].Change["storyId"]);
        if (type is not null)
        {
            var problem = await Expect.ProblemAsync(alone, alone.StatusCode, type);
            Assert.Equal((status, (string?)problem["type"], (string?)problem["detail"]),
                ((int)told[0].Change["status"]!, (string?)told[0].Change["type"], (string?)told[0].Change["detail"]));
        }
    }

    [Fact]
    public async Task A_version_that_is_not_yet_or_of_another_history_is_told_of_that_story_alone()
    {
        await OpenAsync("reset-a", "reset-b", "reset-c");
        await using var live = await LiveStream.OpenAtAsync(Service.Public,
            "/live?story=reset-a&story=reset-b&story=reset-c&after=reset-a:9,reset-b:1,reset-c:0&lineage=reset-b:0123456789ab");

        var events = await live.TakeAsync(3);

        Assert.Equal(["reset-a", "reset-b", "reset-c"], events.Select(e => (string?)e.Change["storyId"]));
        Assert.Equal(["story-reset", "story-reset", "story-changed"], events.Select(e => e.Type));
        Assert.Equal("reset-a:1,reset-b:1,reset-c:1", events[2].IdText);
    }

    [Theory]
    [InlineData("", null, "story")]
    [InlineData("story=a&story=No%20id", null, "story")]
    [InlineData("story=a&after=12", null, "after")]
    [InlineData("story=a&after=a:-1", null, "after")]
    [InlineData("story=a&after=a:x", null, "after")]
    [InlineData("story=a&after=a:1", "a:1.5", "Last-Event-ID")]
    [InlineData("story=a&lineage=x", null, "lineage")]
    [InlineData("story=1&story=2&story=3&story=4&story=5&story=6&story=7&story=8&story=9&story=10&story=11&story=12&story=13&story=14&story=15&story=16&story=17&story=18&story=19&story=20&story=21", null, "story")]
    public async Task What_cannot_be_read_is_refused_by_name(string query, string? lastEventId, string field)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/live?{query}");
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        using var answer = await Service.Public.SendAsync(request, Expect.Stop);

        Assert.NotNull((await Expect.ProblemAsync(answer, HttpStatusCode.BadRequest, "invalid-parameter"))["errors"]![field]);
    }

    [Fact]
    public async Task A_stream_counts_as_one_whatever_its_stories_and_lives_where_there_is_none()
    {
        await using var service = await TestService.StartAsync(settings: ["--Limits:Streams=1", "--Live:Heartbeat=00:00:00.05"]);
        await using var live = await LiveStream.OpenAtAsync(service.Public, "/live?story=none&story=nor-this");
        Assert.Equal(["unknown-story", "unknown-story"], (await live.TakeAsync(2)).Select(e => e.Type));
        Assert.True((await live.NextAsync(Expect.Stop))!.IsComment);

        using var second = await service.Public.GetAsync("/live?story=none", Expect.Stop);
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
    }

    private async Task OpenAsync(params string[] stories)
    {
        foreach (var story in stories)
            await Service.OpenAsync(story);
    }
}
