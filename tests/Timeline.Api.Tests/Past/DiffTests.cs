using System.Net;
using System.Text.Json.Nodes;

namespace Timeline.Api.Tests.Past;

public sealed class DiffTests(SharedService shared) : IClassFixture<SharedService>
{
    private TestService Service => shared.Service;

    [Fact]
    public async Task It_tells_what_was_added_changed_field_by_field_with_the_reason_retracted_and_removed()
    {
        var story = await BusyAsync("all");

        var diff = (await Service.ReadAsync($"/stories/{story.Id}/diff?from=5")).Json;

        Assert.Equal((5, 9), ((int)diff["from"]!["version"]!, (int)diff["to"]!["version"]!));
        Assert.Equal("Late sentence", (string?)Assert.Single(diff["added"]!.AsArray())!["headline"]);
        var changed = Assert.Single(diff["changed"]!.AsArray())!;
        Assert.Equal((story.Sentence, "Navalny jailed"), ((string?)changed["id"], (string?)changed["headline"]));
        Assert.Equal(["headline: \"Navalny jailed for 30 days\" -> \"Navalny jailed\"", "term: \"30 days\" -> \"2 years\""],
            changed["changes"]!.AsArray().Select(c => $"{c!["field"]}: {c["was"]!.ToJsonString()} -> {c["now"]!.ToJsonString()}"));
        var why = Assert.Single(changed["corrections"]!.AsArray())!;
        Assert.Equal(("correction", "The record was wrong."), ((string?)why["class"], (string?)why["wrong"]));
        Assert.Equal(["headline", "term"], why["fields"]!.AsArray().Select(f => (string?)f));
        var retracted = Assert.Single(diff["retracted"]!.AsArray())!;
        Assert.Equal((story.Statement, "He never said so."), ((string?)retracted["id"], (string?)retracted["retraction"]!["reason"]));
        Assert.Equal(story.Held, (string?)Assert.Single(diff["removed"]!.AsArray())!["id"]);
        Assert.DoesNotContain("Hogwash", diff.ToJsonString());
        Assert.DoesNotContain("Doubtful", diff.ToJsonString());
    }

    [Fact]
    public async Task It_tells_what_the_story_itself_says_otherwise_and_when_an_entry_became_one_of_another_kind()
    {
        await Service.OpenAsync("diff-itself");
        var (entry, _) = await Service.RecordAsync("arrests", new { when = new { edtf = "2021-01-18" }, headline = "Taken" }, "diff-itself");
        await StoryEditing.StoreAsync(Service, "diff-itself", "corrections", new { @class = "update", changes = new { title = "Another title" } });
        await Service.CorrectAsync("diff-itself", entry, new { kind = "detention" });

        var diff = await Service.GetAsync("/stories/diff-itself/diff?from=2");

        var change = Assert.Single(diff["storyChanges"]!.AsArray())!;
        Assert.Equal(("title", "The story diff-itself", "Another title"), ((string?)change["field"], (string?)change["was"], (string?)change["now"]));
        var kind = Assert.Single(Assert.Single(diff["changed"]!.AsArray())!["changes"]!.AsArray(), c => (string?)c!["field"] == "kind")!;
        Assert.Equal(("arrest", "detention"), ((string?)kind["was"], (string?)kind["now"]));
        Assert.Contains((await Service.GetAsync($"/stories/diff-itself/entries/{entry}"))["revisions"]![0]!["changes"]!.AsArray(), c => (string?)c!["field"] == "kind");
        Assert.Null((await Service.GetAsync("/stories/diff-itself/diff?from=3"))["storyChanges"]);
        Assert.Contains("title: \"The story diff-itself\" -> \"Another title\"", (await Service.ReadAsync("/stories/diff-itself/diff?from=2", ("Accept", "text/plain"))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_has_parts_is_text_for_who_reads_it_as_text()
    {
        await Service.OpenAsync("diff-parts");
        var (entry, _) = await Service.RecordAsync("arrests", new { when = new { edtf = "2021-01-18" }, headline = "Taken" }, "diff-parts");
        await StoryEditing.StoreAsync(Service, "diff-parts", "standing", new { known = new[] { new { text = "He is in custody.", entries = new[] { entry } } } });

        var text = (await Service.ReadAsync("/stories/diff-parts/diff?from=2", ("Accept", "text/plain"))).Text;

        Assert.Contains($"He is in custody., Taken ({entry})", text, StringComparison.Ordinal);
        Assert.DoesNotContain('{', text);
    }

    [Fact]
    public async Task An_entry_may_have_no_headline()
    {
        await Service.OpenAsync("diff-bare");
        async Task<string> RecordAsync() => (await Service.RecordAsync("arrests", new { when = new { edtf = "2021-01-18" }, summary = "He is arrested." }, "diff-bare")).Id;
        var entry = await RecordAsync();
        await Service.CorrectAsync("diff-bare", entry, new { summary = "He was arrested." });
        var added = await RecordAsync();

        var changed = Assert.Single((await Service.GetAsync("/stories/diff-bare/diff?from=2"))["changed"]!.AsArray())!;
        var text = (await Service.ReadAsync("/stories/diff-bare/diff?from=2", ("Accept", "text/plain"))).Text;

        Assert.Equal((entry, null), ((string?)changed["id"], (string?)changed["headline"]));
        Assert.Contains($"~ arrest {entry}\n", text, StringComparison.Ordinal);
        Assert.Contains($": arrest {added}\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_can_be_read_as_text()
    {
        var story = await BusyAsync("text");

        foreach (var accept in new[] { "text/plain", "text/html,application/xhtml+xml,*/*;q=0.8" })
        {
            var answer = await Service.ReadAsync($"/stories/{story.Id}/diff?from=5&to=9", ("Accept", accept));

            Assert.Equal(("text/plain; charset=utf-8", "Accept"), (answer["Content-Type"], answer["Vary"]));
            Assert.Contains("term: \"30 days\" -> \"2 years\"", answer.Text);
            Assert.Contains("correction: The record was wrong. (headline, term)", answer.Text);
            Assert.Contains("He never said so.", answer.Text);
        }

        foreach (var accept in new[] { "*/*", "application/json", "application/json, text/plain" })
            Assert.StartsWith("application/json", (await Service.ReadAsync($"/stories/{story.Id}/diff?from=5", ("Accept", accept)))["Content-Type"]);
    }

    [Fact]
    public async Task Between_two_versions_it_never_changes_and_against_the_present_it_may()
    {
        var story = await BusyAsync("keep");

        Assert.True((await Service.ReadAsync($"/stories/{story.Id}/diff?from=2&to=9")).IsKeptLong);
        Assert.False((await Service.ReadAsync($"/stories/{story.Id}/diff?from=2")).IsKeptLong);
        var now = DateTimeOffset.UtcNow.UtcDateTime.ToString("O");
        Assert.False((await Service.ReadAsync($"/stories/{story.Id}/diff?from=2&to={now}")).IsKeptLong);
    }

    [Fact]
    public async Task Between_a_moment_and_itself_nothing_changed()
    {
        var story = await BusyAsync("same");

        var diff = (await Service.ReadAsync($"/stories/{story.Id}/diff?from=9&to=9")).Json;

        Assert.All(["added", "changed", "retracted", "removed"], part => Assert.Empty(diff[part]!.AsArray()));
        Assert.Contains("Nothing changed", (await Service.ReadAsync($"/stories/{story.Id}/diff?from=9", ("Accept", "text/plain"))).Text);
    }

    [Fact]
    public async Task A_link_that_shows_because_its_target_does_is_a_change_too()
    {
        await Service.OpenAsync("linked");
        var (rally, _) = await Service.RecordAsync("rallies", Editing.Rally(), "linked");
        var (draft, _) = await Service.RecordAsync("sentencings", Editing.Sentencing(draft: true), "linked");
        await Service.StoreAsync("linked", rally, "links", new { entry = draft, relation = "follows" });
        await Service.StoreAsync("linked", draft, "publication");

        var diff = (await Service.ReadAsync("/stories/linked/diff?from=2")).Json;

        var changed = Assert.Single(diff["changed"]!.AsArray())!;
        Assert.Equal((rally, "links"), ((string?)changed["id"], (string?)changed["changes"]![0]!["field"]));
        var text = (await Service.ReadAsync("/stories/linked/diff?from=2", ("Accept", "text/plain"))).Text;
        Assert.Contains($"{(await Service.GetAsync($"/stories/linked/entries/{draft}"))["headline"]} ({draft})", text.Split('\n').Single(line => line.StartsWith("    links: (nothing) -> ", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Such_a_link_is_found_among_many_changes_too()
    {
        await Service.OpenAsync("many");
        var (sentence, _) = await Service.RecordAsync("sentencings", Editing.Sentencing(), "many");
        var (draft, _) = await Service.RecordAsync("sentencings", Editing.Sentencing(draft: true), "many");
        await Service.StoreAsync("many", sentence, "links", new { entry = draft, relation = "follows" });
        for (var i = 0; i < 500; i++)
            await Service.RecordAsync("rallies", Editing.Rally(), "many");
        await Service.StoreAsync("many", draft, "publication");

        var diff = (await Service.ReadAsync("/stories/many/diff?from=2")).Json;

        Assert.Equal(sentence, (string?)Assert.Single(diff["changed"]!.AsArray())!["id"]);
    }

    [Fact]
    public async Task What_changed_out_of_sight_takes_no_place_on_a_page()
    {
        await Service.OpenAsync("places");
        var (sentence, _) = await Service.RecordAsync("sentencings", Editing.Sentencing(), "places");
        var (draft, _) = await Service.RecordAsync("sentencings", Editing.Sentencing(draft: true), "places");
        await Service.StoreAsync("places", sentence, "links", new { entry = draft, relation = "follows" });
        var (rally, _) = await Service.RecordAsync("rallies", Editing.Rally(), "places");

        var diff = (await Service.ReadAsync("/stories/places/diff?from=2&limit=1")).Json;

        Assert.Equal((rally, null), ((string?)Assert.Single(diff["added"]!.AsArray())!["id"], (string?)diff["next"]));
    }

    [Fact]
    public async Task It_comes_in_pages_that_together_say_everything()
    {
        var story = await BusyAsync("pages");
        var whole = (await Service.ReadAsync($"/stories/{story.Id}/diff?from=1&to=9")).Json;

        var found = new JsonArray();
        for (var next = $"/stories/{story.Id}/diff?from=1&to=9&limit=1"; next is not null;)
        {
            var page = (await Service.ReadAsync(next)).Json;
            foreach (var part in (string[])["added", "changed", "retracted", "removed"])
            {
                foreach (var entry in page[part]!.AsArray())
                    found.Add(entry!["id"]!.DeepClone());
            }

            next = (string?)page["next"];
        }

        Assert.Equal(
            ((string[])["added", "retracted"]).SelectMany(p => whole[p]!.AsArray()).Select(e => (string?)e!["id"]).Order(),
            found.Select(e => (string?)e).Order());
    }

    [Fact]
    public async Task An_editor_may_ask_for_what_the_public_does_not_see()
    {
        var story = await BusyAsync("hidden");

        var diff = await Service.Editor.ReadAsync($"/stories/{story.Id}/diff?from=5&hidden=true");

        Assert.Contains("no-store", diff["Cache-Control"]);
        Assert.Contains(diff.Json["changed"]!.AsArray(), c => (string?)c!["id"] == story.Held
            && c["changes"]!.AsArray().Any(f => (string?)f!["field"] == "status" && (string?)f["now"] == "held"));
    }

    [Theory]
    [InlineData("", "from")]
    [InlineData("?from=3&to=2", "to")]
    [InlineData("?from=77", "from")]
    [InlineData("?from=1&to=2100-01-01T00:00:00Z", "to")]
    public async Task Moments_that_do_not_fit_are_named(string query, string field)
    {
        var story = $"fit-{query.Length}";
        await Service.OpenAsync(story);
        await Service.RecordAsync("rallies", Editing.Rally(), story);
        await Service.RecordAsync("rallies", Editing.Rally(), story);

        var answer = await Service.ReadAsync($"/stories/{story}/diff{query}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.NotNull(answer.Json["errors"]![field]);
    }

    // Version 5 has a sentence, a statement and a doubtful one; 6 to 9 correct, retract, hold and add.
    private async Task<(string Id, string Sentence, string Statement, string Held)> BusyAsync(string story)
    {
        story = $"diff-{story}";
        await Service.OpenAsync(story);
        var (sentence, _) = await Service.RecordAsync("sentencings", Editing.Sentencing(), story);
        var (statement, _) = await Service.RecordAsync("statements", new { when = new { edtf = "2021-01-22" }, headline = "Hogwash", speakers = new List<string> { "Alexei Navalny" } }, story);
        var (held, _) = await Service.RecordAsync("sentencings", Editing.Sentencing("Doubtful sentence"), story);
        await Service.StoreAsync(story, sentence, "key", new { key = true });
        await Service.CorrectAsync(story, sentence, new { term = "2 years", headline = "Navalny jailed" });
        await Service.StoreAsync(story, statement, "retraction", new { reason = "He never said so." });
        await Service.StoreAsync(story, held, "hold", new { reason = "Being checked." });
        await Service.RecordAsync("sentencings", Editing.Sentencing("Late sentence"), story);
        return (story, sentence, statement, held);
    }
}
