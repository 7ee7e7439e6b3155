using System.Net;
using System.Text.Json;
using Timeline.Api.Tests.Leaks;

namespace Timeline.Api.Tests.Past;

/// <summary>Drafts, holds and retractions as readers see them, and the other commands on an entry.</summary>
public sealed class WithdrawalTests(SharedService shared) : IClassFixture<SharedService>
{
    private TestService Service => shared.Service;

    [Fact]
    public async Task What_the_newsroom_tells_itself_is_in_no_public_answer()
    {
        await Service.OpenAsync("noted");
        var (entry, _) = await Service.RecordAsync("sentencings", Editing.Sentencing(), "noted");
        var before = await Told.TextsAsync(Service, entry, "noted");

        await Service.StoreAsync("noted", entry, "notes", new { text = "ZQNOTE names only with her consent." });
        await Service.StoreAsync("noted", entry, "legal", new { legal = "review" });
        await StoryEditing.StoreAsync(Service, "noted", "notes", new { text = "ZQNOTE the lawyer is on leave." });
        await StoryEditing.StoreAsync(Service, "noted", "legal", new { legal = "review" });
        await StoryEditing.StoreAsync(Service, "noted", "legal", new { legal = "none" });

        Assert.Equal(before, await Told.TextsAsync(Service, entry, "noted"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await Service.ReadAsync("/stories/noted/notes")).Status);
        // Who only works on drafts would read what is said of the rest.
        using var contributor = Service.Signed("contributor");
        Assert.Equal(HttpStatusCode.Forbidden, (await contributor.ReadAsync("/stories/noted/notes")).Status);
        var notes = (await Service.Editor.ReadAsync("/stories/noted/notes")).Json["notes"]!.AsArray();
        Assert.Equal(["legal", "note", "note"], notes.Select(n => (string)n!["type"]!).Order());
    }

    [Fact]
    public async Task A_second_editor_approves_one_state_of_an_entry_and_what_is_urgent_stays_in_sight()
    {
        await Service.OpenAsync("watched");
        await StoryEditing.StoreAsync(Service, "watched", "four-eyes", new { commands = FourEyes });
        var (entry, _) = await Service.RecordAsync("sentencings", Editing.Sentencing(draft: true), "watched");
        await Service.StoreAsync("watched", entry, "publication");
        Assert.Equal(HttpStatusCode.NotFound, (await Service.ReadAsync($"/stories/watched/entries/{entry}")).Status);
        Assert.Equal("proposal", (string)(await Service.Editor.ReadAsync("/stories/watched/notes")).Json["notes"]![0]!["type"]!);

        using var shown = await Service.Editor.GetAsync($"/stories/watched/entries/{entry}?hidden=true", Expect.Stop);
        var seen = shown.Headers.ETag!.ToString();
        Assert.Equal(HttpStatusCode.Forbidden, (await Service.EditAsync("watched", entry, "approval", null, seen)).Status);
        using var second = Service.SignedAs("boris", "editor");
        Assert.Equal(HttpStatusCode.PreconditionRequired, (await Service.EditAsync("watched", entry, "approval", null, "*", second)).Status);
        Assert.Equal(HttpStatusCode.Created, (await Service.EditAsync("watched", entry, "approval", null, seen, second)).Status);
        Assert.Equal(HttpStatusCode.OK, (await Service.ReadAsync($"/stories/watched/entries/{entry}")).Status);

        var retraction = new { reason = "It was another person." };
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Service.EditAsync("watched", entry, "retraction?urgent=%20", retraction)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Service.EditAsync("watched", entry, "retraction?urgent=a&urgent=b", retraction)).Status);
        await Service.StoreAsync("watched", entry, "retraction?urgent=It%20names%20a%20child.", retraction);
        Assert.Equal("retracted", (string)(await Service.GetAsync($"/stories/watched/entries/{entry}"))["status"]!);
        Assert.Equal("It names a child.", (string)Assert.Single((await Service.Editor.ReadAsync("/stories/watched/notes")).Json["notes"]!.AsArray())!["text"]!);
        Assert.Equal(HttpStatusCode.Created, (await Service.EditAsync("watched", entry, "seen", null, null, second)).Status);
        Assert.Empty((await Service.Editor.ReadAsync("/stories/watched/notes")).Json["notes"]!.AsArray());
    }

    private static readonly string[] FourEyes = ["publication", "retraction"];

    [Fact]
    public async Task A_reply_is_shown_unaltered_with_every_showing_of_the_entry_and_stays_after_a_retraction()
    {
        await Service.OpenAsync("replied");
        var (entry, _) = await Service.RecordAsync("sentencings", Editing.Sentencing(), "replied");
        await Service.StoreAsync("replied", entry, "corrections",
            new { @class = "update", changes = new { summary = "30 days, served in a police station" } }, "*");
        const string words = "I was not there.\n\nNor was my brother, who lives in Tomsk.";

        await Service.StoreAsync("replied", entry, "replies", new { by = "Anna K.", text = words, basis = "ZQBASIS press law" });

        // Wherever the entry is shown: what only names it by its headline, such as the time axis, is none of these.
        const string shown = "30 days, served";
        var stands = await Told.WalkAsync(Service, entry, "replied", "Tomsk");
        Assert.Empty(Showing(stands, shown).Except(Showing(stands, "who lives in Tomsk")));
        await Service.StoreAsync("replied", entry, "retraction", new { reason = "It was another person." });
        var retracted = await Told.WalkAsync(Service, entry, "replied", "Tomsk");
        Assert.Empty(Showing(retracted, "It was another person.").Except(Showing(retracted, "who lives in Tomsk")));
        Assert.Contains("/stories/replied/entries/entry as text/html", Showing(retracted, "who lives in Tomsk"));
        foreach (var walked in new[] { stands, retracted })
            Assert.Empty(walked.With("ZQBASIS"));
        var text = JsonEncodedText.Encode(words, Timeline.Domain.DomainJson.Encoder).ToString();
        Assert.Contains(text, (await Service.ReadAsync("/stories/replied/timeline")).Text, StringComparison.Ordinal);

        var page = await Service.GetAsync("/stories/replied/corrections");
        Assert.Equal(["retraction", "reply"], page["corrections"]!.AsArray().Select(c => (string)c!["class"]!));
        Assert.Equal((0, 1), ((int)page["count"]!, (int)page["retractions"]!));
        Assert.Equal("Anna K.", (string)page["corrections"]![1]!["by"]!);
        Assert.Single((await Service.GetAsync("/search?q=Tomsk&story=replied"))["entries"]!.AsArray());

        // A difference names what changed, and shows no entry.
        static IEnumerable<string> Showing(Walked walked, string words) => walked.With(words).Where(v => !v.Past && !v.Address.Contains("/diff", StringComparison.Ordinal)).Select(v => v.Name).Order();
    }

    [Fact]
    public async Task A_draft_is_the_newsrooms_until_it_is_published()
    {
        await Service.OpenAsync("draft");
        var (entry, _) = await Service.RecordAsync("sentencings", Editing.Sentencing("Secret sentence", draft: true), "draft");
        await Service.CorrectAsync("draft", entry, new { term = "2 years" });

        Assert.Equal(HttpStatusCode.NotFound, (await Service.ReadAsync($"/stories/draft/entries/{entry}")).Status);
        Assert.Equal(1, await Service.VersionAsync("draft"));
        var seen = await Service.Editor.ReadAsync("/stories/draft/timeline?hidden=true");
        Assert.Equal("draft", (string?)seen.Json["entries"]![0]!["status"]);
        Assert.Equal("private, no-store", string.Join(", ", seen["Cache-Control"]!.Split(", ").Order().Reverse()));

        await Service.StoreAsync("draft", entry, "publication");

        var read = await Service.GetAsync($"/stories/draft/entries/{entry}");
        Assert.Equal(("published", 1), ((string?)read["status"], (int)read["revision"]!));
        Assert.Equal((string?)read["recordedAt"], (string?)read["updatedAt"]);
        Assert.Null(read["corrections"]);
        Assert.Single(read["revisions"]!.AsArray());
    }

    [Fact]
    public async Task Only_a_token_of_the_newsroom_may_ask_for_what_is_hidden()
    {
        await Service.OpenAsync("asked");
        using var admin = Service.Signed("admin");

        Assert.Equal(HttpStatusCode.Unauthorized, (await Service.ReadAsync("/stories/asked/timeline?hidden=true")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await admin.ReadAsync("/stories/asked/diff?from=1&hidden=true")).Status);
    }

    [Fact]
    public async Task What_is_held_is_gone_until_it_is_released()
    {
        await Service.OpenAsync("hold");
        var (entry, _) = await Service.RecordAsync("sentencings", Editing.Sentencing("Doubtful sentence"), "hold");
        await Service.StoreAsync("hold", entry, "hold", new { reason = "Being checked." });
        await Service.CorrectAsync("hold", entry, new { term = "2 years" });

        Assert.Empty((await Service.GetAsync("/stories/hold/timeline"))["entries"]!.AsArray());
        Assert.Empty((await Service.GetAsync("/search?q=doubtful"))["entries"]!.AsArray());
        Assert.Equal(3, await Service.VersionAsync("hold"));
        var held = (await Service.Editor.ReadAsync($"/stories/hold/entries/{entry}?hidden=true")).Json;
        Assert.Equal("Being checked.", (string?)held["newsroom"]!["heldBecause"]);

        await Service.StoreAsync("hold", entry, "release");

        var read = await Service.GetAsync($"/stories/hold/entries/{entry}");
        Assert.Equal("2 years", (string?)read["details"]!["term"]);
        Assert.Equal((string?)read["updatedAt"], (string?)Assert.Single(read["corrections"]!.AsArray())!["at"]);
        Assert.Null(read["newsroom"]);
    }

    [Fact]
    public async Task A_retraction_leaves_a_tombstone_and_takes_the_text_from_every_answer_about_the_present()
    {
        await Service.OpenAsync("gone");
        var (entry, _) = await Service.RecordAsync("statements", Statement("Balderdash"), "gone");
        await Service.CorrectAsync("gone", entry, new { summary = "Balderdash again" });
        var version = await Service.VersionAsync("gone");

        await Service.StoreAsync("gone", entry, "retraction", new { reason = "He never said so." });

        string[] present =
        [
            "/stories/gone/timeline", "/stories/gone/timeline?order=desc&limit=1", $"/stories/gone/entries/{entry}",
            "/stories/gone/diff?from=1", $"/stories/gone/diff?from={version}", "/search?q=retracted",
        ];
        foreach (var address in present)
            Assert.DoesNotContain("Balderdash", (await Service.ReadAsync(address)).Text);
        Assert.Empty((await Service.GetAsync("/search?q=balderdash"))["entries"]!.AsArray());
        Assert.Equal(HttpStatusCode.NotFound, (await Service.ReadAsync("/people/mr-balderdash")).Status);
        var tombstone = Assert.Single((await Service.GetAsync("/stories/gone/timeline"))["entries"]!.AsArray())!;
        Assert.Equal(("retracted", "He never said so.", "2021-01-22"), ((string?)tombstone["status"],
            (string?)tombstone["retraction"]!["reason"], (string?)tombstone["when"]!["edtf"]));
        Assert.Equal((null, null), ((string?)tombstone["headline"], (string?)tombstone["when"]!["note"]));

        Assert.Contains("Balderdash again", (await Service.ReadAsync($"/stories/gone/timeline?asOf={version}")).Text);
        using var archivist = Service.Signed("archivist");
        Assert.Contains("Balderdash", (await archivist.ReadAsync("/stories/gone/history")).Text);
        Assert.Equal(HttpStatusCode.Conflict,
            (await Service.EditAsync("gone", entry, "retraction", new { reason = "Once more." })).Status);
    }

    [Fact]
    public async Task A_link_shows_as_far_as_what_it_leads_to_does()
    {
        await Service.OpenAsync("links");
        var (rally, _) = await Service.RecordAsync("rallies", Editing.Rally(), "links");
        var (draft, _) = await Service.RecordAsync("sentencings", Editing.Sentencing(draft: true), "links");
        var before = await Service.ReadAsync($"/stories/links/entries/{rally}");

        await Service.StoreAsync("links", rally, "links", new { entry = draft, relation = "follows" });

        var after = await Service.ReadAsync($"/stories/links/entries/{rally}");
        Assert.Equal((before.Text, before["ETag"]), (after.Text, after["ETag"]));
        var whole = await Service.Editor.ReadAsync($"/stories/links/entries/{rally}?hidden=true");
        Assert.Equal(draft, (string?)whole.Json["links"]![0]!["entry"]);

        await Service.StoreAsync("links", draft, "publication");
        var shown = await Service.ReadAsync($"/stories/links/entries/{rally}");
        Assert.Equal(draft, (string?)shown.Json["links"]![0]!["entry"]);
        Assert.NotEqual(before["ETag"], shown["ETag"]);
        // Both tags name the entry's present state.
        await Service.StoreAsync("links", rally, "corrections", Editing.Correction(new { summary = "Large." }), before["ETag"]);
    }

    [Fact]
    public async Task A_source_a_key_mark_and_a_link_are_added_once()
    {
        await Service.OpenAsync("marks");
        var (rally, _) = await Service.RecordAsync("rallies", Editing.Rally(), "marks");
        var (other, _) = await Service.RecordAsync("sentencings", Editing.Sentencing(), "marks");
        (string Route, object Body)[] commands =
            [("sources", new { outlet = "Reuters" }), ("key", new { key = true }), ("links", new { entry = other, relation = "follows" })];

        foreach (var (route, body) in commands)
        {
            await Service.StoreAsync("marks", rally, route, body);
            var (status, answer, _) = await Service.EditAsync("marks", rally, route, body);
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.NotNull(answer["unchanged"]);
        }

        var read = await Service.GetAsync($"/stories/marks/entries/{rally}");
        Assert.Equal(("Reuters", true, other),
            ((string?)read["sources"]![0]!["outlet"], (bool)read["key"]!, (string?)read["links"]![0]!["entry"]));
        Assert.Single((await Service.GetAsync("/stories/marks/timeline?key=true"))["entries"]!.AsArray());
    }

    [Fact]
    public async Task A_planned_rally_is_moved_and_then_held_or_cancelled()
    {
        await Service.OpenAsync("plans");
        var (rally, _) = await Service.RecordAsync("rallies", Editing.Rally(), "plans");

        await Service.StoreAsync("plans", rally, "outcome", new { status = "moved", when = new { edtf = "2021-01-31" }, reason = "A week later." });
        var moved = await Service.GetAsync($"/stories/plans/entries/{rally}");
        Assert.Equal((true, "2021-01-31", "2021-01-23", "A week later."), ((bool)moved["planned"]!, (string?)moved["when"]!["edtf"],
            (string?)moved["outcome"]!["was"]!["edtf"], (string?)moved["outcome"]!["reason"]));

        await Service.StoreAsync("plans", rally, "outcome", new { status = "cancelled" });
        var cancelled = await Service.GetAsync($"/stories/plans/entries/{rally}");
        Assert.Equal((false, "cancelled"), ((bool)cancelled["planned"]!, (string?)cancelled["outcome"]!["status"]));
        Assert.Equal(HttpStatusCode.Created, (await Service.EditAsync("plans", rally, "outcome", new { status = "held" })).Status);

        var (second, _) = await Service.RecordAsync("rallies", Editing.Rally(), "plans");
        await Service.StoreAsync("plans", second, "outcome", new { status = "held" });
        Assert.Equal("held", (string?)(await Service.GetAsync($"/stories/plans/entries/{second}"))["outcome"]!["status"]);
    }

    private static object Statement(string word) => new
    {
        when = new { edtf = "2021-01-22", note = $"after {word}" },
        headline = $"He says: {word}",
        speakers = new[] { $"mr-{word.ToLowerInvariant()}" },
        summary = word,
        people = new[] { new { id = $"mr-{word.ToLowerInvariant()}", name = $"Mr {word}" } },
        places = new[] { word },
        claims = new[] { new { by = "A lawyer", verb = "says", text = word } },
    };
}
