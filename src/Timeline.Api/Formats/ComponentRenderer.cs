using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Timeline.Api.Formats;

/// <summary>Turns components into HTML; their text is encoded where it is written, by default.</summary>
internal sealed class ComponentRenderer(IServiceProvider services, ILoggerFactory loggers)
{
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
