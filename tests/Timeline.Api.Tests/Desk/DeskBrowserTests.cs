using System.Net.Http.Json;
using Microsoft.Playwright;
using Timeline.Api.Tests.Past;
using Timeline.Api.Tests.Widget;

namespace Timeline.Api.Tests.Desk;

/// <summary>The desk as an editor uses it, in one browser and on one service.</summary>
public sealed class DeskBrowserTests(Browser browser, SharedFirstStory shared) : IClassFixture<SharedFirstStory>
{
    private const string Story = "/desk/stories/navalny-2021";
    private static readonly string[] Watched = ["publication"];
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task An_arrest_is_recorded_without_a_mouse_and_shows_as_readers_will_see_it()
    {
        await using var context = await browser.NewContextAsync();
        var page = await SignInAsync(context, "Anna");

        await GoAsync(page, $"{Story}/record");
        await Assertions.Expect(page.Locator("#kind-filter")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("deten");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("#f-when").FillAsync("late on Thursday");
        await page.Locator("#f-headline").FillAsync("<b>Close associates</b> detained");
        await page.Locator("[name='people[0].name']").FillAsync("Lyubov Sobol");
        await Assertions.Expect(page.Locator("#preview h3")).ToHaveTextAsync("<b>Close associates</b> detained");
        await Assertions.Expect(page.Locator("#f-when-reads")).ToContainTextAsync("21 January 2021, late on Thursday");
        await Assertions.Expect(page.Locator("#warnings")).ToContainTextAsync("no source");
        await page.Keyboard.PressAsync("Control+Enter");

        await Assertions.Expect(page.GetByRole(AriaRole.Status).First).ToHaveTextAsync("It is recorded.");
        await Assertions.Expect(page.Locator("table")).ToContainTextAsync("Anna");
        await Assertions.Expect(page.Locator("article h1")).ToHaveTextAsync("<b>Close associates</b> detained");
        await GoAsync(page, $"{Story}/record/detention");
        await Assertions.Expect(page.Locator("#draft")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_kind_is_found_by_the_words_that_editors_have_for_it()
    {
        await using var context = await browser.NewContextAsync();
        var page = await SignInAsync(context, "Anna");
        foreach (var (language, words) in new[]
        {
            ("en", "arrested=arrest, sentenced to two years=sentencing, resigns=departure, protest=rally"),
            ("de", "verhaftet=arrest, Haftbefehl=arrest, zurückgetreten=departure, Demo=rally"),
            ("ru", "арест=arrest, арестовали=arrest, приговорён=sentencing, отставка=departure, протесты=rally"),
            ("ar", "الاعتقال=arrest, أوقفت=arrest, استقالة=departure, تجمع=rally, الاحتجاجات=rally"),
        })
        {
            await context.SetExtraHTTPHeadersAsync([new("Accept-Language", language)]);
            await GoAsync(page, $"{Story}/record");
            // As of a kind that has no other words: it is found by its name alone.
            await page.EvaluateAsync("document.querySelector('#kinds li:last-child').dataset.also = ''");
            foreach (var pair in words.Split(", ").Select(w => w.Split('=')))
            {
                await page.Locator("#kind-filter").FillAsync(pair[0]);
                await Assertions.Expect(page.Locator($"#kinds li:not([hidden]) a[href*='/record/{pair[1]}']")).ToBeVisibleAsync();
                await Assertions.Expect(page.Locator("#kinds li:last-child")).ToBeHiddenAsync();
                Assert.InRange(await page.Locator("#kinds li:not([hidden])").CountAsync(), 1, 4);
            }
        }
    }

    [Fact]
    public async Task Half_an_instant_that_is_folded_away_is_shown_where_it_keeps_a_form_from_being_sent()
    {
        await using var context = await browser.NewContextAsync();
        var page = await SignInAsync(context, "Anna");
        await GoAsync(page, $"{Story}/record/detention");
        await page.Locator("#f-when").FillAsync("2021-01-19");
        await page.Locator("#f-headline").FillAsync("Not sent");
        await page.Locator("summary", new() { HasText = "Embargo" }).ClickAsync();
        await page.Locator("#f-embargoUntil").FocusAsync();
        await page.Keyboard.TypeAsync("12");
        await page.Locator("summary", new() { HasText = "Embargo" }).ClickAsync();
        await page.Keyboard.PressAsync("Control+Enter");

        await Assertions.Expect(page.Locator("#f-embargoUntil")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Who_is_not_named_is_asked_for_in_a_line_that_is_read_at_once()
    {
        await using var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1280, Height = 800 } });
        var page = await SignInAsync(context, "Anna");
        await GoAsync(page, $"{Story}/record/statement");
        foreach (var part in new[] { "What others say", "Figures", "Related entries" })
            await page.Locator("details.fold > summary", new() { HasTextRegex = new($"^{part}$") }).ClickAsync();

        var lines = await page.Locator(".row summary", new() { HasText = "Somebody who is not named" }).EvaluateAllAsync<double[]>(
            "all => all.filter(s => s.checkVisibility()).map(s => s.getBoundingClientRect().height / parseFloat(getComputedStyle(s).lineHeight))");
        Assert.Equal(2, lines.Length);
        Assert.All(lines, l => Assert.InRange(l, .5, 1.5));
    }

    [Fact]
    public async Task What_was_wrong_with_a_date_is_said_once_beneath_it_and_no_more_of_another()
    {
        await using var context = await browser.NewContextAsync();
        var page = await SignInAsync(context, "Anna");
        await GoAsync(page, $"{Story}/record/arrest");
        await page.Locator("#f-when").FillAsync("some day");
        await page.Locator("#f-headline").FillAsync("Not sent");
        await page.GetByRole(AriaRole.Button, new() { Name = "Publish" }).ClickAsync();
        await Assertions.Expect(page.Locator("#f-when-wrong")).ToContainTextAsync("some day");
        await Assertions.Expect(page.Locator("#preview [data-reads]")).ToContainTextAsync("some day");
        await Assertions.Expect(page.Locator("#f-when-reads")).ToBeEmptyAsync();

        await page.Locator("#f-when").FillAsync("20 January 2021");
        await page.Locator("#f-headline").FocusAsync();

        await Assertions.Expect(page.Locator("#f-when-wrong")).Not.ToContainTextAsync("some day");
        await Assertions.Expect(page.Locator("#f-when")).Not.ToHaveAttributeAsync("aria-invalid", "true");
        await Assertions.Expect(page.Locator("#f-when-reads")).ToContainTextAsync("20 January 2021");
    }

    [Fact]
    public async Task Whom_an_entry_moves_from_and_to_is_chosen_by_name()
    {
        await using var context = await browser.NewContextAsync();
        var page = await SignInAsync(context, "Anna");
        await GoAsync(page, Story);
        await GoAsync(page, await page.Locator("#entries a[href*='/entries/']").First.GetAttributeAsync("href") + "/person-move");

        foreach (var field in new[] { "from", "to" })
            Assert.Equal("Alexei Navalny", await page.EvaluateAsync<string>($"document.getElementById('f-{field}').list?.querySelector('[value=alexei-navalny]').label"));
    }

    [Fact]
    public async Task An_entry_that_a_form_names_by_its_id_is_called_by_its_headline_beneath()
    {
        await using var context = await browser.NewContextAsync();
        var page = await SignInAsync(context, "Anna");
        await GoAsync(page, $"{Story}/do/standing");

        await Assertions.Expect(page.Locator("input[list=entries] + [data-says]").First).ToContainTextAsync("Navalny");
    }

    [Fact]
    public async Task Of_two_who_correct_at_once_the_second_sees_both_versions_and_keeps_the_text()
    {
        var (entry, _) = await _service.RecordAsync("arrests", new { when = new { edtf = "2021-01-18" }, headline = "As it was", summary = "Short." }, "navalny-2021");
        await using var context = await browser.NewContextAsync();
        var anna = await SignInAsync(context, "Anna");
        var boris = await context.NewPageAsync();
        foreach (var page in new[] { anna, boris })
            await GoAsync(page, $"{Story}/entries/{entry}/corrections");

        await boris.Locator("#f-class").SelectOptionAsync("update");
        await boris.Locator("#f-summary").FillAsync("Longer by Boris.");
        await boris.Locator("main form button.main").ClickAsync();
        await Assertions.Expect(boris.GetByRole(AriaRole.Status).First).ToHaveTextAsync("It is stored.");
        await anna.Locator("#f-class").SelectOptionAsync("update");
        await anna.Locator("#f-headline").FillAsync("As Anna has it");
        await anna.Locator("main form button.main").ClickAsync();

        await Assertions.Expect(anna.Locator("table")).ToContainTextAsync("Longer by Boris.");
        await Assertions.Expect(anna.Locator("#f-headline")).ToHaveValueAsync("As Anna has it");
        await Assertions.Expect(anna.Locator("#f-summary")).ToHaveValueAsync("Longer by Boris.");
        await anna.Locator("main form button.main").ClickAsync();
        await Assertions.Expect(anna.Locator("article h1")).ToHaveTextAsync("As Anna has it");
        await Assertions.Expect(anna.Locator("article .summary")).ToHaveTextAsync("Longer by Boris.");
    }

    [Fact]
    public async Task What_is_not_sent_is_offered_after_a_reload_and_a_double_click_sends_once()
    {
        await using var context = await browser.NewContextAsync();
        var page = await SignInAsync(context, "Anna");
        page.Dialog += async (_, dialog) => await dialog.AcceptAsync();
        await GoAsync(page, $"{Story}/record/detention");
        await page.Locator("#f-when").FillAsync("2021-01-19");
        await page.Locator("#f-headline").FillAsync("Sent once");
        await page.ReloadAsync();

        await Assertions.Expect(page.Locator("#f-headline")).ToHaveValueAsync("");
        await page.Locator("#draft [data-restore]").ClickAsync();
        await Assertions.Expect(page.Locator("#f-headline")).ToHaveValueAsync("Sent once");
        await page.Locator("button[value=publish]").DblClickAsync();

        await Assertions.Expect(page.Locator("article h1")).ToHaveTextAsync("Sent once");
        var found = await _service.GetAsync("/stories/navalny-2021/timeline?kind=detention&limit=500");
        Assert.Single(found["entries"]!.AsArray(), e => (string?)e!["headline"] == "Sent once");
    }

    [Fact]
    public async Task What_another_does_arrives_in_a_line_that_moves_nothing_and_chosen_entries_are_held_by_keyboard()
    {
        var (first, _) = await _service.RecordAsync("detentions", new { when = new { edtf = "2021-01-18" }, headline = "Held by keyboard" }, "navalny-2021");
        await using var context = await browser.NewContextAsync();
        var anna = await SignInAsync(context, "Anna");
        await GoAsync(anna, $"{Story}?q=keyboard");
        await using var other = await browser.NewContextAsync();
        var boris = await SignInAsync(other, "Boris");
        var row = anna.Locator($"#e-{first}");
        var before = await row.BoundingBoxAsync();

        await GoAsync(boris, $"{Story}/entries/{first}/corrections");
        await Assertions.Expect(anna.Locator("#live p")).ToHaveTextAsync("Boris is at work on “Held by keyboard” just now.");
        await Assertions.Expect(row).ToHaveClassAsync("is-published is-busy");
        await boris.Locator("#f-class").SelectOptionAsync("update");
        await boris.Locator("#f-summary").FillAsync("By Boris.");
        await boris.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(anna.Locator("#live")).ToContainTextAsync("Boris changed “Held by keyboard”: Corrected");
        await Assertions.Expect(anna.Locator("#live a")).ToBeVisibleAsync();
        Assert.Equal(before!.Y, (await row.BoundingBoxAsync())!.Y);

        await anna.Keyboard.PressAsync("j");
        await anna.Keyboard.PressAsync("x");
        await anna.Keyboard.PressAsync("h");
        await Assertions.Expect(anna.Locator("#reason")).ToBeFocusedAsync();
        await anna.Keyboard.TypeAsync("The agency has withdrawn it.");
        await anna.Keyboard.PressAsync("Enter");
        await Assertions.Expect(anna.Locator(".done")).ToBeVisibleAsync();
        await Assertions.Expect(anna.Locator($"#e-{first} .state.hidden")).ToHaveTextAsync("Held: The agency has withdrawn it.");
    }

    [Fact]
    public async Task Scripts_say_copied_only_of_what_is_and_leave_a_time_zone_that_was_chosen()
    {
        var (entry, _) = await _service.RecordAsync("arrests", new { when = new { edtf = "2021-01-18" }, headline = "Goes", summary = "It goes." }, "navalny-2021");
        await using var context = await browser.NewContextAsync(new() { TimezoneId = "Asia/Tokyo" });
        // As of a page that came over http.
        await context.AddInitScriptAsync("Object.defineProperty(Navigator.prototype, 'clipboard', { value: undefined }); document.execCommand = () => window.may ?? false");
        var page = await SignInAsync(context, "Dora");
        await GoAsync(page, $"{Story}/entries/{entry}/takedown/whole");
        foreach (var field in new[] { "grounds", "authority", "reference" })
            await page.Locator($"#f-{field}").FillAsync("A court");
        await page.Locator("main form button.main").ClickAsync();
        await page.Locator("[data-copy]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-copy]")).ToHaveTextAsync("Copy them all");
        await page.EvaluateAsync("window.may = true");
        await page.Locator("[data-copy]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-copy]")).ToHaveTextAsync("They are copied.");

        await GoAsync(page, "/desk/open");
        await Assertions.Expect(page.Locator("#f-timeZone")).ToHaveValueAsync("Asia/Tokyo");
        await page.Locator("#f-timeZone").FillAsync("UTC");
        await page.Locator("main form button.main").ClickAsync();
        await Assertions.Expect(page.Locator(".problems")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#f-timeZone")).ToHaveValueAsync("UTC");
    }

    [Theory]
    [InlineData("en", 1280)]
    [InlineData("de", 390)]
    [InlineData("ar", 390)]
    public async Task Axe_finds_nothing_and_nothing_sticks_out_on_any_page(string language, int width)
    {
        var (entry, _) = await _service.RecordAsync("rallies",
            new { when = new { edtf = "2021-01-23" }, headline = "A rally", planned = true, draft = true }, "navalny-2021");
        await using var context = await browser.NewContextAsync(new() { Locale = language, ViewportSize = new() { Width = width, Height = 800 }, BypassCSP = true });
        var page = await SignInAsync(context, "Anna");

        // In a story that asks for a second pair of eyes, somebody else has asked for a publication.
        using var legal = _service.SignedAs("dora", "legal");
        using var set = await legal.PostAsJsonAsync("/stories/story/four-eyes", new { commands = Watched }, Expect.Stop);
        Assert.True(set.IsSuccessStatusCode);
        var (draft, _) = await _service.RecordAsync("detentions", new { when = new { edtf = "2021-01-18" }, headline = "Waits", draft = true });
        await _service.StoreAsync("story", draft, "publication");

        foreach (var address in new[]
        {
            $"/desk/stories/story/entries/{draft}", $"/desk/stories/story/entries/{draft}/approval", $"/desk/stories/story/entries/{draft}/publication",
            "/desk", "/desk/stories", "/desk?story=navalny-2021", "/desk/open", Story, $"{Story}/record", $"{Story}/record/vote", $"{Story}/entries/{entry}", $"{Story}/entries/{entry}/corrections",
            $"{Story}/entries/{entry}/hold", $"{Story}/entries/{entry}/outcome", $"{Story}/do/four-eyes", "/desk/people",
            $"{Story}/entries/{entry}/takedown", $"{Story}/entries/{entry}/takedown/some", "/desk/people/alexei-navalny/takedown",
        })
        {
            await GoAsync(page, address);
            Assert.Empty(await Browser.ViolationsAsync(page));
            Assert.Equal((address, width), (address, await page.EvaluateAsync<int>("Math.max(innerWidth, document.documentElement.scrollWidth)")));
        }
    }

    [Fact]
    public async Task Every_choice_of_a_form_shows_its_longest_words_whole()
    {
        await using var context = await browser.NewContextAsync(new() { Locale = "de", ViewportSize = new() { Width = 390, Height = 800 } });
        var page = await SignInAsync(context, "Anna");
        foreach (var address in new[] { Story, $"{Story}/record/vote" })
        {
            await GoAsync(page, address);
            Assert.Equal("", await page.EvaluateAsync<string>("""
                () => {
                  document.querySelectorAll('details').forEach(fold => { fold.open = true; });
                  const all = [...document.querySelectorAll('select')];
                  return all.length === 0 ? 'none' : all.filter(select => {
                    const width = select.offsetWidth;
                    [select.style.inlineSize, select.style.maxInlineSize] = ['max-content', 'none'];
                    const whole = select.offsetWidth;
                    [select.style.inlineSize, select.style.maxInlineSize] = ['', ''];
                    return whole > width + 1;
                  }).map(select => select.name).join(' ');
                }
                """));
        }
    }

    private Task<IPage> SignInAsync(IBrowserContext context, string name) => DeskBrowsing.SignInAsync(context, _service, name);

    private Task GoAsync(IPage page, string address) => DeskBrowsing.GoAsync(page, _service, address);
}
