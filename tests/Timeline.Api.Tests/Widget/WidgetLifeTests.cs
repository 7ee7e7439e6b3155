using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Timeline.Api.Live;
using static Microsoft.Playwright.Assertions;

namespace Timeline.Api.Tests.Widget;

public sealed class WidgetLifeTests(Browser browser)
{
    [Fact]
    public async Task Taken_out_it_lets_go_of_its_stream_and_put_back_it_is_complete()
    {
        await using var scene = await Scene.SetAsync();
        await scene.OpenAsync(browser);
        await scene.LiveAsync();

        await scene.Page.EvaluateAsync("globalThis.widget = document.querySelector('story-timeline'); widget.remove();");
        await NobodyFollowsAsync(scene, "story");
        await scene.RecordAsync("While it was out");
        await scene.Page.EvaluateAsync("document.querySelector('main').append(widget);");

        await scene.LiveAsync();
        await scene.RecordAsync("Back again");
        await scene.AgreesAsync();
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task Moved_elsewhere_on_the_page_it_goes_on()
    {
        await using var scene = await Scene.SetAsync();
        await scene.RecordAsync("Before");
        await scene.OpenAsync(browser);
        await scene.LiveAsync();

        await scene.Page.EvaluateAsync("document.querySelector('main').prepend(document.querySelector('story-timeline'))");
        await scene.LiveAsync();
        await scene.RecordAsync("After");

        await scene.AgreesAsync();
    }

    [Fact]
    public async Task Another_address_shows_another_story_and_follows_only_that()
    {
        await using var scene = await Scene.SetAsync();
        await scene.RecordAsync("Of the first story");
        await scene.Service.OpenAsync("other");
        await scene.OpenAsync(browser);
        await scene.LiveAsync();

        await scene.Widget.EvaluateAsync("w => w.setAttribute('src', w.getAttribute('src').replace('/story', '/other'))");

        await Expect(scene.Widget.Locator(".title")).ToHaveTextAsync("The story other");
        await Expect(scene.Entries).ToHaveCountAsync(0);
        await NobodyFollowsAsync(scene, "story");
        await scene.LiveAsync();
        await scene.Service.RecordAsync("rallies", new { when = new { edtf = "2021-01-23" }, headline = "Of the other" }, "other");
        await Expect(scene.Entries.Locator(".headline")).ToHaveTextAsync("Of the other");
    }

    [Fact]
    public async Task Two_stories_on_a_page_each_show_their_own()
    {
        await using var scene = await Scene.SetAsync();
        await scene.Service.OpenAsync("other");
        await scene.OpenAsync(browser, body: "<story-timeline src=\"SERVICE/stories/other\" live=\"on\"></story-timeline>", title: "The story other");
        var second = scene.Page.Locator("story-timeline").Nth(1);
        await Expect(second.Locator(".status")).ToHaveTextAsync("Live");

        await scene.RecordAsync("Of the story");
        await scene.Service.RecordAsync("rallies", new { when = new { edtf = "2021-01-23" }, headline = "Of the other" }, "other");

        await Expect(second.Locator(".headline")).ToHaveTextAsync("Of the story");
        await Expect(scene.Widget.Locator(".headline")).ToHaveTextAsync("Of the other");
    }

    [Fact]
    public async Task What_cannot_be_shown_says_why_to_readers_and_to_the_page()
    {
        (string Attributes, string Code, string Sentence)[] faults =
        [
            ("src=\"nowhere\"", "wrong-address", "This is not the address of a story."),
            ("src=\"SERVICE/stories/none\"", "unknown-story", "There is no such story here."),
            ("src=\"SERVICE/stories/none\" lang=\"de\"", "unknown-story", "Dieses Thema gibt es hier nicht."),
            ("src=\"SERVICE/stories/story\" kinds=\"earthquake\"", "unknown-kind", "There is no kind of entry called “earthquake”."),
            ("src=\"http://127.0.0.1:9/stories/story\" lang=\"ru\"", "unreachable", "Хроника сейчас недоступна."),
            ("src=\"SERVICE/stories/story\"", "no-entries", "There are no entries yet."),
            ("src=\"SERVICE/stories/gone\" lang=\"ru\"", "451", "Это удалено по юридическим причинам."),
        ];
        await using var scene = await Scene.SetAsync();
        await scene.OpenAsync(browser, title: "", body: string.Concat(faults.Select(f => $"<story-timeline {f.Attributes}></story-timeline>")),
            head: "<script>globalThis.told = []; addEventListener('error', e => e.detail && told.push(e.detail.code), true)</script>",
            before: page => page.RouteAsync("**/stories/gone/standing", route => route.FulfillAsync(new()
            {
                Status = 451,
                Headers = Cors,
                Body = "{\"type\":\"urn:timeline:problem:removed-on-legal-grounds\"}",
            })));

        foreach (var (i, (_, code, sentence)) in faults.Index())
        {
            await Expect(scene.Page.Locator("story-timeline").Nth(i).Locator(".fault")).ToHaveTextAsync(sentence);
            await scene.Page.WaitForFunctionAsync("code => told.includes(code)", code);
        }
    }

    // Told by the stream, at once or once there is a way to it again; and where nothing streams, found by who asks for changes.
    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task The_words_of_a_story_that_is_taken_down_go_from_open_widgets_and_pages(bool streams, bool cut)
    {
        (string Story, string Face, string Sentence)[] gone =
        [
            ("story", "legal", "This was removed on legal grounds."),
            ("by-editors", "editorial", "This is not here any more."),
            ("silent", "silent", "There is no such story here."),
        ];
        await using var scene = await Scene.SetAsync();
        foreach (var (story, _, _) in gone)
        {
            if (story != "story")
                await scene.Service.OpenAsync(story);
            await scene.Service.RecordAsync("reactions", new { when = new { edtf = "2021-01-22" }, headline = "Words that go" }, story);
        }

        await scene.OpenAsync(browser, title: "",
            body: string.Concat(gone[1..].Select(g => $"<story-timeline src=\"SERVICE/stories/{g.Story}\"></story-timeline>")),
            before: async page =>
            {
                if (streams)
                    return;
                await page.AddInitScriptAsync("delete globalThis.EventSource");
                await page.Clock.InstallAsync();
            });
        var widgets = scene.Page.Locator("story-timeline");
        await Expect(widgets.Locator(".headline")).ToHaveTextAsync(["Words that go", "Words that go", "Words that go"]);
        if (streams)
            await Expect(widgets.Locator(".status")).ToHaveTextAsync(["Live", "Live", "Live"]);
        var page = await scene.Context.NewPageAsync();
        await page.Clock.InstallAsync();
        await page.GotoAsync($"{scene.Relay.Address}stories/silent");
        await Expect(page.Locator("article h3")).ToHaveTextAsync("Words that go");
        await Expect(page.Locator(".state[data-state]")).ToHaveCountAsync(1);
        await scene.Page.BringToFrontAsync();

        if (cut)
            scene.Relay.Cut();
        foreach (var (story, face, _) in gone)
        {
            await StoryEditing.StoreAsync(scene.Service, story, "takedown",
                new { form = "remove", @public = face, grounds = "An order.", authority = "A court", reference = "1/26" });
        }

        scene.Relay.Mend();
        await Tests.Expect.SoonAsync(async () =>
        {
            await page.Clock.FastForwardAsync("01:10");
            if (!streams)
                await scene.Page.Clock.FastForwardAsync("01:10");
            return await page.Locator("article").CountAsync() == 0 && await widgets.Locator("article").CountAsync() == 0;
        });

        foreach (var (story, _, sentence) in gone)
        {
            var widget = scene.Page.Locator($"story-timeline[src$='/{story}']");
            await Expect(widget.Locator(".fault")).ToHaveTextAsync(sentence);
            await Expect(widget.Locator(".title")).ToHaveTextAsync("");
        }

        await Expect(page.Locator("body")).ToContainTextAsync(gone[^1].Sentence);
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task A_story_that_there_is_not_leaves_the_tags_own_content_and_is_not_asked_for_again()
    {
        await using var scene = await Scene.SetAsync();
        var asked = 0;
        await scene.OpenAsync(browser, title: "", before: async page =>
        {
            page.Request += (_, request) => asked += request.Url.Contains("/standing", StringComparison.Ordinal) ? 1 : 0;
            await page.Clock.InstallAsync();
            await page.RouteAsync("**/stories/story/standing", route => route.FulfillAsync(new()
            {
                Status = 404,
                Headers = Cors,
                Body = "{\"type\":\"urn:timeline:problem:unknown-story\"}",
            }));
        });

        await Expect(scene.Fault).ToHaveTextAsync("There is no such story here.");
        await scene.Page.Clock.FastForwardAsync("10:00");
        Assert.Equal(1, asked);
        await Expect(scene.Widget.Locator("slot")).Not.ToHaveAttributeAsync("hidden", "");
    }

    [Fact]
    public async Task A_service_that_is_away_when_the_page_opens_is_tried_until_it_is_back()
    {
        await using var scene = await Scene.SetAsync();
        await scene.RecordAsync("At last");
        await scene.OpenAsync(browser, title: "", before: async page =>
        {
            await page.Clock.InstallAsync();
            await page.RouteAsync("**/stories/story/**", route => route.AbortAsync());
        });

        await Expect(scene.Fault).ToHaveTextAsync("The timeline cannot be reached.");
        await scene.Page.UnrouteAllAsync();
        await scene.Page.Clock.FastForwardAsync("00:11");

        await scene.LiveAsync();
        await scene.AgreesAsync();
    }

    [Fact]
    public async Task What_a_service_of_another_version_says_or_leaves_out_is_passed_over()
    {
        await using var scene = await Scene.SetAsync();
        await scene.RecordAsync("Still shown");
        await scene.OpenAsync(browser, "by=happened", before: async page =>
        {
            await AlterAsync("**/stories/story/timeline?*", answer => answer["entries"]![0]!["repeats"] = new JsonArray("parts[2].words"));
            await AlterAsync("**/stories/story/overview?*", answer => answer.AsObject().Remove("legend"));

            Task AlterAsync(string address, Action<JsonNode> alter) => page.RouteAsync(address, async route =>
            {
                var response = await route.FetchAsync();
                var answer = JsonNode.Parse(await response.TextAsync())!;
                alter(answer);
                await route.FulfillAsync(new() { Response = response, Body = answer.ToJsonString() });
            });
        });

        await Expect(scene.Entries.Locator(".headline")).ToHaveTextAsync("Still shown");
        await Expect(scene.Widget.Locator(".overview svg")).ToBeVisibleAsync();
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task Nothing_in_it_moves_by_itself()
    {
        await using var scene = await Scene.SetAsync();
        await scene.RecordAsync("Still");
        await scene.OpenAsync(browser, "past", head: "<style>* { transition: all 9s !important; animation: x 9s infinite !important } @keyframes x {}</style>");
        await scene.LiveAsync();

        var moving = await scene.Widget.EvaluateAsync<int>(
            """
            w => [...w.shadowRoot.querySelectorAll('*')].filter(e => {
              const style = getComputedStyle(e);
              return e.getAnimations().length || style.animationName !== 'none' || style.transitionDuration !== '0s';
            }).length
            """);
        Assert.Equal(0, moving);
    }

    private static readonly Dictionary<string, string> Cors = new() { ["Access-Control-Allow-Origin"] = "*" };

    private static Task NobodyFollowsAsync(Scene scene, string story)
    {
        var hubs = scene.Service.App.Services.GetRequiredService<Hubs>();
        return Tests.Expect.SoonAsync(() => Task.FromResult(hubs.Readers(story) == 0));
    }
}
