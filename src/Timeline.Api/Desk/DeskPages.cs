using System.Text;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components;
using Timeline.Api.Desk.SigningIn;
using Timeline.Api.Formats;
using Timeline.Api.Http;

namespace Timeline.Api.Desk;

/// <summary>Renders the desk's pages. They are for one editor and one moment: nothing keeps them.</summary>
internal sealed class DeskPages(ComponentRenderer renderer, PublicAddress address, IAntiforgery antiforgery)
{
    private const string Policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' https:; media-src https:; connect-src 'self'; " +
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Sends a page; every page has a parameter <c>Frame</c>.</summary>
    public async Task SendAsync<T>(HttpContext context, int status = StatusCodes.Status200OK, params (string Name, object? Value)[] parameters)
        where T : IComponent
    {
        var html = await RenderAsync<T>(context, parameters);
        context.Response.StatusCode = status;
        await SendAsync(context, html);
    }

    /// <summary>The HTML of a page, or of a part of one.</summary>
    public Task<string> RenderAsync<T>(HttpContext context, params (string Name, object? Value)[] parameters)
        where T : IComponent => renderer.RenderAsync<T>([("Frame", Frame(context)), .. parameters]);

    public static Task SendAsync(HttpContext context, string html)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(html, Encoding.UTF8, context.RequestAborted);
    }

    /// <summary>What every answer of the desk says: keep it nowhere, show it in no frame, tell nobody its address.</summary>
    public static void SetHeaders(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.CacheControl = "no-store";
        response.Headers["Referrer-Policy"] = "same-origin";
        response.Headers.Remove("Access-Control-Allow-Origin");
        response.Headers.Remove("Access-Control-Expose-Headers");
    }

    public DeskFrame Frame(HttpContext context)
    {
        var (user, tokens) = (context.User, antiforgery.GetAndStoreTokens(context));
        // It says no-cache itself, which is less.
        context.Response.Headers.CacheControl = "no-store";
        return new(Site.Of(address, context.Request) with { IsDesk = true }, AskedLanguage.Of(context),
            user.Identity is { IsAuthenticated: true, AuthenticationType: DeskUser.Scheme } ? DeskUser.Name(user) : null,
            Roles.Subject(user), DeskUser.RolesOf(user), tokens.FormFieldName, tokens.RequestToken)
        {
            Rights = DeskRights.Of(context),
        };
    }
}
