using System.Xml.Linq;
using Timeline.Domain.Languages;
using Timeline.Domain.Overviews;

namespace Timeline.Api.Formats;

/// <summary>What the shapes of an overview mean. They take the gradients of the drawing beside them, whose name is <c>o</c>.</summary>
internal static class OverviewLegend
{
    private static readonly (string Label, string Shapes)[] All =
    [
        ("legend.day", "<rect x='4' y='2' width='32' height='8' rx='4' class='solid'/>"),
        ("legend.instant", "<circle cx='20' cy='6' r='4' class='solid'/>"),
        ("legend.span", "<rect x='4' y='4' width='32' height='4' class='solid'/><path d='M4 1v10M36 1v10' class='cap'/>"),
        ("legend.between", "<rect x='2' y='2' width='36' height='8' fill='url(#o-both-soft)'/><circle cx='20' cy='6' r='3' class='ring'/>"),
        ("legend.by", "<rect x='2' y='2' width='34' height='8' fill='url(#o-in-soft)'/><path d='M36 1v10' class='cap'/>"),
        ("legend.since", "<rect x='4' y='2' width='34' height='8' fill='url(#o-out-soft)'/><path d='M4 1v10' class='cap'/>"),
        ("legend.planned", "<rect x='4' y='2' width='32' height='8' rx='4' class='dash'/>"),
        ("correction", "<rect x='4' y='2' width='32' height='8' rx='4' class='solid'/><rect x='27' y='1' width='3' height='10' class='notch'/>"),
        ("retracted", "<rect x='4' y='2' width='32' height='8' rx='4' class='hollow'/>"),
        ("legend.density", "<path d='M4 11V7h6V4h6V1h6v5h6v2h6v3z' class='solid'/>"),
    ];

    /// <summary>The shapes that are drawn, and no other: what each means, and the shape as SVG.</summary>
    public static IReadOnlyList<(string Label, XElement Drawing)> Of(Overview overview, Language words)
    {
        var drawn = DrawnIn(overview);
        return
        [
            .. All.Where(l => drawn.Contains(l.Label))
                .Select(l => (words[l.Label], XElement.Parse($"<svg xmlns='{SvgShapes.Svg}' viewBox='0 0 40 12' aria-hidden='true'>{l.Shapes}</svg>"))),
        ];
    }

    private static HashSet<string> DrawnIn(Overview overview) =>
    [
        .. overview.Marks.Where(m => m.Side == MarkSide.Axis && m.Entry is { Planned: false, Retracted: false }).Select(m => m.Form switch
        {
            MarkForm.Until or MarkForm.By => "legend.by",
            MarkForm.After or MarkForm.Since => "legend.since",
            var form => $"legend.{form.ToString().ToLowerInvariant()}",
        }),
        .. overview.Marks.Any(m => m.Entry.Planned) ? ["legend.planned"] : Array.Empty<string>(),
        .. overview.Marks.Any(m => m.Entry is { Corrected: true, Retracted: false }) ? ["correction"] : Array.Empty<string>(),
        .. overview.Marks.Any(m => m.Entry.Retracted) ? ["retracted"] : Array.Empty<string>(),
        .. overview.Density.Count > 0 ? ["legend.density"] : Array.Empty<string>(),
    ];
}
