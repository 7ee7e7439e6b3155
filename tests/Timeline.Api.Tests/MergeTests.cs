using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Timeline.Api.Tests.Past;

namespace Timeline.Api.Tests;

/// <summary>Two ids that turn out to be one person.</summary>
public sealed class MergeTests(SharedService shared) : IClassFixture<SharedService>
{
    private TestService Service => shared.Service;

    [Fact]
    public async Task A_merge_is_told_by_each_story_leads_on_and_can_be_undone_and_leaves_the_past_as_it_was()
    {
        await Service.RegisterAsync("ana-merge", "Ana Merge");
        var entries = new Dictionary<string, string>();
        foreach (var (story, draft) in new[] { ("merged-1", false), ("merged-2", false), ("merged-3", true) })
        {
            await Service.OpenAsync(story);
            (entries[story], _) = await Service.RecordAsync("statements", Statement("a-merge", draft), story);
        }

        var before = await Service.Public.GetStringAsync("/stories/merged-1/timeline?asOf=2", Expect.Stop);
        await PostAsync("/people/a-merge/merge", new { into = "ana-merge" }, HttpStatusCode.Created);

        Assert.Equal(3L, await Service.VersionAsync("merged-1"));
        Assert.Equal(3L, await Service.VersionAsync("merged-2"));
        Assert.Equal(1L, await Service.VersionAsync("merged-3"));
        Assert.Equal(before, await Service.Public.GetStringAsync("/stories/merged-1/timeline?asOf=2", Expect.Stop));
        var change = (await Service.GetAsync("/stories/merged-1/changes?after=2"))["changes"]![0]!;
        Assert.Equal(("entry-changed", "ana-merge", "A. Merge"), ((string?)change["type"],
            (string?)change["entry"]!["people"]![0]!["id"], (string?)change["entry"]!["people"]![0]!["name"]));
        Assert.Equal("ana-merge", (string?)change["entry"]!["details"]!["speakers"]![0]);
        Assert.Equal(2, (await Service.GetAsync("/people/ana-merge"))["entries"]!.AsArray().Count);
        Assert.Equal(entries["merged-1"], (string?)(await Service.GetAsync("/stories/merged-1/timeline?person=a-merge"))["entries"]![0]!["id"]);
        Assert.Empty((await Service.GetAsync("/stories/merged-3/timeline?person=a-merge"))["entries"]!.AsArray());
        using (var direct = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Service.Address })
        {
            var old = await direct.ReadAsync("/people/a-merge?limit=1");
            Assert.Equal((HttpStatusCode.TemporaryRedirect, "/people/ana-merge?limit=1"), (old.Status, old["Location"]));
        }

        // What is in nobody's view was moved, too; and a rebuild says the same.
        Assert.Equal(3, (await Service.Editor.ReadAsync("/people/ana-merge?hidden=true")).Json["entries"]!.AsArray().Count);
        var shown = await Service.Public.GetStringAsync("/stories/merged-1/timeline", Expect.Stop);
        await Expect.RebuiltAsync(Service);
        Assert.Equal(shown, await Service.Public.GetStringAsync("/stories/merged-1/timeline", Expect.Stop));
        using (var again = await Service.Editor.PostAsJsonAsync("/stories/merged-1/statements", Statement("a-merge"), Expect.Stop))
            Assert.Contains("ana-merge", await again.Content.ReadAsStringAsync(Expect.Stop), StringComparison.Ordinal);

        await PostAsync("/people/a-merge/merge-undo", null, HttpStatusCode.Created);

        Assert.Equal((4L, "a-merge"), (await Service.VersionAsync("merged-1"),
            (string?)(await Service.GetAsync("/stories/merged-1/timeline"))["entries"]![0]!["people"]![0]!["id"]));
        Assert.Empty((await Service.GetAsync("/people/ana-merge"))["entries"]!.AsArray());
        Assert.Equal(HttpStatusCode.NotFound, (await Service.ReadAsync("/people/a-merge")).Status);
        await PostAsync("/people/a-merge/merge-undo", null, HttpStatusCode.OK);
        await PostAsync("/people/nobody-here/merge-undo", null, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task One_entry_can_be_moved_by_itself()
    {
        await Service.RegisterAsync("boris-two", "Boris Two");
        var (one, _) = await Service.RecordAsync("statements", Statement("boris-one"));
        var (other, _) = await Service.RecordAsync("statements", Statement("boris-one"));

        await Service.StoreAsync("story", one, "person-move", new { from = "boris-one", to = "boris-two" });

        Assert.Equal([one], (await Service.GetAsync("/people/boris-two"))["entries"]!.AsArray().Select(e => (string?)e!["id"]));
        Assert.Equal([other], (await Service.GetAsync("/stories/story/timeline?person=boris-one"))["entries"]!.AsArray().Select(e => (string?)e!["id"]));
        Assert.Equal("people", (string?)(await Service.GetAsync($"/stories/story/entries/{one}"))["revisions"]![0]!["changes"]![0]!["field"]);
    }

    [Fact]
    public async Task A_merge_that_is_stored_is_answered_so_whatever_becomes_of_its_entries_at_first()
    {
        await Service.RegisterAsync("cora-merge", "Cora Merge");
        await Service.OpenAsync("unmoved");
        await Service.RecordAsync("statements", Statement("c-merge"), "unmoved");
        await Expect.ScalarAsync(Service, """
            create function timeline.fail() returns trigger language plpgsql as $$ begin raise exception 'Not now.'; end $$;
            create trigger fail before insert on timeline.mt_events for each row when (new.type = 'person_moved') execute function timeline.fail()
            """);

        await PostAsync("/people/c-merge/merge", new { into = "cora-merge" }, HttpStatusCode.Created);

        await Expect.ScalarAsync(Service, "drop function timeline.fail cascade");
        Assert.Equal(2L, await Service.VersionAsync("unmoved"));
    }

    private static object Statement(string person, bool draft = false) => new
    {
        when = new { edtf = "2021-01-18" },
        headline = "Somebody speaks",
        people = new[] { new { id = person, name = "A. Merge", @as = "mayor" } },
        speakers = new List<string> { person },
        draft,
    };

    private async Task PostAsync(string address, object? body, HttpStatusCode status)
    {
        using var answer = await Service.Editor.PostAsync(address, body is null ? null : JsonContent.Create(body), Expect.Stop);
        Assert.True(answer.StatusCode == status, $"{address}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync(Expect.Stop)}");
        _ = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Expect.Stop));
    }
}
