using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Timeline.Api.Tests.Desk;
using Timeline.Api.Tests.Past;

namespace Timeline.Api.Tests.Leaks;

/// <summary>What the desk's pages tell a contributor: what the API does, and no more.</summary>
public sealed partial class ContributorAtTheDeskTests(SharedService shared) : IClassFixture<SharedService>
{
    private const string Later = "2098-01-23T12:00:00Z";
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task A_name_that_they_type_is_nobodys_of_whom_readers_know_nothing()
    {
        using var registered = await _service.Editor.PutAsJsonAsync("/people/kept-apart", new { name = "Zora Quell", names = new[] { new { name = "Zo Quell" } } }, Expect.Stop);
        await _service.RegisterAsync("well-known", "Maria Velt");
        using var carla = await DeskVisitor.SignedInAsync(_service, "carla", "contributor");
        const string Form = "/desk/stories/story/record/detention";
        (string, string)[] fields = [("when", "2021-01-19"), ("headline", "Zora Quell is detained"), ("people[0].name", "Zora Quell"), ("people[1].name", "Maria Velt"), ("people[2].name", "Zo Quell"), ("as", "draft")];

        using var previewed = await carla.PostAsync(Form, "/desk/stories/story/preview/detention", fields);
        Assert.DoesNotContain("is private", await previewed.Content.ReadAsStringAsync(Expect.Stop), StringComparison.Ordinal);
        using var recorded = await carla.PostAsync(Form, Form, fields);
        var draft = recorded.Headers.Location!.ToString().Split('?')[0].Replace("/desk", "", StringComparison.Ordinal);
        var people = JsonNode.Parse(await _service.Editor.GetStringAsync(draft + "?hidden=true", Expect.Stop))!["people"]!.AsArray();
        Assert.Equal(["zora-quell", "well-known", "zo-quell"], people.Select(p => (string?)p!["id"]));
    }

    [Fact]
    public async Task What_they_are_about_to_record_is_like_nothing_that_they_may_not_see()
    {
        object Like(string headline, string? until = null, bool draft = false) => new { when = new { edtf = "2021-01-25" }, headline, embargoUntil = until, draft, people = new[] { new { id = "petra-lund", name = "Petra Lund" } } };
        await _service.RecordAsync("detentions", Like("Kept until then", Later));
        await _service.RecordAsync("detentions", Like("A colleague's draft", draft: true));
        (string, string)[] fields = [("when", "2021-01-25"), ("headline", "Petra Lund is detained"), ("people[0].name", "Petra Lund")];
        async Task<string> PreviewAsync(params string[] roles)
        {
            using var visitor = await DeskVisitor.SignedInAsync(_service, "carla", roles);
            using var answer = await visitor.PostAsync("/desk/stories/story/record/detention", "/desk/stories/story/preview/detention", fields);
            return await answer.Content.ReadAsStringAsync(Expect.Stop);
        }

        var told = await PreviewAsync("contributor");
        Assert.Contains("A colleague&#x27;s draft", told, StringComparison.Ordinal);
        Assert.DoesNotContain("Kept until then", told, StringComparison.Ordinal);
        Assert.Contains("Kept until then", await PreviewAsync("editor"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_page_tells_them_how_many_events_there_are()
    {
        await _service.OpenAsync("counted");
        var (draft, _) = await _service.RecordAsync("detentions", new { when = new { edtf = "2021-01-18" }, headline = "A draft", draft = true }, "counted");
        await _service.StoreAsync("counted", draft, "sources", new { outlet = "One" });
        var entry = $"/desk/stories/counted/entries/{draft}";
        using var carla = await DeskVisitor.SignedInAsync(_service, "carla", "contributor");

        foreach (var address in new[] { "/desk/stories/counted", entry, entry + "/corrections", entry + "/sources" })
            Assert.DoesNotMatch(@"(after|undo)=\d+""", await carla.TextAsync(address));
        var page = await carla.TextAsync(entry);
        Assert.Matches("name=\"sources\\[0\\].outlet\"[^>]* value=\"One\"", await carla.TextAsync($"{entry}/corrections"));
        Assert.DoesNotMatch("name=\"sources\\[0\\].outlet\"[^>]* value=\"One\"", await carla.TextAsync($"{entry}/{Undo().Match(page).Value}"));

        // From where a page was made, or a stream was left, nothing is missed; from a number that they make up nothing is told.
        await _service.StoreAsync("counted", draft, "sources", new { outlet = "Two" });
        await using (var live = await carla.FollowAsync(Live().Match(page).Groups[1].Value))
        {
            Assert.Contains("Added a source", await live.NextAsync("change"), StringComparison.Ordinal);
            Assert.DoesNotMatch(@"^\d+$", live.LastId);
            await _service.StoreAsync("counted", draft, "figures", new { figure = new { what = "people", value = 3, by = "Somebody" } });
            await using var again = await carla.FollowAsync($"/desk/stories/counted/live?after={Uri.EscapeDataString(live.LastId!)}");
            Assert.Contains("figure", await again.NextAsync("change"), StringComparison.Ordinal);
        }

        await using var madeUp = await carla.FollowAsync("/desk/stories/counted/live?after=1");
        await _service.CorrectAsync("counted", draft, new { headline = "Another" });
        Assert.Contains("Another", await madeUp.NextAsync("change"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_an_open_draft_once_is_not_read_in_the_past()
    {
        await _service.OpenAsync("past");
        object Draft(string headline) => new { when = new { edtf = "2021-01-18" }, headline, draft = true };
        await _service.RecordAsync("detentions", new { when = new { edtf = "2021-01-18" }, headline = "In view" }, "past");
        var (promised, _) = await _service.RecordAsync("detentions", Draft("Zq promised"), "past");
        var (held, _) = await _service.RecordAsync("detentions", Draft("Zq held"), "past");
        var then = DateTime.UtcNow.ToString("O", CultureInfo.InvariantCulture);
        await _service.StoreAsync("past", promised, "embargo", new { until = Later });
        await _service.StoreAsync("past", held, "hold", new { reason = "Checking." });
        using var anna = await DeskVisitor.SignedInAsync(_service);
        using var carla = await DeskVisitor.SignedInAsync(_service, "carla", "contributor");

        var (all, told) = (await anna.TextAsync($"/desk/stories/past/at?at={then}"), await carla.TextAsync($"/desk/stories/past/at?at={then}"));
        Assert.Matches("(?s)Zq promised.*Zq held", all);
        Assert.Contains("In view", told, StringComparison.Ordinal);
        Assert.DoesNotContain("Zq", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_waits_for_lawyers_or_another_editor_is_not_theirs_to_read()
    {
        await _service.OpenAsync("waiting");
        await StoryEditing.StoreAsync(_service, "waiting", "four-eyes", new { commands = Correction });
        var (entry, _) = await _service.RecordAsync("detentions", new { when = new { edtf = "2021-01-18" }, headline = "In view" }, "waiting");
        await _service.StoreAsync("waiting", entry, "legal", new { legal = "review" });
        await StoryEditing.StoreAsync(_service, "waiting", "legal", new { legal = "review" });
        await _service.CorrectAsync("waiting", entry, new { headline = "Otherwise" });
        using var boris = await DeskVisitor.SignedInAsync(_service, "boris");
        using var carla = await DeskVisitor.SignedInAsync(_service, "carla", "contributor");

        foreach (var address in new[] { "/desk/stories/waiting", $"/desk/stories/waiting/entries/{entry}" })
        {
            Assert.Contains("<p class=\"warn\">", await boris.TextAsync(address), StringComparison.Ordinal);
            Assert.DoesNotContain("<p class=\"warn\">", await carla.TextAsync(address), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_is_to_be_done_is_counted_without_the_stories_that_they_may_not_see()
    {
        await StoryEditing.OpenAsync(_service, "known", title: "Known");
        await StoryEditing.OpenAsync(_service, "promised", embargoUntil: Later, title: "Promised");
        object draft = new { when = new { edtf = "2021-01-18" }, headline = "A draft", draft = true };
        using var carla = _service.SignedAs("carla", "contributor");
        async Task<JsonNode> DraftsAsync() => JsonNode.Parse(await carla.GetStringAsync("/todo", Expect.Stop))!["needs"]!.AsArray().First(n => (string?)n!["need"] == "draft")!;

        await _service.RecordAsync("detentions", draft, "known");
        var before = (int)(await DraftsAsync())["total"]!;
        for (var i = 0; i < 20; i++)
            await _service.RecordAsync("detentions", draft, "promised");

        var after = await DraftsAsync();
        Assert.Equal(before, (int)after["total"]!);
        Assert.Equal(Math.Min(before, 20), after["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task Of_links_to_what_they_may_not_see_alone_they_are_told_nothing()
    {
        await _service.OpenAsync("linked");
        async Task<string> RecordAsync(string headline, bool draft) =>
            (await _service.RecordAsync("detentions", new { when = new { edtf = "2021-01-18" }, headline, draft }, "linked")).Id;
        var (shown, hidden) = (await RecordAsync("In view", false), await RecordAsync("Kept back", false));
        var (colleagues, theirs) = (await RecordAsync("By a colleague", true), await RecordAsync("Theirs", true));
        await _service.StoreAsync("linked", hidden, "hold", new { reason = "Checking." });
        await _service.StoreAsync("linked", theirs, "sources", new { outlet = "One" });
        using var api = _service.SignedAs("carla", "contributor");
        using var carla = await DeskVisitor.SignedInAsync(_service, "carla", "contributor");
        var page = await carla.TextAsync($"/desk/stories/linked/entries/{theirs}");
        await using var live = await carla.FollowAsync(Live().Match(page).Groups[1].Value);
        static object To(string entry, string relation = "follows") => new { entry, relation };
        async Task<(int Deeds, string? Last, int OfStory)> ToldAsync()
        {
            var changed = JsonNode.Parse(await api.GetStringAsync("/todo?story=linked", Expect.Stop))!["changed"]!.AsArray();
            return (Deed().Count(await carla.TextAsync($"/desk/stories/linked/entries/{theirs}")),
                (string?)changed.FirstOrDefault(c => (string?)c!["entry"] == theirs)?["type"], changed.Count(c => (string?)c!["type"] == "standing_replaced"));
        }

        var told = await ToldAsync();
        Assert.Equal((2, "source_added", 0), told);
        await _service.StoreAsync("linked", theirs, "links", To(hidden));
        await _service.CorrectAsync("linked", theirs, new { links = new[] { To(hidden, "updates") } });
        await _service.CorrectAsync("linked", theirs, new { links = Array.Empty<object>() });
        foreach (var entries in new string[][] { [shown], [shown, hidden] })
            await StoryEditing.StoreAsync(_service, "linked", "standing", new { known = new[] { new { text = "He is held.", entries } } });
        told = told with { OfStory = 1 };
        Assert.Equal(told, await ToldAsync());

        // Of those that they see they are told, though readers see none.
        await _service.StoreAsync("linked", theirs, "links", To(colleagues));
        Assert.Equal((told.Deeds + 1, "entry_linked", 1), await ToldAsync());
        await _service.CorrectAsync("linked", theirs, new { links = new[] { To(hidden) } });
        Assert.Equal((told.Deeds + 2, "entry_corrected", 1), await ToldAsync());
        Assert.Contains("where things stand", await live.NextAsync("change"), StringComparison.Ordinal);
        Assert.Contains("Linked", await live.NextAsync("change"), StringComparison.Ordinal);
        Assert.Contains("Corrected", await live.NextAsync("change"), StringComparison.Ordinal);

        using var anna = await DeskVisitor.SignedInAsync(_service);
        Assert.Equal(7, Deed().Count(await anna.TextAsync($"/desk/stories/linked/entries/{theirs}")));
    }

    private static readonly string[] Correction = ["correction"];

    [GeneratedRegex("<tr>\\s*<td><time")]
    private static partial Regex Deed();

    [GeneratedRegex("corrections\\?undo=[^\"]+")]
    private static partial Regex Undo();

    [GeneratedRegex("data-live=\"([^\"]+)\"")]
    private static partial Regex Live();
}
