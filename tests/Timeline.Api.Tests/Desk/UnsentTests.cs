using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Timeline.Api.Tests.Widget;

namespace Timeline.Api.Tests.Desk;

/// <summary>What an editor typed and nobody stored yet.</summary>
public sealed class UnsentTests(Browser browser, SharedService shared) : IClassFixture<SharedService>
{
    private const string Form = "/desk/stories/story/record/detention";
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task A_sign_in_that_ends_in_mid_form_loses_nothing_and_shows_it_to_nobody_else()
    {
        await using var context = await browser.NewContextAsync();
        var dialogs = new List<string>();
        var page = await DeskBrowsing.SignInAsync(context, _service, "Anna");
        page.Dialog += async (_, dialog) =>
        {
            dialogs.Add(dialog.Type);
            // To leave is allowed, to sign out not at once.
            if (dialog.Type == "confirm" && dialogs.Count(d => d == "confirm") == 1)
                await dialog.DismissAsync();
            else
                await dialog.AcceptAsync();
        };
        await DeskBrowsing.GoAsync(page, _service, Form);
        await page.Locator("#f-headline").FillAsync("Kept over the night");
        await context.ClearCookiesAsync(new() { Name = "timeline-desk" });
        await page.Locator("#f-when").FillAsync("2021-01-19");
        await Assertions.Expect(page.Locator("#expired")).ToBeVisibleAsync();
        await page.Locator("button[value=publish]").ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/desk/sign-in\\?return=."));

        await DeskBrowsing.SignInAsync(context, _service, "Boris", page);
        await DeskBrowsing.GoAsync(page, _service, Form);
        await Assertions.Expect(page.Locator("#draft")).ToBeHiddenAsync();
        await page.Locator("form.who button").ClickAsync();
        await DeskBrowsing.SignInAsync(context, _service, "Anna", page);
        await DeskBrowsing.GoAsync(page, _service, Form);
        await page.Locator("#draft [data-restore]").ClickAsync();
        await Assertions.Expect(page.Locator("#f-headline")).ToHaveValueAsync("Kept over the night");

        // Leaving asks; signing out asks, and then takes it along.
        await DeskBrowsing.GoAsync(page, _service, "/desk");
        Assert.Equal(["beforeunload"], dialogs);
        await page.Locator("form.who button").ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Uri(_service.Address, "/desk").ToString());
        Assert.Equal(1, await DraftsAsync(page));
        await page.Locator("form.who button").ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Uri(_service.Address, "/desk/sign-in?out=true").ToString());
        Assert.Equal(["beforeunload", "confirm", "confirm"], dialogs);
        Assert.Equal(0, await DraftsAsync(page));
    }

    [Fact]
    public async Task A_service_that_is_killed_while_a_form_is_open_loses_nothing()
    {
        await using var context = await browser.NewContextAsync();
        IPage page;
        Uri address;
        await using (var first = await ChildService.StartAsync(new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ConnectionStrings__Timeline"] = _service.ConnectionString,
            ["Auth__SigningKey"] = Convert.ToBase64String(TestService.Key),
        }))
        {
            address = first.Address;
            page = await DeskBrowsing.SignInAsync(context, address, "Anna");
            page.Dialog += async (_, dialog) => await dialog.AcceptAsync();
            await DeskBrowsing.GoAsync(page, address, Form);
            await page.Locator("#f-when").FillAsync("2021-01-19");
            await page.Locator("#f-headline").FillAsync("Sent after the restart");
            // As kill -9 does: it says goodbye to nobody.
            await first.KillAsync();
        }

        await page.Locator("button[value=publish]").ClickAsync();
        await using var second = await TestService.StartAsync(_service.ConnectionString, url: address.ToString().TrimEnd('/'));
        // Signed in still: the keys of the cookie are in the database.
        await DeskBrowsing.GoAsync(page, second, Form);
        await page.Locator("#draft [data-restore]").ClickAsync();
        await page.Locator("button[value=publish]").ClickAsync();
        await Assertions.Expect(page.Locator("article h1")).ToHaveTextAsync("Sent after the restart");
    }

    [Fact]
    public async Task Two_tabs_of_a_form_an_older_form_and_a_browser_that_is_full_lose_no_word()
    {
        await using var context = await browser.NewContextAsync();
        var page = await DeskBrowsing.SignInAsync(context, _service, "Clara");
        // The second is the first one's duplicate: browsers copy what a tab keeps.
        var other = await context.NewPageAsync();
        await DeskBrowsing.GoAsync(page, _service, "/desk");
        var id = await page.EvaluateAsync<string>("sessionStorage['timeline-desk:tab']");
        await other.AddInitScriptAsync($"sessionStorage['timeline-desk:tab'] ??= '{id}'");
        foreach (var (tab, headline) in new[] { (page, "Of the first tab"), (other, "Of the second tab") })
        {
            tab.Dialog += async (_, dialog) => await dialog.AcceptAsync();
            await DeskBrowsing.GoAsync(tab, _service, Form);
            await Assertions.Expect(tab.Locator("#f-when")).ToBeFocusedAsync();
            await tab.Locator("#f-headline").FillAsync(headline);
        }

        await other.WaitForFunctionAsync("id => sessionStorage['timeline-desk:tab'] !== id", id);

        // Each keeps its own; the form of yesterday had a field that this one has not.
        await DeskBrowsing.GoAsync(page, _service, "/desk");
        await page.EvaluateAsync("""
            () => { for (const name of Object.keys(localStorage).filter(n => n.includes("Clara"))) {
              const text = JSON.parse(localStorage.getItem(name));
              text.fields.push(["ofYesterday[0]", "Words of yesterday"], ["places[1]", "Omsk"]);
              localStorage.setItem(name, JSON.stringify(text));
            } }
            """);
        foreach (var (tab, headline) in new[] { (page, "Of the first tab"), (other, "Of the second tab") })
        {
            await DeskBrowsing.GoAsync(tab, _service, Form);
            await tab.Locator("#draft [data-restore]").ClickAsync();
            await Assertions.Expect(tab.Locator("#f-headline")).ToHaveValueAsync(headline);
        }

        await Assertions.Expect(page.Locator("[name='places[1]']")).ToHaveValueAsync("Omsk");
        await Assertions.Expect(page.Locator("#lost textarea")).ToHaveValueAsync("Words of yesterday");

        // What another tab has sent meanwhile is not there to be taken up.
        var third = await context.NewPageAsync();
        var errors = new List<string>();
        third.PageError += (_, error) => errors.Add(error);
        await DeskBrowsing.GoAsync(third, _service, Form);
        await Assertions.Expect(third.Locator("#draft")).ToBeVisibleAsync();
        var texts = await third.EvaluateAsync<string>("() => { const all = JSON.stringify(localStorage); localStorage.clear(); return all; }");
        await third.Locator("#draft [data-restore]").ClickAsync();
        await Assertions.Expect(third.Locator("#draft")).ToBeHiddenAsync();
        await third.EvaluateAsync("texts => Object.assign(localStorage, JSON.parse(texts))", texts);
        Assert.Empty(errors);

        // A full store is said, and the form goes on.
        await page.EvaluateAsync("() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }; }");
        await page.Locator("#f-when").FillAsync("2021-01-19");
        await Assertions.Expect(page.Locator("#unkept")).ToBeVisibleAsync();
        await page.Locator("button[value=draft]").ClickAsync();
        await Assertions.Expect(page.Locator("article h1")).ToHaveTextAsync("Of the first tab");
    }

    [Fact]
    public async Task What_is_typed_beside_an_offer_has_its_own_place_and_who_signs_out_takes_along_what_other_tabs_have()
    {
        await using var context = await browser.NewContextAsync();
        var page = await DeskBrowsing.SignInAsync(context, _service, "Dora");
        var other = await context.NewPageAsync();
        await other.AddInitScriptAsync("addEventListener('storage', event => { if (window.late && event.key.includes('-out:')) localStorage.setItem(...window.late); })");
        foreach (var tab in new[] { page, other })
        {
            tab.Dialog += async (_, dialog) => await dialog.AcceptAsync();
            await DeskBrowsing.GoAsync(tab, _service, Form);
            await Assertions.Expect(tab.Locator("#f-when")).ToBeFocusedAsync();
        }

        await page.Locator("#f-headline").FillAsync("One");
        await DeskBrowsing.GoAsync(page, _service, Form);
        await Assertions.Expect(page.Locator("#draft")).ToBeVisibleAsync();
        await page.Locator("#f-headline").FillAsync("Two");
        await page.WaitForFunctionAsync("() => Object.keys(localStorage).filter(k => k.includes('Dora')).length === 2");
        await page.Locator("#draft [data-restore]").ClickAsync();
        await Assertions.Expect(page.Locator("#f-headline")).ToHaveValueAsync("One");

        // What the other tab keeps may come to lie there after this one has looked, and before it hears of it.
        await other.Locator("#f-headline").FillAsync("Three");
        await other.EvaluateAsync("""
            async () => {
              const mine = () => Object.entries(localStorage).find(([name, text]) => name.includes('Dora') && text.includes('Three'));
              while (!mine()) await new Promise(later => setTimeout(later, 20));
              window.late = mine();
            }
            """);
        await page.Locator("form.who button").ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Uri(_service.Address, "/desk/sign-in?out=true").ToString());
        await other.Locator("#f-headline").FillAsync("Four");
        await Assertions.Expect(other.Locator("#unkept")).ToBeVisibleAsync();
        await DeskBrowsing.GoAsync(other, _service, "/desk/sign-in");
        Assert.Empty(await page.EvaluateAsync<string>("Object.keys(localStorage).filter(k => k.includes('Dora')).map(k => k + localStorage[k]).join()"));
    }

    private static Task<int> DraftsAsync(IPage page) => page.EvaluateAsync<int>("Object.keys(localStorage).filter(k => k.includes('Anna')).length");
}
