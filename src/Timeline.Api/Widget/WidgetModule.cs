using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Timeline.Api.Http;
using Timeline.Domain.Languages;

namespace Timeline.Api.Widget;

/// <summary>
/// The element's files, joined into the one module that a page loads: without their imports, exports, comments and indents, with
/// the look that it shares with the pages, and with the few sentences that it must say where no service can.
/// </summary>
internal static partial class WidgetModule
{
    /// <summary>The files of the folder <c>element</c>: what others use comes first.</summary>
    public static IReadOnlyList<string> Files { get; } =
    [
        "make", "words", "service", "line", "feed", "chronicle", "media", "facts", "entry", "list", "head", "controls", "past", "overview",
        "frame", "style", "element",
    ];

    private static readonly string[] Sheets = ["Pages/look.css", "Pages/overview.css", "Widget/element/style.css"];

    private static readonly string[] Sentences = ["widget.wrong-address", "widget.unreachable"];

    // Before what is made with it.
    private static readonly JsonSerializerOptions Written = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The module.</summary>
    public static EmbeddedFile File { get; } = new("story-timeline.js", Encoding.UTF8.GetBytes(Join()));

    /// <summary>A file of the element's, as it is written.</summary>
    public static string Source(string name) => EmbeddedFile.TextOf($"Widget/element/{name}");

    private static string Join() => $"const CSS = {Json(Css())};\nconst SENTENCES = {Json(Language.All.ToDictionary(tag => tag,
        tag => Sentences.ToDictionary(key => key, key => Language.Of(tag)[key])))};\n{string.Concat(Files.Select(f => Plain(Source($"{f}.js"))))}";

    // The properties belong inside: a page's own of the same name would win over those of the host; and so does the size of its letters.
    private static string Css()
    {
        var css = Blanks().Replace(CssComment().Replace(
            string.Concat(Sheets.Select(EmbeddedFile.TextOf)).Replace(":root, :host", ".root", StringComparison.Ordinal)
                .Replace("1rem", "var(--medium, 16px)", StringComparison.Ordinal), ""), " ").Trim();
        return Property().Replace(css, declared => css.Contains($"var({declared.Groups[1].Value})", StringComparison.Ordinal) ? declared.Value : "");
    }

    private static string Plain(string source) => NotForBrowsers().Replace(source, "");

    private static string Json(object value) => JsonSerializer.Serialize(value, Written);

    [GeneratedRegex(@"^\s*/\*\*(.|\n)*?\*/\n|^\s*//.*\n|^import .*\n|^export |^[ \t]+|^\n", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex NotForBrowsers();

    [GeneratedRegex(@"/\*(.|\n)*?\*/", RegexOptions.CultureInvariant)]
    private static partial Regex CssComment();

    [GeneratedRegex(@"(--[a-z0-9]+):[^;}]+; ?", RegexOptions.CultureInvariant)]
    private static partial Regex Property();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();
}
