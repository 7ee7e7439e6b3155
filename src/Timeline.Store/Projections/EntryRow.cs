using System.Text.Json;
using Timeline.Domain;
using Timeline.Domain.Editorial;
using Timeline.Domain.Languages;
using Timeline.Domain.Values;
using Timeline.Store.Search;

namespace Timeline.Store.Projections;

/// <summary>A state of an entry.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Story">The story then.</param>
/// <param name="From">When the state began.</param>
internal sealed record EntryState(Entry Entry, Story Story, DateTimeOffset From)
{
    /// <summary>When it ended; null while it holds.</summary>
    public DateTimeOffset? To { get; init; }
}

/// <summary>A state of an entry, as a row of <c>tl_entries</c>.</summary>
/// <param name="Columns">The columns' values as a JSON object, but for those that follow, and those that are as they are of most entries.</param>
/// <param name="Doc">The entry as its readers see it, as JSON, in the bytes of the answers.</param>
/// <param name="Search">What a reader may search for (<see cref="SearchVector"/>).</param>
internal sealed record EntryRow(byte[] Columns, byte[] Doc, string Search)
{
    private static ReadOnlySpan<byte> OwnFields => "\"details\":"u8;

    /// <summary>The rows of some states, in their order.</summary>
    public static EntryRow[] Of(EntryState[] states)
    {
        var documents = Array.ConvertAll(states, state => EntryDocument.Of(state.Entry, state.Story));
        var docs = Array.ConvertAll(documents, document => JsonSerializer.SerializeToUtf8Bytes(document, AnswerJson.Options));
        var columns = states.Zip(documents, (state, document) => JsonBytes.Of((state, document), (json, of) => Write(json, of.state, of.document))).ToArray();
        var words = documents.Zip(docs, (document, doc) => WordsOf(document, doc)).ToArray();
        return [.. words.Select((of, i) => new EntryRow(columns[i], docs[i], SearchVector.Of(of)))];
    }

    private static void Write(Utf8JsonWriter json, EntryState state, EntryDocument document)
    {
        var (entry, story) = (state.Entry, state.Story);
        json.WriteStartObject();
        json.WriteString("story", story.Id);
        json.WriteString("entry", entry.Id);
        json.WriteString("valid_from", state.From);
        if (state.To is { } to)
            json.WriteString("valid_to", to);
        json.WriteBoolean("visible", entry.Visible);
        json.WriteNumber("revision", document.Revision);
        json.WriteString("kind", entry.Kind);
        Flag("key", entry.Body.Key);
        Flag("background", document.Background);
        Flag("aftermath", document.Aftermath);
        json.WriteString("sort_key", document.When.Sort);
        Flag("planned", document.Planned);
        Flag("corrected", !entry.Corrections.IsEmpty || document.Retraction is not null || document.Replies is not null);
        json.WriteString("since", entry.PublicSince ?? entry.RecordedAt);
        if (document.When.Earliest is { } earliest)
            json.WriteNumber("earliest", earliest.UnixSeconds);
        if (document.When.Latest is { } latest)
            json.WriteNumber("latest", latest.UnixSeconds);
        Flag("unlisted", entry.TakenDown?.Unlisted is true || story.TakenDown?.Unlisted is true);
        if (entry.TakenDown is { } taken && TakeDownDocument.JsonOf(taken, story) is { } told)
        {
            json.WritePropertyName("takedown");
            json.WriteRawValue(told);
        }

        if (entry.Due is { } embargo)
            json.WriteString("embargo", embargo);
        List("people", document.People.Select(p => p.Id));
        List("places", document.Places.Select(p => p.ToLowerInvariant()));
        List("topics", document.Topics.Select(t => t.Slug));
        List("links", document.Details is null ? [] : Mentions.Of(document.Details).Select(m => m.Entry).Distinct());
        // Most entries are linked to none, and have no picture.
        var outcomeOf = document.Links.Count == 0 ? [] : document.Links.Where(l => l.Relation == Link.OutcomeOf).Select(l => l.Entry).Distinct().ToArray();
        List("outcome_of", outcomeOf);
        List("pictures", document.Media.Count == 0 && document.Replies is null ? []
            : document.Media.Concat(document.Replies?.SelectMany(r => r.Media ?? []) ?? []).Select(m => PictureName.Of(m.Url)).OfType<string>().Distinct());
        if (outcomeOf.Length > 0)
        {
            json.WritePropertyName("outcome");
            JsonSerializer.Serialize(json, LatestOutcomeDocument.Of(document, Language.Of(story.Language), story.Zone), AnswerJson.Options);
        }

        if (entry.AwaitsReport && document.When.Latest is { } end)
        {
            json.WriteNumber("plan_ends", end.UnixSeconds);
            json.WriteString("no_report", Language.Of(story.Language).Say("no-report", document.When.Display));
        }

        if (state.To is null && !entry.Corrections.IsEmpty)
        {
            json.WritePropertyName("corrections");
            JsonSerializer.Serialize(json, entry.Corrections, AnswerJson.Options);
        }

        List("needs", Need.Of(entry));
        json.WriteStartArray("versions");
        foreach (var version in entry.Versions)
            json.WriteNumberValue(version);
        json.WriteEndArray();
        json.WriteEndObject();

        void Flag(string column, bool value)
        {
            if (value)
                json.WriteBoolean(column, value);
        }

        void List(string column, IEnumerable<string> items)
        {
            var isBegun = false;
            foreach (var item in items)
            {
                if (!isBegun)
                    json.WriteStartArray(column);
                isBegun = true;
                json.WriteStringValue(item);
            }

            if (isBegun)
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

        // Within a text its quotation marks would be escaped.
        if (doc.IndexOf(OwnFields) is >= 0 and var at)
        {
            var own = new Utf8JsonReader(doc[(at + OwnFields.Length)..]);
            while (own.Read() && (own.CurrentDepth > 0 || own.TokenType == JsonTokenType.StartObject))
            {
                if (own.TokenType == JsonTokenType.String)
                    Add(own.GetString());
            }
        }

        return texts;
    }
}
