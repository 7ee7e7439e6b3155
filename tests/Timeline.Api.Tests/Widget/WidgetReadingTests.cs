using static Microsoft.Playwright.Assertions;

namespace Timeline.Api.Tests.Widget;

public sealed class WidgetReadingTests(Browser browser)
{
    [Fact]
    public async Task At_the_top_new_entries_show_at_once()
    {
        await using var scene = await ReadingAsync();

        var id = await scene.RecordAsync("Just in", "2021-01-23");

        await Expect(scene.Entry(id)).ToBeInViewportAsync();
        await Expect(scene.Notice).ToBeHiddenAsync();
        await Expect(scene.Widget.Locator(".aloud")).ToHaveTextAsync("1 new entry");
    }

    [Fact]
    public async Task Further_down_new_entries_wait_behind_a_notice_and_nothing_moves()
    {
        await using var scene = await ReadingAsync();
        var read = await ScrollToAsync(scene, "Entry 10");
        var top = await scene.TopAsync(read);

        string[] fresh =
            [await scene.RecordAsync("News 1", "2021-01-22"), await scene.RecordAsync("News 2", "2021-01-23")];
        await Expect(scene.Notice).ToHaveTextAsync("2 new entries");
        await Expect(scene.Entry(fresh[0])).ToHaveCountAsync(0);
        Assert.Equal(top, await scene.TopAsync(read), 1.0);

        await scene.Notice.ClickAsync();
        await Expect(scene.Entry(fresh[1])).ToBeFocusedAsync();
        await Expect(scene.Entry(fresh[1])).ToBeInViewportAsync();
        await Expect(scene.Notice).ToBeHiddenAsync();
        await scene.AgreesAsync();
    }

    [Fact]
    public async Task Nothing_moves_when_entries_above_grow_shrink_or_go()
    {
        await using var scene = await ReadingAsync();
        var read = await ScrollToAsync(scene, "Entry 5");
        var top = await scene.TopAsync(read);
        var grows = await IdAsync(scene, "Entry 20");
        var shrinks = await IdAsync(scene, "Entry 18");
        var goes = await IdAsync(scene, "Entry 15");

        await scene.CorrectAsync(grows, "Too little.", new { summary = string.Concat(Enumerable.Repeat("More. ", 900)) });
        await Expect(scene.Entry(grows)).ToContainTextAsync("Too little.");
        Assert.Equal(top, await scene.TopAsync(read), 1.0);

        await scene.EditAsync(shrinks, "retraction", new { reason = "Wrong." });
        await Expect(scene.Entry(shrinks)).ToContainTextAsync("Wrong.");
        Assert.Equal(top, await scene.TopAsync(read), 1.0);

        await scene.EditAsync(goes, "hold", new { reason = "Being checked." });
        await Expect(scene.Entry(goes)).ToHaveCountAsync(0);
        Assert.Equal(top, await scene.TopAsync(read), 1.0);
    }

    [Fact]
    public async Task The_focus_stays_where_it_is_when_its_entry_changes_and_goes_to_the_next_when_it_goes()
    {
        await using var scene = await ReadingAsync();
        var (first, next) = (await IdAsync(scene, "Entry 20"), await IdAsync(scene, "Entry 19"));
        await scene.Entry(first).Locator(".permalink").FocusAsync();

        await scene.CorrectAsync(first, "The day.", new { when = new { edtf = "2021-01-21" } });
        await Expect(scene.Entry(first).Locator(".day")).ToHaveTextAsync("Thursday 21 January 2021");
        await Expect(scene.Entry(first).Locator(".permalink")).ToBeFocusedAsync();

        await scene.EditAsync(first, "hold", new { reason = "Being checked." });
        await Expect(scene.Entry(next).Locator(".permalink")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Page_Down_and_Page_Up_go_from_entry_to_entry()
    {
        await using var scene = await ReadingAsync();
        await scene.Entries.First.FocusAsync();

        await scene.Page.Keyboard.PressAsync("PageDown");
        await scene.Page.Keyboard.PressAsync("PageDown");
        await Expect(scene.Entries.Nth(2)).ToBeFocusedAsync();
        await scene.Page.Keyboard.PressAsync("PageUp");
        await Expect(scene.Entries.Nth(1)).ToBeFocusedAsync();
        await Expect(scene.Entries.Nth(1)).ToBeInViewportAsync();
    }

    [Fact]
    public async Task Everything_can_be_reached_and_used_with_the_keyboard_alone()
    {
        await using var scene = await ReadingAsync("past overview=\"off\"");
        var reached = new List<string>();
        for (var i = 0; i < 11; i++)
        {
            await scene.Page.Keyboard.PressAsync("Tab");
            reached.Add(await scene.Widget.EvaluateAsync<string>(
                "w => { const e = w.shadowRoot.activeElement; return e ? e.name || e.localName : ''; }"));
        }

        Assert.Equal(["q", "kinds", "person", "day", "by", "order", "key-only", "background", "summary", "article", "a"], reached);
    }

    private static async Task<string> IdAsync(Scene scene, string headline) =>
        (await scene.Entries.Filter(new() { Has = scene.Page.GetByText(headline, new() { Exact = true }) })
            .GetAttributeAsync("id"))!;

    private static async Task<string> ScrollToAsync(Scene scene, string headline)
    {
        var id = await IdAsync(scene, headline);
        await scene.Entry(id).EvaluateAsync("e => scrollBy({ top: e.getBoundingClientRect().top - 100, behavior: 'instant' })");
        return id;
    }

    private async Task<Scene> ReadingAsync(string attributes = "")
    {
        var scene = await Scene.SetAsync();
        await scene.FillAsync(20);
        // Not every browser anchors what is read by itself.
        await scene.OpenAsync(browser, attributes, head: "<style>html { overflow-anchor: none }</style>");
        return await scene.LiveAsync();
    }
}
