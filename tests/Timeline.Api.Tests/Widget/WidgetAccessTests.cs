using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Timeline.Api.Tests.Widget;

public sealed class WidgetAccessTests(Browser browser, SharedFirstStory shared) : IClassFixture<SharedFirstStory>
{
    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280, "color-contrast")]
    [InlineData(ColorScheme.Light, 390, "color-contrast")]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Axe_finds_nothing_on_the_page_that_shows_every_mode(ColorScheme scheme, int width, string? rule = null)
    {
        await using var context = await browser.NewContextAsync(new()
        {
            ColorScheme = scheme,
            ViewportSize = new() { Width = width, Height = 800 },
            // For axe, which is a script of its own.
            BypassCSP = true,
        });
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(shared.Service.Address, "/widget/demo").ToString());
        // Each loads for itself, in any order.
        foreach (var widget in await page.Locator("story-timeline:not([kinds=earthquake], [src='/nowhere'])").AllAsync())
            await Expect(widget.Locator("article").First).ToBeVisibleAsync();

        Assert.Empty(await Browser.ViolationsAsync(page, rule));
    }

    [Theory]
    [InlineData("order=\"desc\" theme=\"dark\"")]
    [InlineData("order=\"asc\" dir=\"rtl\" lang=\"ru\"")]
    public async Task Axe_finds_nothing_on_a_foreign_page_with_a_notice_a_tombstone_and_a_look_at_the_past(string attributes)
    {
        await using var scene = await Scene.SetAsync();
        var ids = await scene.FillAsync(8);
        await scene.EditAsync(ids[5], "retraction", new { reason = "Wrong." });
        await scene.CorrectAsync(ids[4], "The number.", new { headline = "Entry five" });
        await scene.OpenAsync(browser, $"past {attributes}", head: "<style>:root { color-scheme: dark }</style>");
        await Expect(scene.Widget.Locator(".live")).ToHaveCountAsync(1);
        // As the page declares itself, whatever the reader's system prefers.
        await Expect(scene.Widget.Locator(".root")).ToHaveCSSAsync("color-scheme", "dark");
        await scene.Entry(ids[3]).EvaluateAsync("e => e.scrollIntoView()");
        await scene.RecordAsync("News", "2021-01-02");
        await Expect(scene.Notice).ToBeVisibleAsync();
        Assert.Empty(await Browser.ViolationsAsync(scene.Page));

        await scene.Widget.EvaluateAsync("w => w.setAttribute('as-of', '6')");
        await Expect(scene.Widget.Locator(".banner")).ToBeVisibleAsync();
        await scene.Widget.Locator(".past summary").ClickAsync();
        await Expect(scene.Widget.Locator("output")).Not.ToBeEmptyAsync();
        Assert.Empty(await Browser.ViolationsAsync(scene.Page));

        // On white paper in dark ink.
        await scene.Page.EmulateMediaAsync(new() { Media = Media.Print });
        await Expect(scene.Widget.Locator(".title")).ToHaveCSSAsync("color", "rgb(28, 27, 25)");
    }

    [Fact]
    public async Task The_page_that_shows_every_mode_keeps_its_own_strict_policy()
    {
        await using var context = await browser.NewContextAsync();
        var page = await context.NewPageAsync();
        var errors = new List<string>();
        page.Console += (_, message) => errors.AddRange(message.Type == "error" ? [message.Text] : []);
        page.PageError += (_, error) => errors.Add(error);
        await page.GotoAsync(new Uri(shared.Service.Address, "/widget/demo").ToString());

        await page.Locator("form").GetByLabel("Order").SelectOptionAsync("asc");
        await Expect(page.Locator("#timeline")).ToHaveAttributeAsync("order", "asc");
        await Expect(page.Locator("#timeline article").First).ToBeVisibleAsync();
        // A browser asks for an icon on its own.
        Assert.DoesNotContain(errors, e => !e.Contains("404", StringComparison.Ordinal) && !e.Contains("400", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_is_a_feed_of_named_articles_with_places_in_it()
    {
        await using var scene = await Scene.SetAsync();
        var ids = await scene.FillAsync(3);
        await scene.OpenAsync(browser);

        await Expect(scene.Widget.GetByRole(AriaRole.Feed)).ToHaveAttributeAsync("aria-label", "The story story");
        await Expect(scene.Widget.GetByRole(AriaRole.Article, new() { Name = "Entry 2", Exact = true }))
            .ToHaveAttributeAsync("id", ids[1]);
        await Expect(scene.Entry(ids[1])).ToHaveAttributeAsync("aria-posinset", "2");
        await Expect(scene.Entry(ids[1])).ToHaveAttributeAsync("aria-setsize", "3");
        await Expect(scene.Widget.Locator(".aloud")).ToHaveAttributeAsync("role", "status");
    }
}
