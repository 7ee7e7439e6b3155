using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Timeline.Cli.Importing;

/// <summary>What is left of HTML as plain text: its words, the addresses of its links in brackets, and beside it what it shows.</summary>
/// <param name="Text">The words; paragraphs apart.</param>
/// <param name="Pictures">Its pictures: address and what it says of them.</param>
/// <param name="Frames">The addresses of what it embeds.</param>
internal sealed partial record PlainText(string Text, IReadOnlyList<(string Address, string? Alt, string Caption)> Pictures, IReadOnlyList<string> Frames)
{
    // No browser shows what is nested deeper, and nobody writes it.
    private const int MostNested = 500;

    // More than any true text has, with the pictures that stand in it as data.
    private const int Longest = 10_000_000;

    private static readonly HashSet<string> Blocks = new(StringComparer.OrdinalIgnoreCase)
    {
        "address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5",
        "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tr", "ul",
    };

    /// <summary>The words without the addresses of links: a headline has none.</summary>
    public string Words { get; private init; } = Text;

    /// <summary>The addresses that stand in brackets.</summary>
    public IReadOnlyList<string> Links { get; private init; } = [];

    /// <summary>Whether it is nested so deep that its words alone are here.</summary>
    public bool IsTooDeep { get; private init; }

    /// <summary>Reads HTML, or a text without any, in which line breaks are meant.</summary>
    /// <exception cref="FormatException">It is longer than any true text.</exception>
    public static PlainText Of(string? html)
    {
        if (string.IsNullOrWhiteSpace(html))
            return new("", [], []);
        if (html.Length > Longest)
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"One text in it has {html.Length:N0} characters, and {Longest:N0} are the most."));
        if (!IsHtml(html))
            return new(Tidy(html), [], []);
        if (Parse(html)?.Body is not { } body)
            return new(Tidy(WebUtility.HtmlDecode(Tag().Replace(html, "\n"))), [], []) { IsTooDeep = true };
        var found = new Writer();
        found.Write(body);
        var all = found.Text.ToString();
        return new(Tidy(all), found.Pictures, found.Frames)
        {
            Links = found.Links,
            Words = Tidy(found.Links.Aggregate(all, (text, link) => text.Replace($" ({link})", "", StringComparison.Ordinal))),
        };
    }

    /// <summary>Whether a text has a mark of HTML: <c>&lt;https://...&gt;</c>, as mail programs write addresses, is none.</summary>
    public static bool IsHtml(string text) => Mark().IsMatch(text);

    /// <summary>The words alone, on one line.</summary>
    public static string Line(string? html) => Blanks().Replace(Of(html).Text, " ");

    /// <summary>Reads HTML as it is; null where it is nested so deep that this would take minutes.</summary>
    public static IHtmlDocument? Parse(string html)
    {
        IElement? last = null;
        var parser = new HtmlParser(new HtmlParserOptions
        {
            MaximumDepth = MostNested,
            OnCreated = (element, _) => last = last is null || last.Ancestors().Count() < MostNested - 1 ? element : throw new TooDeepException(),
        });
        try
        {
            return parser.ParseDocument(html);
        }
        catch (TooDeepException)
        {
            return null;
        }
    }

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

    [GeneratedRegex("<[^<>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"[^\S\n]*\n[^\S\n]*")]
    private static partial Regex AroundLines();

    [GeneratedRegex(@"\n{3,}")]
    private static partial Regex ManyLines();

    private sealed class Writer
    {
        public StringBuilder Text { get; } = new();

        public List<(string, string?, string)> Pictures { get; } = [];

        public List<string> Frames { get; } = [];

        public List<string> Links { get; } = [];

        public void Write(INode node)
        {
            foreach (var child in node.ChildNodes)
            {
                switch (child)
                {
                    case IText text:
                        Words(text.Data, within: node);
                        break;
                    case IHtmlBreakRowElement:
                        Text.Append('\n');
                        break;
                    case IHtmlImageElement image:
                        Pictures.Add((image.GetAttribute("src") ?? "", image.GetAttribute("alt"), Caption(image)));
                        break;
                    case IHtmlInlineFrameElement or IHtmlMediaElement or IHtmlSourceElement or IHtmlEmbedElement:
                        if (((IElement)child).GetAttribute("src") is { Length: > 0 } source)
                            Frames.Add(source);
                        Write(child);
                        break;
                    case IHtmlScriptElement or IHtmlStyleElement or IHtmlTemplateElement:
                    case IElement { LocalName: "figcaption" } said when said.ParentElement?.QuerySelectorAll("img").Length == 1:
                        break;
                    case IElement element:
                        Element(element);
                        break;
                }
            }
        }

        private void Element(IElement element)
        {
            var block = Blocks.Contains(element.LocalName);
            if (block)
                Part(element);
            if (element.LocalName == "li")
                Text.Append("- ");
            if (element.LocalName == "cite" && element.Closest("blockquote") is not null)
                Text.Append("\n— ");
            var start = Text.Length;
            Write(element);
            // What a link leads to is part of what it says.
            if (element is IHtmlAnchorElement && element.GetAttribute("href") is { } address && WebAddress.Of(address) is { } whole
                && Text.ToString(start, Text.Length - start) is { } words && !whole.Contains(words.Trim(), StringComparison.OrdinalIgnoreCase))
            {
                Text.Append(CultureInfo.InvariantCulture, $" ({whole})");
                Links.Add(whole);
            }

            if (block)
                Part(element);
            else if (element.LocalName is "td" or "th")
                Text.Append(' ');
        }

        // A paragraph stands apart; any other block begins and ends a line.
        private void Part(IElement block)
        {
            if (block.LocalName is "p" or "blockquote")
                Text.Append("\n\n");
            else if (Text.Length > 0 && Text[^1] != '\n')
                Text.Append('\n');
        }

        // Of a figure with one picture it is that picture's, and no part of the text.
        private static string Caption(IElement image) =>
            image.Closest("figure") is { } figure && figure.QuerySelectorAll("img").Length == 1 ? Line(figure.QuerySelector("figcaption")?.TextContent) : "";

        private void Words(string data, INode within)
        {
            if (within is IElement { LocalName: "pre" or "textarea" })
            {
                Text.Append(data);
                return;
            }

            var line = Blanks().Replace(data, " ");
            Text.Append(Text.Length == 0 || Text[^1] is ' ' or '\n' ? line.TrimStart() : line);
        }
    }

    // It goes through the parser, which has no word for it.
    private sealed class TooDeepException : Exception;
}
