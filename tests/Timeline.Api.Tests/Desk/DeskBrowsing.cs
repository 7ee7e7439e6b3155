using Microsoft.Playwright;
using Timeline.Api.Desk.SigningIn;

namespace Timeline.Api.Tests.Desk;

/// <summary>The desk in a browser.</summary>
internal static class DeskBrowsing
{
    /// <summary>Signs in by a link.</summary>
    public static Task<IPage> SignInAsync(IBrowserContext context, TestService service, string name, IPage? page = null) =>
        SignInAsync(context, service.Address, name, page);

    /// <summary>The same, at a service somewhere else that knows <see cref="TestService.Key"/>.</summary>
    public static async Task<IPage> SignInAsync(IBrowserContext context, Uri service, string name, IPage? page = null)
    {
        page ??= await context.NewPageAsync();
        await GoAsync(page, service, SignInLinks.Make(null, ["editor", "legal"], 1, TestService.Key));
        await page.Locator("#name").FillAsync(name);
        await page.Keyboard.PressAsync("Enter");
        // Not WaitForURL: a navigation that ends as it is asked is waited for in vain.
        await Assertions.Expect(page).ToHaveURLAsync(new Uri(service, "/desk").ToString(), new() { Timeout = 30_000 });
        return page;
    }

    /// <summary>Goes to an address that must be there.</summary>
    public static Task GoAsync(IPage page, TestService service, string address) => GoAsync(page, service.Address, address);

    /// <summary>The same, of a service somewhere else.</summary>
    public static async Task GoAsync(IPage page, Uri service, string address) =>
        Assert.True((await page.GotoAsync(new Uri(service, address).ToString()))!.Ok, address);
}
