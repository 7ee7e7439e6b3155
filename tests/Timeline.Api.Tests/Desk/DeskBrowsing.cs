using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Timeline.Api.Desk.SigningIn;

namespace Timeline.Api.Tests.Desk;

/// <summary>The desk in a browser.</summary>
internal static class DeskBrowsing
{
    /// <summary>Signs in by a link.</summary>
    public static async Task<IPage> SignInAsync(IBrowserContext context, TestService service, string name, IPage? page = null)
    {
        page ??= await context.NewPageAsync();
        await GoAsync(page, service, service.App.Services.GetRequiredService<SignInLinks>().Make("editor")!);
        await page.Locator("#name").FillAsync(name);
        await page.Keyboard.PressAsync("Enter");
        // Not WaitForURL: a navigation that ends as it is asked is waited for in vain.
        await Assertions.Expect(page).ToHaveURLAsync(new Uri(service.Address, "/desk").ToString(), new() { Timeout = 30_000 });
        return page;
    }

    /// <summary>Goes to an address that must be there.</summary>
    public static async Task GoAsync(IPage page, TestService service, string address) =>
        Assert.True((await page.GotoAsync(new Uri(service.Address, address).ToString()))!.Ok, address);
}
