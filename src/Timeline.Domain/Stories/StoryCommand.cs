using System.Text.Json.Serialization;
using Timeline.Domain.Editorial;
using Timeline.Domain.Languages;

namespace Timeline.Domain.Stories;

/// <summary>A change to the story itself.</summary>
public abstract record StoryChanged : StoryEvent
{
    /// <inheritdoc cref="EntryChanged.Against"/>
    internal Decision? Against(Story story, DateTimeOffset now) => OfTakenDown(story) ?? Bars(story, now);

    /// <summary>The refusal to change a story that is taken down whole; null where it is not.</summary>
    internal static Decision? OfTakenDown(Story story) => story.TakenDown?.Whole is true
        ? Decision.No(RefusalReason.State, EntryCommand.AlreadyTakenDown, Sentence.Of("refused.story-taken-down")) : null;

    /// <summary>What speaks against it in a story that is not taken down.</summary>
    private protected virtual Decision? Bars(Story story, DateTimeOffset now) => null;

    private protected static Decision Nothing(string sentence) => new Decision.NothingToDo(null, sentence);

    /// <summary>The story as it stands after this event.</summary>
    /// <param name="story">As it stood before.</param>
    /// <param name="recorded">When the newsroom stored this event.</param>
    internal abstract Story Apply(Story story, DateTimeOffset recorded);

    /// <summary>That it was done without the second pair of eyes that the story asks for; null where it was not.</summary>
    public UrgentAct? Urgent { get; init; }

    /// <summary>Whether a reader sees nothing of it, as with <see cref="EntryChanged.Unseen"/>.</summary>
    [JsonIgnore]
    public virtual bool Unseen => false;

    /// <summary>Whether all of the story's entries may read otherwise after it: it is folded with all of them.</summary>
    [JsonIgnore]
    public virtual bool Anew => false;
}

/// <summary>A command about the story itself, which exists.</summary>
public abstract record StoryCommand : EditorialCommand
{
    /// <summary>Of one that may wait: whether it does, with this story.</summary>
    private protected virtual bool Waits(Story story) => true;

    /// <inheritdoc/>
    public sealed override Decision Decide(StoryState story, DecisionContext context)
    {
        if (story.Story is not { } current)
            return Decision.No(RefusalReason.Unknown, "unknown-story", Sentence.Of("refused.no-story"));
        if (IsUnnamed)
            return Decision.No(RefusalReason.PreconditionMissing, "if-match-missing", Sentence.Of("refused.if-match-story"));
        if (UrgentProblem is { } unsaid)
            return unsaid;
        if (StoryChanged.OfTakenDown(current) is { } takenDown)
            return takenDown;
        return IsStale(current.UpdatedAt, current.Visible, current.PublicUpdatedAt)
            ? Decision.No(RefusalReason.Stale, "stale-story", Sentence.Of("refused.stale-story"))
            : Seconded(Whole(current, DecideOn(current, story, context), context), current, context);
    }

    /// <inheritdoc cref="EntryCommand.DecideApproved"/>
    internal Decision DecideApproved(Story story, StoryState state, DecisionContext context) => DecideOn(story, state, context);

    private static Decision Whole(Story story, Decision decision, DecisionContext context) =>
        decision is Decision.Accepted { Event: StoryChanged changed } ? changed.Against(story, context.Now) ?? decision : decision;

    /// <inheritdoc cref="EntryCommand.NeedsAnother"/>
    internal bool NeedsAnother(Story story) => IsAskedFor(story) && Waits(story);

    private Decision Seconded(Decision decision, Story story, DecisionContext context) =>
        decision is not Decision.Accepted { Event: StoryChanged changed } accepted || !NeedsAnother(story) ? decision
        : Urgent is { } reason ? accepted with { Event = changed with { Urgent = new(reason, context.Actor) } }
        : new Decision.Accepted(new StoryProposed(GetType().Name, context.Actor, JsonDifference.Json(this)), null) { Notes = [WaitsForAnother] };

    /// <summary>Decides about the story, which exists.</summary>
    private protected abstract Decision DecideOn(Story story, StoryState state, DecisionContext context);

    private protected static Decision Accept(StoryChanged changed) => new Decision.Accepted(changed, null);

    private protected static Decision Nothing(string sentence, string? code = null) => new Decision.NothingToDo(null, sentence, code);
}
