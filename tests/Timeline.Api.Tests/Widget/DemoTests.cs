using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Timeline.Api.Tests.Widget;

public sealed class DemoTests(Browser browser)
{
    [Fact]
    public async Task What_it_says_to_copy_is_the_unchanging_script_with_its_digest_and_works_on_another_page()
    {
        await using var service = await TestService.StartAsync(plant: true);
        await using var context = await browser.NewContextAsync(new() { Permissions = ["clipboard-read", "clipboard-write"] });
        var page = await OpenAsync(service, context);
        var form = page.Locator("form");
        await form.GetByLabel("Order").SelectOptionAsync("asc");
        await form.GetByLabel("Person").FillAsync("ivan-zhdanov");
        await form.GetByLabel("Key entries only").FocusAsync();
        await Expect(page.Locator("#markup")).ToContainTextAsync("person=\"ivan-zhdanov\"");

        await page.GetByRole(AriaRole.Button, new() { Name = "Copy" }).ClickAsync();
        await Expect(page.Locator("main > p output")).ToHaveTextAsync("Copied.");
        var markup = await page.EvaluateAsync<string>("navigator.clipboard.readText()");

        Assert.Contains((string)(await service.GetAsync("/widget/story-timeline.json"))["markup"]!, markup, StringComparison.Ordinal);
        Assert.Matches(new Regex("src=\"[^\"]+/story-timeline\\.[0-9a-f]{12}\\.js\" integrity=\"sha384-"), markup);
        await using var site = await ForeignSite.StartAsync($"<!doctype html><title>A page</title>{markup}", policy: null);
        await page.GotoAsync(site.Address);
        await Expect(page.Locator("story-timeline[order=asc] article")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task What_a_field_is_called_stands_above_it_and_no_choice_is_without_words()
    {
        await using var service = await TestService.StartAsync(plant: true);
        await using var context = await browser.NewContextAsync();
        var page = await OpenAsync(service, context);

        Assert.Equal("", await page.EvaluateAsync<string>("""
            [...document.querySelectorAll("form :is(select, input:not([type=checkbox]))")]
              .filter(f => Math.abs(f.getBoundingClientRect().left - f.parentElement.getBoundingClientRect().left) > 1 || [...f.options ?? []].some(o => !o.text))
              .map(f => f.name).join(" ")
            """));
    }

    [Fact]
    public async Task The_form_and_the_readers_own_choices_show_the_same_attributes()
    {
        await using var service = await TestService.StartAsync(plant: true);
        await using var context = await browser.NewContextAsync();
        var page = await OpenAsync(service, context);
        var timeline = page.Locator("#timeline");
        await Expect(timeline.Locator("article").First).ToBeVisibleAsync();

        await timeline.GetByLabel("Kind").SelectOptionAsync("arrest");
        await Expect(page.Locator("form").GetByLabel("Kinds")).ToHaveValueAsync("arrest");
        foreach (var (label, name, value) in new[]
        {
            ("Order", "order", "asc"), ("Theme", "theme", "dark"), ("Direction", "dir", "rtl"),
        })
        {
            await page.Locator("form").GetByLabel(label).SelectOptionAsync(value);
            await Expect(timeline).ToHaveAttributeAsync(name, value);
            await Expect(page.Locator("#markup")).ToContainTextAsync($"{name}=\"{value}\"");
        }

        await page.Locator("form").GetByLabel("Language").FillAsync("ru");
        await page.Locator("form").GetByLabel("Kinds").FocusAsync();
        await Expect(timeline.Locator(".kind").First).ToHaveTextAsync("Взятие под стражу");
        await Expect(timeline.Locator(".headline").First).ToHaveCSSAsync("text-align", "right");
    }

    private static async Task<IPage> OpenAsync(TestService service, IBrowserContext context)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(service.Address, "/widget/demo").ToString());
        return page;
    }
}
