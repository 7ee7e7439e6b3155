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
        using var released = await SendAsync("release", [.. entries[..2]]);
        Assert.StartsWith("/desk/stories/story?done=stored", released.Headers.Location?.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await _service.ReadAsync($"/stories/story/entries/{entries[0]}")).Status);
        using var nothing = await SendAsync("hold");
        Assert.Contains("done=nothing", nothing.Headers.Location?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_changes_what_is_said_whole_keeps_what_another_made_of_it_meanwhile()
    {
        await _service.OpenAsync("both");
        await _service.RegisterAsync("vera-both", "Vera Both");
        using var anna = await DeskVisitor.SignedInAsync(_service);
        using var boris = await DeskVisitor.SignedInAsync(_service, "boris");
        const string Story = "/desk/stories/both/do/corrections", Person = "/desk/people/vera-both/record";

        // Each sends the form as it was shown, with one change; where it is shown again, as it is shown then.
        async Task<(string Html, HttpStatusCode Status)> SendAsync(DeskVisitor visitor, string address, string html, params (string Name, string Value)[] changed)
        {
            var fields = Input().Matches(html.Split("data-draft")[1]).Select(m => (Name: m.Groups[1].Value, Value: WebUtility.HtmlDecode(m.Groups[2].Value)))
                .Concat(Area().Matches(html).Select(m => (Name: m.Groups[1].Value, Value: WebUtility.HtmlDecode(m.Groups[2].Value))))
                .Where(f => changed.All(c => c.Name != f.Name)).ToArray();
            using var answer = await visitor.PostBareAsync(address, [.. fields, .. changed]);
            return (await answer.Content.ReadAsStringAsync(Expect.Stop), answer.StatusCode);
        }

        foreach (var (address, hers, his, more) in new[]
        {
            (Story, ("standfirst", "By Anna."), ("title", "By Boris"), new[] { ("class", "update") }),
            (Person, ("description", "By Anna."), ("name", "Vera Both of Boris"), [("type", "person"), ("visibility", "private")]),
        })
        {
            var (first, second) = (await anna.TextAsync(address), await boris.TextAsync(address));
            var sent = await SendAsync(boris, address, second, [.. more, his]);
            Assert.True(sent.Status == HttpStatusCode.Redirect, Regex.Match(sent.Html, "(?s)class=.problems.*?</div>").Value);
            var late = await SendAsync(anna, address, first, [.. more, hers]);
            Assert.Equal(HttpStatusCode.PreconditionFailed, late.Status);
            Assert.Matches($"(?s)Theirs.*{his.Item2}.*value=\"{his.Item2}\"", late.Html);
            Assert.Equal(HttpStatusCode.Redirect, (await SendAsync(anna, address, late.Html, more)).Status);
            var now = await anna.TextAsync(address);
            Assert.True(now.Contains(his.Item2, StringComparison.Ordinal) && now.Contains(hers.Item2, StringComparison.Ordinal), address);
        }
    }

    [GeneratedRegex("<input (?!type=\"checkbox)[^>]*?name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex Input();

    [GeneratedRegex("<textarea [^>]*?name=\"([^\"]+)\"[^>]*>([^<]*)</textarea>")]
    private static partial Regex Area();

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

    [GeneratedRegex("name=\"places\\[\\d+\\]\" value=\"([^\"]*)\"")]
    private static partial Regex Place();
}
