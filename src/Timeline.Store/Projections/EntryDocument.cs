using System.Text.Json.Serialization;
using Timeline.Domain;
using Timeline.Domain.Dates;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Domain.Languages;
using Timeline.Domain.Values;

namespace Timeline.Store.Projections;

/// <summary>What only the newsroom may know of an entry that the public does not see.</summary>
/// <param name="HeldBecause">Why it is held.</param>
/// <param name="Embargo">What was promised to whom.</param>
/// <param name="ScheduledFor">When it is to be published.</param>
/// <param name="Promised">What still binds of an embargo that ended with a hold or a take-down.</param>
public sealed record NewsroomDocument(string? HeldBecause, EmbargoTerms? Embargo, DateTimeOffset? ScheduledFor, EmbargoTerms? Promised);

/// <summary>One entry as answers show it; the order of the members is the order in JSON.</summary>
public record EntryDocument
{
    /// <summary>The id: short, stable, safe in a URL.</summary>
    public required string Id { get; init; }

    /// <summary>The kind's name, such as <c>arrest</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>When it happened.</summary>
    public required WhenDocument When { get; init; }

    /// <summary>
    /// The same in a sentence, to stand beside when it was published: that it happened then, is planned for then, or was before it was
    /// called off; of what was retracted or removed the date alone.
    /// </summary>
    public string? Happened { get; init; }

    /// <summary>One line; null in a tombstone, and where the summary says all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Headline { get; init; }

    /// <summary>What happened.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Summary { get; init; }

    /// <summary>The people and bodies in it.</summary>
    public IReadOnlyList<Person> People { get; init; } = [];

    /// <summary>Where.</summary>
    public IReadOnlyList<string> Places { get; init; } = [];

    /// <summary>What it is about.</summary>
    public IReadOnlyList<Topic> Topics { get; init; } = [];

    /// <summary>What others say of it.</summary>
    public IReadOnlyList<Claim> Claims { get; init; } = [];

    /// <summary>Numbers with their authors: of each author the last.</summary>
    public IReadOnlyList<Figure> Figures { get; init; } = [];

    /// <summary>Where the newsroom has it from.</summary>
    public IReadOnlyList<Source> Sources { get; init; } = [];

    /// <summary>Pictures and recordings.</summary>
    public IReadOnlyList<Media> Media { get; init; } = [];

    /// <summary>Other entries that it belongs with, of those that the reader may see.</summary>
    public IReadOnlyList<Link> Links { get; init; } = [];

    /// <summary>It is still to come.</summary>
    public bool Planned { get; init; }

    /// <summary>It lies outside the story's window.</summary>
    public bool Background { get; init; }

    /// <summary>It lies after the story's window, and is shown last.</summary>
    public bool Aftermath { get; init; }

    /// <summary>A reader in a hurry must see it.</summary>
    public bool Key { get; init; }

    /// <summary><c>published</c>, <c>retracted</c>, <c>removed</c> or, of the past, <c>withheld</c>; for the newsroom also <c>draft</c>, <c>scheduled</c>, <c>embargoed</c>, <c>held</c>.</summary>
    [OneOf("published", "retracted", "removed", "withheld", "draft", "scheduled", "embargoed", "held")]
    public required string Status { get; init; }

    /// <summary>How many states of it the public has seen, this one included.</summary>
    public int Revision { get; init; }

    /// <summary>When it was recorded: for the public, when it first came into view (UTC).</summary>
    public DateTimeOffset RecordedAt { get; init; }

    /// <summary>When it last changed (UTC).</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The fields that only its kind has.</summary>
    [JsonConverter(typeof(OwnFieldsConverter))]
    public EntryBody? Details { get; init; }

    /// <summary>The other dates in it, in words, by what stands for them in EDTF; absent where there are none.</summary>
    public IReadOnlyDictionary<string, string>? Dates { get; init; }

    /// <summary>
    /// What says again what another part of it says, as paths into it, such as <c>summary</c>, <c>claims[0].text</c> and
    /// <c>details.quotes[1]</c>: whoever shows the entry may leave it out, but for a claim that has <c>about</c>; absent where nothing does.
    /// </summary>
    public IReadOnlyList<string>? Repeats { get; init; }

    /// <summary>What became of what was planned.</summary>
    public OutcomeDocument? Outcome { get; init; }

    /// <summary>What came of it, where its kind has an outcome and one is linked to it.</summary>
    public LatestOutcomeDocument? LatestOutcome { get; init; }

    /// <summary>Of what was planned, once its date has passed and nobody has reported: that, in words.</summary>
    public string? NoReport { get; init; }

    /// <summary>How many corrections a state carries: the newest, as what a list repeats must stay small.</summary>
    public const int NewestCorrections = 3;

    /// <summary>What was wrong and is mended: the newest three, oldest first. Each stands at its revision, too.</summary>
    public IReadOnlyList<Correction>? Corrections { get; init; }

    /// <summary>How many corrections there were in all.</summary>
    public int? CorrectionCount { get; init; }

    /// <summary>What those concerned replied, oldest first: to be shown in full with every showing of it; absent where nobody did.</summary>
    public IReadOnlyList<Reply>? Replies { get; init; }

    /// <summary>What was taken down of it; absent where nothing was, or readers are not told.</summary>
    public TakeDownDocument? Takedown { get; init; }

    /// <summary>What is said in place of a headline that there is not, or not for its reader: only of what was withdrawn that it was.</summary>
    /// <param name="words">In which language.</param>
    /// <param name="kind">The entry's kind, which is what it is called where nothing is to be told.</param>
    /// <param name="status">Its status.</param>
    /// <param name="takenDown">What readers are told of a take-down; null where that is nothing.</param>
    public static string InPlace(Language words, string kind, string? status, string? takenDown)
    {
        ArgumentNullException.ThrowIfNull(words);
        return takenDown ?? status switch
        {
            "retracted" => words["retracted-text"],
            "withheld" => words["withheld-text"],
            _ => KindList.Find(kind) is { } known ? words.Kind(known) : kind,
        };
    }

    /// <summary>Why it was withdrawn.</summary>
    public Retraction? Retraction { get; init; }

    /// <summary>Only in answers to the newsroom.</summary>
    public NewsroomDocument? Newsroom { get; init; }

    /// <summary>
    /// The entry as its readers see it: the public where it is visible, else the newsroom. What is public says nothing of the
    /// time before: no count, date or correction of a draft.
    /// </summary>
    public static EntryDocument Of(Entry entry, Story story)
    {
        var (heading, isDay, beside) = WhenDocument.InList(entry.Body.When.Date, Language.Of(story.Language), story.Zone);
        // The date of a tombstone keeps its place; the editor's words beside it go with the rest.
        var when = WhenDocument.Of(!entry.IsOver ? entry.Body.When : entry.Body.When with { Note = null }, story);
        var document = new EntryDocument
        {
            Id = entry.Id,
            Kind = entry.Kind,
            When = when with
            {
                Sort = EntryOrder.KeyOf(entry, story.Zone),
                Heading = heading,
                Day = isDay ? true : null,
                Beside = beside,
            },
            Happened = WhenDocument.Told(when.Display, entry.Body.Planned, entry.Outcome?.Status, entry.IsOver, Language.Of(story.Language)),
            Background = entry.Body.Background is true,
            Aftermath = entry.Body.Aftermath is true,
            Key = entry.Body.Key,
            Status = entry.Status,
            Revision = entry.Visible ? entry.PublicRevision : entry.Revision,
            RecordedAt = entry.Visible ? entry.PublicSince!.Value : entry.RecordedAt,
            UpdatedAt = entry.Visible ? entry.PublicUpdatedAt!.Value : entry.UpdatedAt,
            Retraction = entry.Retraction,
            Replies = entry.Replies.IsEmpty ? null : entry.Replies,
        };
        // What is said of a take-down stands beside each state (ShownDocs), also those of before it.
        if (entry.IsOver)
            return document;

        var body = entry.Body;
        return document with
        {
            Headline = body.Headline,
            Summary = body.Summary,
            People = body.People,
            Places = body.Places,
            Topics = body.Topics,
            Claims = body.Claims,
            Figures = Figure.InSight(body.Figures),
            Sources = body.Sources,
            Media = body.Media,
            Links = body.Links,
            Planned = body.Planned,
            Details = body,
            Dates = EdtfTexts.In(body) is { Count: > 0 } dates
                ? dates.ToDictionary(d => d, d => Edtf.Parse(d).Display(story.Language, story.Zone))
                : null,
            Repeats = Repetition.In(body, KindList.Find(entry.Kind)!.Fields) is { Count: > 0 } again ? again : null,
            Outcome = entry.Outcome is { } o
                ? new(o.Status, o.Was is null ? null : WhenDocument.Of(o.Was, story), o.By, o.Reason, o.Source, o.At)
                : null,
            Corrections = entry.Corrections.IsEmpty ? null : [.. entry.Corrections.TakeLast(NewestCorrections)],
            CorrectionCount = entry.Corrections.IsEmpty ? null : entry.Corrections.Length,
            Newsroom = entry.Visible ? null : new(entry.Held, entry.Embargo, entry.ScheduledFor, entry.Promised),
        };
    }
}
