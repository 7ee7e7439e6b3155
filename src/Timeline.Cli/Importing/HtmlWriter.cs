using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Timeline.Cli.Importing;

/// <summary>Writes HTML as plain text.</summary>
internal sealed class HtmlWriter
{
    private static readonly HashSet<string> Blocks = new(StringComparer.OrdinalIgnoreCase)
    {
        "address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5",
        "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tr", "ul",
    };

    private readonly StringBuilder _text = new();
    private readonly List<(int Start, string Link)> _links = [];

    /// <summary>What was written, with the addresses of links in brackets behind their words.</summary>
    public string Text => _text.ToString();

    /// <summary>Its pictures: address, what it says of them, and what stands below.</summary>
    public List<(string Address, string? Alt, string Caption)> Pictures { get; } = [];

    /// <summary>The addresses of what it embeds.</summary>
    public List<string> Frames { get; } = [];

    /// <summary>The addresses in brackets.</summary>
    public IEnumerable<string> Links => _links.Select(l => l.Link);

    /// <summary>What was written, without these.</summary>
    public string WithoutLinks()
    {
        var (all, words, end) = (Text, new StringBuilder(), 0);
        foreach (var (start, link) in _links)
        {
            words.Append(all.AsSpan(end, start - end));
            end = start + Bracketed(link).Length;
        }

        return words.Append(all.AsSpan(end)).ToString();
    }

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
                    _text.Append('\n');
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
                case IElement { LocalName: "figcaption", ParentElement: { } figure } when HasOnePicture(figure):
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
            _text.Append("- ");
        if (element.LocalName == "cite" && element.Closest("blockquote") is not null)
            _text.Append("\n— ");
        var start = _text.Length;
        Write(element);
        // What a link leads to is part of what it says.
        if (element is IHtmlAnchorElement && element.GetAttribute("href") is { } address && WebAddress.Of(address) is { } whole
            && _text.ToString(start, _text.Length - start) is { } words && !whole.Contains(words.Trim(), StringComparison.OrdinalIgnoreCase))
        {
            _links.Add((_text.Length, whole));
            _text.Append(Bracketed(whole));
        }

        if (block)
            Part(element);
        else if (element.LocalName is "td" or "th")
            _text.Append(' ');
    }

    private static string Bracketed(string link) => $" ({link})";

    // A paragraph stands apart; any other block begins and ends a line.
    private void Part(IElement block)
    {
        if (block.LocalName is "p" or "blockquote")
            _text.Append("\n\n");
        else if (_text.Length > 0 && _text[^1] != '\n')
            _text.Append('\n');
    }

    // Of a figure with one picture it is that picture's, and no part of the text.
    private static string Caption(IElement image) =>
        image.Closest("figure") is { } figure && HasOnePicture(figure) ? PlainText.Line(figure.QuerySelector("figcaption")?.TextContent) : "";

    private static bool HasOnePicture(IElement figure) => figure.Descendants<IHtmlImageElement>().Take(2).Count() == 1;

    private void Words(string data, INode within)
    {
        if (within is IElement { LocalName: "pre" or "textarea" })
        {
            _text.Append(data);
            return;
        }

        var line = PlainText.OneLine(data);
        _text.Append(_text.Length == 0 || _text[^1] is ' ' or '\n' ? line.TrimStart() : line);
    }
}
