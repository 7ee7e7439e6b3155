using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Timeline.Api.Http;
using Timeline.Api.Tests.Past;

namespace Timeline.Api.Tests;

/// <summary>The story itself, over HTTP: corrected, published, closed; and its past.</summary>
public sealed class StoryTests(SharedService shared) : IClassFixture<SharedService>
{
    private TestService Service => shared.Service;

    [Fact]
    public async Task A_published_draft_comes_into_view_whole_at_its_first_version()
    {
        await StoryEditing.OpenAsync(Service, "drafted", draft: true);
        for (var i = 0; i < 3; i++)
            await Service.RecordAsync("rallies", Editing.Rally($"Rally {i}"), "drafted");
        Assert.Equal(HttpStatusCode.NotFound, (await Service.ReadAsync("/stories/drafted/timeline")).Status);

        await StoryEditing.StoreAsync(Service, "drafted", "publication");

        var timeline = await Service.GetAsync("/stories/drafted/timeline?limit=2");
        Assert.Equal((1, "open"), ((int)timeline["version"]!, (string?)timeline["story"]!["status"]));
        var rest = await Service.GetAsync((string)timeline["next"]!);
        Assert.Equal(["Rally 0", "Rally 1", "Rally 2"], timeline["entries"]!.AsArray().Concat(rest["entries"]!.AsArray()).Select(e => (string?)e!["headline"]));
        var change = Assert.Single((await Service.GetAsync("/stories/drafted/changes"))["changes"]!.AsArray())!;
        Assert.Equal(("story-changed", true), ((string?)change["type"], (bool?)change["anew"]));
        Assert.Equal(3, (await Service.GetAsync("/stories/drafted/timeline?asOf=1"))["entries"]!.AsArray().Count);
        var before = (DateTimeOffset)change["recordedAt"]!;
        Assert.Equal(HttpStatusCode.NotFound, (await Service.ReadAsync($"/stories/drafted/timeline?asOf={before.AddMilliseconds(-1).UtcDateTime:O}")).Status);
        Assert.Contains("Rally 2", (await Service.ReadAsync("/stories/drafted/feed.atom")).Text);
        // Editing goes on, on what was recorded in the draft.
        var entry = (string)timeline["entries"]![0]!["id"]!;
        await Service.CorrectAsync("drafted", entry, new { headline = "Rally nought" });
        Assert.Equal((2, 2), ((int)(await Service.GetAsync($"/stories/drafted/entries/{entry}"))["revision"]!, (int)await Service.VersionAsync("drafted")));
    }

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/stories", "application/json")]
    public async Task The_list_of_stories_is_made_anew_where_the_public_sees_another_one_and_only_then(string address, string accept)
    {
        var page = accept == "text/html";
        var (story, person, name) = page ? ("listed", "mara-listed", "Mara Listed") : ("named", "mara-named", "Mara Named");
        await Service.OpenAsync(story);
        var cache = Service.App.Services.GetRequiredService<AnswerCache>();
        async Task<(string Text, bool Made)> ReadAsync()
        {
            var before = cache.Made;
            var text = (await Service.ReadAsync(address, ("Accept", accept))).Text;
            return (text, cache.Made > before);
        }

        await ReadAsync();
        Assert.False((await ReadAsync()).Made);
        await Service.RecordAsync("sentencings", Editing.Sentencing(draft: true), story);
        Assert.False((await ReadAsync()).Made);

        await StoryEditing.StoreAsync(Service, story, "corrections", new { @class = "update", changes = new { title = "Another title " + story } });
        Assert.Contains("Another title " + story, (await ReadAsync()).Text, StringComparison.Ordinal);
        await Service.OpenAsync(story + "-too");
        Assert.Contains($"/stories/{story}-too", (await ReadAsync()).Text, StringComparison.Ordinal);
        await Service.RecordAsync("arrests", new { when = new { edtf = "2021-01-17" }, headline = "An arrest", people = new[] { new { id = person, name } } }, story);
        // Who is not registered has no page.
        Assert.DoesNotContain(name, (await ReadAsync()).Text, StringComparison.Ordinal);
        (await Service.Editor.PutAsJsonAsync($"/people/{person}", new { name, visibility = "public" }, Expect.Stop)).EnsureSuccessStatusCode();
        Assert.Equal(page, (await ReadAsync()).Text.Contains(name, StringComparison.Ordinal));

        // Of all who ask at once one has it made.
        await Service.RecordAsync("rallies", Editing.Rally(), story);
        var made = cache.Made;
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ReadAsync()));
        Assert.Equal(made + 1, cache.Made);
    }

    [Fact]
    public async Task A_story_under_an_embargo_comes_into_view_by_itself_at_its_end()
    {
        await StoryEditing.OpenAsync(Service, "embargoed", embargoUntil: DateTimeOffset.UtcNow.AddSeconds(2).ToString("O"));
        await Service.RecordAsync("rallies", Editing.Rally(), "embargoed");
        Assert.Equal(HttpStatusCode.NotFound, (await Service.ReadAsync("/stories/embargoed")).Status);

        await Expect.SoonAsync(async () => (await Service.ReadAsync("/stories/embargoed")).Status == HttpStatusCode.OK);

        Assert.Single((await Service.GetAsync("/stories/embargoed/timeline"))["entries"]!.AsArray());
    }

    [Fact]
    public async Task Another_zone_and_language_hold_from_then_on_and_the_past_stays_as_it_was_said()
    {
        await StoryEditing.OpenAsync(Service, "moved");
        var (entry, _) = await Service.RecordAsync("rallies", Editing.Rally(), "moved");
        var before = (await Service.ReadAsync("/stories/moved/timeline?asOf=2")).Text;
        var tag = await TagAsync($"/stories/moved/entries/{entry}");

        await StoryEditing.StoreAsync(Service, "moved", "corrections",
            new { @class = "correction", wrong = "It is another zone.", changes = new { timeZone = "Asia/Tokyo", language = "de", title = "Other" } });

        var now = await Service.GetAsync("/stories/moved/timeline");
        Assert.Equal(("Other", "de", "2021-01-23T00:00:00+09:00", "23. Januar 2021", 1), (
            (string?)now["story"]!["title"], (string?)now["story"]!["language"], (string?)now["entries"]![0]!["when"]!["earliest"],
            (string?)now["entries"]![0]!["when"]!["display"], (int)now["entries"]![0]!["revision"]!));
        Assert.Equal(before, (await Service.ReadAsync("/stories/moved/timeline?asOf=2")).Text);
        Assert.Equal(("The story", "Europe/Moscow"), await Told("/stories/moved?asOf=2"));
        Assert.NotEqual(tag, await TagAsync($"/stories/moved/entries/{entry}"));
        var change = (await Service.GetAsync("/stories/moved/changes?after=2"))["changes"]![0]!;
        Assert.Equal(("Other", true), ((string?)change["story"]!["title"], (bool?)change["anew"]));
        Assert.Equal("The story", (string?)(await Service.GetAsync("/stories/moved/changes?after=0&to=1"))["changes"]![0]!["story"]!["title"]);
        Assert.Equal("when", (string?)(await Service.GetAsync("/stories/moved/diff?from=2"))["changed"]![0]!["changes"]![0]!["field"]);
        // An entry is edited on as before, by its own events.
        await Service.CorrectAsync("moved", entry, new { headline = "Later" });
        Assert.Equal(2, (int)(await Service.GetAsync($"/stories/moved/entries/{entry}"))["revision"]!);

        async Task<(string?, string?)> Told(string address) =>
            await Service.GetAsync(address) is { } told ? ((string?)told["title"], (string?)told["timeZone"]) : default;
    }

    [Fact]
    public async Task Of_two_editors_who_correct_a_story_at_once_one_is_told_that_it_has_changed()
    {
        await StoryEditing.OpenAsync(Service, "raced");
        var tag = await TagAsync("/stories/raced");

        var both = await Task.WhenAll(TitleAsync("One"), TitleAsync("Two"));

        Assert.Equal([HttpStatusCode.Created, HttpStatusCode.PreconditionFailed], both.Select(b => b.Status).Order());
        Assert.Equal(HttpStatusCode.PreconditionRequired, (await StoryEditing.EditAsync(Service, "raced", "corrections",
            new { @class = "update", changes = new { title = "Three" } })).Status);
        // What becomes of an entry changes the answer, and not the story's own state.
        var seen = await TagAsync("/stories/raced");
        await Service.RecordAsync("rallies", Editing.Rally(), "raced");
        Assert.Equal(HttpStatusCode.Created, (await StoryEditing.EditAsync(Service, "raced", "corrections",
            new { @class = "update", changes = new { title = "Four" } }, seen)).Status);

        Task<(HttpStatusCode Status, System.Text.Json.Nodes.JsonNode)> TitleAsync(string title) =>
            StoryEditing.EditAsync(Service, "raced", "corrections", new { @class = "update", changes = new { title } }, tag);
    }

    [Fact]
    public async Task Where_things_stand_is_shown_with_the_entries_that_a_reader_may_see_and_what_is_to_come()
    {
        await StoryEditing.OpenAsync(Service, "standing", standfirst: "What it is about");
        // Its day has passed, and nobody reported: that is not to come.
        await Service.RecordAsync("rallies", Editing.Rally("The rally that is over"), "standing");
        var (rally, _) = await Service.RecordAsync("rallies", new { when = new { edtf = "2099-01-23" }, headline = "The rally to come", planned = true }, "standing");
        await StoryEditing.StoreAsync(Service, "standing", "standing",
            new { known = new[] { new { text = "This is known", entries = new[] { rally } } }, unknown = new[] { new { text = "That is not", entries = new[] { rally } } } });

        var standing = await Service.GetAsync("/stories/standing/standing");
        Assert.Equal(("This is known", "That is not", "The rally to come"), ((string?)standing["known"]![0]!["text"],
            (string?)standing["unknown"]![0]!["text"], (string?)standing["next"]![0]!["headline"]));
        var page = await Service.ReadAsync("/stories/standing", ("Accept", "text/html"));
        var html = page.Text;
        foreach (var text in (string[])["What it is about", "This is known", "That is not", "The rally to come"])
            Assert.Contains(text, html);
        var feed = (await Service.ReadAsync("/stories/standing/feed.atom")).Text;
        foreach (var text in (string[])["What it is about", "This is known"])
            Assert.Contains(text, feed);

        await Service.StoreAsync("standing", rally, "hold", new { reason = "Checking." });
        standing = await Service.GetAsync("/stories/standing/standing");
        Assert.Empty(standing["known"]![0]!["entries"]!.AsArray());
        Assert.Empty(standing["next"]!.AsArray());
        Assert.Single((await Service.GetAsync("/stories/standing/standing?asOf=4"))["known"]![0]!["entries"]!.AsArray());
    }

    [Fact]
    public async Task A_closed_story_says_so_everywhere_and_its_coverage_ends_when_an_editor_closed_it()
    {
        await StoryEditing.OpenAsync(Service, "ended");
        await StoryEditing.StoreAsync(Service, "ended", "closing", new { summary = "That was all", continuedBy = "story" });

        var story = await Service.GetAsync("/stories/ended");
        Assert.Equal(("closed", "That was all", "story"), ((string?)story["status"], (string?)story["closing"]!["summary"], (string?)story["closing"]!["continuedBy"]));
        var page = await Service.ReadAsync("/stories/ended", ("Accept", "text/html"));
        var html = page.Text;
        Assert.Contains("That was all", html);
        Assert.Contains($"\"coverageEndTime\":\"{((string)story["closing"]!["at"]!)[..19]}", html);
        using var refused = await Service.Editor.PostAsync("/stories/ended/rallies", System.Net.Http.Json.JsonContent.Create(Editing.Rally()), Expect.Stop);
        await Expect.ProblemAsync(refused, HttpStatusCode.Conflict, "story-closed");
        await StoryEditing.StoreAsync(Service, "ended", "reopening");
        Assert.Equal("open", (string?)(await Service.GetAsync("/stories/ended"))["status"]);
    }

    [Fact]
    public async Task The_page_of_corrections_has_every_correction_clarification_and_retraction_newest_first()
    {
        await StoryEditing.OpenAsync(Service, "mended");
        var (one, _) = await Service.RecordAsync("rallies", Editing.Rally("One"), "mended");
        var (two, _) = await Service.RecordAsync("rallies", Editing.Rally("Two"), "mended");
        await Service.StoreAsync("mended", one, "corrections", new { @class = "correction", wrong = "First wrong", changes = new { cause = "A" } }, "*");
        await Service.StoreAsync("mended", one, "corrections", new { @class = "update", changes = new { cause = "B" } }, "*");
        await Service.StoreAsync("mended", one, "corrections", new { @class = "clarification", wrong = "Second wrong", changes = new { cause = "C" } }, "*");
        await Service.StoreAsync("mended", two, "retraction", new { reason = "Never happened" });
        await StoryEditing.StoreAsync(Service, "mended", "corrections", new { @class = "correction", wrong = "Title wrong", changes = new { title = "Mended" } });

        var list = await Service.GetAsync("/stories/mended/corrections");
        Assert.Equal(["correction  Title wrong", $"retraction {two} Never happened", $"clarification {one} Second wrong", $"correction {one} First wrong"],
            list["corrections"]!.AsArray().Select(c => $"{c!["class"]} {c["entry"]} {c["wrong"]}"));
        Assert.Equal((3, 1), ((int)list["count"]!, (int)list["retractions"]!));
        var story = await Service.GetAsync("/stories/mended");
        Assert.Equal((3, 1), ((int)story["corrections"]!, (int)story["retractions"]!));
        var first = await Service.GetAsync("/stories/mended/corrections?limit=3");
        Assert.Equal("First wrong", (string?)Assert.Single((await Service.GetAsync((string)first["next"]!))["corrections"]!.AsArray())!["wrong"]);
        Assert.Equal(1, (int)(await Service.GetAsync("/stories/mended/corrections?asOf=4"))["count"]!);
        var page = await Service.ReadAsync("/stories/mended/corrections", ("Accept", "text/html"));
        foreach (var text in (string[])["Title wrong", "Never happened", "Second wrong", "First wrong"])
            Assert.Contains(text, page.Text);
        var whole = await Service.ReadAsync("/stories/mended", ("Accept", "text/html"));
        Assert.Contains("Corrections (3), Retractions (1)", whole.Text);
    }

    [Fact]
    public async Task Stories_are_listed_in_pages_each_once()
    {
        for (var i = 0; i < 5; i++)
            await StoryEditing.OpenAsync(Service, $"listed-{i}");
        var found = new List<string>();
        for (string? next = "/stories?limit=2"; next is not null;)
        {
            var page = await Service.GetAsync(next);
            found.AddRange(page["stories"]!.AsArray().Select(s => (string)s!["id"]!));
            next = (string?)page["next"];
        }

        Assert.Equal(found.Count, found.Distinct().Count());
        Assert.All(Enumerable.Range(0, 5), i => Assert.Contains($"listed-{i}", found));
        Assert.Equal(HttpStatusCode.BadRequest, (await Service.ReadAsync("/stories?cursor=nonsense")).Status);
    }

    private async Task<string> TagAsync(string address)
    {
        using var answer = await Service.Public.GetAsync(address, Expect.Stop);
        return answer.Headers.ETag!.Tag;
    }
}
