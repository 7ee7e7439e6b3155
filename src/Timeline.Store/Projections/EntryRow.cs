using System.Text.Json;
using Timeline.Domain;
using Timeline.Domain.Editorial;
using Timeline.Domain.Languages;
using Timeline.Domain.Values;
using Timeline.Store.Search;

namespace Timeline.Store.Projections;

/// <summary>One state of one entry, as a row of <c>tl_entries</c>.</summary>
/// <param name="Story">The story.</param>
/// <param name="Entry">The entry in that state.</param>
/// <param name="From">When the state began.</param>
/// <param name="Document">The entry as its readers see it.</param>
/// <param name="Doc">The same as JSON, in the bytes of the answers.</param>
/// <param name="Search">What a reader may search for (<see cref="SearchVector"/>).</param>
internal sealed record EntryRow(Story Story, Entry Entry, DateTimeOffset From, EntryDocument Document, byte[] Doc, string Search)
{
    /// <summary>When the state ended; null while it holds.</summary>
    public DateTimeOffset? To { get; init; }

    public static EntryRow Of(Entry entry, Story story, DateTimeOffset from)
    {
        var document = EntryDocument.Of(entry, story);
        var doc = JsonSerializer.SerializeToUtf8Bytes(document, AnswerJson.Options);
        return new(story, entry, from, document, doc, SearchVector.Of(WordsOf(document, doc)));
    }

    /// <summary>Writes the columns' values, but for the document and the words.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="number">The row's number, from 1, among those that are written together.</param>
    public void Write(Utf8JsonWriter json, int number)
    {
        json.WriteNumber("n", number);
        json.WriteString("story", Story.Id);
        json.WriteString("entry", Entry.Id);
        json.WriteString("valid_from", From);
        Instant("valid_to", To, "infinity");
        json.WriteBoolean("visible", Entry.Visible);
        json.WriteNumber("revision", Document.Revision);
        json.WriteString("kind", Entry.Kind);
        json.WriteBoolean("key", Entry.Body.Key);
        json.WriteBoolean("background", Document.Background);
        json.WriteBoolean("aftermath", Document.Aftermath);
        json.WriteString("sort_key", Document.When.Sort);
        json.WriteBoolean("planned", Document.Planned);
        json.WriteBoolean("corrected", !Entry.Corrections.IsEmpty || Document.Retraction is not null || Document.Replies is not null);
        if (To is null && !Entry.Corrections.IsEmpty)
        {
            json.WritePropertyName("corrections");
            JsonSerializer.Serialize(json, Entry.Corrections, AnswerJson.Options);
        }

        json.WriteString("since", Entry.PublicSince ?? Entry.RecordedAt);
        json.WriteNumber("earliest", Document.When.Earliest?.UnixSeconds ?? long.MinValue);
        json.WriteNumber("latest", Document.When.Latest?.UnixSeconds ?? long.MaxValue);
        json.WriteBoolean("listed", Entry.TakenDown?.Unlisted is not true && Story.TakenDown?.Unlisted is not true);
        if (Entry.TakenDown is { } taken && TakeDownDocument.JsonOf(taken, Story) is { } told)
        {
            json.WritePropertyName("takedown");
            json.WriteRawValue(told);
        }

        if (Entry.Due is { } embargo)
            json.WriteString("embargo", embargo);
        List("people", Document.People.Select(p => p.Id));
        List("places", Document.Places.Select(p => p.ToLowerInvariant()));
        List("topics", Document.Topics.Select(t => t.Slug));
        List("links", Document.Details is null ? [] : Mentions.Of(Document.Details).Select(m => m.Entry).Distinct());
        // Most entries are linked to none, and have no picture.
        var outcomeOf = Document.Links.Count == 0 ? [] : Document.Links.Where(l => l.Relation == Link.OutcomeOf).Select(l => l.Entry).Distinct().ToArray();
        List("outcome_of", outcomeOf);
        List("pictures", Document.Media.Count == 0 && Document.Replies is null ? []
            : Document.Media.Concat(Document.Replies?.SelectMany(r => r.Media ?? []) ?? []).Select(m => PictureName.Of(m.Url)).OfType<string>().Distinct());
        if (outcomeOf.Length > 0)
        {
            json.WritePropertyName("outcome");
            JsonSerializer.Serialize(json, LatestOutcomeDocument.Of(Document, Language.Of(Story.Language), Story.Zone), AnswerJson.Options);
        }

        if (Entry.AwaitsReport && Document.When.Latest is { } latest)
        {
            json.WriteNumber("plan_ends", latest.UnixSeconds);
            json.WriteString("no_report", Language.Of(Story.Language).Say("no-report", Document.When.Display));
        }

        List("needs", Need.Of(Entry));
        json.WriteStartArray("versions");
        foreach (var version in Entry.Versions)
            json.WriteNumberValue(version);
        json.WriteEndArray();

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

    // Every word of it that is shown, but for its sources', which stand under too many entries. Each text once, and no id of
    // somebody whose name is there.
    private static List<(string Text, SearchWeight Weight)> WordsOf(EntryDocument entry, ReadOnlySpan<byte> doc)
    {
        var texts = new List<(string Text, SearchWeight Weight)>(16);
        HashSet<string> known = [.. entry.People.Select(p => p.Id)];
        void Add(string? text, SearchWeight weight = SearchWeight.D)
        {
            if (!string.IsNullOrEmpty(text) && known.Add(text))
                texts.Add((text, weight));
        }

        void AddAuthors(By? by)
        {
            foreach (var author in by?.Authors ?? [])
                Add(author.Who?.Text ?? author.Unnamed?.Unnamed);
        }

        Add(entry.Headline, SearchWeight.A);
        foreach (var person in entry.People)
        {
            Add(person.Name, SearchWeight.B);
            Add(person.NativeName, SearchWeight.B);
        }

        foreach (var place in entry.Places)
            Add(place, SearchWeight.B);
        Add(entry.Summary);
        foreach (var claim in entry.Claims)
        {
            AddAuthors(claim.By);
            Add(claim.Text);
            Add(claim.Quote);
            Add(claim.Via);
        }

        foreach (var figure in entry.Figures)
            AddAuthors(figure.By);
        foreach (var media in entry.Media)
            Add(media.Caption);

        foreach (var reply in entry.Replies ?? [])
        {
            Add(reply.By);
            Add(reply.Text);
        }

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

            break;
        }

        return texts;
    }
}
