using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Timeline.Api.Tests.Widget;

/// <summary>One stream for all tabs and widgets of an origin. Each test has a browser's profile of its own, and the service in common.</summary>
public sealed class WidgetSharingTests(Browser browser, SharedService shared) : IClassFixture<SharedService>
{
    private const string Show = "() => [...document.querySelectorAll('story-timeline')].every(w => w.entries.length > 0)";
    private const string Has = "id => [...document.querySelectorAll('story-timeline')].every(w => w.shadowRoot.getElementById(id))";
    private const string IsLive = "() => document.querySelector('story-timeline').shadowRoot.querySelector('.status').textContent === 'Live'";

    [Fact]
    public async Task Nine_tabs_show_entries_and_get_each_change_over_one_stream_and_when_the_leading_tab_is_killed_another_goes_on()
    {
        await using var site = await SiteAsync(1);
        var (context, streams) = await ContextAsync();
        await using var open = context;
        var tabs = new List<IPage>();
        for (var i = 0; i < 9; i++)
        {
            tabs.Add(await context.NewPageAsync());
            await tabs[i].GotoAsync(site.Address);
            // So that the first leads: a widget comes to the lock a while after its page has come, and another's may be there before it.
            if (i == 0)
                await tabs[0].WaitForFunctionAsync(IsLive);
        }

        foreach (var tab in tabs)
        {
            await tab.WaitForFunctionAsync(Show);
            await tab.WaitForFunctionAsync(IsLive);
        }

        var news = await RecordAsync();
        foreach (var tab in tabs)
            await tab.WaitForFunctionAsync(Has, news);
        Assert.Single(streams);

        // The first has it. Its process dies without a word, and with it whatever tabs the browser keeps in the same one.
        var (dead, died) = (new ConcurrentDictionary<IPage, bool>(), new TaskCompletionSource());
        foreach (var tab in tabs)
            tab.Crash += (_, page) => dead[page] = true;
        tabs[0].Crash += (_, _) => died.TrySetResult();
        var session = await context.NewCDPSessionAsync(tabs[0]);
        var dying = session.SendAsync("Page.crash");
        await died.Task.WaitAsync(Tests.Expect.Stop);
        var after = await RecordAsync();
        var left = tabs.Where(tab => !dead.ContainsKey(tab)).ToList();
        // Where the browser is short of memory, all may have been in one process.
        if (left.Count == 0)
            Assert.Skip("The browser had all tabs in one process: nobody is left to go on.");
        foreach (var tab in left)
            await tab.WaitForFunctionAsync(Has, after);
        // By a stream of its own: that is what makes it the leader.
        await Tests.Expect.SoonAsync(() => Task.FromResult(streams.Count >= 2));
        Assert.False(dying.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Twenty_widgets_of_several_stories_on_a_page_use_one_stream()
    {
        await shared.Service.OpenAsync("beside");
        await shared.Service.RecordAsync("rallies", new { when = new { edtf = "2021-01-20" }, headline = "A rally" }, "beside");
        await using var site = await SiteAsync(10, "story", "beside");
        var (context, streams) = await ContextAsync();
        await using var open = context;
        var page = await context.NewPageAsync();
        await page.GotoAsync(site.Address);
        await page.WaitForFunctionAsync(Show);
        await page.WaitForFunctionAsync(IsLive);

        var news = await RecordAsync();

        await Expect(page.Locator($"story-timeline article[id='{news}']")).ToHaveCountAsync(10);
        // The first was opened when the page knew of one story.
        Assert.InRange(streams.Count, 1, 2);
        Assert.Contains("story=beside&story=story", streams[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Frames_that_can_share_nothing_all_show_entries_and_only_some_stream()
    {
        await using var inner = await SiteAsync(1);
        await using var site = await ForeignSite.StartAsync("<!doctype html><title>Frames</title>" + string.Concat(Enumerable.Repeat(
            $"<iframe sandbox=\"allow-scripts\" width=\"300\" height=\"60\" src=\"{inner.Address}\"></iframe>", 8)), null);
        var (context, streams) = await ContextAsync();
        await using var open = context;
        var page = await context.NewPageAsync();
        await page.GotoAsync(site.Address);

        foreach (var frame in page.Frames.Skip(1))
            await frame.WaitForFunctionAsync(Show);
        var news = await RecordAsync();
        foreach (var frame in page.Frames.Skip(1))
            await frame.WaitForFunctionAsync(Has, news);
        Assert.NotEmpty(streams);
        Assert.InRange(await LiveAsync(page), 1, 3);
    }

    [Fact]
    public async Task In_the_sandboxed_frame_of_WordPress_a_link_opens_and_the_frame_is_as_high_as_what_is_in_it()
    {
        await RecordAsync();
        var embed = new Uri(shared.Service.Address, "/embed/story");
        // As wp-embed.js does.
        await using var site = await ForeignSite.StartAsync($$"""
            <!doctype html><title>A blog</title>
            <iframe sandbox="allow-scripts" security="restricted" width="600" height="200" src="{{embed}}#?secret=a1b2c3"></iframe>
            <script>
              const frame = document.querySelector('iframe');
              addEventListener('message', ({ data }) => {
                if (data?.secret !== 'a1b2c3')
                  return;
                if (data.message === 'height')
                  frame.height = Math.min(1000, Math.max(200, data.value));
                if (data.message === 'link' && new URL(data.value).host === new URL(frame.src).host && document.activeElement === frame)
                  top.location.href = data.value;
              });
            </script>
            """, null);
        await using var context = await browser.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(site.Address);

        await page.WaitForFunctionAsync("() => Number(document.querySelector('iframe').height) > 200");
        // The page around it hears of the link only once it knows that its reader is in the frame, which on a busy machine it may hear of later.
        await page.FrameLocator("iframe").Locator("h1 a").HoverAsync();
        await page.Mouse.DownAsync();
        await page.WaitForFunctionAsync("() => document.activeElement === document.querySelector('iframe')");
        await page.Mouse.UpAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/stories/story$"));
    }

    private static async Task<int> LiveAsync(IPage page)
    {
        var live = await Task.WhenAll(page.Frames.Skip(1).Select(f => f.EvaluateAsync<bool>(IsLive)));
        return live.Count(l => l);
    }

    private async Task<string> RecordAsync()
    {
        var (id, _) = await shared.Service.RecordAsync("reactions", new { when = new { edtf = "2021-01-23" }, headline = "News" });
        return id;
    }

    private async Task<ForeignSite> SiteAsync(int each, params string[] stories)
    {
        await RecordAsync();
        var service = shared.Service.Address.ToString().TrimEnd('/');
        return await ForeignSite.StartAsync($"<!doctype html><title>Paper</title><script type=\"module\" src=\"{service}/widget/story-timeline.js\"></script>" +
            string.Concat((stories is [] ? ["story"] : stories).SelectMany(story => Enumerable.Repeat(
                $"<story-timeline src=\"{service}/stories/{story}\" overview=\"off\"></story-timeline>", each))), null);
    }

    private async Task<(IBrowserContext Context, List<string> Streams)> ContextAsync()
    {
        var context = await browser.NewContextAsync();
        var streams = new List<string>();
        context.Request += (_, request) =>
        {
            if (request.Url.Contains("/live?", StringComparison.Ordinal))
                streams.Add(request.Url);
        };
        return (context, streams);
    }
}
