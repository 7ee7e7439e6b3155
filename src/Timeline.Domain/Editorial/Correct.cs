using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Timeline.Domain.Kinds;
using Timeline.Domain.Languages;
using Timeline.Domain.People;
using Timeline.Domain.Values;

namespace Timeline.Domain.Editorial;

/// <summary>Asks to correct an entry.</summary>
public sealed record Correct : EntryCommand
{
    /// <summary>The code of the refusal to write with an update what lost words by a take-down.</summary>
    public const string WordsTakenDown = "words-taken-down";

    private protected override bool ChangesWords => true;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string? FourEyes => Editorial.FourEyes.Correction;

    /// <summary><c>correction</c> (it was wrong), <c>clarification</c> (it could be misread), <c>update</c> (new information,
    /// nothing was wrong) or <c>refile</c> (spelling and style: no names, dates, figures, quotations or charges; of running text punctuation, a word's first
    /// letter from small to capital or back, and of a longer word in small letters one letter inside). No update writes a field that lost words
    /// by a take-down: whoever sends what another system says may send those very words.</summary>
    [Required, OneOfChangeClasses]
    public string Class { get; init; } = "";

    /// <summary>What was wrong, for readers; it need not repeat the error. For a correction and a clarification; a refile may have
    /// it, an update not.</summary>
    [MaxLength(1_000)]
    public string? Wrong { get; init; }

    /// <summary>Only the fields that change, by their names in the entry's own command, with their new values; null empties
    /// a field. <c>kind</c> makes it an entry of another kind, of whose own fields it keeps those that the new one has too.</summary>
    [Required]
    public JsonObject? Changes { get; init; }

    /// <summary>Whether the public may still read what it said before: <c>shown</c> unless said otherwise.</summary>
    [OneOfPasts]
    public string Past { get; init; } = Editorial.Past.Shown;

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
        [Entry, .. Named(Changes)];

    /// <inheritdoc/>
    public override IEnumerable<string> NeedsBeside(StoryState story) =>
        story.Entries.TryGetValue(Entry, out var entry) ? Mentions.Of(entry.Body).Select(m => m.Entry) : [];

    /// <inheritdoc/>
    [JsonIgnore]
    public override IEnumerable<string> NamesPeople => Texts(Changes).Where(SlugAttribute.IsSlug);

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool MustName => true;

    private protected override bool TouchesHidden => Changes?.Any(c => c.Key is "links" or "claims") is true;

    // Whatever may be the id of an entry.
    private static HashSet<string> Named(JsonObject? changes)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        // Most corrections change nothing that can name one.
        if (changes?.ToJsonString() is { } json && Mentions.MayBeIn(json))
            Mentions.Without(json, id => id.Length > 0 && !found.Add(id) && false);
        return found;
    }

    // Of these some are ids of people.
    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject record => record.SelectMany(f => Texts(f.Value)),
        JsonArray list => list.SelectMany(Texts),
        JsonValue value when value.TryGetValue<string>(out var text) => [text],
        _ => [],
    };

    private protected override Decision DecideOn(Entry entry, StoryState story, DecisionContext context)
    {
        IReadOnlyList<FieldProblem> problems = [.. Checks.Problems(this), .. ChangeClass.Problems(Class, Wrong)];
        if (problems.Count > 0)
            return new Decision.Refused(Refusal.Invalid(problems));
        if (EntryCorrected.NotOfCorrections(Changes!) is { } refused)
            return refused;

        // Whoever may not see all that the entry names writes its lists anew without that, and it stays.
        var read = Mentions.Without(entry.Body, story.OutOfSight.Contains);
        EntryBody written, corrected;
        try
        {
            written = EntryCorrected.Corrected(read, Changes!, DomainJson.Strict);
            corrected = Mentions.With(written, read, entry.Body, story.OutOfSight.Contains);
        }
        catch (JsonException error)
        {
            var problem = JsonProblems.Explain(error);
            return Decision.Invalid($"changes.{problem.Field}".TrimEnd('.'), problem.Sentence);
        }

        // A problem of a link that stays so, or a note, would tell that it is there.
        var own = Naming.Filled(Mentions.WithoutLinks(corrected, story.OutOfSight.Contains), context.Register, story.Story!.Language);
        corrected = corrected with { People = own.People };
        IReadOnlyList<FieldProblem> wrong =
        [
            .. KindList.Of(own).Check(own, story.Story.Zone),
            // That another entry has lost a claim since is not to be mended here.
            .. RecordEntry.MentionProblems(written, story, Entry).Except(RecordEntry.MentionProblems(read, story, Entry)),
        ];
        if (wrong.Count == 0)
            wrong = [.. Naming.Problems(own, context.Register, read)];
        if (wrong.Count > 0)
            return new Decision.Refused(Refusal.Invalid([.. wrong.Select(p => p with { Field = "changes." + p.Field })]));

        var asked = corrected;
        var dated = corrected.When != entry.Body.When;
        if (dated && Decision.If(DateRules.Future(corrected, story.Story!, context.Now, "changes.when.edtf")) is { } future)
            return future;
        if (dated && !Changes!.ContainsKey("background") && !Changes.ContainsKey("aftermath"))
            corrected = DateRules.Placed(corrected, entry.Body, story.Story!);
        var changes = JsonDifference.Of(entry.Body, corrected);
        if (entry.Body.GetType() != corrected.GetType())
            changes[EntryCorrected.KindField] = KindList.Of(corrected).Name;
        if (changes.Count == 0)
            return Nothing("The correction says what the entry says already.");
        if (Class == ChangeClass.Update && changes.Select(c => c.Key).Where(entry.LostWords.Contains).ToList() is { Count: > 0 } lost)
            return new Decision.Refused(LostWords(lost));
        return (Class == ChangeClass.Refile ? Decision.If(Refiling.Problems(entry.Body, corrected, changes)) : null)
            ?? Accept(new EntryCorrected(Entry, Class, Wrong, changes, Past, Unseen(entry.Body, corrected, changes, story)),
                [.. dated ? [.. DateRules.Notes(asked, corrected, story.Story!, "changes."), .. DateRules.PlaceDropped(entry, "changes.when")] : Array.Empty<Note>(),
                    .. Naming.Notes(own, "changes.", own, read)]);
    }

    // What a feed says of them may be the very words, and nobody knows any more which they were.
    private static Refusal LostWords(IEnumerable<string> fields) =>
        Refusal.Invalid([.. fields.Select(f => new FieldProblem($"changes.{f}", Sentence.Of("refused.lost-words")))]) with { Reason = RefusalReason.State, Code = WordsTakenDown };

    private static string[]? Unseen(EntryBody before, EntryBody after, JsonObject changes, StoryState story)
    {
        if (!Mentions.Of(before).Concat(Mentions.Of(after)).Any(m => IsHidden(m.Entry)))
            return null;
        var (old, now) = (JsonNode.Parse(Mentions.Without(JsonDifference.Json(before).ToJsonString(), IsHidden))!,
            JsonNode.Parse(Mentions.Without(JsonDifference.Json(after).ToJsonString(), IsHidden))!);
        string[] same = [.. changes.Select(c => c.Key).Where(f => f != EntryCorrected.KindField && JsonNode.DeepEquals(Given(old[f]), Given(now[f])))
            .Order(StringComparer.Ordinal)];
        return same.Length == 0 ? null : same;

        // A list of which nothing is left is none.
        static JsonNode? Given(JsonNode? value) => value is JsonArray { Count: 0 } ? null : value;

        bool IsHidden(string id) => !(story.Entries.TryGetValue(id, out var entry) && entry.Visible);
    }
}
