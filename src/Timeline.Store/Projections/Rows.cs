using System.Text.Json;
using Timeline.Domain;
using Timeline.Domain.Dates;

namespace Timeline.Store.Projections;

/// <summary>One state of one entry, as a row of <c>tl_entries</c>.</summary>
internal sealed record EntryRow(
    Entry Entry, StoryOpened Story, EdtfBounds Bounds, byte[] Doc, string Text, string Config)
{
    /// <summary>When the state ended; infinity while it holds.</summary>
    public DateTime To { get; init; } = DateTime.MaxValue;

    /// <summary>The number of a state before it in the same projection whose text is the same; null where there is none.</summary>
    public int? SameWordsAs { get; init; }

    public IReadOnlyList<string> People { get; init; } = [];

    public IReadOnlyList<string> Places { get; init; } = [];

    public IReadOnlyList<string> Links { get; init; } = [];

    public static EntryRow Of(Entry entry, StoryOpened story)
    {
        var document = EntryDocument.Of(entry, story);
        var doc = JsonSerializer.SerializeToUtf8Bytes(document, AnswerJson.Options);
        return new(entry, story, new(document.When.Earliest, document.When.Latest), doc, WordsOf(document, doc),
            SearchLanguage.Of(story.Language))
        {
            People = [.. document.People.Select(p => p.Id)],
            Places = [.. document.Places.Select(p => p.ToLowerInvariant())],
            Links = [.. document.Links.Select(l => l.Entry)],
        };
    }

    // What a reader may search for: every word of it that is shown, but for its sources', which stand under too many entries.
    // Each text once, and no id of somebody whose name is there.
    private static string WordsOf(EntryDocument entry, ReadOnlySpan<byte> doc)
    {
        string[] named = [.. entry.People.Select(p => p.Id)];
        var texts = new List<string>(16);
        void Add(string? text)
        {
            if (!string.IsNullOrEmpty(text) && !named.Contains(text) && !texts.Contains(text))
                texts.Add(text);
        }

        Add(entry.Headline);
        Add(entry.Summary);
        foreach (var person in entry.People)
        {
            Add(person.Name);
            Add(person.NativeName);
        }

        foreach (var place in entry.Places)
            Add(place);
        foreach (var claim in entry.Claims)
        {
            Add(claim.By);
            Add(claim.Text);
            Add(claim.Quote);
            Add(claim.Via);
        }

        foreach (var figure in entry.Figures)
            Add(figure.By);
        foreach (var media in entry.Media)
            Add(media.Caption);

        var own = new Utf8JsonReader(doc);
        while (own.Read())
        {
            if (own.CurrentDepth > 1 || own.TokenType != JsonTokenType.PropertyName || !own.ValueTextEquals("details"u8))
                continue;
            own.Read();
            while (own.Read() && own.CurrentDepth > 1)
            {
                if (own.TokenType == JsonTokenType.String)
                    Add(own.GetString());
            }
        }

        return string.Join('\n', texts);
    }
}

/// <summary>One public change, as a row of <c>tl_changes</c>.</summary>
internal sealed record ChangeRow(string Story, long Version, DateTimeOffset Recorded, PublicChange Change, string? Entry)
{
    public string Type => Change == PublicChange.Story ? "story-changed" : $"entry-{Change.ToString().ToLowerInvariant()}";
}

/// <summary>The text search configurations of PostgreSQL, by language.</summary>
internal static class SearchLanguage
{
    private static readonly Dictionary<string, string> Known = new (string Tag, string Name)[]
    {
        ("ar", "arabic"), ("da", "danish"), ("de", "german"), ("el", "greek"), ("en", "english"), ("es", "spanish"),
        ("fi", "finnish"), ("fr", "french"), ("hu", "hungarian"), ("it", "italian"), ("nb", "norwegian"), ("nl", "dutch"),
        ("no", "norwegian"), ("pt", "portuguese"), ("ro", "romanian"), ("ru", "russian"), ("sv", "swedish"),
        ("tr", "turkish"),
    }.ToDictionary(l => l.Tag, l => l.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The configuration of a BCP 47 tag; one that only lower-cases words where there is no better.</summary>
    public static string Of(string tag) => "pg_catalog." + Known.GetValueOrDefault(tag.Split('-')[0], "simple");
}
