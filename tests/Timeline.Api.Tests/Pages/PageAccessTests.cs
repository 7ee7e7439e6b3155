using Microsoft.Playwright;
using Timeline.Api.Tests.Live;
using Timeline.Api.Tests.Widget;

namespace Timeline.Api.Tests.Pages;

public sealed class PageAccessTests(Browser browser, PageAccessTests.Site site) : IClassFixture<PageAccessTests.Site>
{
    private static readonly string[] Addresses =
    [
        "/", "/stories/navalny-2021?background=true", "/stories/story", "/stories/story?asOf=3", "/stories/story?order=desc", "/stories/ru",
        "/stories/ar", "/stories/none", "/embed/navalny-2021", "/embed/story?limit=1", "/stories/navalny-2021?by=happened&background=true",
        "/stories/story/corrections", "/stories/story/entries/{0}", "/embed/story/{0}",
    ];

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280, "color-contrast")]
    [InlineData(ColorScheme.Light, 390, "color-contrast")]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Axe_finds_nothing_and_nothing_sticks_out_on_any_page(ColorScheme scheme, int width, string? rule = null)
    {
        await using var context = await browser.NewContextAsync(new()
        {
            ColorScheme = scheme,
            ViewportSize = new() { Width = width, Height = 800 },
            // For axe, which is a script of its own.
            BypassCSP = true,
        });
        var page = await context.NewPageAsync();

        foreach (var address in Addresses)
        {
            await page.GotoAsync(new Uri(site.Service.Address, string.Format(null, address, site.Corrected)).ToString());
            Assert.Empty(await Browser.ViolationsAsync(page, rule));
            Assert.Equal(width, await page.EvaluateAsync<int>("Math.max(innerWidth, document.documentElement.scrollWidth)"));
        }
    }

    [Fact]
    public async Task From_right_to_left_also_lines_that_run_the_other_way_begin_at_the_right()
    {
        await using var context = await browser.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(site.Service.Address, "/stories/ar").ToString());

        Assert.Equal("right", await page.EvaluateAsync<string>(
            "[...new Set([...document.querySelectorAll('body *')].map(e => getComputedStyle(e).textAlign))].join(' ')"));
    }

    [Fact]
    public async Task The_time_of_an_entry_stands_on_the_line_of_its_kind()
    {
        await using var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1280, Height = 800 } });
        var page = await context.NewPageAsync();
        foreach (var address in new[] { "/stories/navalny-2021", $"/stories/story/entries/{site.Corrected}" })
        {
            await page.GotoAsync(new Uri(site.Service.Address, address).ToString());
            Assert.InRange(await page.EvaluateAsync<double>("""
                () => {
                  const bottom = place => {
                    const texts = document.createTreeWalker(document.querySelector(place), NodeFilter.SHOW_TEXT), words = document.createRange();
                    while (!words.toString().trim()) words.selectNode(texts.nextNode());
                    return words.getClientRects()[0].bottom;
                  };
                  return bottom(".entry .kind") - bottom(".entry .when");
                }
                """), -1, 1);
        }
    }

    [Fact]
    public async Task Without_a_script_a_reader_searches_turns_the_order_jumps_to_a_day_and_opens_an_entry()
    {
        await using var context = await browser.NewContextAsync(new() { JavaScriptEnabled = false, ViewportSize = new() { Width = 1280, Height = 800 } });
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(site.Service.Address, "/stories/navalny-2021").ToString());
        await Assertions.Expect(page.Locator("article")).ToHaveCountAsync(17);

        await page.GetByRole(AriaRole.Searchbox).FillAsync("YouTube");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Assertions.Expect(page.Locator("article")).ToHaveCountAsync(1);
        // What was found is in sight, below a head of more than a screen.
        await Assertions.Expect(page.Locator("article")).ToBeInViewportAsync();
        await page.GetByText("Show all").ClickAsync();
        await page.GetByText("As it happened").ClickAsync();
        await Assertions.Expect(page.Locator("h2 time").First).ToHaveTextAsync("17 January 2021");
        await page.Locator(".days a").Last.ClickAsync();
        Assert.EndsWith("#d2021-01-23", page.Url, StringComparison.Ordinal);
        // A mark of the axis leads to its entry, and that to its page.
        await page.Locator("a.mark.key").First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("article:target h3 a").ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Navalny arrested on his return to Russia");
    }

    [Fact]
    public async Task With_a_script_a_reader_elsewhere_has_their_own_time_and_sees_what_is_new_since_the_last_visit()
    {
        await using var context = await browser.NewContextAsync(new() { TimezoneId = "America/New_York" });
        var page = await context.NewPageAsync();
        var address = new Uri(site.Service.Address, "/stories/ru").ToString();
        await page.GotoAsync(address);
        await Assertions.Expect(page.Locator(".yours").First).ToContainTextAsync("по вашему времени");
        await Assertions.Expect(page.Locator(".is-new")).ToHaveCountAsync(0);

        await site.Service.RecordAsync("arrests", new { when = new { edtf = "2021-01-18T02:00" }, headline = "Между двумя посещениями" }, "ru");
        await page.GotoAsync(address);
        await Assertions.Expect(page.Locator(".is-new")).ToHaveCountAsync(1);
        // Two in the night in Moscow is Sunday there.
        await page.GotoAsync($"{address}?by=happened");
        await Assertions.Expect(page.Locator("article .when .yours")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^вс,? 18:00 по вашему времени$"));
    }

    [Fact]
    public async Task With_a_script_a_page_is_live_over_the_one_stream_of_all_tabs_and_what_is_new_waits_behind_a_notice()
    {
        await site.Service.OpenAsync("live");
        var (first, _) = await site.Service.RecordAsync("arrests", new { when = new { edtf = "2021-01-17" }, headline = "An arrest" }, "live");
        await using var context = await browser.NewContextAsync();
        var asked = new List<string>();
        context.Request += (_, request) => asked.Add(new Uri(request.Url).AbsolutePath);
        var (page, other) = (await context.NewPageAsync(), await context.NewPageAsync());
        foreach (var tab in new[] { page, other })
        {
            await tab.GotoAsync(new Uri(site.Service.Address, "/stories/live").ToString());
            await Assertions.Expect(tab.Locator(".state[data-state=live]")).ToHaveCountAsync(1);
        }

        await Editing.CorrectAsync(site.Service, first, "Two arrests", "live");
        await Assertions.Expect(page.Locator($"[id='{first}'] h3")).ToHaveTextAsync("Two arrests");
        await StoryEditing.StoreAsync(site.Service, "live", "corrections", new { @class = "update", changes = new { title = "Renamed" } });
        await Assertions.Expect(page).ToHaveTitleAsync(new System.Text.RegularExpressions.Regex("^Renamed"));
        var (news, _) = await site.Service.RecordAsync("arrests", new { when = new { edtf = "2021-01-18" }, headline = "Another" }, "live");
        var notice = page.GetByText("New entries: 1");
        await Assertions.Expect(notice).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("article")).ToHaveCountAsync(1);
        await notice.ClickAsync();
        await Assertions.Expect(page.Locator($"[id='{news}']")).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator("article")).ToHaveCountAsync(2);
        await Editing.PostAsync(site.Service, news, "hold", new { reason = "Being checked." }, "live");
        await Assertions.Expect(page.Locator("article")).ToHaveCountAsync(1);
        await StoryEditing.StoreAsync(site.Service, "live", "closing", new { });
        await Assertions.Expect(page.Locator("#closed")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".state[data-state=live]")).ToHaveCountAsync(0);
        Assert.Single(asked, "/live");
        Assert.DoesNotContain("/stories/live/changes", asked);
    }

    [Fact]
    public async Task The_page_of_an_entry_that_is_left_open_says_what_the_entry_says_now_and_goes_with_it()
    {
        await site.Service.OpenAsync("left-open");
        var (entry, _) = await site.Service.RecordAsync("arrests", new { when = new { edtf = "2021-01-17" }, headline = "An arrest" }, "left-open");
        await using var context = await browser.NewContextAsync();
        await context.AddInitScriptAsync("Object.defineProperty(document, 'hidden', { get: () => window.away && !!(document.documentElement.id = 'looked') })");
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(site.Service.Address, $"/stories/left-open/entries/{entry}").ToString());
        await Assertions.Expect(page.Locator("main [role=status]")).ToHaveCountAsync(1);

        await site.Service.RecordAsync("arrests", new { when = new { edtf = "2021-01-18" }, headline = "Another" }, "left-open");
        await Editing.CorrectAsync(site.Service, entry, "Two arrests", "left-open");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Two arrests");
        Assert.StartsWith("Two arrests", await page.TitleAsync(), StringComparison.Ordinal);
        await Assertions.Expect(page.Locator(".history li")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("article")).ToHaveCountAsync(1);

        // In a tab behind others, which asks for nothing.
        await page.EvaluateAsync("window.away = true");
        await Editing.CorrectAsync(site.Service, entry, "Three arrests", "left-open");
        await site.Service.RecordAsync("arrests", new { when = new { edtf = "2021-01-19" }, headline = "And another" }, "left-open");
        await Assertions.Expect(page.Locator("#looked")).ToHaveCountAsync(1);
        await page.EvaluateAsync("window.away = false; document.dispatchEvent(new Event('visibilitychange'))");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Three arrests");
        await StoryEditing.StoreAsync(site.Service, "left-open", "corrections", new { @class = "update", changes = new { title = "Renamed" } });
        await Assertions.Expect(page.Locator(".masthead .top > a")).ToHaveTextAsync("Renamed");
        await Editing.PostAsync(site.Service, entry, "hold", new { reason = "Being checked." }, "left-open");
        await Assertions.Expect(page.Locator("article")).ToHaveCountAsync(0);
    }

    /// <summary>What there is to look at: corrected, withdrawn, planned, moved, cancelled, with figures, claims and long words.</summary>
    public sealed class Site : SharedService
    {
        protected override bool Plant => true;

        internal string Corrected { get; private set; } = "";

        protected override async Task FillAsync()
        {
            var (corrected, _) = await Service.RecordAsync("statements", new
            {
                when = new { edtf = "../2021-01-22", note = "by evening" },
                headline = string.Concat(Enumerable.Repeat("Donaudampfschifffahrtselektrizitäten", 4)),
                people = new[] { new { id = "a-person", name = "A Person", @as = "there", nativeName = "Человек" } },
                speakers = new List<string> { "a-person" },
                quotes = new[] { new { text = "We stay.", original = "Мы остаёмся." } },
                originalLanguage = "ru",
                claims = new[] { new { by = "a-person", verb = "denies", text = "So it was not.", via = "a lawyer" } },
                figures = new[] { new { value = 38, unit = "%", by = "a-person", asOf = "2021-01-22" } },
                sources = new[] { new { outlet = "An outlet", url = "https://example.org/" + new string('a', 100), published = "2021-01-22" } },
                key = true,
            });
            Corrected = corrected;
            await Editing.CorrectAsync(Service, corrected, "Corrected");
            var (withdrawn, _) = await Service.RecordAsync("arrests", new { when = new { edtf = "2021-01-21~" }, headline = "Withdrawn" });
            await Editing.RetractAsync(Service, withdrawn);
            foreach (var outcome in (object?[])[null, new { status = "moved", when = new { edtf = "2021-01-24" }, reason = "Later." }, new { status = "cancelled" }])
            {
                var (rally, _) = await Service.RecordAsync("rallies", new { when = new { edtf = "2021-01-23" }, headline = "A rally", planned = true });
                if (outcome is not null)
                    await Editing.PostAsync(Service, rally, "outcome", outcome);
            }

            foreach (var (language, headline) in new[] { ("ru", "Арест"), ("ar", "اعتقال") })
            {
                await Service.OpenAsync(language, language);
                await Service.RecordAsync("arrests", new { when = new { edtf = "2021-01-17" }, headline }, language);
            }
        }
    }
}
