using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Timeline.Domain;
using Timeline.Domain.Editorial;
using Timeline.Domain.Languages;
using Timeline.Domain.Values;
using Timeline.Store.Search;

namespace Timeline.Store.Projections;

/// <summary>
/// One state of one entry, as a row of <c>tl_entries</c>: bytes alone, since many wait together for PostgreSQL, and what they are made of would
/// be kept with them.
/// </summary>
/// <param name="Columns">The columns' values as a JSON object, but for those that follow.</param>
/// <param name="Corrections">All of the entry's.</param>
/// <param name="Doc">The entry as its readers see it, as JSON, in the bytes of the answers.</param>
/// <param name="Search">What a reader may search for (<see cref="SearchVector"/>).</param>
internal sealed record EntryRow(byte[] Columns, ImmutableArray<Correction> Corrections, byte[] Doc, string Search)
{
    /// <summary>When the state ended; null while it holds.</summary>
    public DateTimeOffset? To { get; init; }

    /// <param name="entry">The entry in that state.</param>
    /// <param name="story">The story.</param>
    /// <param name="from">When the state began.</param>
    public static EntryRow Of(Entry entry, Story story, DateTimeOffset from)
    {
        var document = EntryDocument.Of(entry, story);
        var doc = JsonSerializer.SerializeToUtf8Bytes(document, AnswerJson.Options);
        return new(
            JsonBytes.Of((entry, story, from, document), (json, of) => Write(json, of.entry, of.story, of.from, of.document)),
            entry.Corrections,
            doc, SearchVector.Of(WordsOf(document, doc)));
    }

    /// <summary>Writes the row as a JSON object, but for the document and the words.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="number">The row's number, from 1, among those that are written together.</param>
    public void Write(IBufferWriter<byte> json, int number)
    {
        Utf8.TryWrite(json.GetSpan(128), CultureInfo.InvariantCulture,
            $"{{\"n\":{number},\"valid_to\":\"{(To is { } to ? to.UtcDateTime.ToString("O") : "infinity")}\",\"corrections\":", out var written);
        json.Advance(written);
        json.Write(To is not null || Corrections.IsEmpty ? "null"u8 : JsonSerializer.SerializeToUtf8Bytes(Corrections, AnswerJson.Options));
        json.Write(","u8);
        json.Write(Columns.AsSpan(1));
    }

    private static void Write(Utf8JsonWriter json, Entry entry, Story story, DateTimeOffset from, EntryDocument document)
    {
        json.WriteStartObject();
        json.WriteString("story", story.Id);
        json.WriteString("entry", entry.Id);
        json.WriteString("valid_from", from);
        json.WriteBoolean("visible", entry.Visible);
        json.WriteNumber("revision", document.Revision);
        json.WriteString("kind", entry.Kind);
        json.WriteBoolean("key", entry.Body.Key);
        json.WriteBoolean("background", document.Background);
        json.WriteBoolean("aftermath", document.Aftermath);
        json.WriteString("sort_key", document.When.Sort);
        json.WriteBoolean("planned", document.Planned);
        json.WriteBoolean("corrected", !entry.Corrections.IsEmpty || document.Retraction is not null || document.Replies is not null);
        json.WriteString("since", entry.PublicSince ?? entry.RecordedAt);
        json.WriteNumber("earliest", document.When.Earliest?.UnixSeconds ?? long.MinValue);
        json.WriteNumber("latest", document.When.Latest?.UnixSeconds ?? long.MaxValue);
        json.WriteBoolean("listed", entry.TakenDown?.Unlisted is not true && story.TakenDown?.Unlisted is not true);
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

        if (entry.AwaitsReport && document.When.Latest is { } latest)
        {
            json.WriteNumber("plan_ends", latest.UnixSeconds);
            json.WriteString("no_report", Language.Of(story.Language).Say("no-report", document.When.Display));
        }

        List("needs", Need.Of(entry));
        json.WriteStartArray("versions");
        foreach (var version in entry.Versions)
            json.WriteNumberValue(version);
        json.WriteEndArray();
        json.WriteEndObject();

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
