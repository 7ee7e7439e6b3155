using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Timeline.Domain.Dates;
using Timeline.Domain.Values;

namespace Timeline.Cli.Importing;

/// <summary>
/// What one line, slide or item of a file says, as the body of a command; and what of it could not be carried over.
/// </summary>
/// <param name="id">What its file calls it.</param>
internal sealed class Found(string id)
{
    private const int LongestHeadline = 300;
    private readonly List<string> _lost = [];

    // What was lost or listed already: looking through a list for each of it takes minutes of a text of pictures alone.
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    public string Id => id;

    /// <summary>The line of its file in which it begins; null where its file has none that anybody counts.</summary>
    public int? Line { get; set; }

    /// <summary>The kind that the file itself tells.</summary>
    public string? Kind { get; set; }

    public JsonObject Body { get; } = [];

    /// <summary>What it is grouped by in its file: by these a mapping says its kind.</summary>
    public List<string> Groups { get; } = [];

    /// <summary>What could not be carried over, or only in another form; each a sentence.</summary>
    public IReadOnlyList<string> Lost => _lost;

    /// <summary>Why nothing of it is recorded; null where it is.</summary>
    public string? LeftOut { get; private set; }

    /// <summary>What is wrong with it, and could be mended in its file; null where nothing is known to be.</summary>
    public string? Refused { get; set; }

    /// <summary>What a person knows it by.</summary>
    public string Name => ((string?)Body["headline"] ?? (string?)Body["summary"] ?? id).Split('\n')[0];

    public void Lose(string sentence)
    {
        if (_told.Add(sentence))
            _lost.Add(sentence);
    }

    /// <summary>It is recorded as a draft: nobody may see it yet, or it cannot be told whether they may.</summary>
    /// <param name="why">Why, without a full stop.</param>
    public void AsDraft(string why)
    {
        Body["draft"] = true;
        Lose($"{why}: recorded as a draft.");
    }

    public Found Leave(string sentence)
    {
        LeftOut = sentence;
        return this;
    }

    /// <summary>One that the file does not have, called as an entry is.</summary>
    public Found Named(JsonObject entry)
    {
        (Body["headline"], Body["summary"]) = ((string?)entry["headline"], (string?)entry["summary"]);
        return this;
    }

    /// <summary>Headline and text, either of which may be missing; both may be HTML.</summary>
    public PlainText Say(string? headline, string? html)
    {
        var (head, text) = (Read(headline), Read(html));
        var (line, summary) = (head.Headline(), text.Text);
        foreach (var link in head.Links)
            Source(null, link);
        if (line.Length > LongestHeadline)
        {
            Lose($"The headline has more than {LongestHeadline} characters: it stands whole before the text.");
            summary = $"{line}\n\n{summary}".Trim();
            line = Shortened(line, LongestHeadline);
        }

        if (line.Length > 0)
            Body["headline"] = line;
        Put(Body, "summary", summary, 10_000, "The text");
        return text;
    }

    /// <summary>When it happened.</summary>
    /// <param name="edtf">In EDTF.</param>
    /// <param name="words">The file's own words for it, which stand beside it where they say more.</param>
    public void When(string edtf, string? words = null)
    {
        var when = new JsonObject { ["edtf"] = edtf };
        var line = OneLine(words);
        if (line.Length > 0 && Edtf.TryParse(edtf, out var date, out _)
            && !DateWords.SayTheSame(line, date.Display("en", TimeZoneInfo.Utc)) && line != edtf)
            Put(when, "note", line, 200, "The date's own words");
        Body["when"] = when;
    }

    public void Group(string? name)
    {
        var label = OneLine(name);
        if (label.Length == 0 || !_told.Add($"group {label}"))
            return;
        Groups.Add(label);
        Add("topics", new JsonObject { ["slug"] = Slug(label, "topic"), ["label"] = Cut(label, 100, "The group's name") });
    }

    public void Place(string? name)
    {
        var line = OneLine(name);
        if (line.Length > 0)
            Add("places", Cut(line, 200, "The place's name"));
    }

    public void Person(string? name, string? role = null)
    {
        var line = OneLine(name);
        var slug = Slug(line, "person");
        if (line.Length == 0 || !_told.Add($"person {slug}"))
            return;
        var person = new JsonObject { ["id"] = slug, ["name"] = Cut(line, 200, "A name") };
        Put(person, "as", OneLine(role), 200, "A role");
        Add("people", person);
    }

    public void Source(string? outlet, string? address, string? title = null, string? published = null)
    {
        var url = WebAddress.Of(address);
        if (url is null && outlet is { Length: > 0 } && address is { Length: > 0 } && !address.StartsWith("urn:", StringComparison.OrdinalIgnoreCase))
            Lose($"'{Shortened(address, 80)}' is no address of the web: left out.");
        var name = OneLine(outlet) is { Length: > 0 } said ? said : url is null ? "" : WebAddress.Host(url);
        if (name.Length == 0)
            return;
        var source = new JsonObject { ["outlet"] = Cut(name, 200, "The name of a source") };
        if (url is not null)
            source["url"] = url;
        Put(source, "title", OneLine(title), 500, "The title of a source");
        if (published is not null)
            source["published"] = published;
        Add("sources", source);
    }

    /// <summary>A picture, recording, or a page that shows one, which is carried as a source.</summary>
    public void Media(string? address, string? alt, string? caption = null, string? credit = null, bool isRecording = false)
    {
        if (string.IsNullOrWhiteSpace(address))
            return;
        if (WebAddress.Of(address) is not { } url)
        {
            Lose($"The media '{Shortened(OneLine(address) is { Length: > 0 } line ? line : address, 80)}' has no full address: left out.");
            return;
        }

        var (words, text, rights) = (OneLine(alt), OneLine(caption), OneLine(credit));
        if (!isRecording && !WebAddress.IsRecording(url))
        {
            Lose($"{url} is a page, not a picture or recording: carried as a source.");
            Source(rights, url, text.Length > 0 ? text : words);
            return;
        }

        if (words.Length == 0)
        {
            Lose("The media says nothing for those who cannot see it: its caption, or the headline, stands for that.");
            words = text.Length > 0 ? text : Name;
        }

        var media = new JsonObject { ["url"] = url, ["alt"] = Cut(words, 500, "What a picture shows") };
        Put(media, "caption", text, 1_000, "A caption");
        Put(media, "credit", rights, 200, "A credit");
        Add("media", media);
    }

    /// <summary>What a text shows: its pictures, and what it embeds.</summary>
    public void Show(PlainText said)
    {
        foreach (var picture in said.Pictures)
            Media(picture.Address, picture.Alt, picture.Caption, isRecording: true);
        foreach (var frame in said.Frames)
            Media(frame, null);
    }

    /// <summary>An id of a name; of one without a letter a digest of it.</summary>
    public static string Slug(string name, string otherwise) => Slugs.Of(name) is { Length: > 0 } id ? id
        : $"{otherwise}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..12]}";

    // What is too long to be read costs this entry, and not its file.
    private PlainText Read(string? html)
    {
        var text = PlainText.Of(html);
        Refused ??= text.Problem;
        return text;
    }

    private string OneLine(string? html) => PlainText.OneLine(Read(html).Text);

    private JsonArray List(string name)
    {
        if (Body[name] is JsonArray list)
            return list;
        list = [];
        Body[name] = list;
        return list;
    }

    private void Add(string list, JsonNode item)
    {
        if (_told.Add($"{list} {item.ToJsonString()}"))
            List(list).Add(item);
    }

    private void Put(JsonObject into, string field, string text, int most, string what)
    {
        if (text.Length > 0)
            into[field] = Cut(text, most, what);
    }

    private string Cut(string text, int most, string what)
    {
        if (text.Length <= most)
            return text;
        Lose($"{what} has {text.Length} characters, and {most} are the most: it is cut off.");
        return Shortened(text, most);
    }

    private static string Shortened(string text, int most)
    {
        if (text.Length <= most)
            return text;
        var end = text.LastIndexOf(' ', most - 2);
        end = end < most / 2 ? most - 1 : end;
        return text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)] + "…";
    }
}
