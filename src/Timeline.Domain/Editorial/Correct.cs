using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Timeline.Domain.Kinds;
using Timeline.Domain.Values;

namespace Timeline.Domain.Editorial;

/// <summary>What was wrong with an entry and is mended: data for its readers, not a note in passing.</summary>
/// <param name="Class"><c>correction</c> (it was wrong), <c>clarification</c> (it could be misread) or <c>refile</c>
/// (sent again, nothing wrong in substance).</param>
/// <param name="Wrong">What was wrong.</param>
/// <param name="Fields">The fields that changed, by their JSON names.</param>
/// <param name="At">When the newsroom stored the correction; of one made out of the public's sight, when it came into view.</param>
public sealed record Correction(
    [property: OneOf("correction", "clarification", "refile")] string Class, string Wrong, IReadOnlyList<string> Fields, DateTimeOffset At);

/// <summary>Stored: an entry was corrected. Alias <c>entry_corrected</c>.</summary>
/// <param name="Entry">The entry's id.</param>
/// <param name="Class">See <see cref="Correction"/>.</param>
/// <param name="Wrong">What was wrong.</param>
/// <param name="Changes">The fields that change, with their new values; null empties a field.</param>
/// <param name="HiddenLinks">Of its links, only those change whose entries the public did not see.</param>
public sealed record EntryCorrected(string Entry, string Class, string Wrong, JsonObject Changes, bool HiddenLinks = false)
    : EntryChanged(Entry)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool Unseen => Fields().Length == 0;

    // A correction of which a reader sees nothing is none for readers.
    internal override Entry Apply(Entry entry, DateTimeOffset recorded) => entry with
    {
        Body = Corrected(entry.Body, Changes, DomainJson.Stored),
        Corrections = Unseen ? entry.Corrections : entry.Corrections.Add(new(Class, Wrong, Fields(), recorded)),
    };

    // In an order of their own: that of the object is another one once PostgreSQL has stored it (jsonb), and what is said of
    // the past must be the same after a rebuild.
    private string[] Fields() =>
        [.. Changes.Select(c => c.Key).Where(f => !HiddenLinks || f != "links").Order(StringComparer.Ordinal)];

    internal static EntryBody Corrected(EntryBody body, JsonObject changes, JsonSerializerOptions options)
    {
        var json = (JsonObject)JsonSerializer.SerializeToNode(body, body.GetType(), DomainJson.Stored)!;
        foreach (var (field, value) in changes)
        {
            // An absent field has its default: null in a correction empties the field.
            if (value is null)
                json.Remove(field);
            else
                json[field] = value.DeepClone();
        }

        return (EntryBody)json.Deserialize(body.GetType(), options)!;
    }
}

/// <summary>Asks to correct an entry.</summary>
public sealed record Correct : EntryCommand
{
    // These are the business of commands of their own.
    private static readonly string[] NotCorrectable = ["draft", "embargoUntil", "planned", "key"];

    /// <summary><c>correction</c> (it was wrong), <c>clarification</c> (it could be misread) or <c>refile</c> (sent again,
    /// nothing wrong in substance).</summary>
    [Required, OneOf("correction", "clarification", "refile")]
    public string Class { get; init; } = "";

    /// <summary>What was wrong, for readers; 1 to 1,000 characters.</summary>
    [Required, MaxLength(1_000)]
    public string Wrong { get; init; } = "";

    /// <summary>Only the fields that change, by their names in the entry's own command, with their new values; null empties
    /// a field.</summary>
    [Required]
    public JsonObject? Changes { get; init; }

    /// <summary>A worked example.</summary>
    public static Correct Example => new()
    {
        Class = "correction",
        Wrong = "It was in the evening, not around noon.",
        Changes = new() { ["when"] = new JsonObject { ["edtf"] = "2021-01-22", ["note"] = "in the evening" } },
    };

    /// <inheritdoc/>
    [JsonIgnore]
    public override IEnumerable<string> Needs =>
        [Entry, .. Changes?["links"] is JsonArray links
            ? links.OfType<JsonObject>().Select(l => l["entry"]).OfType<JsonValue>()
                .Select(v => v.TryGetValue<string>(out var id) ? id : "").Where(id => id.Length > 0)
            : []];

    /// <inheritdoc/>
    public override IEnumerable<string> NeedsBeside(StoryState story) =>
        TouchesHidden && story.Entries.TryGetValue(Entry, out var entry) ? entry.Body.Links.Select(l => l.Entry) : [];

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool MustName => true;

    /// <inheritdoc/>
    protected override bool TouchesHidden => Changes?.ContainsKey("links") is true;

    private protected override Decision DecideOn(Entry entry, StoryState story, DecisionContext context)
    {
        var problems = Checks.Problems(this);
        if (problems.Count > 0)
            return new Decision.Refused(Refusal.Invalid(problems));
        if (Changes!.Count == 0)
            return Decision.Invalid("changes", "names no field; name those that change, with their new values.");
        if (Changes!.Select(c => c.Key).FirstOrDefault(NotCorrectable.Contains) is { } other)
            return Decision.Invalid($"changes.{other}", "has a command of its own; a correction cannot change it.");

        EntryBody corrected;
        try
        {
            corrected = EntryCorrected.Corrected(entry.Body, Changes!, DomainJson.Strict);
        }
        catch (JsonException error)
        {
            var problem = JsonProblems.Explain(error);
            return Decision.Invalid($"changes.{problem.Field}".TrimEnd('.'), problem.Sentence);
        }

        // Links that stay were checked when they were made, and their entries are not loaded now.
        IReadOnlyList<FieldProblem> wrong =
        [
            .. KindList.Of(corrected).Check(corrected),
            .. Changes!.ContainsKey("links") ? RecordEntry.LinkProblems(corrected, story, Entry) : [],
        ];
        if (wrong.Count > 0)
            return new Decision.Refused(Refusal.Invalid([.. wrong.Select(p => p with { Field = "changes." + p.Field })]));

        var changes = Difference(entry.Body, corrected);
        return changes.Count == 0
            ? Nothing("The correction says what the entry says already, so nothing was stored.")
            : Accept(new EntryCorrected(Entry, Class, Wrong, changes, changes.ContainsKey("links")
                && InView(entry.Body.Links, story).SequenceEqual(InView(corrected.Links, story))),
                changes.ContainsKey("when") ? DateNotes.Of(corrected.When, "changes.when.edtf") : []);
    }

    private static IEnumerable<Link> InView(IEnumerable<Link> links, StoryState story) =>
        links.Where(l => story.Entries.TryGetValue(l.Entry, out var entry) && entry.Visible);

    private static JsonObject Difference(EntryBody before, EntryBody after)
    {
        var old = (JsonObject)JsonSerializer.SerializeToNode(before, before.GetType(), DomainJson.Stored)!;
        var now = (JsonObject)JsonSerializer.SerializeToNode(after, after.GetType(), DomainJson.Stored)!;
        var changes = new JsonObject();
        foreach (var field in old.Select(f => f.Key).Union(now.Select(f => f.Key)).ToArray())
        {
            if (!JsonNode.DeepEquals(old[field], now[field]))
                changes[field] = now[field]?.DeepClone();
        }

        return changes;
    }
}
