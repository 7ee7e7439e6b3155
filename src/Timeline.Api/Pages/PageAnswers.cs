using System.Text;
using Microsoft.AspNetCore.Components;
using Timeline.Api.Formats;
using Timeline.Api.Http;

namespace Timeline.Api.Pages;

/// <summary>Components as whole pages.</summary>
internal static class PageAnswers
{
    private const string Html = "text/html; charset=utf-8";

    /// <summary>Renders a page as an answer.</summary>
    /// <param name="renderer">Renders it.</param>
    /// <param name="framed">Who may put it in a frame (CSP <c>frame-ancestors</c>).</param>
    /// <param name="parameters">The component's parameters.</param>
    public static async Task<Answer> PageAsync<T>(
        this ComponentRenderer renderer, string framed, params (string Name, object? Value)[] parameters)
        where T : IComponent =>
        Answer.Of(Encoding.UTF8.GetBytes(await renderer.RenderAsync<T>(parameters)), Html, CacheLifetime.Present) with
        {
            Headers =
            [
                ("Content-Security-Policy",
                    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' https:; media-src https:; " +
                    $"connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors {framed}"),
                ("Referrer-Policy", "strict-origin-when-cross-origin"),
            ],
        };
}
