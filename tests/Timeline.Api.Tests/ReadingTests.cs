using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Timeline.Api.Tests.Past;

namespace Timeline.Api.Tests;

public sealed class ReadingTests(SharedFirstStory shared) : IClassFixture<SharedFirstStory>
{
    private const string Story = "/stories/navalny-2021";
    private readonly TestService _service = shared.Service;

    public static TheoryData<string> Reads =>
    [
        "/stories", Story, Story + "/timeline", Story + "/timeline?background=true&limit=5", Story + "/changes",
        Story + "/changes?after=2&to=5", Story + "/entries/{entry}", "/people/alexei-navalny", "/search?q=police",
        Story + "/timeline?asOf=3", Story + "/entries/{entry}?asOf=9",
        "/kinds?lang=de", "/swagger/v1/swagger.json",
    ];

    [Theory, MemberData(nameof(Reads))]
    public async Task A_reader_who_has_the_answer_hears_only_that_it_still_holds(string address)
    {
        address = await WithEntryAsync(address);
        using var first = await _service.Public.GetAsync(address, Expect.Stop);
        var etag = first.Headers.ETag!;
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.False(etag.IsWeak);

        foreach (var (condition, status) in new[]
        {
            (etag.ToString(), HttpStatusCode.NotModified), ("W/" + etag, HttpStatusCode.NotModified), ("*", HttpStatusCode.NotModified),
            ($"\"x\", {etag}", HttpStatusCode.NotModified), ("\"x\"", HttpStatusCode.OK), ("", HttpStatusCode.OK),
        })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.TryAddWithoutValidation("If-None-Match", condition);
            using var answer = await _service.Public.SendAsync(request, Expect.Stop);
            Assert.Equal(status, answer.StatusCode);
            Assert.Equal(etag, answer.Headers.ETag);
            Assert.Equal(first.Headers.CacheControl, answer.Headers.CacheControl);
            Assert.Equal(status == HttpStatusCode.NotModified, (await answer.Content.ReadAsByteArrayAsync(Expect.Stop)).Length == 0);
        }
    }

    [Theory, MemberData(nameof(Reads))]
    public async Task HEAD_says_what_GET_would_without_the_body(string address)
    {
        address = await WithEntryAsync(address);
        using var get = await _service.Public.GetAsync(address, Expect.Stop);
        using var head = await _service.Public.SendAsync(new(HttpMethod.Head, address), Expect.Stop);

        Assert.Equal(
            (get.StatusCode, get.Headers.ETag, get.Content.Headers.ContentLength, get.Content.Headers.ContentType),
            (head.StatusCode, head.Headers.ETag, head.Content.Headers.ContentLength, head.Content.Headers.ContentType));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Expect.Stop));
    }

    [Theory, MemberData(nameof(Reads))]
    public async Task An_answer_is_the_same_for_everybody_and_open_to_pages_of_every_origin(string address)
    {
        address = await WithEntryAsync(address);
        using var anonymous = await _service.Public.GetAsync(address, Expect.Stop);
        using var editor = await _service.Editor.GetAsync(address, Expect.Stop);

        Assert.Equal(await anonymous.Content.ReadAsStringAsync(Expect.Stop), await editor.Content.ReadAsStringAsync(Expect.Stop));
        Assert.Equal(anonymous.Headers.ETag, editor.Headers.ETag);
        Assert.True(anonymous.Headers.CacheControl!.Public);
        Assert.Equal("*", Assert.Single(anonymous.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Contains("ETag", Assert.Single(anonymous.Headers.GetValues("Access-Control-Expose-Headers")), StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(anonymous.Headers.GetValues("X-Content-Type-Options")));
        Assert.False(anonymous.Headers.Contains("Set-Cookie"));
        Assert.False(anonymous.Headers.Contains("Server"));
    }

    [Fact]
    public async Task A_page_of_another_origin_may_ask_before_it_reads_but_not_write()
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, Story + "/timeline")
        {
            Headers = { { "Origin", "https://news.example" }, { "Access-Control-Request-Method", "GET" } },
        };

        using var answer = await _service.Public.SendAsync(request, Expect.Stop);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Equal("GET, HEAD", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Methods")));
        Assert.Contains("If-None-Match", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Headers")), StringComparison.Ordinal);
        using var post = await _service.Editor.PostAsJsonAsync("/stories/story/arrests", new { }, Expect.Stop);
        Assert.False(post.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task An_entry_tells_its_revisions()
    {
        var (id, etag) = await _service.RecordAsync("arrests", new { when = new { edtf = "2021-01-17" }, headline = "An arrest" });
        using var marked = await _service.Editor.PostAsJsonAsync($"/stories/story/entries/{id}/key", new { key = true }, Expect.Stop);
        Assert.Equal(HttpStatusCode.Created, marked.StatusCode);

        var entry = await _service.GetAsync($"/stories/story/entries/{id}");

        Assert.Equal((2, true, "published"), ((int)entry["revision"]!, (bool)entry["key"]!, (string?)entry["status"]));
        var revisions = entry["revisions"]!.AsArray();
        Assert.Equal([2, 1], revisions.Select(r => (int)r!["revision"]!));
        var change = Assert.Single(revisions[0]!["changes"]!.AsArray())!;
        Assert.Equal(("key", false, true), ((string?)change["field"], (bool)change["was"]!, (bool)change["now"]!));
        Assert.Equal((string?)revisions[0]!["from"], (string?)revisions[1]!["to"]);
        Assert.Null(revisions[0]!["to"]);
        Assert.Null(entry["next"]);
        using var read = await _service.Public.GetAsync($"/stories/story/entries/{id}", Expect.Stop);
        Assert.False(read.Headers.ETag!.Tag.StartsWith(etag.Tag.TrimEnd('"'), StringComparison.Ordinal));
        Assert.StartsWith(marked.Headers.ETag!.Tag.TrimEnd('"'), read.Headers.ETag.Tag, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changes_are_the_public_versions_one_by_one_and_rebuild_the_timeline()
    {
        var all = (await _service.GetAsync(Story + "/changes"))["changes"]!.AsArray();

        Assert.Equal(Enumerable.Range(1, 22), all.Select(c => (int)c!["version"]!));
        // The last says where things stand.
        Assert.Equal((null, 5), ((string?)all[^1]!["id"], all[^1]!["story"]!["standing"]!["known"]!.AsArray().Count));
        var changes = all.SkipLast(1).ToArray();
        Assert.Equal("story-changed", (string?)changes[0]!["type"]);
        Assert.Equal("navalny-2021", (string?)changes[0]!["story"]!["id"]);
        Assert.All(changes.Skip(1), c => Assert.Equal("entry-recorded", (string?)c!["type"]));
        var timeline = (await _service.GetAsync(Story + "/timeline?background=true"))["entries"]!.AsArray();
        Assert.Equal(
            timeline.Select(e => e!.ToJsonString()).Order(), changes.Skip(1).Select(c => c!["entry"]!.ToJsonString()).Order());
        Assert.Equal(changes.Skip(1).Select(c => (string?)c!["id"]), changes.Skip(1).Select(c => (string?)c!["entry"]!["id"]));
    }

    [Theory]
    [InlineData("after=2&to=5", 3, true)]
    [InlineData("after=20&to=21", 1, true)]
    [InlineData("after=0", 22, false)]
    [InlineData("after=5", 17, false)]
    [InlineData("after=5&to=99", 17, false)]
    [InlineData("after=22", 0, false)]
    [InlineData("after=22&to=22", 0, false)]
    public async Task Only_a_range_of_changes_that_is_closed_is_kept_for_long(string query, int count, bool closed)
    {
        var answer = await _service.ReadAsync($"{Story}/changes?{query}");

        Assert.Equal(count, answer.Json["changes"]!.AsArray().Count);
        Assert.Equal(closed, answer.IsKeptLong);
        Assert.Equal(closed, !answer["Cache-Control"]!.Contains("max-age=0", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_full_page_of_changes_leads_to_the_next_and_is_the_same_for_ever()
    {
        await _service.OpenAsync("busy");
        await RecordAsync(499);
        var first = await _service.ReadAsync("/stories/busy/changes");
        var page = first.Json;
        Assert.Equal((500, 500), (page["changes"]!.AsArray().Count, (int)page["version"]!));
        Assert.True(first.IsKeptLong);
        Assert.Equal("/stories/busy/changes?after=500", (string?)page["next"]);

        await RecordAsync(1);

        Assert.Equal(first.Text, await _service.Public.GetStringAsync("/stories/busy/changes", Expect.Stop));
        var rest = await _service.GetAsync((string)page["next"]!);
        Assert.Equal([501], rest["changes"]!.AsArray().Select(c => (int)c!["version"]!));
        Assert.Null(rest["next"]);

        async Task RecordAsync(int times)
        {
            for (var i = 0; i < times; i++)
                await _service.RecordAsync("arrests", new { when = new { edtf = "2021-01-17" }, headline = "An arrest" }, "busy");
        }
    }

    [Fact]
    public async Task A_person_is_found_in_every_story_in_the_order_of_the_dates()
    {
        await _service.OpenAsync("elsewhere");
        await _service.RecordAsync("attacks", new
        {
            when = new { edtf = "2020-08-20" },
            headline = "In another story",
            people = new[] { new { id = "alexei-navalny", name = "Alexei Navalny", role = "victim" } },
        }, "elsewhere");

        var answer = await _service.GetAsync("/people/alexei-navalny");

        Assert.Equal(("alexei-navalny", "Alexei Navalny"), ((string?)answer["person"]!["id"], (string?)answer["person"]!["name"]));
        Assert.Equal(["2014", "2020-08-20", "[..2021-01-17]", "2021-01-17", "[2021-01-17..2021-01-22]", "2021-01-22", "2021-01-22"],
            answer["entries"]!.AsArray().Select(e => (string?)e!["when"]!["edtf"]));
        Assert.Equal("elsewhere", (string?)answer["entries"]![1]!["story"]!["id"]);
    }

    [Fact]
    public async Task Words_are_found_in_every_story_the_best_match_first()
    {
        await _service.OpenAsync("zoo", "ru");
        await _service.RecordAsync("reactions", new { when = new { edtf = "2021-01-18" }, headline = "Жирафы", summary = "TikTok и жирафы" }, "zoo");
        var (best, _) = await _service.RecordAsync("reactions", new { when = new { edtf = "2021-01-19" }, headline = "Жираф жираф жираф" }, "zoo");

        Assert.Equal(best, (string?)(await _service.GetAsync("/search?q=%D0%B6%D0%B8%D1%80%D0%B0%D1%84"))["entries"]![0]!["id"]);
        Assert.Equal(["navalny-2021", "zoo"], (await _service.GetAsync("/search?q=TikTok&limit=500"))["entries"]!.AsArray()
            .Select(e => (string?)e!["story"]!["id"]).Distinct().Order());
        Assert.Single((await _service.GetAsync("/search?q=TikTok&limit=1"))["entries"]!.AsArray());
        Assert.Empty((await _service.GetAsync("/search?q=nowhereatall"))["entries"]!.AsArray());
    }

    [Theory]
    [InlineData("/search?q=wombat")]
    [InlineData("/people/wombat-keeper?")]
    public async Task What_is_found_in_all_stories_can_be_read_page_by_page_and_is_counted(string address)
    {
        foreach (var story in new[] { "wombats-1", "wombats-2" })
        {
            if ((await _service.ReadAsync($"/stories/{story}")).Status == HttpStatusCode.OK)
                continue;
            await _service.OpenAsync(story);
            await _service.RegisterAsync("wombat-keeper", "Wombat Keeper");
            for (var n = 0; n < 4; n++)
            {
                await _service.RecordAsync("reactions", new
                {
                    when = new { edtf = $"2021-01-{18 + (n % 2)}" },
                    headline = string.Concat(Enumerable.Repeat("Wombat ", n % 2 + 1)),
                    people = new[] { new { id = "wombat-keeper", name = "Wombat Keeper" } },
                }, story);
            }
        }

        var all = await _service.GetAsync($"{address}&limit=500");
        var seen = new List<string>();
        for (var page = await _service.GetAsync($"{address}&limit=3"); ; page = await _service.GetAsync((string)page["next"]!))
        {
            Assert.Equal((8, true), ((int)page["total"]!, (bool)page["totalIsExact"]!));
            seen.AddRange(page["entries"]!.AsArray().Select(e => (string)e!["id"]!));
            if (page["next"] is null)
                break;
        }

        Assert.Equal(8, seen.Distinct().Count());
        Assert.Equal(all["entries"]!.AsArray().Select(e => (string)e!["id"]!), seen);
        Assert.Null(all["next"]);
        await Expect.ProblemAsync(await _service.Public.GetAsync($"{address}&cursor=nonsense", Expect.Stop), HttpStatusCode.BadRequest, "invalid-parameter");
    }

    [Fact]
    public async Task The_service_lives_and_is_ready_and_no_story_is_stopped()
    {
        Assert.Equal("live", (string?)(await _service.GetAsync("/health/live"))["status"]);

        var ready = (await _service.Editor.GetFromJsonAsync<JsonObject>("/health/ready", Expect.Stop))!;
        Assert.Equal("ready", (string?)ready["status"]);
        Assert.InRange((double)ready["secondsBehind"]!, 0, 15);
        Assert.Empty(ready["stopped"]!.AsArray());
    }

    [Fact]
    public async Task History_tells_an_archivist_every_stored_event_on_a_line_of_its_own()
    {
        await _service.OpenAsync("chained");
        var (id, _) = await _service.RecordAsync("arrests", new { when = new { edtf = "2021-01-17" }, headline = "An arrest" }, "chained");

        using var archivist = _service.Signed("archivist");
        var answer = await archivist.ReadAsync("/stories/chained/history");

        Assert.Equal((HttpStatusCode.OK, "application/x-ndjson"), (answer.Status, answer["Content-Type"]));
        Assert.Equal(["no-store", "private"], answer["Cache-Control"]!.Split(", ").Order());
        Assert.EndsWith("}\n", answer.Text, StringComparison.Ordinal);
        var history = Expect.Lines(answer.Text);
        Assert.Equal(["story_opened", "arrest_recorded"], history.Select(e => (string?)e["type"]));
        Assert.Equal([1, 2], history.Select(e => (int)e["eventVersion"]!));
        Assert.All(history, e => Assert.Equal(
            ["position", "eventVersion", "type", "recordedAt", "actor", "correlationId", "salt", "hash", "data"],
            e.AsObject().Select(p => p.Key).Except(["causationId"])));
        Assert.Equal(("test-editor", id, "An arrest"), ((string?)history[1]["actor"], (string?)history[1]["data"]!["entry"],
            (string?)history[1]["data"]!["body"]!["headline"]));
    }

    private async Task<string> WithEntryAsync(string address) => address.Contains("{entry}", StringComparison.Ordinal)
        ? address.Replace("{entry}", (string)(await _service.GetAsync(Story + "/changes"))["changes"]![4]!["id"]!, StringComparison.Ordinal)
        : address;
}
