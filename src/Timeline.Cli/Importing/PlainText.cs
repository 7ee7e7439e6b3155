using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Timeline.Cli.Importing;

/// <summary>What is left of HTML as plain text: its words, the addresses of its links in brackets, and beside it what it shows.</summary>
/// <param name="Text">The words; paragraphs apart.</param>
/// <param name="Pictures">Its pictures: address and what it says of them.</param>
/// <param name="Frames">The addresses of what it embeds.</param>
internal sealed partial record PlainText(string Text, IReadOnlyList<(string Address, string Alt, string Caption)> Pictures, IReadOnlyList<string> Frames)
{
    // More than any true text has, with the pictures that stand in it as data.
    private const int Longest = 10_000_000;

    /// <summary>Why it was not read; null where it was.</summary>
    public string? Problem { get; private init; }

    private HtmlWriter? Written { get; init; }

    /// <summary>The addresses that stand in brackets.</summary>
    public IEnumerable<string> Links => Written?.Links ?? [];

    /// <summary>Reads HTML, or a text without any, in which line breaks are meant.</summary>
    public static PlainText Of(string? html)
    {
        if (string.IsNullOrWhiteSpace(html))
            return new("", [], []);
        if (html.Length > Longest)
        {
            return new("", [], [])
            {
                Problem = string.Create(CultureInfo.InvariantCulture, $"One text in it has {html.Length:N0} characters, and {Longest:N0} are the most."),
            };
        }

        if (!IsHtml(html))
            return new(Tidy(html), [], []);
        var written = HtmlWriter.Of(html);
        return new(Tidy(written.Text), written.Pictures, written.Frames) { Written = written };
    }

    /// <summary>The words on one line without the addresses of links: a headline has none.</summary>
    public string Headline() => OneLine(Written is null ? Text : Tidy(Written.WithoutLinks()));

    /// <summary>Whether a text has a mark of HTML: <c>&lt;https://...&gt;</c>, as mail programs write addresses, is none.</summary>
    public static bool IsHtml(string text) => Mark().IsMatch(text);

    /// <summary>The words alone, on one line.</summary>
    public static string Line(string? html) => OneLine(Of(html).Text);

    /// <summary>A text of which each line break and each space more is one space.</summary>
    public static string OneLine(string text) => Blanks().Replace(text, " ");

    /// <summary>A text without what no entry may have: control characters, marks that turn the direction round, half characters.</summary>
    private static string Tidy(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar || rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069)
                || (Rune.GetUnicodeCategory(rune) == UnicodeCategory.Control && rune.Value is not ('\n' or '\t')))
                continue;
            clean.Append(rune.Value == '\t' ? " " : rune.ToString());
        }

        return ManyLines().Replace(AroundLines().Replace(clean.ToString(), "\n"), "\n\n").Trim();
    }

    [GeneratedRegex("</?[a-z][a-z0-9-]*[\\s/>]|<!--|&(#[0-9]+|#x[0-9a-f]+|[a-z]+[0-9]*);", RegexOptions.IgnoreCase)]
    private static partial Regex Mark();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"[^\S\n]*\n[^\S\n]*")]
    private static partial Regex AroundLines();

    [GeneratedRegex(@"\n{3,}")]
    private static partial Regex ManyLines();
}
