using System.Text.Json.Nodes;
using System.Xml.Linq;
using Timeline.Api.Http;
using Timeline.Domain.Languages;
using Timeline.Domain.Overviews;

namespace Timeline.Api.Formats;

/// <summary>
/// A drawing for a page that builds it itself, without reading markup: as lists, with what its shapes mean, and with its rules, so
/// that an old widget draws what a newer service sends.
/// </summary>
internal static class OverviewLists
{
    private static readonly string Style = EmbeddedFile.TextOf("Pages/overview.css").ReplaceLineEndings("");

    /// <summary>The answer with the drawing in it.</summary>
    public static OverviewAnswer With(this OverviewAnswer answer, Overview overview, Language words) => answer with
    {
        Drawing = Of(OverviewSvg.Of(overview, new("o", words.Direction == "rtl", e => $"#{e}", b => $"?from={Uri.EscapeDataString(b.From)}&to={Uri.EscapeDataString(b.To)}"))),
        Legend = [.. OverviewLegend.Of(overview, words).Select(l => new LegendItem(l.Label, Of(l.Drawing)))],
        Style = Style,
    };

    private static JsonArray Of(XElement element) =>
    [
        element.Name.LocalName,
        new JsonObject(element.Attributes().Where(a => !a.IsNamespaceDeclaration).Select(a => KeyValuePair.Create(a.Name.LocalName, (JsonNode?)a.Value))),
        .. element.Nodes().Select(n => n is XElement child ? Of(child) : (JsonNode?)((XText)n).Value),
    ];
}
