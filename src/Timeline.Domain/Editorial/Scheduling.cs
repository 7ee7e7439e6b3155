using System.Text.Json.Serialization;
using Timeline.Domain.Languages;
using Timeline.Domain.Values;

namespace Timeline.Domain.Editorial;

/// <summary>Stored: a draft is to be published at an instant, or at none any more. Alias <c>entry_scheduled</c>.</summary>
/// <param name="Entry">The entry's id.</param>
/// <param name="At">The instant; null takes the plan back.</param>
public sealed record EntryScheduled(string Entry, DateTimeOffset? At) : EntryChanged(Entry)
{
    internal override Entry Apply(Entry entry, DateTimeOffset recorded) => entry with { ScheduledFor = At };

    private protected override Decision? Bars(Entry entry, Story story, DateTimeOffset now) =>
        !entry.Draft ? Decision.No(RefusalReason.State, "not-a-draft", Sentence.Of("refused.not-a-draft"))
        : Decision.If(ToCome.Problem("at", At, now, "refused.or-publish")) is { } never ? never
        : entry.ScheduledFor == At ? Nothing("It is planned so already.")
        : At is { } at ? EmbargoTerms.Forbids(entry.Promised, at) : null;
}

/// <summary>Asks to publish a draft at an instant. It is the newsroom's own plan: any editor moves it, takes it back or publishes at once.</summary>
public sealed record Schedule : EntryCommand
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string? FourEyes => Editorial.FourEyes.Publication;

    /// <summary>The instant, to come, with an offset; null takes the plan back, and leaves a draft.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>A worked example.</summary>
    public static Schedule Example => new() { At = new(2099, 1, 23, 12, 0, 0, TimeSpan.FromHours(3)) };

    private protected override Decision DecideOn(Entry entry, StoryState story, DecisionContext context) =>
        Accept(new EntryScheduled(Entry, At), At is null ? [] : Doubles(entry));
}

/// <summary>
/// Asks to do what the clock must do of itself by now: end an embargo, publish what was planned, let go of a reply. Only the service's clock asks;
/// what an editor has moved meanwhile stays.
/// </summary>
public sealed record ComeDue : EntryCommand
{
    /// <summary>The code of the answer where nothing is due.</summary>
    public const string NotYet = "not-yet";

    internal const string NotYetSentence = "Nothing is due yet.";

    /// <inheritdoc/>
    protected override bool TakesRetracted => true;

    /// <inheritdoc/>
    protected override bool TakesTakenDown => true;

    private protected override Decision DecideOn(Entry entry, StoryState story, DecisionContext context) =>
        entry.Due is null ? Nothing("Nothing waits for the clock.")
        : entry.Due > context.Now ? Nothing(NotYetSentence, NotYet)
        : entry.IsOver ? Accept(new ReplyEnded(Entry))
        : entry.Embargo?.Until <= context.Now ? Accept(new EmbargoLifted(Entry))
        : Accept(new EntryPublished(Entry));
}
