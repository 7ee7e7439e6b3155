using System.Net;
using System.Text.RegularExpressions;
using Timeline.Api.Tests.Past;

namespace Timeline.Api.Tests.Desk;

/// <summary>Several editors at once, and several entries at once.</summary>
public sealed partial class DeskTogetherTests(SharedService shared) : IClassFixture<SharedService>
{
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task Several_entries_are_held_and_released_by_one_form_and_what_is_refused_is_named()
    {
        var entries = new List<string>();
        for (var i = 0; i < 3; i++)
            entries.Add((await _service.RecordAsync("detentions", new { when = new { edtf = "2021-01-18" }, headline = $"Held together {i}" })).Id);
        await _service.StoreAsync("story", entries[2], "retraction", new { reason = "Wrong." });
        using var anna = await DeskVisitor.SignedInAsync(_service);
        Task<HttpResponseMessage> SendAsync(string what, params string[] chosen) =>
            anna.PostAsync("/desk/stories/story", "/desk/stories/story/several", [("do", what), ("once", Guid.NewGuid().ToString("N")), ("reason", "The agency has withdrawn it."), .. chosen.Select(e => ("entry", e))]);

        using var partly = await SendAsync("hold", [.. entries]);
        var page = await partly.Content.ReadAsStringAsync(Expect.Stop);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, partly.StatusCode);
        Assert.Contains($"value=\"{entries[2]}\" checked", page, StringComparison.Ordinal);
        Assert.Contains("The entry is retracted", page, StringComparison.Ordinal);
        foreach (var entry in entries[..2])
            Assert.Equal(HttpStatusCode.NotFound, (await _service.ReadAsync($"/stories/story/entries/{entry}")).Status);
        Assert.Contains(">Not done: 1<", page, StringComparison.Ordinal);
        using var released = await SendAsync("release", [.. entries[..2]]);
        Assert.StartsWith("/desk/stories/story?done=stored", released.Headers.Location?.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await _service.ReadAsync($"/stories/story/entries/{entries[0]}")).Status);
        using var nothing = await SendAsync("hold");
        Assert.Contains("done=nothing", nothing.Headers.Location?.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain", "/desk/stories/plain/do/corrections", "standfirst", "title")]
    [InlineData("person", "/desk/people/vera-person/record", "description", "name")]
    [InlineData("named", "/desk/people/vera-named/record", "description", "names[0].name")]
    [InlineData("points", "/desk/stories/points/do/standing", "known[0].text", "unknown[0].text")]
    [InlineData("nothing", "/desk/stories/nothing/do/standing", "known[0].text", "unknown[0].text")]
    public async Task Who_changes_what_is_said_whole_keeps_what_another_made_of_it_meanwhile(string story, string address, string hers, string his)
    {
        await _service.OpenAsync(story);
        await _service.RegisterAsync("vera-" + story, "Vera Both");
        var (entry, _) = await _service.RecordAsync("detentions", new { when = new { edtf = "2021-01-18" }, headline = "What it rests on" }, story);
        if (story == "points")
            await StoryEditing.StoreAsync(_service, story, "standing", new { known = new[] { new { text = "As it was.", entries = new[] { entry } } } });
        using var anna = await DeskVisitor.SignedInAsync(_service);
        using var boris = await DeskVisitor.SignedInAsync(_service, "boris");
        (string, string)[] Saying(string field, string text) => [(field, text), .. address.EndsWith("corrections", StringComparison.Ordinal) ? [("class", "update")] : Array.Empty<(string, string)>(),
            .. field.Contains("known", StringComparison.Ordinal) ? [(field.Replace("text", "entries[0]", StringComparison.Ordinal), entry)] : Array.Empty<(string, string)>()];

        var (first, second) = (await anna.TextAsync(address), await boris.TextAsync(address));
        var sent = await boris.SendShownAsync(second, Saying(his, "By Boris"));
        Assert.True(sent.Status == HttpStatusCode.Redirect, sent.Html);
        var late = await anna.SendShownAsync(first, Saying(hers, "By Anna"));
        Assert.Equal(HttpStatusCode.PreconditionFailed, late.Status);
        Assert.Matches("(?s)Theirs.*By Boris.*By Boris", late.Html);
        Assert.Equal(HttpStatusCode.Redirect, (await anna.SendShownAsync(late.Html)).Status);
        var now = await anna.TextAsync(address);
        Assert.True(now.Contains("By Boris", StringComparison.Ordinal) && now.Contains("By Anna", StringComparison.Ordinal), now);
    }

    [Theory]
    [InlineData("late-known", true)]
    [InlineData("late-new", false)]
    public async Task Who_is_wrong_and_late_is_told_both_before_anything_of_another_is_replaced(string person, bool known)
    {
        if (known)
            await _service.RegisterAsync(person, "Nobody yet");
        using var anna = await DeskVisitor.SignedInAsync(_service);
        using var boris = await DeskVisitor.SignedInAsync(_service, "boris");
        var address = $"/desk/people/{person}/record";

        var (first, second) = (await anna.TextAsync(address), await boris.TextAsync(address));
        Assert.Equal(HttpStatusCode.Redirect, (await boris.SendShownAsync(second, ("name", "Of Boris"), ("wikidata", "Q7747"))).Status);
        var wrong = await anna.SendShownAsync(first, ("name", "Of Anna"), ("description", new string('x', 301)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        var late = await anna.SendShownAsync(wrong.Html, ("description", "short"));

        Assert.Equal(HttpStatusCode.PreconditionFailed, late.Status);
        Assert.Matches("(?s)Theirs.*Of Boris.*Of Anna.*Q7747", late.Html);
        Assert.Equal(HttpStatusCode.Redirect, (await anna.SendShownAsync(late.Html)).Status);
        Assert.Contains("Q7747", await anna.TextAsync(address), StringComparison.Ordinal);
    }

    private static readonly string[] Both = ["vera-1", "otto-2"];

    [Fact]
    public async Task A_form_calls_people_by_name_and_means_the_same_ones_also_after_one_has_another_name()
    {
        var (entry, _) = await _service.RecordAsync("detentions", new
        {
            when = new { edtf = "2021-01-18" },
            headline = "Of people",
            people = new[] { new { id = "vera-1", name = "Vera One" }, new { id = "otto-2", name = "Otto Two" } },
            claims = new[] { new { by = Both, verb = "says", text = "It was so." } },
        });
        using var anna = await DeskVisitor.SignedInAsync(_service);
        var address = $"/desk/stories/story/entries/{entry}/corrections";

        var form = await anna.TextAsync(address);
        Assert.Contains("name=\"claims[0].by\" value=\"Vera One; Otto Two\"", form, StringComparison.Ordinal);
        var sent = await anna.SendShownAsync(form, ("class", "update"), ("people[0].name", "Vera Three"));

        Assert.True(sent.Status == HttpStatusCode.Redirect, sent.Html);
        var now = await _service.GetAsync($"/stories/story/entries/{entry}");
        Assert.Equal("Vera Three", (string?)now["people"]![0]!["name"]);
        Assert.Equal("[\"vera-1\",\"otto-2\"]", now["claims"]![0]!["by"]!.ToJsonString());
        Assert.Equal("people", (string?)Assert.Single(now["revisions"]![0]!["changes"]!.AsArray())!["field"]);
    }

    [Fact]
    public async Task Five_editors_at_once_lose_no_update()
    {
        var (entry, _) = await _service.RecordAsync("detentions", new { when = new { edtf = "2021-01-18" }, headline = "Of five" });
        var address = $"/desk/stories/story/entries/{entry}/corrections";

        await Task.WhenAll(Enumerable.Range(0, 5).Select(async editor =>
        {
            using var visitor = await DeskVisitor.SignedInAsync(_service, $"editor-{editor}");
            for (var done = 0; done < 4;)
            {
                // What somebody else stored meanwhile is 412, and its page has theirs.
                var form = await visitor.TextAsync(address);
                var places = Place().Matches(form).Select(m => m.Groups[1].Value).Where(p => p.Length > 0).Append($"Place {editor}-{done}").Select((p, i) => ($"places[{i}]", p));
                using var sent = await visitor.PostBareAsync(address, [("class", "update"), ("when", "2021-01-18"), ("headline", "Of five"),
                    ("seen", DeskVisitor.Hidden(form, "seen")), ("base", DeskVisitor.Hidden(form, "base")), ("__RequestVerificationToken", DeskVisitor.TokenOf(form)), .. places]);
                if (sent.StatusCode == HttpStatusCode.Redirect)
                    done++;
                else
                    Assert.Equal(HttpStatusCode.PreconditionFailed, sent.StatusCode);
            }
        }));

        Assert.Equal(20, (await _service.GetAsync($"/stories/story/entries/{entry}"))["places"]!.AsArray().Count);
    }

    [Fact]
    public async Task What_others_do_and_who_is_at_work_is_told_on_every_node_and_to_whom_it_concerns()
    {
        await _service.OpenAsync("alive");
        var (entry, _) = await _service.RecordAsync("detentions", new { when = new { edtf = "2021-01-18" }, headline = "Seen by both" }, "alive");
        await using var node = await TestService.StartAsync(_service.ConnectionString);
        using var anna = await DeskVisitor.SignedInAsync(_service);
        using var boris = await DeskVisitor.SignedInAsync(node, "boris");
        await using var told = await anna.FollowAsync("/desk/stories/alive/live");

        using var here = await boris.PostAsync($"/desk/stories/alive/entries/{entry}/hold", $"/desk/stories/alive/entries/{entry}/presence");
        Assert.Equal(HttpStatusCode.NoContent, here.StatusCode);
        Assert.Contains("boris is at work on “Seen by both” just now.", await told.NextAsync("presence", d => d.Contains("boris", StringComparison.Ordinal)), StringComparison.Ordinal);
        using var held = await boris.PostAsync($"/desk/stories/alive/entries/{entry}/hold", $"/desk/stories/alive/entries/{entry}/hold", ("reason", "Checking."));
        Assert.Equal(HttpStatusCode.Redirect, held.StatusCode);
        Assert.Contains("boris changed “Seen by both”: Held", await told.NextAsync("change"), StringComparison.Ordinal);
        using var gone = await boris.PostAsync($"/desk/stories/alive/entries/{entry}/release", $"/desk/stories/alive/entries/{entry}/presence", ("gone", "true"));
        Assert.Equal("[]", await told.NextAsync("presence"));

        using var stranger = new DeskVisitor(_service.Address);
        using var refused = await stranger.GetAsync("/desk/stories/alive/live");
        Assert.Equal(HttpStatusCode.Redirect, refused.StatusCode);
    }

    [Fact]
    public async Task What_has_no_headline_any_more_is_called_what_readers_are_told_in_its_place_and_never_by_its_id()
    {
        await _service.OpenAsync("unnamed");
        var (entry, _) = await _service.RecordAsync("detentions", new { when = new { edtf = "2021-01-18" }, headline = "Said at first" }, "unnamed");
        using var anna = await DeskVisitor.SignedInAsync(_service);
        using var boris = await DeskVisitor.SignedInAsync(_service, "boris");
        await using var told = await anna.FollowAsync("/desk/stories/unnamed/live");

        using var retracted = await boris.PostAsync($"/desk/stories/unnamed/entries/{entry}/retraction", $"/desk/stories/unnamed/entries/{entry}/retraction", ("reason", "Wrong."));
        Assert.Equal(HttpStatusCode.Redirect, retracted.StatusCode);
        Assert.Contains("boris changed “This entry was withdrawn.”: ", await told.NextAsync("change"), StringComparison.Ordinal);
        using var here = await boris.PostAsync($"/desk/stories/unnamed/entries/{entry}/replies", $"/desk/stories/unnamed/entries/{entry}/presence");
        Assert.Equal(HttpStatusCode.NoContent, here.StatusCode);
        Assert.Contains("boris is at work on “This entry was withdrawn.” just now.", await told.NextAsync("presence", d => d.Contains("boris", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [GeneratedRegex("name=\"places\\[\\d+\\]\" value=\"([^\"]*)\"")]
    private static partial Regex Place();
}
