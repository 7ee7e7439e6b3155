using System.Text;
using AngleSharp.Html;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens;
using AngleSharp.Text;

namespace Timeline.Cli.Importing;

/// <summary>
/// Writes HTML as plain text, tag by tag as they stand. A tree of them, with all that browsers add to what is written carelessly, may be thousands
/// of times as large as the text.
/// </summary>
internal sealed class HtmlWriter
{
    private static readonly HashSet<string> Blocks =
    [
        "address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5",
        "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tr", "ul",
    ];

    // What is between their tags is no HTML, and nobody reads it.
    private static readonly HashSet<string> Unread = ["iframe", "noembed", "noframes", "script", "style", "title", "xmp"];

    private readonly StringBuilder _text = new();
    private readonly List<(int Start, int End)> _captions = [];
    private readonly List<(int Start, int End, string Address)> _links = [];
    private readonly Stack<Figure> _figures = [];
    private int _quotes;
    private int _templates;
    private int _keptLines;
    private Figure? _captioned;
    private (int Start, string Address)? _link;

    private HtmlWriter()
    {
    }

    /// <summary>What was written, with the addresses of links in brackets behind their words.</summary>
    public string Text => Between(0, _text.Length, _captions);

    /// <summary>Its pictures: address, what it says of them, and what stands below.</summary>
    public List<(string Address, string Alt, string Caption)> Pictures { get; } = [];

    /// <summary>The addresses of what it embeds.</summary>
    public List<string> Frames { get; } = [];

    /// <summary>The addresses in brackets.</summary>
    public IEnumerable<string> Links => _links.Select(l => l.Address);

    public static HtmlWriter Of(string html)
    {
        var writer = new HtmlWriter();
        foreach (var token in Tokens(html))
        {
            if (token.Type == HtmlTokenType.Character)
                writer.Words(token.Data);
            else if (token is HtmlTagToken { Type: HtmlTokenType.StartTag } start)
                writer.Start(start);
            else if (token.Type == HtmlTokenType.EndTag)
                writer.End(token.Name);
        }

        writer.EndLink();
        while (writer._figures.Count > 0)
            writer.EndFigure();
        return writer;
    }

    /// <summary>The first address that anything in it is loaded from; null where nothing is.</summary>
    public static string? FirstSource(string html) =>
        Tokens(html).OfType<HtmlTagToken>().Select(tag => tag.GetAttribute("src")).FirstOrDefault(source => source is { Length: > 0 });

    /// <summary>What was written, without the addresses of links.</summary>
    public string WithoutLinks() => Between(0, _text.Length, _captions.Concat(_links.Select(l => (l.Start, l.End))));

    private static IEnumerable<HtmlToken> Tokens(string html)
    {
        using var source = new TextSource(html);
        using var tokenizer = new HtmlTokenizer(source, HtmlEntityProvider.Resolver) { SkipComments = true };
        while (tokenizer.Get() is { Type: not HtmlTokenType.EndOfFile } token)
        {
            // Where it is XHTML, such a tag may end itself.
            if (token is not HtmlTagToken { Type: HtmlTokenType.StartTag, IsSelfClosing: false })
            {
                yield return token;
            }
            else if (Unread.Contains(token.Name))
            {
                yield return token;
                tokenizer.State = token.Name == "script" ? HtmlParseMode.Script : HtmlParseMode.Rawtext;
                while (tokenizer.Get() is { Type: HtmlTokenType.Character })
                {
                }
            }
            else
            {
                if (token.Name == "textarea")
                    tokenizer.State = HtmlParseMode.RCData;
                yield return token;
            }
        }
    }

    private void Start(HtmlTagToken tag)
    {
        if (tag.Name == "template")
            _templates++;
        if (_templates > 0)
            return;
        Part(tag.Name);
        switch (tag.Name)
        {
            case "br":
                _text.Append('\n');
                break;
            case "li":
                _text.Append("- ");
                break;
            case "cite" when _quotes > 0:
                _text.Append("\n— ");
                break;
            case "blockquote":
                _quotes++;
                break;
            case "pre" or "textarea":
                _keptLines++;
                break;
            case "a":
                EndLink();
                _link = WebAddress.Of(tag.GetAttribute("href")) is { } address ? (_text.Length, address) : null;
                break;
            case "figure":
                _figures.Push(new(Pictures.Count));
                break;
            case "figcaption" when _captioned is null && _figures.TryPeek(out var figure):
                _captioned = figure;
                figure.Captions.Add((_text.Length, _text.Length));
                figure.FirstLink ??= _links.Count;
                break;
            case "img":
                Pictures.Add((tag.GetAttribute("src") ?? "", tag.GetAttribute("alt") ?? "", ""));
                break;
            case "iframe" or "video" or "audio" or "source" or "embed" when tag.GetAttribute("src") is { Length: > 0 } source:
                Frames.Add(source);
                break;
        }
    }

    private void End(string name)
    {
        if (name == "template")
            _templates = Math.Max(0, _templates - 1);
        if (_templates > 0)
            return;
        Part(name);
        switch (name)
        {
            case "br":
                _text.Append('\n');
                break;
            case "td" or "th":
                _text.Append(' ');
                break;
            case "blockquote":
                _quotes = Math.Max(0, _quotes - 1);
                break;
            case "pre" or "textarea":
                _keptLines = Math.Max(0, _keptLines - 1);
                break;
            case "a":
                EndLink();
                break;
            case "figcaption":
                EndCaption();
                break;
            case "figure" when _figures.Count > 0:
                EndFigure();
                break;
        }
    }

    // A paragraph stands apart; any other block begins and ends a line.
    private void Part(string name)
    {
        if (name is "p" or "blockquote")
            _text.Append("\n\n");
        else if (Blocks.Contains(name) && _text.Length > 0 && _text[^1] != '\n')
            _text.Append('\n');
    }

    // What a link leads to is part of what it says.
    private void EndLink()
    {
        if (_link is { } link && !link.Address.Contains(_text.ToString(link.Start, _text.Length - link.Start).Trim(), StringComparison.OrdinalIgnoreCase))
        {
            var start = _text.Length;
            _text.Append(" (").Append(link.Address).Append(')');
            _links.Add((start, _text.Length, link.Address));
        }

        _link = null;
    }

    private void EndCaption()
    {
        _captioned?.Captions[^1] = (_captioned.Captions[^1].Start, _text.Length);
        _captioned = null;
    }

    // What stands below a figure's one picture is that picture's, and no part of the text.
    private void EndFigure()
    {
        var figure = _figures.Pop();
        if (_captioned == figure)
            EndCaption();
        if (Pictures.Count != figure.FirstPicture + 1 || figure.Captions.Count == 0)
            return;
        var (start, end) = figure.Captions[0];
        var links = _links.Skip(figure.FirstLink!.Value).TakeWhile(l => l.End <= end).Select(l => (l.Start, l.End));
        if (Pictures[^1].Caption.Length == 0)
            Pictures[^1] = Pictures[^1] with { Caption = PlainText.OneLine(Between(start, end, links)).Trim() };
        _captions.AddRange(figure.Captions);
    }

    private void Words(string data)
    {
        if (_templates > 0)
            return;
        if (_keptLines > 0)
        {
            _text.Append(data);
            return;
        }

        var line = PlainText.OneLine(data);
        _text.Append(_text.Length == 0 || _text[^1] is ' ' or '\n' ? line.TrimStart() : line);
    }

    // What was written from here to there, but for some parts of it.
    private string Between(int from, int to, IEnumerable<(int Start, int End)> parts)
    {
        var (all, words, at) = (_text.ToString(from, to - from), new StringBuilder(), from);
        foreach (var (start, end) in parts.OrderBy(part => part.Start))
        {
            if (start > at)
                words.Append(all.AsSpan(at - from, start - at));
            at = Math.Max(at, end);
        }

        return words.Append(all.AsSpan(at - from)).ToString();
    }

    private sealed record Figure(int FirstPicture)
    {
        public List<(int Start, int End)> Captions { get; } = [];

        public int? FirstLink { get; set; }
    }
}
