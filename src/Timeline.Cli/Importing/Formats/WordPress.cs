using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Timeline.Cli.Importing.Formats;

/// <summary>
/// WordPress's export (WXR 1.0 to 1.2): its posts, and of a live blog (Automattic's Liveblog, which keeps its entries as comments)
/// the entries as they last stood. What is no text of a post, such as who commented from where, is not read at all.
/// </summary>
internal static partial class WordPress
{
    private const string Excerpt = "excerpt";
    private const string KeyEntry = "liveblog_key_entry";

    // Its own elements are six deep; a document takes the time of its depth for each of them.
    private const int MostNested = 100;

    public static IEnumerable<Found> Read(string text)
    {
        var channel = Channel(text);
        var items = channel.Elements("item").ToList();
        var attachments = items.Where(i => Of(i, "post_type") == "attachment").ToLookup(i => Of(i, "post_id"));
        foreach (var item in items.Where(i => Of(i, "post_type") is not ("attachment" or "revision")))
        {
            var live = item.Elements().Where(e => e.Name.LocalName == "comment" && Of(e, "comment_type") == "liveblog").ToList();
            yield return Post(item, Of(channel, "title"), attachments, live.Count > 0);
            foreach (var entry in Entries(item, live, Of(channel, "title")))
                yield return entry;
        }
    }

    private static XElement Channel(string text)
    {
        try
        {
            var clean = NoText().Replace(text.TrimStart(), "");
            using (var all = Reader(clean))
            {
                while (all.Read())
                {
                    if (all.Depth > MostNested)
                        throw new FormatException("It is nested deeper than any export of WordPress (WXR).");
                }
            }

            using var reader = Reader(clean);
            return XDocument.Load(reader).Root?.Element("channel") is { } channel && channel.Elements().Any(e => e.Name.LocalName == "wxr_version")
                ? channel : throw new FormatException("It is no export of WordPress (WXR).");
        }
        catch (XmlException error)
        {
            throw new FormatException($"It is not XML: {error.Message.TrimEnd('.')}.");
        }
    }

    private static XmlReader Reader(string text) => XmlReader.Create(
        new StringReader(text), new() { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null, CheckCharacters = false });

    private static Found Post(XElement item, string site, ILookup<string, XElement> attachments, bool isFrame)
    {
        var found = new Found(Id(item));
        var said = Say(found, Of(item, "title"), Content(item, Excerpt, not: true));
        if (!found.Body.ContainsKey("summary"))
            Say(found, null, Content(item, Excerpt));
        else if (Content(item, Excerpt).Length > 0)
            found.Lose("The excerpt is left out: the text stands.");
        if (Of(item, "post_type") is not "post" and var type)
            return found.Leave($"It is no post, but '{type}'.");
        if (isFrame)
            return found.Leave("It frames a live blog: the entries stand for it.");
        switch (Of(item, "status"))
        {
            case "publish":
                break;
            case "trash" or "auto-draft" or "inherit":
                return found.Leave("It was thrown away, or never saved.");
            default:
                found.AsDraft($"Its status is '{Of(item, "status")}'");
                break;
        }

        if (Of(item, "post_password").Length > 0)
            found.AsDraft("It has a password");

        foreach (var category in item.Elements("category").Where(c => (string?)c.Attribute("nicename") is not "uncategorized" && (string?)c.Attribute("domain") is not "post_format"))
            found.Group(category.Value);
        found.Source(site, Of(item, "link"), Of(item, "title"));
        if (attachments[Meta(item, "_thumbnail_id")].FirstOrDefault() is { } picture)
        {
            found.Media(Of(picture, "attachment_url"), Meta(picture, "_wp_attachment_image_alt"),
                Content(picture, Excerpt) is { Length: > 0 } caption ? caption : Of(picture, "title"), isRecording: true);
        }

        Show(found, said);
        return Dated(found, Of(item, "post_date"), Of(item, "post_date_gmt"));
    }

    // A change of an entry is a comment that replaces it; one without words takes it away.
    private static IEnumerable<Found> Entries(XElement item, List<XElement> live, string site)
    {
        var last = live.Where(c => Meta(c, "liveblog_replaces").Length > 0)
            .GroupBy(c => Meta(c, "liveblog_replaces")).ToDictionary(g => g.Key, g => g.OrderBy(Number).Last());
        foreach (var entry in live.Where(c => Meta(c, "liveblog_replaces").Length == 0).OrderBy(Number))
        {
            var id = Of(entry, "comment_id");
            var words = LiveCommand().Replace(Of(last.GetValueOrDefault(id, entry), "comment_content"), "");
            var found = new Found($"{Id(item)}#comment-{id}");
            if (Meta(last.GetValueOrDefault(id, entry), KeyEntry).Length > 0)
                found.Body["key"] = true;
            var said = Say(found, null, words);
            Show(found, said);
            if (Of(item, "status") != "publish" || Of(item, "post_password").Length > 0)
                found.Body["draft"] = true;
            found.Source(site, Of(item, "link"), Of(item, "title"));
            yield return found.Body.ContainsKey("summary") || said.Pictures.Count > 0
                ? Dated(found, Of(entry, "comment_date"), Of(entry, "comment_date_gmt"))
                : found.Leave("It was deleted there.");
        }

        static long Number(XElement comment) => long.TryParse(Of(comment, "comment_id"), out var number) ? number : 0;
    }

    private static PlainText Say(Found found, string? title, string content)
    {
        var whole = content;
        var closed = Shortcode().Matches(content).Where(code => code.Value[1] == '/').Select(Name).ToHashSet(StringComparer.Ordinal);
        content = Shortcode().Replace(content, code => IsShortcode(code, closed) ? "" : code.Value);
        if (content.Length < whole.Length)
            found.Lose("Shortcodes of WordPress are left out, and what stands between them is carried.");
        // Where the text has no paragraphs of its own, WordPress makes them of its lines.
        if (!content.Contains("<p", StringComparison.OrdinalIgnoreCase))
            content = content.ReplaceLineEndings("\n").Replace("\n\n", "<p>", StringComparison.Ordinal).Replace("\n", "<br>", StringComparison.Ordinal);
        return found.Say(title, content);
    }

    // Editors, too, write in brackets: [sic], [the mayor].
    private static bool IsShortcode(Match code, HashSet<string> closed) =>
        Name(code) is "gallery" or "caption" or "audio" or "video" or "embed" or "playlist" or "more"
        || Name(code).AsSpan().ContainsAny('_', '-') || code.Value.Contains('=', StringComparison.Ordinal) || closed.Contains(Name(code));

    private static string Name(Match code) => code.Groups["name"].Value;

    private static void Show(Found found, PlainText said)
    {
        if (!found.Body.ContainsKey("headline") && !found.Body.ContainsKey("summary") && said.Pictures is [var first, ..])
            found.Say(null, first.Alt.Length > 0 ? first.Alt : first.Caption.Length > 0 ? first.Caption : "(a picture)");
        // What stands above the text is mostly in it once more, in another size.
        var above = (found.Body["media"] as JsonArray ?? []).Select(m => Size().Replace((string)m!["url"]!, "")).ToList();
        found.Show(said with { Pictures = [.. said.Pictures.Where(p => !above.Contains(Size().Replace(p.Address, "")))] });
    }

    private static Found Dated(Found found, string local, string gmt)
    {
        const string Form = "yyyy-MM-dd HH:mm:ss";
        var ci = CultureInfo.InvariantCulture;
        if (!DateTime.TryParseExact(local, Form, ci, DateTimeStyles.None, out var there) && !DateTime.TryParseExact(gmt, Form, ci, DateTimeStyles.None, out there))
            return found.Leave("It has no date.");
        var minutes = DateTime.TryParseExact(gmt, Form, ci, DateTimeStyles.None, out var utc) ? (int)Math.Round((there - utc).TotalMinutes) : (int?)null;
        found.When(there.ToString("yyyy-MM-dd'T'HH:mm", ci) + minutes switch
        {
            null or > 14 * 60 or < -14 * 60 => "",
            0 => "Z",
            var m => string.Create(ci, $"{(m < 0 ? '-' : '+')}{Math.Abs(m.Value) / 60:00}:{Math.Abs(m.Value) % 60:00}"),
        });
        return found;
    }

    private static string Id(XElement item) => Of(item, "guid") is { Length: > 0 } id ? id : Of(item, "link") is { Length: > 0 } link ? link : Of(item, "post_id");

    private static string Of(XElement element, string name) => element.Elements().FirstOrDefault(e => e.Name.LocalName == name)?.Value.Trim() ?? "";

    private static string Content(XElement item, string space, bool not = false) => item.Elements()
        .FirstOrDefault(e => e.Name.LocalName == "encoded" && e.Name.NamespaceName.Contains(space, StringComparison.Ordinal) != not)?.Value.Trim() ?? "";

    private static string Meta(XElement element, string key) => element.Elements()
        .Where(e => e.Name.LocalName is "postmeta" or "commentmeta").LastOrDefault(e => Of(e, "meta_key") == key) is { } found ? Of(found, "meta_value") : "";

    // What is written as "/key" is kept as this, beside what it does.
    [GeneratedRegex("<span(?=[^<>]*\\bliveblog-command\\b)[^<>]*>[^<]*</span>", RegexOptions.IgnoreCase)]
    private static partial Regex LiveCommand();

    [GeneratedRegex(@"-([0-9]+x[0-9]+|scaled)(?=\.[a-z]+$)", RegexOptions.IgnoreCase)]
    private static partial Regex Size();

    [GeneratedRegex(@"\[/?(?<name>[a-z][a-z0-9_-]*)(\s[^\[\]\n]*)?/?\](?!\()")]
    private static partial Regex Shortcode();

    // What no XML may have, and what is pasted into WordPress brings all the same.
    [GeneratedRegex(@"[\x00-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]")]
    private static partial Regex NoText();
}
