using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Timeline.Api.Tests.Widget;

public sealed class WidgetLiveTests(Browser browser)
{
    [Fact]
    public async Task What_editors_do_reaches_an_open_page_in_place()
    {
        await using var scene = await SceneWithPageAsync();

        var id = await scene.RecordAsync("sentencings", new
        {
            when = new { edtf = "2021-01-17/2021-01-22" },
            headline = "Jailed for 15 days",
            claims = new[] { new { by = "The defendant", verb = "says", text = "The charges are political." } },
            term = "15 days",
        });
        await Expect(scene.Entry(id).Locator(".claimant")).ToHaveTextAsync("The defendant · Statement");

        await scene.CorrectAsync(id, "The term was given as 15 days.",
            new { headline = "Jailed for 30 days", term = "30 days" });
        await Expect(scene.Entry(id).Locator(".headline")).ToHaveTextAsync("Jailed for 30 days");
        await Expect(scene.Entry(id).Locator(".correction")).ToContainTextAsync("The term was given as 15 days.");

        await scene.EditAsync(id, "hold", new { reason = "Being checked." });
        await Expect(scene.Entry(id)).ToHaveCountAsync(0);
        await scene.EditAsync(id, "release");
        await Expect(scene.Entry(id)).ToHaveCountAsync(1);

        await scene.EditAsync(id, "retraction", new { reason = "It was another court." });
        await Expect(scene.Entry(id).Locator(".headline")).ToHaveTextAsync("This entry was withdrawn.");
        await Expect(scene.Entry(id).Locator(".remark")).ToContainTextAsync("It was another court.");
        await Expect(scene.Entry(id)).Not.ToContainTextAsync("30 days");

        await scene.EditAsync(id, "takedown", new { form = "remove", grounds = "Injunction", authority = "A court", reference = "1 O 1/26" });
        await Expect(scene.Entry(id).Locator(".headline")).ToContainTextAsync("Removed on legal grounds on");
        await Expect(scene.Entry(id)).Not.ToContainTextAsync("It was another court.");
    }

    [Fact]
    public async Task What_was_planned_looks_planned_until_its_outcome_is_known()
    {
        await using var scene = await SceneWithPageAsync();
        var id = await scene.RecordAsync("rallies",
            new { when = new { edtf = "2021-01-23" }, headline = "A rally", planned = true });
        await Expect(scene.Entry(id).Locator(".badge")).ToHaveTextAsync(["· Planned"]);

        await scene.EditAsync(id, "outcome", new { status = "moved", when = new { edtf = "2021-01-24" } });
        await Expect(scene.Entry(id)).ToContainTextAsync("Moved");
        await Expect(scene.Entry(id)).ToContainTextAsync("Planned before: 23 January 2021");

        await scene.EditAsync(id, "outcome", new { status = "cancelled", reason = "No permit." });
        await Expect(scene.Entry(id).Locator(".badge")).ToHaveTextAsync(["· Cancelled"]);
        await Expect(scene.Entry(id)).ToContainTextAsync("No permit.");
    }

    [Fact]
    public async Task Links_come_and_go_with_the_entries_that_they_lead_to()
    {
        await using var scene = await SceneWithPageAsync();
        var rally = await scene.RecordAsync("rallies",
            new { when = new { edtf = "2021-01-23" }, headline = "A rally", draft = true });
        var arrest = await scene.RecordAsync("arrests", new
        {
            when = new { edtf = "2021-01-22" },
            headline = "An arrest before the rally",
            links = new[] { new { entry = rally, relation = "follows" } },
        });
        var link = scene.Entry(arrest).Locator(".link");
        await Expect(scene.Entry(arrest)).ToHaveCountAsync(1);
        await Expect(link).ToHaveCountAsync(0);

        await scene.EditAsync(rally, "publication");
        await Expect(link).ToHaveTextAsync("A rally");
        await scene.CorrectAsync(rally, "It was no rally.", new { headline = "A march" });
        await Expect(link).ToHaveTextAsync("A march");
        await scene.EditAsync(rally, "hold", new { reason = "Being checked." });
        await Expect(link).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_page_of_entries_from_before_a_change_shows_the_links_after_it()
    {
        await using var scene = await Scene.SetAsync();
        var rally = await scene.RecordAsync("rallies",
            new { when = new { edtf = "2021-01-23" }, headline = "A rally", draft = true });
        await scene.RecordAsync("On the first page");
        var arrest = await scene.RecordAsync("arrests", new
        {
            when = new { edtf = "2021-01-17" },
            headline = "An arrest before the rally",
            links = new[] { new { entry = rally, relation = "follows" } },
        });
        var ct = TestContext.Current.CancellationToken;
        var first = await scene.Service.GetAsync("/stories/story/timeline?order=desc&limit=1");
        var old = await scene.Service.Public.GetStringAsync((string)first["next"]!, ct);
        await scene.OpenAsync(browser, "limit=1", before: page => page.RouteAsync("**/timeline?*cursor=*", route => route.FulfillAsync(new()
        {
            Body = old,
            ContentType = "application/json",
            Headers = new Dictionary<string, string> { ["Access-Control-Allow-Origin"] = "*" },
        })));
        await scene.LiveAsync();

        await scene.EditAsync(rally, "publication");
        await Expect(scene.Entry(rally)).ToHaveCountAsync(1);
        await scene.Widget.Locator(".more").ClickAsync();

        await Expect(scene.Entry(arrest).Locator(".link")).ToHaveTextAsync("A rally");
    }

    [Fact]
    public async Task A_burst_from_several_editors_arrives_whole_and_in_order()
    {
        await using var scene = await SceneWithPageAsync();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(async editor =>
        {
            for (var i = 0; i < 10; i++)
                await scene.RecordAsync($"Editor {editor}, entry {i}", $"2021-01-{1 + (i * 7 + editor) % 28:00}");
        }));

        await scene.AgreesAsync();
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task Nothing_is_lost_or_doubled_when_the_service_is_killed_and_started_again()
    {
        await using var scene = await SceneWithPageAsync();
        var before = await scene.RecordAsync("Before");
        await Expect(scene.Entry(before)).ToHaveCountAsync(1);

        await scene.KillAsync();
        await Expect(scene.Status).Not.ToHaveTextAsync("Live");
        await scene.ReviveAsync();
        await scene.RecordAsync("While the page could not reach it");
        await scene.CorrectAsync(before, "It said Before.", new { headline = "Long before" });
        scene.Relay.Mend();

        await scene.AgreesAsync();
        await scene.LiveAsync();
        await scene.RecordAsync("After");
        await scene.AgreesAsync();
    }

    [Fact]
    public async Task Nothing_is_lost_or_doubled_when_the_network_is_cut()
    {
        await using var scene = await SceneWithPageAsync();
        var gone = await scene.RecordAsync("Taken down in the meantime");
        await Expect(scene.Entry(gone)).ToHaveCountAsync(1);

        scene.Relay.Cut();
        await scene.Context.SetOfflineAsync(true);
        await Expect(scene.Status).ToHaveTextAsync("No connection");
        await scene.RecordAsync("During the cut");
        await scene.EditAsync(gone, "hold", new { reason = "Being checked." });
        scene.Relay.Mend();
        await scene.Context.SetOfflineAsync(false);

        await scene.AgreesAsync();
        await scene.LiveAsync();
    }

    [Fact]
    public async Task Nothing_is_lost_or_doubled_while_the_page_is_frozen_in_the_background()
    {
        await using var scene = await SceneWithPageAsync();
        var browser = await scene.Context.NewCDPSessionAsync(scene.Page);

        await browser.SendAsync("Page.setWebLifecycleState", new() { ["state"] = "frozen" });
        var first = await scene.RecordAsync("While frozen");
        await scene.RecordAsync("Also while frozen");
        await scene.EditAsync(first, "retraction", new { reason = "Wrong." });
        await browser.SendAsync("Page.setWebLifecycleState", new() { ["state"] = "active" });

        await scene.AgreesAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_hidden_page_lets_go_of_its_stream_and_is_complete_when_seen_again()
    {
        await using var scene = await SceneWithPageAsync(before: async page =>
        {
            await page.Clock.InstallAsync();
            await page.AddInitScriptAsync(
                "Object.defineProperty(document, 'hidden', { get: () => globalThis.away ?? false });" +
                // Where it cannot share the stream with other tabs.
                "Object.defineProperty(navigator, 'locks', { value: undefined });");
        });

        await ShowAsync(scene.Page, away: true);
        while (await scene.Status.TextContentAsync() == "Live")
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await scene.Page.Clock.FastForwardAsync("01:30");
        }

        await scene.RecordAsync("Unseen");
        await ShowAsync(scene.Page, away: false);

        await scene.AgreesAsync();
        await scene.LiveAsync();
    }

    [Fact]
    public async Task Without_event_streams_it_polls()
    {
        await using var scene = await Scene.SetAsync();
        await scene.OpenAsync(browser, before: page => page.AddInitScriptAsync("delete globalThis.EventSource;"));

        var id = await scene.RecordAsync("Polled");
        await scene.CorrectAsync(id, "It said Polled.", new { headline = "Polled twice" });

        await scene.AgreesAsync();
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task Where_streams_are_refused_it_polls()
    {
        await using var scene = await Scene.SetAsync();
        await scene.OpenAsync(browser, before: page =>
            page.RouteAsync("**/live?*", route => route.FulfillAsync(new() { Status = 503 })));

        await scene.RecordAsync("Polled");

        await scene.AgreesAsync();
    }

    [Fact]
    public async Task A_stream_that_skips_a_change_is_not_believed()
    {
        await using var scene = await Scene.SetAsync();
        await scene.RecordAsync("One");
        var skipped = await scene.RecordAsync("Two");
        await scene.RecordAsync("Three");
        var cancel = TestContext.Current.CancellationToken;
        var old = await scene.Service.Public.GetStringAsync("/stories/story/timeline?asOf=2&order=desc", cancel);
        var third = (await scene.Service.GetAsync("/stories/story/changes?after=3"))["changes"]![0]!;
        var headers = new Dictionary<string, string> { ["Access-Control-Allow-Origin"] = "*" };
        await scene.OpenAsync(browser, before: async page =>
        {
            await page.RouteAsync("**/timeline?*", route => route.FulfillAsync(
                new() { Body = old, ContentType = "application/json", Headers = headers }));
            await page.RouteAsync("**/live?*", route => route.FulfillAsync(new()
            {
                Body = $"id: 4\nevent: entry-recorded\ndata: {third.ToJsonString()}\n\n",
                ContentType = "text/event-stream",
                Headers = headers,
            }));
        });

        await Expect(scene.Entry(skipped)).ToHaveCountAsync(1);
        await scene.AgreesAsync();
    }

    [Fact]
    public async Task When_an_older_backup_was_restored_the_timeline_is_read_anew_and_followed_from_there()
    {
        await using var scene = await Scene.SetAsync();
        await scene.RecordAsync("Before");
        var (streams, read) = (0, 0);
        await scene.OpenAsync(browser, before: async page =>
        {
            page.Request += (_, request) => read += request.Url.Contains("/timeline?", StringComparison.Ordinal) ? 1 : 0;
            await page.RouteAsync("**/live?*", route => streams++ > 0 ? route.ContinueAsync() : route.FulfillAsync(new()
            {
                Body = "id: story:1\nevent: story-reset\ndata: {\"storyId\":\"story\",\"version\":1,\"lineage\":\"000000000000\"}\n\n",
                ContentType = "text/event-stream",
                Headers = new Dictionary<string, string> { ["Access-Control-Allow-Origin"] = "*" },
            }));
        });

        await scene.LiveAsync();
        await scene.RecordAsync("After");
        await scene.AgreesAsync();
        Assert.InRange(read, 2, 4);
    }

    [Fact]
    public async Task Several_timelines_of_a_story_on_a_page_share_one_stream()
    {
        await using var scene = await Scene.SetAsync();
        var streams = 0;
        await scene.OpenAsync(browser,
            body: string.Concat(Enumerable.Repeat(
                "<story-timeline src=\"SERVICE/stories/story\"></story-timeline>", 7)),
            before: page =>
            {
                page.Request += (_, request) => streams += request.Url.Contains("/live", StringComparison.Ordinal) ? 1 : 0;
                return Task.CompletedTask;
            });
        await scene.LiveAsync();

        await scene.RecordAsync("Everywhere");

        await Expect(scene.Page.Locator("story-timeline .headline", new() { HasText = "Everywhere" })).ToHaveCountAsync(8);
        Assert.Equal(1, streams);
    }

    private static async Task ShowAsync(IPage page, bool away) => await page.EvaluateAsync(
        """
        away => {
          globalThis.away = away;
          document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
        }
        """, away);

    private async Task<Scene> SceneWithPageAsync(Func<IPage, Task>? before = null)
    {
        var scene = await Scene.SetAsync();
        await scene.OpenAsync(browser, before: before);
        return await scene.LiveAsync();
    }
}
