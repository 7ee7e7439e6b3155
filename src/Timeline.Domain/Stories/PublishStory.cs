using System.Text.Json.Serialization;
using Timeline.Domain.Editorial;
using Timeline.Domain.Languages;
using Timeline.Domain.Values;

namespace Timeline.Domain.Stories;

/// <summary>Stored: a story was published that was a draft. Alias <c>story_published</c>.</summary>
public sealed record StoryPublished : StoryChanged
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool Anew => true;

    internal override Story Apply(Story story, DateTimeOffset recorded) => story with { Draft = false, ScheduledFor = null, Promised = null };

    private protected override Decision? Bars(Story story, DateTimeOffset now) =>
        !story.Draft ? Nothing("The story is no draft.") : EmbargoTerms.Forbids(story.Promised, now);
}

/// <summary>Stored: a story that is a draft is to be published at an instant, or at none any more. Alias <c>story_scheduled</c>.</summary>
/// <param name="At">The instant; null takes the plan back.</param>
public sealed record StoryScheduled(DateTimeOffset? At) : StoryChanged
{
    internal override Story Apply(Story story, DateTimeOffset recorded) => story with { ScheduledFor = At };

    private protected override Decision? Bars(Story story, DateTimeOffset now) =>
        !story.Draft ? Decision.No(RefusalReason.State, "not-a-draft", Sentence.Of("refused.not-a-draft-story"))
        : Decision.If(ToCome.Problem("at", At, now, "refused.or-publish")) is { } never ? never
        : story.ScheduledFor == At ? Nothing("It is planned so already.")
        : At is { } at ? EmbargoTerms.Forbids(story.Promised, at) : null;
}

/// <summary>Stored: a story that nobody outside has seen stays hidden for as long as somebody was promised. Alias <c>story_embargoed</c>.</summary>
/// <param name="Until">See <see cref="EmbargoTerms"/>.</param>
/// <param name="OnDelivery">See <see cref="EmbargoTerms"/>.</param>
/// <param name="By">See <see cref="EmbargoTerms"/>.</param>
/// <param name="Terms">See <see cref="EmbargoTerms"/>.</param>
/// <param name="Reason">Why it ends earlier than was agreed before, where it does.</param>
public sealed record StoryEmbargoed(
    DateTimeOffset? Until, bool OnDelivery = false, string? By = null, string? Terms = null, string? Reason = null) : StoryChanged
{
    internal override Story Apply(Story story, DateTimeOffset recorded) =>
        story with { Embargo = Agreed, Promised = null };

    private EmbargoTerms Agreed => new() { Until = Until, OnDelivery = OnDelivery, By = By, Terms = Terms };

    private protected override Decision? Bars(Story story, DateTimeOffset now) =>
        story.Visible ? Decision.No(RefusalReason.State, "story-published", Sentence.Of("refused.story-public"))
        : Agreed.Against(now) ?? (story.Embargo == Agreed ? Nothing("The embargo stands so already.") : null);
}

/// <summary>Stored: the embargo's instant has come, or an editor ended it. Alias <c>story_embargo_lifted</c>.</summary>
/// <param name="Reason">Why, where it ended early.</param>
public sealed record StoryEmbargoLifted(string? Reason = null) : StoryChanged
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool Anew => true;

    internal override Story Apply(Story story, DateTimeOffset recorded) => story with { Embargo = null, Promised = null };

    private protected override Decision? Bars(Story story, DateTimeOffset now) =>
        story.Agreed is null ? Nothing("The story is under no embargo.") : null;
}

/// <summary>Asks to publish a story that is a draft.</summary>
public sealed record PublishStory : StoryCommand
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string? FourEyes => Editorial.FourEyes.Publication;

    /// <inheritdoc/>
    public override bool NeedsAll(StoryState story) => true;

    private protected override Decision DecideOn(Story story, StoryState state, DecisionContext context) =>
        Accept(new StoryPublished());
}

/// <summary>Asks to publish a story that is a draft at an instant, as <see cref="Schedule"/> does an entry.</summary>
public sealed record ScheduleStory : StoryCommand
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string? FourEyes => Editorial.FourEyes.Publication;

    /// <inheritdoc cref="Schedule.At"/>
    public DateTimeOffset? At { get; init; }

    /// <summary>A worked example.</summary>
    public static ScheduleStory Example => new() { At = Schedule.Example.At };

    private protected override Decision DecideOn(Story story, StoryState state, DecisionContext context) =>
        Accept(new StoryScheduled(At));
}

/// <summary>Asks to hide a story, which nobody outside has seen, for as long as somebody was promised; or to change what was agreed.</summary>
public sealed record EmbargoStory : StoryCommand
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string? FourEyes => Editorial.FourEyes.EmbargoEnd;

    /// <summary>What was agreed.</summary>
    public AskedEmbargo Asked { get; init; } = new();

    private protected override Decision DecideOn(Story story, StoryState state, DecisionContext context) =>
        Decision.If(Checks.Problems(Asked)) ?? Asked.Against(story.Agreed, context.Now) ?? Accept(new StoryEmbargoed(Asked.Until, Asked.OnDelivery, Asked.By, Asked.Terms, Asked.Reason));

    private protected override bool Waits(Story story) => Asked.LetsGoOf(story.Agreed);
}

/// <summary>Asks to end a story's embargo: early with a reason.</summary>
public sealed record LiftStoryEmbargo : StoryCommand
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string? FourEyes => Editorial.FourEyes.EmbargoEnd;

    /// <summary>Why.</summary>
    public EmbargoEnd End { get; init; } = new();

    /// <inheritdoc/>
    public override bool NeedsAll(StoryState story) => true;

    private protected override Decision DecideOn(Story story, StoryState state, DecisionContext context) =>
        Decision.If(End.Problem(story.Agreed, context.Now)) is { } never ? never
        : Accept(new StoryEmbargoLifted(End.Reason));
}

/// <summary>Asks to do what the clock must do of itself by now, as <see cref="ComeDue"/>.</summary>
public sealed record StoryComesDue : StoryCommand
{
    /// <inheritdoc/>
    public override bool NeedsAll(StoryState story) => true;

    private protected override Decision DecideOn(Story story, StoryState state, DecisionContext context) =>
        story.Due is null ? Nothing("Nothing waits for the clock.")
        : story.Due > context.Now ? Nothing(ComeDue.NotYetSentence, ComeDue.NotYet)
        : story.Embargo?.Until <= context.Now ? Accept(new StoryEmbargoLifted())
        : Accept(new StoryPublished());
}
