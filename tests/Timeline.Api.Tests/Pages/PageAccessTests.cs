using Microsoft.Playwright;
using Timeline.Api.Tests.Live;
using Timeline.Api.Tests.Widget;

namespace Timeline.Api.Tests.Pages;

public sealed class PageAccessTests(Browser browser, PageAccessTests.Site site) : IClassFixture<PageAccessTests.Site>
{
    private static readonly string[] Addresses =
    [
        "/", "/stories/navalny-2021?background=true", "/stories/story", "/stories/story?asOf=3", "/stories/story?order=desc", "/stories/ru",
        "/stories/ar", "/stories/none", "/embed/navalny-2021", "/embed/story?limit=1",
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
            await page.GotoAsync(new Uri(site.Service.Address, address).ToString());
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

    /// <summary>What there is to look at: corrected, withdrawn, planned, moved, cancelled, with figures, claims and long words.</summary>
    public sealed class Site : SharedService
    {
        protected override bool Plant => true;

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
