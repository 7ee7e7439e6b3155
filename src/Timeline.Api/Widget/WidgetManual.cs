using System.Net;
using System.Text.RegularExpressions;
using Timeline.Api.Http;

namespace Timeline.Api.Widget;

/// <summary>What a page may say to the widget, and what it says to the page: read from the widget's own code.</summary>
/// <param name="Sort">Attribute, property, event, part, custom property or policy.</param>
/// <param name="Name">Its name.</param>
/// <param name="Values">What it may be, or carries.</param>
/// <param name="About">What it is for.</param>
internal sealed partial record WidgetManual(string Sort, string Name, string Values, string About)
{
    private static readonly Dictionary<string, string> Sorts = new()
    {
        ["attr"] = "Attribute",
        ["prop"] = "Property",
        ["fires"] = "Event",
        ["csp"] = "Content-Security-Policy",
    };

    /// <summary>Everything, sort by sort.</summary>
    public static IReadOnlyList<WidgetManual> All { get; } = [.. Tagged(), .. Properties(), Parts()];

    /// <summary>The attributes that the element looks at, as its code names them.</summary>
    public static IReadOnlyList<string> Observed { get; } = [.. Lists().Matches(WidgetModule.Source("element.js"))
        .SelectMany(list => Quoted().Matches(list.Value)).Select(name => name.Groups[1].Value)];

    /// <summary>As tables in Markdown.</summary>
    public static string Markdown => string.Join('\n', All.GroupBy(m => m.Sort).Select(sort =>
        $"| {sort.Key} | | |\n| --- | --- | --- |\n{string.Concat(sort.Select(m => $"| `{m.Name}` | {m.Values} | {m.About} |\n"))}"));

    /// <summary>As tables in HTML.</summary>
    public static string Html => string.Concat(All.GroupBy(m => m.Sort).Select(sort =>
        $"<table><thead><tr><th scope=\"col\">{Encode(sort.Key)}</th><th scope=\"col\">Values</th><th scope=\"col\">For</th></tr></thead><tbody>" +
        string.Concat(sort.Select(m => $"<tr><td><code>{Encode(m.Name)}</code></td><td>{Encode(m.Values)}</td><td>{Encode(m.About)}</td></tr>")) +
        "</tbody></table>"));

    private static string Encode(string text) => WebUtility.HtmlEncode(text).Replace("`", "", StringComparison.Ordinal);

    private static IEnumerable<WidgetManual> Tagged() =>
        from line in Tag().Matches(WidgetModule.Source("element.js"))
        select new WidgetManual(Sorts[line.Groups[1].Value], line.Groups[2].Value, line.Groups[3].Value, line.Groups[4].Value);

    // The look's own remarks say what they are for.
    private static IEnumerable<WidgetManual> Properties() =>
        from name in CustomProperty().Matches(EmbeddedFile.TextOf("Pages/look.css")).DistinctBy(m => m.Groups[1].Value)
        select new WidgetManual("Custom property", name.Groups[1].Value, name.Groups[2].Value.Trim(), "");

    private static WidgetManual Parts()
    {
        var names = WidgetModule.Files.SelectMany(file => Part().Matches(WidgetModule.Source($"{file}.js")))
            .SelectMany(m => (m.Groups[1].Success ? m.Groups[1] : m.Groups[2]).Value.Split('.')).Where(name => name.Length > 0)
            .Distinct().Order(StringComparer.Ordinal);
        return new("Part", "::part(name)", string.Join(", ", names),
            "every element inside is a part by the name of its class; an entry also by its kind and state: `kind-arrest`, `key`, `planned`, `retracted`");
    }

    [GeneratedRegex(@"^ \* @(attr|prop|fires|csp) (\S+) \| (.*?) \| (.*)$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Tag();

    [GeneratedRegex(@"^const (ANEW|ASKED) = \[.*\];$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Lists();

    [GeneratedRegex("'([a-z-]+)'", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"var\((--timeline-[a-z]+), ((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)", RegexOptions.CultureInvariant)]
    private static partial Regex CustomProperty();

    [GeneratedRegex(@"(?:make|text|said)\((?:'|`)[a-z]+[0-9]?(?:\$\{[^}]*\})?\.([a-z.-]+)(?:'|`)|part\('([a-z]+)'", RegexOptions.CultureInvariant)]
    private static partial Regex Part();
}
