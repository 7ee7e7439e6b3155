using System.Text.Json.Nodes;

namespace Timeline.Api.Tests;

public sealed class PagingTests(SharedService shared) : IClassFixture<SharedService>
{
    private readonly TestService _service = shared.Service;

    [Theory]
    [InlineData("asc", 3, 1)]
    [InlineData("desc", 7, 2)]
    [InlineData("asc", 1, 3)]
    public async Task Pages_neither_repeat_nor_skip_while_others_append(string order, int limit, int seed)
    {
        var story = $"paged-{order}-{seed}";
        await _service.OpenAsync(story);
        var random = new Random(seed);
        for (var i = 0; i < 25; i++)
            await RecordAsync(story, random);
        var before = await ReadAsync($"/stories/{story}/timeline?limit=500&order={order}", null);
        Assert.Equal(25, before.Count);

        var seen = await ReadAsync($"/stories/{story}/timeline?limit={limit}&order={order}",
            () => Task.WhenAll(RecordAsync(story, random), RecordAsync(story, random)));

        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Equal(before, seen.Where(before.Contains));
        var after = await ReadAsync($"/stories/{story}/timeline?limit=500&order={order}", null);
        Assert.Equal(after.Where(seen.Contains), seen);
    }

    [Theory]
    [InlineData("by=happened&order=asc", "a b late 1 2")]
    [InlineData("by=happened&order=desc", "late b a 2 1")]
    [InlineData("by=reported&order=asc", "b a late 2 1")]
    [InlineData("by=reported&order=desc", "late a b 1 2")]
    public async Task What_came_after_the_window_is_last_in_either_order_on_pages_of_any_length(string order, string expected)
    {
        var story = $"after-{Guid.NewGuid():N}";
        await OpenWindowAsync(_service, story);

        foreach (var limit in new[] { 1, 2, 3, 100 })
        {
            var seen = new List<string?>();
            for (var next = $"/stories/{story}/timeline?{order}&limit={limit}"; next is not null;)
            {
                var page = await _service.GetAsync(next);
                seen.AddRange(page["entries"]!.AsArray().Select(e => (string?)e!["headline"]));
                next = (string?)page["next"];
            }

            Assert.Equal(expected, string.Join(' ', seen));
        }
    }

    /// <summary>A story of January with two entries after that, and one that an editor counts as its own all the same.</summary>
    internal static async Task OpenWindowAsync(TestService service, string story)
    {
        await service.OpenAsync(story);
        foreach (var (headline, edtf, background) in new[] { ("2", "2021-03-02", (bool?)null), ("b", "2021-01-22", null), ("a", "2021-01-18", null), ("1", "2021-03-01", null), ("late", "2021-04-01", false) })
            await service.RecordAsync("arrests", new { when = new { edtf }, headline, background }, story);
    }

    [Theory]
    [InlineData("Cursor=")]
    [InlineData("cursor=")]
    [InlineData("LIMIT=1&CURSOR=")]
    public async Task The_next_page_has_one_cursor_however_the_last_one_was_spelled(string spelled)
    {
        var story = $"spelled-{Guid.NewGuid():N}";
        await _service.OpenAsync(story);
        for (var i = 0; i < 2; i++)
            await _service.RecordAsync("arrests", Entry("2021-01-17"), story);

        var first = await _service.GetAsync($"/stories/{story}/timeline?{spelled}&{(spelled.StartsWith('L') ? "" : "limit=1")}");
        var second = await _service.GetAsync((string)first["next"]!);

        Assert.Single(second["entries"]!.AsArray());
        Assert.Null(second["next"]);
    }

    [Fact]
    public async Task Entries_of_one_date_keep_the_order_of_their_recording_across_pages()
    {
        await _service.OpenAsync("one-day");
        var recorded = new List<string>();
        for (var i = 0; i < 9; i++)
            recorded.Add((await _service.RecordAsync("arrests", Entry("2021-01-17"), "one-day")).Id);

        Assert.Equal(recorded, await ReadAsync("/stories/one-day/timeline?limit=2", null));
        Assert.Equal(Enumerable.Reverse(recorded), await ReadAsync("/stories/one-day/timeline?limit=2&order=desc", null));
    }

    [Fact]
    public async Task A_page_of_the_past_leads_to_the_rest_of_the_same_past()
    {
        await _service.OpenAsync("past");
        for (var i = 0; i < 5; i++)
            await _service.RecordAsync("arrests", Entry("2021-01-17"), "past");
        var then = (long)(await _service.GetAsync("/stories/past"))["version"]!;

        var seen = await ReadAsync($"/stories/past/timeline?limit=2&asOf={then}",
            () => _service.RecordAsync("arrests", Entry("2021-01-18"), "past"));

        Assert.Equal(5, seen.Count);
    }

    private async Task<List<string>> ReadAsync(string address, Func<Task>? between)
    {
        var seen = new List<string>();
        for (var next = address; next is not null;)
        {
            var page = await _service.GetAsync(next);
            seen.AddRange(page["entries"]!.AsArray().Select(e => (string)e!["id"]!));
            next = (string?)page["next"];
            // Enough appends to meet the cursor on every side, few enough that the reader comes to an end.
            if (between is not null && seen.Count < 60)
                await between();
        }

        return seen;
    }

    private Task<(string Id, System.Net.Http.Headers.EntityTagHeaderValue ETag)> RecordAsync(string story, Random random)
    {
        var day = random.Next(10, 20);
        return _service.RecordAsync("arrests", Entry(random.Next(3) switch
        {
            0 => $"2021-01-{day}",
            1 => $"2021-01-{day}/2021-01-{day + 3}",
            _ => $"../2021-01-{day}",
        }), story);
    }

    private static JsonObject Entry(string edtf) => new() { ["when"] = new JsonObject { ["edtf"] = edtf }, ["headline"] = "An arrest" };
}
