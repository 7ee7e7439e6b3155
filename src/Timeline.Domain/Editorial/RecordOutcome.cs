using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Languages;
using Timeline.Domain.People;
using Timeline.Domain.Values;

namespace Timeline.Domain.Editorial;

/// <summary>What became of something planned, as far as it is known.</summary>
/// <param name="Status">See <see cref="RecordOutcome.Status"/>.</param>
/// <param name="Was">The date it was planned for, where that changed.</param>
/// <param name="By">Who moved, called off or banned it, or says that it took place.</param>
/// <param name="Reason">The reason that is given.</param>
/// <param name="Source">Where the newsroom has it from.</param>
/// <param name="At">When the newsroom stored the outcome; of one stored out of the public's sight, when it came into view.</param>
public sealed record Outcome(string Status, When? Was, By? By, string? Reason, Source? Source, DateTimeOffset At);

/// <summary>A word for what became of something planned: see <see cref="RecordOutcome.Status"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OneOfOutcomesAttribute() : OneOfAttribute(
    "held", "partly-held", RecordOutcome.Moved, RecordOutcome.Postponed, "cancelled", "banned", "lapsed", RecordOutcome.Planned);

/// <summary>Stored: what became of something planned: a new fact, no edit. Alias <c>outcome_recorded</c>.</summary>
/// <param name="Entry">The entry's id.</param>
/// <param name="Status">See <see cref="RecordOutcome.Status"/>.</param>
/// <param name="When">The new date of what is moved, or the one to which what is planned as before goes back; else null.</param>
/// <param name="By">See <see cref="Outcome"/>.</param>
/// <param name="Reason">See <see cref="Outcome"/>.</param>
/// <param name="Source">See <see cref="Outcome"/>.</param>
public sealed record OutcomeRecorded(string Entry, [property: OneOfOutcomes] string Status, When? When, By? By, string? Reason, Source? Source) : EntryChanged(Entry)
{
    /// <summary>Whom it names by an id of the register, as the register called them then.</summary>
    public IReadOnlyList<Person> Named { get; init; } = [];

    /// <summary>Of a new date: see <see cref="EntryBody.Background"/>, as the date decides.</summary>
    public bool? Background { get; init; }

    /// <summary>Of a new date: see <see cref="EntryBody.Aftermath"/>, as the date decides.</summary>
    public bool? Aftermath { get; init; }

    // What is moved or postponed is still to come; of what is planned as before nothing became yet.
    internal override Entry Apply(Entry entry, DateTimeOffset recorded) => entry with
    {
        Body = Naming.With(entry.Body with
        {
            When = When ?? entry.Body.When,
            Planned = Status is RecordOutcome.Moved or RecordOutcome.Postponed or RecordOutcome.Planned,
            Background = When is null ? entry.Body.Background : Background,
            Aftermath = When is null ? entry.Body.Aftermath : Aftermath,
        }, Named),
        Place = When is null ? entry.Place : null,
        Outcome = Status == RecordOutcome.Planned ? null : new(Status, When is null ? null : entry.Body.When, By, Reason, Source, recorded),
    };

    private protected override Decision? Bars(Entry entry, Story story, DateTimeOffset now) =>
        !entry.Body.Planned && entry.Outcome is null
            ? Decision.No(RefusalReason.State, "not-planned", Sentence.Of("refused.not-planned"))
        : Status == RecordOutcome.Moved && When is null ? Decision.Invalid("when", Sentence.Of("refused.moved-when"))
        // What is planned as before has the date to which it goes back.
        : Status is not (RecordOutcome.Moved or RecordOutcome.Planned) && When is not null
            ? Decision.Invalid("when", Sentence.Of("refused.moved-only"))
        : Status == RecordOutcome.Planned && (By is not null ? "by" : Reason is not null ? "reason" : Source is not null ? "source" : null) is { } more
            ? Decision.Invalid(more, Sentence.Of("refused.planned-again"))
        : Status == RecordOutcome.Planned && entry.Outcome is null
            ? Nothing("It is planned as before already.")
        : Status == RecordOutcome.Moved && When == entry.Body.When && entry.Body.Planned
            ? Nothing("It is planned for that date already.")
        : Status != RecordOutcome.Moved && entry.Outcome is { } last && (last.Status, last.By, last.Reason, last.Source) == (Status, By, Reason, Source)
            ? Nothing("That was recorded already.")
        : null;
}

/// <summary>Asks to record what became of something planned, as often as there is news of it and in any order.</summary>
public sealed record RecordOutcome : EntryCommand
{
    private protected override bool ChangesWords => true;

    internal const string Moved = "moved";
    internal const string Postponed = "postponed";

    /// <summary>Whether an outcome says that it did not take place on the date that it was planned for, nor is to: it was called off, or
    /// postponed to no date yet, so that its date holds no more.</summary>
    /// <param name="status">See <see cref="Status"/>; null where nothing is known.</param>
    public static bool IsOff(string? status) => status is "cancelled" or "banned" or "lapsed" or Postponed;

    /// <summary>As before: takes back what was said.</summary>
    public const string Planned = "planned";

    /// <summary><c>held</c> (it took place), <c>partly-held</c>, <c>moved</c> (to another date), <c>postponed</c> (to a date not
    /// yet known), <c>cancelled</c>, <c>banned</c> or <c>lapsed</c> (nothing came of it); or <c>planned</c> (as before, which takes back
    /// what was said). What happened is an entry of its own, linked as <c>outcome-of</c>.</summary>
    [Required, OneOfOutcomes]
    public string Status { get; init; } = "";

    /// <summary>The new date of what is moved. What is planned as before goes back to the date that it had.</summary>
    public When? When { get; init; }

    /// <summary>Who moved, called off or banned it, or says that it took place.</summary>
    public By? By { get; init; }

    /// <summary>The reason that is given, for readers.</summary>
    [MaxLength(1_000)]
    public string? Reason { get; init; }

    /// <summary>Where the newsroom has it from.</summary>
    public Source? Source { get; init; }

    /// <summary>A worked example.</summary>
    public static RecordOutcome Example => new()
    {
        Status = Moved,
        When = When.At("2021-01-24"),
        By = "City of Moscow",
        Reason = "The city gave no permission for Saturday.",
        Source = new() { Outlet = "Interfax", Role = "agency" },
    };

    /// <inheritdoc/>
    [System.Text.Json.Serialization.JsonIgnore]
    public override IEnumerable<string> NamesPeople => Naming.Ids(this);

    private protected override Decision DecideOn(Entry entry, StoryState story, DecisionContext context) =>
        Decision.If(Checks.Problems(this, story.Story!.Zone)) is { } wrong ? wrong
        : Status == Planned && When is not null ? Decision.Invalid("when", Sentence.Of("refused.moved-only"))
        : Decision.If(Naming.Problems(this, "", entry.Body, context.Register)) ?? Accept(entry, story.Story!, context);

    private Decision Accept(Entry entry, Story story, DecisionContext context)
    {
        var (moved, told) = (entry.Body, Naming.Notes(this, "", entry.Body));
        var when = Status == Planned ? entry.Outcome?.Was : When;
        if (when is not null)
        {
            var asked = entry.Body with { When = when };
            moved = DateRules.Placed(asked, entry.Body, story);
            told = [.. DateRules.Notes(asked, moved, story), .. DateRules.PlaceDropped(entry, "when"), .. told];
        }

        return Accept(new OutcomeRecorded(Entry, Status, when, By, Reason, Source)
        {
            Named = Naming.Added(this, entry.Body, context.Register, story.Language),
            Background = when is null ? null : moved.Background,
            Aftermath = when is null ? null : moved.Aftermath,
        }, told);
    }
}
