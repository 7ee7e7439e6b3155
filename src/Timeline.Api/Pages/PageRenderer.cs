using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Timeline.Api.Hosting;
using Timeline.Api.Reading;

namespace Timeline.Api.Pages;

/// <summary>Turns components into pages; their text is encoded where it is written, by default.</summary>
internal sealed class PageRenderer(IServiceProvider services, ILoggerFactory loggers, PublicAddress address)
{
    /// <summary>The media type of a page.</summary>
    public const string Html = "text/html; charset=utf-8";

    /// <summary>The style sheet of all pages.</summary>
    public EmbeddedFile Style { get; } = new("Pages/timeline.css");

    /// <summary>Where the pages are, as this reader calls it.</summary>
    public Site Site(HttpRequest request) => new(address.Of(request), Style.VersionedName);

    /// <summary>Renders a page as an answer.</summary>
    /// <param name="framed">Who may put it in a frame (CSP <c>frame-ancestors</c>).</param>
    /// <param name="parameters">The component's parameters.</param>
    public async Task<Answer> PageAsync<T>(string framed, params (string Name, object? Value)[] parameters)
        where T : IComponent =>
        Answer.Of(Encoding.UTF8.GetBytes(await RenderAsync<T>(parameters)), Html, Answer.Present) with
        {
            Headers =
            [
                ("Content-Security-Policy",
                    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' https:; media-src https:; " +
                    $"connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors {framed}"),
                ("Referrer-Policy", "strict-origin-when-cross-origin"),
            ],
        };

    /// <summary>Renders a component.</summary>
    public async Task<string> RenderAsync<T>(params (string Name, object? Value)[] parameters)
        where T : IComponent
    {
        await using var renderer = new HtmlRenderer(services, loggers);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var root = await renderer.RenderComponentAsync<T>(
                ParameterView.FromDictionary(parameters.ToDictionary(p => p.Name, p => p.Value)));
            // The renderer encodes plus signs for fear of UTF-7, which nobody speaks; but those who look for
            // application/json+oembed in a page mostly look for these very letters.
            return root.ToHtmlString().Replace("&#x2B;", "+", StringComparison.Ordinal);
        });
    }
}
