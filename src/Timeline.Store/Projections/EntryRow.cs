using System.Text.Json;
using Timeline.Domain;
using Timeline.Domain.Dates;

namespace Timeline.Store.Projections;

/// <summary>One state of one entry, as a row of <c>tl_entries</c>.</summary>
/// <param name="Story">The story.</param>
/// <param name="Entry">The entry in that state.</param>
/// <param name="From">When the state began.</param>
/// <param name="Document">The entry as its readers see it.</param>
/// <param name="Doc">The same as JSON, in the bytes of the answers.</param>
/// <param name="Words">What a reader may search for.</param>
internal sealed record EntryRow(Story Story, Entry Entry, DateTimeOffset From, EntryDocument Document, byte[] Doc, string Words)
{
    /// <summary>When the state ended; null while it holds.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The number of a row before it, among those that are written together, whose words are the same.</summary>
    public int? SameWordsAs { get; init; }

    public static EntryRow Of(Entry entry, Story story, DateTimeOffset from)
    {
        var document = EntryDocument.Of(entry, story);
        var doc = JsonSerializer.SerializeToUtf8Bytes(document, AnswerJson.Options);
        return new(story, entry, from, document, doc, WordsOf(document, doc));
    }

    /// <summary>Writes the columns' values.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="number">The row's number among those that are written together.</param>
    public void Write(Utf8JsonWriter json, int number)
    {
        var key = new EdtfBounds(Document.When.Earliest, Document.When.Latest).SortKey;
        json.WriteNumber("n", number);
        if (SameWordsAs is { } same)
        {
            json.WriteNumber("same", same);
        }
        else
        {
            json.WriteString("config", SearchLanguage.Of(Story.Language));
            json.WriteString("words", Words);
        }

        json.WriteString("story", Story.Id);
        json.WriteString("entry", Entry.Id);
        json.WriteString("valid_from", From);
        Instant("valid_to", To, "infinity");
        json.WriteBoolean("visible", Entry.Visible);
        json.WriteNumber("revision", Document.Revision);
        json.WriteString("kind", Entry.Kind);
        json.WriteBoolean("key", Entry.Body.Key);
        json.WriteBoolean("background", Entry.Body.Background);
        json.WriteBoolean("planned", Document.Planned);
        json.WriteBoolean("corrected", Document.Corrections is not null || Document.Retraction is not null);
        json.WriteNumber("sort_at", key.UnixMicroseconds);
        json.WriteNumber("sort_width", key.WidthSeconds);
        json.WriteString("since", Entry.PublicSince ?? Entry.RecordedAt);
        Instant("earliest", Document.When.Earliest, "-infinity");
        Instant("latest", Document.When.Latest, "infinity");
        if (Entry.EmbargoUntil is { } embargo)
            json.WriteString("embargo", embargo);
        List("people", Document.People.Select(p => p.Id));
        List("places", Document.Places.Select(p => p.ToLowerInvariant()));
        List("links", Document.Links.Select(l => l.Entry));
        json.WriteStartArray("versions");
        foreach (var version in Entry.Versions)
            json.WriteNumberValue(version);
        json.WriteEndArray();
        json.WritePropertyName("doc");
        json.WriteRawValue(Doc, skipInputValidation: true);

        void Instant(string column, DateTimeOffset? value, string otherwise)
        {
            if (value is { } instant)
                json.WriteString(column, instant.UtcDateTime);
            else
                json.WriteString(column, otherwise);
        }

        void List(string column, IEnumerable<string> items)
        {
            json.WriteStartArray(column);
            foreach (var item in items)
                json.WriteStringValue(item);
            json.WriteEndArray();
        }
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
