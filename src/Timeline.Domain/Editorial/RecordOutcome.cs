using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Editorial;

/// <summary>What became of something planned.</summary>
/// <param name="Status"><c>held</c>, <c>moved</c> or <c>cancelled</c>.</param>
/// <param name="Was">The date it was planned for, where that changed.</param>
/// <param name="Note">A line for readers.</param>
/// <param name="At">When the newsroom stored the outcome; of one stored out of the public's sight, when it came into view.</param>
public sealed record Outcome(string Status, When? Was, string? Note, DateTimeOffset At);

/// <summary>Stored: what was planned was held, moved or cancelled: a new fact, no edit. Alias
/// <c>outcome_recorded</c>.</summary>
/// <param name="Entry">The entry's id.</param>
/// <param name="Status">See <see cref="Outcome"/>.</param>
/// <param name="When">The new date, or when it really took place; null where the date stands.</param>
/// <param name="Note">A line for readers.</param>
public sealed record OutcomeRecorded(string Entry, string Status, When? When, string? Note) : EntryChanged(Entry)
{
    // What is moved is still to come; what was held or cancelled is not.
    internal override Entry Apply(Entry entry, DateTimeOffset recorded) => entry with
    {
        Body = entry.Body with { When = When ?? entry.Body.When, Planned = Status == "moved" },
        Place = When is null ? entry.Place : null,
        Outcome = new(Status, When is null ? null : entry.Body.When, Note, recorded),
    };
}

/// <summary>Asks to record what became of something planned.</summary>
public sealed record RecordOutcome : EntryCommand
{
    /// <summary><c>held</c> (it took place), <c>moved</c> (to another date) or <c>cancelled</c>.</summary>
    [Required, OneOf("held", "moved", "cancelled")]
    public string Status { get; init; } = "";

    /// <summary>The new date of what is moved; or when it took place, where that differs from the plan.</summary>
    public When? When { get; init; }

    /// <summary>A line for readers.</summary>
    [MaxLength(1_000)]
    public string? Note { get; init; }

    /// <summary>A worked example.</summary>
    public static RecordOutcome Example => new()
    {
        Status = "moved",
        When = When.At("2021-01-24"),
        Note = "The city gave no permission for Saturday.",
    };

    private protected override Decision DecideOn(Entry entry, StoryState story, DecisionContext context) =>
        Checks.Problems(this, story.Story!.Zone) is { Count: > 0 } problems ? new Decision.Refused(Refusal.Invalid(problems))
        : !entry.Body.Planned
            ? Decision.No(RefusalReason.State, "not-planned",
                "Only what is planned can be held, moved or cancelled; correct the entry instead.")
        : Status == "moved" && When is null ? Decision.Invalid("when", "is missing; say to when it is moved.")
        : Status == "cancelled" && When is not null
            ? Decision.Invalid("when", "is given, but what is cancelled has no new date; leave it out.")
        : When is not null && DateRules.Future(entry.Body with { When = When, Planned = Status == "moved" }, story.Story, context.Now) is { } future
            ? Decision.Invalid(future.Field, "lies in the future; only what is moved can be still to come.")
        : Status == "moved" && When == entry.Body.When
            ? Nothing("It is planned for that date already, so nothing was stored.")
        : Accept(new OutcomeRecorded(Entry, Status, When, Note), When is null ? [] : [.. DateRules.Notes(When), .. DateRules.PlaceDropped(entry, "when")]);
}
