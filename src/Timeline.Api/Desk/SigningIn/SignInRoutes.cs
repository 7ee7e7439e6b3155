using Microsoft.AspNetCore.Authentication;
using Timeline.Store.Embedded;

namespace Timeline.Api.Desk.SigningIn;

/// <summary>Signing in and out.</summary>
internal static class SignInRoutes
{
    /// <summary>Maps what is open to those who are not signed in.</summary>
    public static void MapSignIn(this IEndpointRouteBuilder desk)
    {
        desk.MapGet(DeskAddress.SignIn, ShowAsync);
        desk.MapPost(DeskAddress.SignIn, SignInAsync);
        desk.MapGet(DeskAddress.SignIn + "/authority", async (HttpContext context, IAuthenticationSchemeProvider schemes) =>
            await schemes.GetSchemeAsync(DeskSignIn.Authority) is null ? Results.Redirect(DeskSignIn.Address(context, DeskAddress.SignIn))
                : Results.Challenge(new() { RedirectUri = DeskSignIn.Address(context, DeskAddress.Inside(context.Request.Query["return"])) }, [DeskSignIn.Authority]));
        desk.MapPost(DeskAddress.SignOut, async (HttpContext context) =>
        {
            await context.SignOutAsync(DeskUser.Scheme);
            return Results.Redirect(DeskSignIn.Address(context, $"{DeskAddress.SignIn}?out=true"));
        }).RequireAuthorization(DeskUser.SignedIn);
        desk.MapGet(DeskAddress.NoRole, (HttpContext context, DeskPages pages) => pages.SendAsync<NoRolePage>(context, StatusCodes.Status403Forbidden))
            .RequireAuthorization(DeskUser.SignedIn);
    }

    private static async Task ShowAsync(HttpContext context, DeskPages pages, SignInLinks links, IAuthenticationSchemeProvider schemes)
    {
        var query = context.Request.Query;
        string? text = query["link"];
        var link = await links.ReadAsync(text, context.RequestAborted);
        await SendAsync(context, pages, schemes, link, text, DeskAddress.Inside(query["return"]),
            text is not null && link is null ? "desk.link-used" : query.ContainsKey("failed") ? "desk.sign-in-failed"
            : query.ContainsKey("out") ? "desk.signed-out" : null);
    }

    private static async Task SendAsync(
        HttpContext context, DeskPages pages, IAuthenticationSchemeProvider schemes, SignInLink? link, string? text, string back, string? notice) =>
        await pages.SendAsync<SignInPage>(context, StatusCodes.Status200OK,
            (nameof(SignInPage.Link), link is null ? null : text), (nameof(SignInPage.AsksName), link is { Subject: null }),
            (nameof(SignInPage.ByAuthority), await schemes.GetSchemeAsync(DeskSignIn.Authority) is not null),
            (nameof(SignInPage.Back), back), (nameof(SignInPage.Notice), notice));

    private static async Task SignInAsync(HttpContext context, DeskPages pages, SignInLinks links, IAuthenticationSchemeProvider schemes)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        string? text = form["link"];
        var (link, back) = (await links.ReadAsync(text, context.RequestAborted), DeskAddress.Inside(form["return"]));
        var name = link?.Subject ?? form["name"].ToString().Trim();
        if (link is not null && !TokenTerms.IsSubject(name))
        {
            await SendAsync(context, pages, schemes, link, text, back, "desk.name-missing");
            return;
        }

        if (link is null || !await links.UseAsync(link, context.RequestAborted))
        {
            await SendAsync(context, pages, schemes, null, null, back, "desk.link-used");
            return;
        }

        await context.SignInAsync(DeskUser.Scheme, DeskUser.Of(name, name, link.Roles));
        context.Response.Redirect(DeskSignIn.Address(context, back));
    }
}
