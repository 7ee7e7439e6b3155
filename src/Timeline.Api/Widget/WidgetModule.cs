using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using NUglify;
using NUglify.JavaScript;
using Timeline.Api.Http;
using Timeline.Domain.Languages;

namespace Timeline.Api.Widget;

/// <summary>
/// The element's files, joined into the one module that a page loads: without their imports and exports, with the look that it
/// shares with the pages and the one sentence that it must say where no service can, and with short names (NUglify). That takes
/// most of a second, so it is done when the module is first asked for.
/// </summary>
internal static partial class WidgetModule
{
    /// <summary>The files of the folder <c>element</c>: what others use comes first.</summary>
    public static IReadOnlyList<string> Files { get; } =
    [
        "make", "words", "service", "kin", "stream", "line", "feed", "query", "chronicle", "media", "facts", "entry", "list", "head", "controls", "past", "overview",
        "parts", "showing", "reading", "style", "element",
    ];

    private static readonly string[] Sheets = ["Pages/look.css", "Widget/element/style.css"];

    // Before what is made with it.
    private static readonly JsonSerializerOptions Written = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static EmbeddedFile File { get; } = new("story-timeline.js", Encoding.UTF8.GetBytes(Join()), Shorten);

    /// <summary>A file of the element's, as it is written.</summary>
    public static string Source(string name) => EmbeddedFile.TextOf($"Widget/element/{name}");

    // With who shortens it: another version may write something else.
    private static string Join() => $"// {typeof(Uglify).Assembly.FullName}\nconst CSS = {Json(Css())};\nconst SENTENCES = {Json(Language.All.ToDictionary(tag => tag,
        tag => Language.Of(tag)["widget.unreachable"]))};\n{ShortPrivates(string.Concat(Files.Select(f => ImportExport().Replace(Source($"{f}.js"), ""))))}" +
        // For the pages, which follow their story by it.
        "export { Feed, storyAt };\n";

    // What a class keeps to itself, which NUglify leaves as it is.
    private static string ShortPrivates(string script)
    {
        var names = new Dictionary<string, string>();
        return Private().Replace(script, name => names.TryGetValue(name.Value, out var known)
            ? known
            : names[name.Value] = $"#{(char)('a' + (names.Count % 26))}{(names.Count < 26 ? "" : $"{names.Count / 26}")}");
    }

    private static byte[] Shorten(byte[] script)
    {
        var made = Uglify.Js(Encoding.UTF8.GetString(script), new CodeSettings
        {
            SourceMode = JavaScriptSourceMode.Module,
            // It takes what only the module itself calls for unneeded.
            RemoveUnneededCode = false,
        });
        return made.HasErrors
            ? throw new InvalidOperationException($"The widget's code cannot be read: {made.Errors[0]}")
            : Encoding.UTF8.GetBytes(made.Code);
    }

    // The properties belong inside: a page's own of the same name would win over those of the host; and so does the size of its letters.
    private static string Css()
    {
        var css = Needless().Replace(Blanks().Replace(CssComment().Replace(
            string.Concat(Sheets.Select(EmbeddedFile.TextOf)).Replace(":root, :host", ".root", StringComparison.Ordinal)
                .Replace("1rem", "var(--medium, 16px)", StringComparison.Ordinal), ""), " ").Trim(), "$1");
        return Property().Replace(css, declared => css.Contains($"var({declared.Groups[1].Value})", StringComparison.Ordinal) ? declared.Value : "");
    }

    private static string Json(object value) => JsonSerializer.Serialize(value, Written);

    [GeneratedRegex(@"^import .*\n|^export ", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex ImportExport();

    [GeneratedRegex(@"#[a-z]\w*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Private();

    [GeneratedRegex(@"/\*(.|\n)*?\*/", RegexOptions.CultureInvariant)]
    private static partial Regex CssComment();

    [GeneratedRegex(@"(--[a-z0-9]+):[^;}]+;?", RegexOptions.CultureInvariant)]
    private static partial Regex Property();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();

    [GeneratedRegex(@" ?([{};,]) ?|(?<=:) ", RegexOptions.CultureInvariant)]
    private static partial Regex Needless();
}
