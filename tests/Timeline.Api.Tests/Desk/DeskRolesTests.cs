using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Timeline.Api.Tests.Past;

namespace Timeline.Api.Tests.Desk;

/// <summary>Who may do and see what at the desk: what the API lets them.</summary>
public sealed partial class DeskRolesTests(SharedService shared) : IClassFixture<SharedService>
{
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task A_contributor_records_drafts_and_is_offered_and_allowed_nothing_else()
    {
        var (held, _) = await _service.RecordAsync("detentions", new { when = new { edtf = "2021-01-18" }, headline = "Kept from contributors" });
        await _service.StoreAsync("story", held, "hold", new { reason = "Checking." });
        var (shown, _) = await _service.RecordAsync("detentions", new { when = new { edtf = "2021-01-18" }, headline = "In view" });
        using var carla = await DeskVisitor.SignedInAsync(_service, "carla", "contributor");

        var form = await carla.TextAsync("/desk/stories/story/record/detention");
        Assert.DoesNotContain("value=\"publish\"", form, StringComparison.Ordinal);
        (string, string)[] detention = [("when", "2021-01-19"), ("headline", "By a contributor")];
        using var refused = await carla.PostAsync("/desk/stories/story/record/detention", "/desk/stories/story/record/detention", [.. detention, ("as", "publish")]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("A contributor records drafts", await refused.Content.ReadAsStringAsync(Expect.Stop), StringComparison.Ordinal);
        using var recorded = await carla.PostAsync("/desk/stories/story/record/detention", "/desk/stories/story/record/detention", [.. detention, ("as", "draft")]);
        var draft = recorded.Headers.Location!.ToString().Split('?')[0];

        var page = await carla.TextAsync(draft);
        Assert.Contains("/corrections\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/publication\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/corrections\"", await carla.TextAsync($"/desk/stories/story/entries/{shown}"), StringComparison.Ordinal);
        using var published = await carla.PostAsync(draft, $"{draft}/publication");
        Assert.Equal("/desk/no-role", published.Headers.Location?.ToString());
        var correction = await carla.TextAsync($"/desk/stories/story/entries/{shown}/corrections");
        using var corrected = await carla.PostAsync($"/desk/stories/story/entries/{shown}/corrections", $"/desk/stories/story/entries/{shown}/corrections",
            ("class", "update"), ("when", "2021-01-20"), ("headline", "Other"), ("seen", DeskVisitor.Hidden(correction, "seen")));
        Assert.Contains("A contributor works on drafts", await corrected.Content.ReadAsStringAsync(Expect.Stop), StringComparison.Ordinal);

        using var unseen = await carla.GetAsync($"/desk/stories/story/entries/{held}");
        Assert.Equal(HttpStatusCode.NotFound, unseen.StatusCode);
        var story = await carla.TextAsync("/desk/stories/story");
        Assert.Contains("By a contributor", story, StringComparison.Ordinal);
        Assert.DoesNotContain("Kept from contributors", story, StringComparison.Ordinal);
        foreach (var past in new[] { "/desk/stories/story/at", "/desk/stories/story/between" })
            Assert.DoesNotContain("Kept from contributors", await carla.TextAsync(past), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_contributor_reads_of_a_draft_what_was_written_and_not_what_editors_did_to_keep_it_back()
    {
        var (draft, _) = await _service.RecordAsync("detentions", new { when = new { edtf = "2021-01-18" }, headline = "A draft with a past", draft = true });
        await _service.StoreAsync("story", draft, "key", new { });
        await _service.StoreAsync("story", draft, "embargo", new { until = "2099-01-23T12:00:00Z" });
        await _service.StoreAsync("story", draft, "embargo-lift", new { reason = "They agreed." });
        await _service.StoreAsync("story", draft, "hold", new { reason = "Checking." });
        await _service.StoreAsync("story", draft, "release", new { });
        await _service.StoreAsync("story", draft, "legal", new { legal = "review" });
        await _service.StoreAsync("story", draft, "sources", new { outlet = "The Outlet" });
        using var anna = await DeskVisitor.SignedInAsync(_service);
        using var carla = await DeskVisitor.SignedInAsync(_service, "carla", "contributor");

        string[] Told(string page) => [.. Rows().Matches(page).Select(m => m.Groups[1].Value.Trim())];

        Assert.Equal(8, Told(await anna.TextAsync($"/desk/stories/story/entries/{draft}")).Length);
        Assert.Equal(["Recorded (Detention)", "Added a source"], Told(await carla.TextAsync($"/desk/stories/story/entries/{draft}")));
    }

    [Theory]
    [InlineData("recorded")]
    [InlineData("until")]
    [InlineData("delivery")]
    [InlineData("story")]
    public async Task A_contributor_is_told_nowhere_of_a_draft_under_embargo_nor_that_it_was(string way)
    {
        var (story, secret) = ("promised-" + way, "Promised by " + way);
        using var opened = await _service.Editor.PostAsJsonAsync("/stories", new { id = story, title = way == "story" ? secret : "In view", language = "en", timeZone = "Europe/Moscow", from = "2021-01-01", draft = way == "story" }, Expect.Stop);
        Assert.Equal(HttpStatusCode.Created, opened.StatusCode);
        var (draft, _) = await _service.RecordAsync("detentions", new
        {
            when = new { edtf = "2021-01-18" },
            headline = secret,
            places = new[] { secret },
            draft = true,
            embargoUntil = way == "recorded" ? "2098-01-23T12:00:00Z" : null,
        }, story);
        var (entry, below) = ($"/stories/{story}/entries/{draft}", way == "story" ? "" : $"/entries/{draft}");
        using var carla = await DeskVisitor.SignedInAsync(_service, "carla", "contributor");
        using var contributor = _service.SignedAs("carla", "contributor");
        using var promised = way == "recorded" ? null : await _service.Editor.PostAsJsonAsync($"/stories/{story}{below}/embargo", way == "delivery"
            ? new { until = (string?)null, onDelivery = true, by = secret, terms = secret } : new { until = (string?)"2098-01-23T12:00:00Z", onDelivery = false, by = secret, terms = secret }, Expect.Stop);
        Assert.True(promised is null or { StatusCode: HttpStatusCode.Created }, promised is null ? "" : await promised.Content.ReadAsStringAsync(Expect.Stop));

        // The year as a word of its own: pages have random ones, too.
        string Told(string text, params string[] also) =>
            string.Join(", ", [.. also.Append(secret).Where(word => text.Contains(word, StringComparison.Ordinal)), .. Year().Matches(text).Select(m => m.Value)]);

        foreach (var path in new[] { entry + "?hidden=true", $"/stories/{story}/timeline?hidden=true", "/todo" })
        {
            using var answer = await contributor.GetAsync(path, Expect.Stop);
            var text = await answer.Content.ReadAsStringAsync(Expect.Stop);
            Assert.Equal((path, ""), (path, Told(text)));
        }

        foreach (var path in new[] { "/desk", "/desk/stories", $"/desk/stories/{story}", "/desk" + entry, $"/desk/stories/{story}/record/detention", $"/desk?story={story}" })
        {
            using var answer = await carla.GetAsync(path);
            var text = await answer.Content.ReadAsStringAsync(Expect.Stop);
            Assert.Equal((path, ""), (path, Told(text, draft)));
        }

        // Afterwards it is a draft like others, and what was agreed meanwhile is still not theirs to know.
        if (way == "story")
            return;
        await using var live = await carla.FollowAsync($"/desk/stories/{story}/live");
        await _service.StoreAsync(story, draft, "embargo-lift", new { reason = "They agreed." });
        await _service.StoreAsync(story, draft, "sources", new { outlet = "The Outlet" });
        Assert.DoesNotContain("embargo", await live.NextAsync("change", text => !text.Contains("Recorded", StringComparison.Ordinal)), StringComparison.OrdinalIgnoreCase);
        await _service.StoreAsync(story, draft, "embargo", new { until = "2098-01-23T12:00:00Z" });
        await _service.StoreAsync(story, draft, "embargo-lift", new { reason = "They agreed." });
        var desk = await carla.TextAsync($"/desk?story={story}");
        Assert.Contains("Added a source", desk, StringComparison.Ordinal);
        Assert.DoesNotContain("embargo", desk, StringComparison.OrdinalIgnoreCase);
    }

    [GeneratedRegex("<td>([^<]*)(?:<a [^>]*>[^<]*</a>)?</td>\\s*</tr>")]
    private static partial Regex Rows();

    [GeneratedRegex(@"\b2098\b")]
    private static partial Regex Year();

    [Theory]
    [InlineData("legal", true, "four-eyes", "hold")]
    [InlineData("archivist", true, null, "hold")]
    [InlineData("admin", false, null, "hold")]
    public async Task Lawyers_archivists_and_administrators_see_what_they_may_and_record_nothing(string role, bool hidden, string? offered, string refused)
    {
        var (draft, _) = await _service.RecordAsync("detentions", new { when = new { edtf = "2021-01-18" }, headline = "A draft of " + role, draft = true });
        using var visitor = await DeskVisitor.SignedInAsync(_service, "dora", role);

        var story = await visitor.TextAsync("/desk/stories/story");
        Assert.Equal(hidden, story.Contains("A draft of " + role, StringComparison.Ordinal));
        Assert.DoesNotContain("/record\"", story, StringComparison.Ordinal);
        Assert.Equal(offered is not null, Offered().IsMatch(story));
        using var posted = await visitor.PostAsync("/desk", $"/desk/stories/story/entries/{draft}/{refused}", ("reason", "r"));
        Assert.Equal("/desk/no-role", posted.Headers.Location?.ToString());
    }

    [Fact]
    public async Task What_waits_for_a_second_pair_shows_with_its_revision_before_and_after_and_what_is_urgent_until_seen()
    {
        await _service.OpenAsync("eyes");
        using (var legal = await DeskVisitor.SignedInAsync(_service, "dora", "legal"))
        {
            using var set = await legal.PostAsync("/desk/stories/eyes/do/four-eyes", "/desk/stories/eyes/do/four-eyes", ("commands[0]", "publication"), ("commands[1]", "correction"));
            Assert.Equal(HttpStatusCode.Redirect, set.StatusCode);
        }

        var (entry, _) = await _service.RecordAsync("detentions", new { when = new { edtf = "2021-01-18" }, headline = "As it was", draft = true }, "eyes");
        var address = $"/desk/stories/eyes/entries/{entry}";
        using var anna = await DeskVisitor.SignedInAsync(_service);
        using var boris = await DeskVisitor.SignedInAsync(_service, "boris");
        Assert.DoesNotContain("value=\"publish\"", await anna.TextAsync("/desk/stories/eyes/record/detention"), StringComparison.Ordinal);
        var correction = await anna.TextAsync($"{address}/corrections");
        Assert.Contains("name=\"urgent\"", correction, StringComparison.Ordinal);
        (string, string)[] changed = [("class", "update"), ("when", "2021-01-18"), ("headline", "As it is to be"), ("seen", DeskVisitor.Hidden(correction, "seen"))];
        using var blank = await anna.PostAsync($"{address}/corrections", $"{address}/corrections", [.. changed, ("urgent", "\u200b")]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, blank.StatusCode);
        using var proposed = await anna.PostAsync($"{address}/corrections", $"{address}/corrections", changed);
        Assert.Equal(HttpStatusCode.Redirect, proposed.StatusCode);

        Assert.Contains($"{address}/approval\"", await boris.TextAsync("/desk?story=eyes"), StringComparison.Ordinal);
        Assert.Contains("anna asked for this: Correct", await boris.TextAsync(address), StringComparison.Ordinal);
        Assert.DoesNotContain("/approval\"", (await anna.TextAsync(address)).Replace("do/approval", "", StringComparison.Ordinal).Split("<nav")[0], StringComparison.Ordinal);
        var approval = await boris.TextAsync($"{address}/approval");
        Assert.Contains("Revision 2", approval, StringComparison.Ordinal);
        Assert.Matches("(?s)Before.*As it was.*After.*As it is to be", approval);
        using var approved = await boris.PostAsync($"{address}/approval", $"{address}/approval", ("seen", DeskVisitor.Hidden(approval, "seen")));
        Assert.Equal(HttpStatusCode.Redirect, approved.StatusCode);

        using var urgent = await anna.PostAsync($"{address}/publication", $"{address}/publication", ("urgent", "It is on every channel."));
        Assert.Equal(HttpStatusCode.Redirect, urgent.StatusCode);
        Assert.Contains("It is on every channel.", await boris.TextAsync("/desk?story=eyes"), StringComparison.Ordinal);
        using var seen = await boris.PostAsync($"{address}/seen", $"{address}/seen");
        Assert.Equal(HttpStatusCode.Redirect, seen.StatusCode);
        Assert.DoesNotContain("It is on every channel.", await boris.TextAsync("/desk?story=eyes"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("publish", "embargoed")]
    [InlineData("embargo", "embargoed")]
    [InlineData("draft", "draft")]
    // A field that comes twice, as a script that goes wrong sends it, says what it says once.
    [InlineData("publish", "embargoed", "")]
    [InlineData("publish", "embargoed", "2098-01-23T12:00")]
    public async Task An_instant_that_was_given_hides_an_entry_whatever_button_or_key_sent_it(string button, string status, string? twice = null)
    {
        using var anna = await DeskVisitor.SignedInAsync(_service);
        const string Form = "/desk/stories/story/record/detention";
        (string, string)[] said = [("when", "2021-01-19"), ("as", button), .. twice is null ? [] : new[] { ("embargoUntil", twice) }, ("embargoUntil", "2098-01-23T12:00")];
        using var refused = await anna.PostAsync(Form, Form, said);
        Assert.Contains("value=\"2098-01-23T12:00\"", await refused.Content.ReadAsStringAsync(Expect.Stop), StringComparison.Ordinal);

        using var recorded = await anna.PostAsync(Form, Form, [.. said, ("headline", "Not before 2098")]);

        var entry = await _service.Editor.GetStringAsync(recorded.Headers.Location!.ToString().Split('?')[0].Replace("/desk", "", StringComparison.Ordinal) + "?hidden=true", Expect.Stop);
        Assert.Contains($"\"status\":\"{status}\"", entry, StringComparison.Ordinal);
        Assert.Contains("\"until\":\"2098-01-23T", entry, StringComparison.Ordinal);
        // And it can be moved by the form of its own.
        var form = await anna.TextAsync(recorded.Headers.Location!.ToString().Split('?')[0] + "/embargo");
        Assert.All(["until", "onDelivery", "by", "terms", "reason"], field => Assert.Contains($"name=\"{field}\"", form, StringComparison.Ordinal));
    }

    private static readonly string[] Publication = ["publication"];

    [Fact]
    public async Task What_waits_for_a_second_pair_with_an_entry_in_view_is_approved_and_a_note_keeps_no_link_from_being_corrected()
    {
        await _service.OpenAsync("in-view");
        var (other, _) = await _service.RecordAsync("detentions", new { when = new { edtf = "2021-01-17" }, headline = "The other" }, "in-view");
        var (entry, _) = await _service.RecordAsync("detentions", new { when = new { edtf = "2021-01-18" }, headline = "In view" }, "in-view");
        var address = $"/desk/stories/in-view/entries/{entry}";
        using var anna = await DeskVisitor.SignedInAsync(_service);
        using var boris = await DeskVisitor.SignedInAsync(_service, "boris");

        // What readers do not see of it must not make a form stale for ever.
        await _service.StoreAsync("in-view", entry, "notes", new { text = "Please look." });
        async Task<HttpStatusCode> CorrectAsync(params (string, string)[] with)
        {
            var form = await anna.TextAsync($"{address}/corrections");
            using var answer = await anna.PostAsync($"{address}/corrections", $"{address}/corrections",
                [("class", "update"), ("when", "2021-01-18"), ("headline", "In view"), ("seen", DeskVisitor.Hidden(form, "seen")), .. with]);
            return answer.StatusCode;
        }

        Assert.Equal(HttpStatusCode.Redirect, await CorrectAsync(("links[0].entry", other), ("links[0].relation", "follows")));

        await StoryEditing.StoreAsync(_service, "in-view", "four-eyes", new { commands = Correction });
        Assert.Equal(HttpStatusCode.Redirect, await CorrectAsync(("links[0].entry", other), ("links[0].relation", "follows"), ("summary", "More of it.")));
        Assert.DoesNotContain($"{address}/approval\"", await anna.TextAsync(address), StringComparison.Ordinal);
        var approval = await boris.TextAsync($"{address}/approval");
        using var approved = await boris.PostAsync($"{address}/approval", $"{address}/approval", ("seen", DeskVisitor.Hidden(approval, "seen")));

        Assert.Equal(HttpStatusCode.Redirect, approved.StatusCode);
        Assert.Contains("More of it.", await _service.Public.GetStringAsync($"/stories/in-view/entries/{entry}", Expect.Stop), StringComparison.Ordinal);
    }

    private static readonly string[] Correction = ["correction"];

    [Fact]
    public async Task What_would_lead_nowhere_is_not_offered()
    {
        using var anna = await DeskVisitor.SignedInAsync(_service);
        await StoryEditing.OpenAsync(_service, "nowhere-yet", draft: true);
        Assert.DoesNotContain("href=\"/stories/nowhere-yet\"", await anna.TextAsync("/desk/stories/nowhere-yet"), StringComparison.Ordinal);
        await StoryEditing.StoreAsync(_service, "nowhere-yet", "publication");
        Assert.Contains("href=\"/stories/nowhere-yet\"", await anna.TextAsync("/desk/stories/nowhere-yet"), StringComparison.Ordinal);
        Assert.Contains("/nowhere-yet/record\"", await anna.TextAsync("/desk/stories/nowhere-yet"), StringComparison.Ordinal);
        var (entry, _) = await _service.RecordAsync("detentions", new { when = new { edtf = "2021-01-18" }, headline = "The last" }, "nowhere-yet");
        var done = $"/desk/stories/nowhere-yet/entries/{entry}?done=stored";
        Assert.Contains("/nowhere-yet/record\"", await anna.TextAsync(done), StringComparison.Ordinal);

        await StoryEditing.StoreAsync(_service, "nowhere-yet", "closing", new { });

        Assert.DoesNotContain("/nowhere-yet/record\"", await anna.TextAsync("/desk/stories/nowhere-yet"), StringComparison.Ordinal);
        Assert.DoesNotContain("/nowhere-yet/record\"", await anna.TextAsync("/desk"), StringComparison.Ordinal);
        Assert.DoesNotContain("/nowhere-yet/record\"", await anna.TextAsync(done), StringComparison.Ordinal);

        // Nor is the name in addresses asked for, which is made of the title that is missing.
        using var untitled = await anna.PostAsync("/desk/open", "/desk/open", ("language", "en"), ("timeZone", "UTC"), ("from", "2021-01-01"));
        var problems = await untitled.Content.ReadAsStringAsync(Expect.Stop);
        Assert.Contains("href=\"#f-title\"", problems, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"#f-id\"", problems, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_approved_and_waits_for_its_time_can_be_changed_urgently_as_well()
    {
        await _service.OpenAsync("agreed");
        var (entry, _) = await _service.RecordAsync("detentions", new { when = new { edtf = "2021-01-18" }, headline = "Agreed", embargoUntil = "2099-01-23T12:00:00Z" }, "agreed");
        await StoryEditing.StoreAsync(_service, "agreed", "four-eyes", new { commands = Publication });
        var address = $"/desk/stories/agreed/entries/{entry}";
        using var anna = await DeskVisitor.SignedInAsync(_service);

        foreach (var route in new[] { "sources", "figures", "links", "corrections" })
            Assert.Contains("name=\"urgent\"", await anna.TextAsync($"{address}/{route}"), StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"urgent\"", await anna.TextAsync($"{address}/notes"), StringComparison.Ordinal);
        using var waits = await _service.Editor.PostAsJsonAsync($"/stories/agreed/entries/{entry}/sources", new { outlet = "One" }, Expect.Stop);
        Assert.Contains("waits for another editor", await waits.Content.ReadAsStringAsync(Expect.Stop), StringComparison.Ordinal);
        using var urgent = await _service.Editor.PostAsJsonAsync($"/stories/agreed/entries/{entry}/sources?urgent=On%20air.", new { outlet = "Two" }, Expect.Stop);
        Assert.Equal(HttpStatusCode.Created, urgent.StatusCode);

        Assert.Contains("On air.", await anna.TextAsync(address), StringComparison.Ordinal);
    }

    [GeneratedRegex("/do/four-eyes\"")]
    private static partial Regex Offered();
}
