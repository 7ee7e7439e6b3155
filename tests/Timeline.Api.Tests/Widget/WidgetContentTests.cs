using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Timeline.Api.Tests.Widget;

public sealed class WidgetContentTests(Browser browser)
{
    [Fact]
    public async Task Attributes_filter_by_kind_person_and_key()
    {
        await using var scene = await Scene.SetAsync();
        var person = new { id = "a-person", name = "A Person" };
        var arrest = await scene.RecordAsync("arrests",
            new { when = new { edtf = "2021-01-17" }, headline = "Arrest", people = new[] { person } });
        var rally = await scene.RecordAsync("rallies",
            new { when = new { edtf = "2021-01-23" }, headline = "Rally", key = true });
        var other = await scene.RecordAsync("Other", "2021-01-20");
        await scene.OpenAsync(browser, "kinds=\"arrest, rally\"");
        await scene.LiveAsync();
        await AssertShownAsync(scene, rally, arrest);

        await scene.Widget.EvaluateAsync("w => { w.removeAttribute('kinds'); w.setAttribute('person', 'a-person'); }");
        await AssertShownAsync(scene, arrest);
        await scene.Widget.EvaluateAsync("w => { w.removeAttribute('person'); w.toggleAttribute('key-only', true); }");
        await AssertShownAsync(scene, rally);
        await scene.EditAsync(other, "key", new { key = true });
        await AssertShownAsync(scene, rally, other);
        await scene.EditAsync(rally, "key", new { key = false });
        await AssertShownAsync(scene, other);
    }

    [Fact]
    public async Task Readers_filter_and_turn_the_order_and_the_attributes_follow()
    {
        await using var scene = await Scene.SetAsync();
        var arrest = await scene.RecordAsync("arrests",
            new { when = new { edtf = "2021-01-17" }, headline = "Arrest" });
        var rally = await scene.RecordAsync("rallies", new { when = new { edtf = "2021-01-23" }, headline = "Rally" });
        var old = await scene.RecordAsync("arrests",
            new { when = new { edtf = "2014" }, headline = "Long ago", background = true });
        await scene.OpenAsync(browser);
        await AssertShownAsync(scene, rally, arrest);

        await scene.Widget.GetByLabel("Order").SelectOptionAsync("asc");
        await AssertShownAsync(scene, arrest, rally);
        await scene.Widget.GetByLabel("Background").CheckAsync();
        await AssertShownAsync(scene, old, arrest, rally);
        await scene.Widget.GetByLabel("Kind").SelectOptionAsync("arrest");
        await AssertShownAsync(scene, old, arrest);
        await Expect(scene.Widget).ToHaveAttributeAsync("kinds", "arrest");
        await Expect(scene.Widget).ToHaveAttributeAsync("order", "asc");
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task A_running_story_is_read_as_it_was_reported_and_a_closed_one_as_it_happened_each_day_under_one_heading()
    {
        await using var scene = await Scene.SetAsync();
        var late = await scene.RecordAsync("Late", "2021-01-23T10:00");
        var early = await scene.RecordAsync("Early", "2021-01-17");
        var span = await scene.RecordAsync("A span", "2021-01-17/2021-01-19");
        var noon = await scene.RecordAsync("At noon", "2021-01-17T12:00");
        // The first of an attribute counts.
        await scene.OpenAsync(browser, body: "<story-timeline src=\"SERVICE/stories/story\"></story-timeline>");
        await AssertShownAsync(scene, noon, span, early, late);
        await Expect(scene.Widget.Locator(".day")).ToHaveCountAsync(1);
        await Expect(scene.Entry(late).Locator(".date")).ToContainTextAsync("published ");
        await Expect(scene.Entry(late).Locator(".happened")).ToHaveTextAsync("happened 23 January 2021, 10:00 (UTC+3)");

        await scene.LiveAsync();
        await StoryEditing.StoreAsync(scene.Service, "story", "closing", new { });
        await Expect(scene.Widget.Locator(".closed")).ToBeVisibleAsync();
        await Expect(scene.Widget.Locator(".status")).ToBeEmptyAsync();
        await scene.Page.ReloadAsync();
        await AssertShownAsync(scene, early, noon, span, late);
        await Expect(scene.Widget.Locator(".day")).ToHaveTextAsync(["Sunday 17 January 2021", "17–19 January 2021", "Saturday 23 January 2021"]);
        await scene.Widget.GetByRole(AriaRole.Searchbox, new() { Name = "Search this story" }).FillAsync("noon");
        await scene.Page.Keyboard.PressAsync("Enter");
        await AssertShownAsync(scene, noon);
        await scene.Widget.GetByLabel("View").SelectOptionAsync("reported");
        await Expect(scene.Widget).ToHaveAttributeAsync("by", "reported");
        await Expect(scene.Entry(noon).Locator(".date")).ToContainTextAsync("published ");
    }

    [Fact]
    public async Task What_can_be_played_is_and_what_is_no_picture_or_does_not_come_is_a_card_with_its_link()
    {
        (string Url, string Shown)[] media =
        [
            ("https://example.org/film.mp4", "video"), ("https://example.org/speech.mp3", "audio"), ("https://example.org/gone.png", "p.alt a"),
            ("http://example.org/unsafe.png", "p.alt a"), ("https://www.youtube.com/watch?v=1", "p.alt a"),
        ];
        await using var scene = await Scene.SetAsync();
        var id = await scene.RecordAsync("reactions", new
        {
            when = new { edtf = "2021-01-22" },
            headline = "A crowd",
            media = media.Select(m => new { url = m.Url, alt = "A crowd sings", caption = "At the square." }),
        });
        await scene.OpenAsync(browser, before: page => page.RouteAsync("https://**/*", route => route.AbortAsync()));

        foreach (var (i, (_, shown)) in media.Index())
        {
            await Expect(scene.Entry(id).Locator(".media").Nth(i).Locator(shown)).ToHaveCountAsync(1);
            await Expect(scene.Entry(id).Locator("figcaption").Nth(i)).ToHaveTextAsync("At the square.");
        }

        await Expect(scene.Entry(id).Locator("img")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_time_axis_shows_the_whole_story_follows_it_and_leads_to_its_entries()
    {
        await using var scene = await Scene.SetAsync();
        var ids = await scene.FillAsync(4);
        await scene.OpenAsync(browser, "limit=\"2\"");
        await scene.LiveAsync();
        var marks = scene.Widget.Locator(".overview a.mark");
        await Expect(marks).ToHaveCountAsync(4);

        await marks.First.FocusAsync();
        await scene.Page.Keyboard.PressAsync("Enter");
        await Expect(scene.Entry(ids[0])).ToHaveAttributeAsync("aria-current", "true");
        await scene.RecordAsync("One more", "2021-01-20");
        await Expect(marks).ToHaveCountAsync(5);
        // With the rules that come with the drawing.
        await Expect(scene.Widget.Locator(".legend li")).ToHaveTextAsync(["that day"]);
        await Expect(scene.Widget.Locator(".tip").First).ToHaveCSSAsync("visibility", "hidden");
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task It_says_how_much_there_is_what_was_put_right_and_what_is_key_and_goes_to_a_day()
    {
        await using var scene = await Scene.SetAsync();
        var ids = await scene.FillAsync(3);
        await scene.EditAsync(ids[1], "key", new { key = true });
        await scene.CorrectAsync(ids[0], "It said 1.", new { headline = "Entry one" });
        var late = await scene.RecordAsync("reactions", new
        {
            when = new { edtf = "2021-01-20" },
            headline = "A picture",
            summary = "Ann Lee says that she was there.",
            // The summary has the first; of six that are left a list has room for four.
            claims = Enumerable.Range(0, 7).Select(i => new { by = i == 0 ? "Ann Lee" : $"Witness {i}", verb = "says", text = i == 0 ? "She was there." : "I was there." }),
            media = new[] { new { url = "https://example.org/a.jpg", alt = "A square", credit = "An agency", licence = "CC BY 4.0" } },
        });
        await scene.OpenAsync(browser, "overview=\"off\"");

        await Expect(scene.Widget.Locator(".count")).ToContainTextAsync("4 entries, 1–31 January 2021 · Last updated ");
        await Expect(scene.Widget.GetByRole(AriaRole.Link, new() { Name = "Corrections (1)" })).ToHaveAttributeAsync("href", new Regex("/stories/story/corrections$"));
        await Expect(scene.Entry(late).Locator(".claimant b")).ToHaveTextAsync(["Witness 1", "Witness 2", "Witness 3", "Witness 4"]);
        await Expect(scene.Entry(late).GetByText("Read all of it")).ToHaveAttributeAsync("href", new Regex($"/entries/{late}$"));
        await Expect(scene.Entry(late).Locator(".credit")).ToHaveTextAsync("Credit: An agency · CC BY 4.0");
        await scene.Widget.GetByText("Key moments").ClickAsync();
        await scene.Widget.GetByRole(AriaRole.Link, new() { Name = "Entry 2" }).ClickAsync();
        await Expect(scene.Entry(ids[1])).ToHaveAttributeAsync("aria-current", "true");
        await scene.Widget.GetByLabel("Go to a day").SelectOptionAsync("2021-01-03");
        await AssertShownAsync(scene, ids[2]);
        await Expect(scene.Widget.Locator(".overview")).ToBeHiddenAsync();
        await scene.Widget.GetByLabel("Go to a day").SelectOptionAsync("");
        await Expect(scene.Entries).ToHaveCountAsync(4);

        // What the publisher chose is no day, and comes back.
        await scene.Widget.EvaluateAsync("w => { w.setAttribute('from', '2021-01-02'); w.setAttribute('to', '2021-01-19'); }");
        await Expect(scene.Entries).ToHaveCountAsync(2);
        await Expect(scene.Widget.GetByLabel("Go to a day")).ToHaveValueAsync("");
        await scene.Widget.GetByLabel("Go to a day").SelectOptionAsync("2021-01-03");
        await AssertShownAsync(scene, ids[2]);
        await scene.Widget.GetByLabel("Go to a day").SelectOptionAsync("");
        await Expect(scene.Entries).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task What_was_withdrawn_is_counted_apart_from_what_was_put_right()
    {
        await using var scene = await Scene.SetAsync();
        var ids = await scene.FillAsync(3);
        await scene.CorrectAsync(ids[0], "It said 1.", new { headline = "Entry one" });
        await scene.EditAsync(ids[1], "retraction", new { reason = "It was not so." });
        await scene.EditAsync(ids[2], "retraction", new { reason = "Nor was that." });
        await scene.OpenAsync(browser, "overview=\"off\"");

        await Expect(scene.Widget.Locator(".count a")).ToHaveTextAsync("Corrections (1), Retractions (2)");
    }

    [Fact]
    public async Task Where_somebody_replied_and_nothing_was_put_right_the_widget_leads_to_what_was_said()
    {
        await using var scene = await Scene.SetAsync();
        var ids = await scene.FillAsync(1);
        await scene.EditAsync(ids[0], "replies", new { by = "Ann Lee", text = "It was not so.", basis = "Press law" });
        await scene.OpenAsync(browser, "overview=\"off\"");

        await Expect(scene.Widget.Locator(".count a")).ToHaveTextAsync("Corrections");
    }

    [Fact]
    public async Task Pages_follow_one_another_and_what_changed_meanwhile_wins_over_a_stale_page()
    {
        await using var scene = await Scene.SetAsync();
        var ids = await scene.FillAsync(7);
        var first = await scene.Service.GetAsync("/stories/story/timeline?order=desc&limit=3");
        var second = await scene.Service.GetAsync((string)first["next"]!);
        second["next"] = null;
        var older = await scene.Service.GetAsync("/stories/story/timeline?order=desc&to=2021-01-04");
        second["entries"] = older["entries"]!.DeepClone();
        await scene.OpenAsync(browser, "limit=\"3\"", before: page => page.RouteAsync("**/timeline?*cursor=*", route =>
            route.FulfillAsync(new()
            {
                Body = second.ToJsonString(),
                ContentType = "application/json",
                Headers = new Dictionary<string, string> { ["Access-Control-Allow-Origin"] = "*" },
            })));
        await scene.LiveAsync();
        await AssertShownAsync(scene, ids[6], ids[5], ids[4]);

        await scene.EditAsync(ids[3], "hold", new { reason = "Being checked." });
        await scene.CorrectAsync(ids[5], "It said 6.", new { headline = "Entry six" });
        await Expect(scene.Entry(ids[5])).ToContainTextAsync("Entry six");
        await scene.Widget.GetByText("Show more").ClickAsync();

        await AssertShownAsync(scene, ids[6], ids[5], ids[4], ids[2], ids[1], ids[0]);
        await Expect(scene.Entry(ids[2])).ToBeFocusedAsync();
        await scene.AgreesAsync();
    }

    [Fact]
    public async Task A_permalink_leads_to_its_entry_however_far_down_it_is()
    {
        await using var scene = await Scene.SetAsync();
        var ids = await scene.FillAsync(9);
        await scene.OpenAsync(browser, "limit=\"3\"", fragment: $"#{ids[1]}");

        await Expect(scene.Entry(ids[1])).ToBeInViewportAsync();
        await Expect(scene.Entry(ids[1])).ToBeFocusedAsync();
        await Expect(scene.Entry(ids[1])).ToHaveAttributeAsync("aria-current", "true");

        await scene.Page.EvaluateAsync($"location.hash = '{ids[4]}'");
        await Expect(scene.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"#{ids[4]}$"));
        await Expect(scene.Entry(ids[4])).ToHaveAttributeAsync("aria-current", "true");
        await Expect(scene.Entry(ids[1])).Not.ToHaveAttributeAsync("aria-current", "true");
    }

    [Fact]
    public async Task The_slider_shows_the_past_as_it_was_and_says_so()
    {
        await using var scene = await Scene.SetAsync();
        var first = await scene.RecordAsync("As first told");
        await scene.CorrectAsync(first, "It was not so.", new { headline = "As it is told now" });
        var second = await scene.RecordAsync("The second");
        await scene.EditAsync(second, "retraction", new { reason = "Wrong." });
        await scene.OpenAsync(browser, "past");
        await scene.LiveAsync();

        await scene.Widget.GetByText("Look back").ClickAsync();
        var slider = scene.Widget.Locator("input[type=range]");
        await Expect(slider).ToHaveAttributeAsync("max", "4");
        await slider.FocusAsync();
        await scene.Page.Keyboard.PressAsync("ArrowLeft");
        await Expect(scene.Entry(second).Locator(".headline")).ToHaveTextAsync("The second");
        await Expect(scene.Widget.Locator(".banner")).ToContainTextAsync("You are looking at the past: ");
        await scene.Page.Keyboard.PressAsync("ArrowLeft");
        await scene.Page.Keyboard.PressAsync("ArrowLeft");
        await Expect(scene.Entry(first).Locator(".headline")).ToHaveTextAsync("As first told");
        await Expect(scene.Entries).ToHaveCountAsync(1);

        var third = await scene.RecordAsync("Meanwhile");
        await scene.Widget.GetByText("Back to the present").ClickAsync();
        await Expect(scene.Entry(third)).ToHaveCountAsync(1);
        await Expect(scene.Widget.Locator(".banner")).ToBeHiddenAsync();
        await scene.AgreesAsync();
    }

    [Theory]
    [InlineData("en", "by 22 January 2021", "between 17 and 22 January 2021", "17–22 January 2021", "about 2 February 2021", "2014", "spring 2001")]
    [InlineData("de", "spätestens am 22. Januar 2021", "zwischen dem 17. und dem 22. Januar 2021", "17.–22. Januar 2021", "etwa 2. Februar 2021", "2014", "Frühling 2001")]
    [InlineData("ru", "не позднее 22 января 2021 г.", "между 17 и 22 января 2021 г.", "17–22 января 2021 г.", "примерно 2 февраля 2021 г.", "2014 г.", "весна 2001 г.")]
    public async Task Inexact_dates_are_told_in_the_readers_language(string language, params string[] expected)
    {
        await using var scene = await Scene.SetAsync();
        string[] dates = ["[..2021-01-22]", "[2021-01-17..2021-01-22]", "2021-01-17/2021-01-22", "2021-02-02~", "2014", "2001-21"];
        var ids = new List<string>();
        foreach (var date in dates)
            ids.Add(await scene.RecordAsync("Some time", date));
        await scene.OpenAsync(browser, $"lang=\"{language}\" background by=\"reported\"");

        foreach (var (id, words) in ids.Zip(expected))
            await Expect(scene.Entry(id).Locator(".happened")).ToContainTextAsync(words);
    }

    [Fact]
    public async Task Times_are_told_in_the_storys_zone_wherever_the_reader_is()
    {
        await using var scene = await Scene.SetAsync();
        var id = await scene.RecordAsync("reactions",
            new { when = new { edtf = "2021-01-22T02:00", note = "by Friday morning" }, headline = "At two in Moscow" });
        await scene.OpenAsync(browser, options: new() { TimezoneId = "America/New_York", Locale = "en-US" });

        await Expect(scene.Entry(id).Locator(".day")).ToHaveTextAsync("Friday 22 January 2021");
        await Expect(scene.Entry(id).Locator(".date")).ToHaveTextAsync("02:00 (UTC+3)");
        await Expect(scene.Entry(id).Locator(".note")).ToHaveTextAsync("by Friday morning");
        // And beside them in the reader's own, whose day it may not be.
        await Expect(scene.Entry(id).Locator(".when .yours")).ToHaveTextAsync(new Regex("^Thu,? 18:00 your time$"));
        await Expect(scene.Entry(id).Locator(".recorded .yours")).ToContainTextAsync("your time");
    }

    private static readonly string[] Written = [".day", ".date", ".yours"];

    [Theory]
    [InlineData("en", "America/New_York")]
    [InlineData("en-US", "America/New_York")]
    [InlineData("de", "America/New_York")]
    [InlineData("ru", "America/St_Johns")]
    [InlineData("tr", "Asia/Tbilisi")]
    [InlineData("zh", "Asia/Tbilisi")]
    [InlineData("ar", "America/New_York")]
    public async Task Days_and_times_are_written_as_on_the_page_of_the_story(string language, string zone)
    {
        await using var scene = await Scene.SetAsync();
        await StoryEditing.StoreAsync(scene.Service, "story", "corrections", new { @class = "update", changes = new { timeZone = zone } });
        var id = await scene.RecordAsync("reactions", new { when = new { edtf = "2021-01-22T00:05" }, headline = "Five past midnight" });
        // The first of an attribute counts.
        await scene.OpenAsync(browser, $"lang=\"{language}\" by=\"reported\"", options: new() { TimezoneId = "Asia/Kolkata" });
        await Expect(scene.Entry(id).Locator(".yours")).ToBeVisibleAsync();
        var widget = await Task.WhenAll(Written.Select(p => scene.Entry(id).Locator(p).TextContentAsync()));
        await scene.Widget.EvaluateAsync("w => w.setAttribute('by', 'happened')");
        await Expect(scene.Entry(id).Locator(".happened")).ToHaveCountAsync(0);
        widget = [.. widget, await scene.Entry(id).Locator(".when .yours").TextContentAsync(), await scene.Entry(id).Locator(".permalink").TextContentAsync()];

        var page = await scene.Context.NewPageAsync();
        async Task<string?> OnPageAsync(string query, string part)
        {
            await page.GotoAsync(new Uri(scene.Service.Address, $"/stories/story{query}lang={language}").ToString());
            return await page.Locator(part).First.TextContentAsync();
        }

        string?[] expected =
        [
            await OnPageAsync("?by=reported&", "#timeline h2"), await OnPageAsync("?by=reported&", "article .when time"), await OnPageAsync("?by=reported&", "article .when .yours"),
            await OnPageAsync("?by=happened&", "article .when .yours"), await OnPageAsync($"/entries/{id}?", ".alone > .meta > time"),
        ];
        var published = Plain(await page.Locator(".alone > .meta").EvaluateAsync<string>("p => p.firstChild.textContent")) + " ";
        Assert.Equal(expected.Select(Plain), widget.Select((w, i) => i < 4 ? Plain(w) : Plain(w).Replace(published, "", StringComparison.Ordinal)));

        // Their data of what blanks a language has are of different years.
        static string Plain(string? text) => Regex.Replace(text ?? "", @"[\s\u200e\u200f]+", " ").Trim();
    }

    private static async Task AssertShownAsync(Scene scene, params string[] ids) =>
        await scene.Page.WaitForFunctionAsync(
            """
            ids => [...document.querySelector('story-timeline').shadowRoot.querySelectorAll('article')]
              .map(e => e.id).join() === ids
            """,
            string.Join(',', ids), new() { Timeout = 20_000 });
}
