using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Timeline.Domain.Editorial;
using Timeline.Domain.Languages;

namespace Timeline.Domain.Stories;

/// <summary>Stored: one editor asks something of the story, another is to approve. Alias <c>story_proposed</c>.</summary>
/// <param name="Command">See <see cref="Proposal"/>.</param>
/// <param name="By">See <see cref="Proposal"/>.</param>
/// <param name="Asked">See <see cref="Proposal"/>.</param>
public sealed record StoryProposed(string Command, string By, JsonObject? Asked) : StoryChanged
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool Unseen => true;

    internal override Story Apply(Story story, DateTimeOffset recorded) => story with { Proposal = new(Command, By ?? "", Asked, recorded) };

    private protected override Decision? Bars(Story story, DateTimeOffset now) =>
        Editorial.FourEyes.Read(CommandReader.OfStory, new(Command, By ?? "", Asked, now)) is { } command && !command.NeedsAnother(story)
            ? Decision.No(RefusalReason.State, "nothing-asked", Sentence.ForPrograms("The story asks for no second pair of eyes for that.")) : null;
}

/// <summary>Stored: somebody else has seen what was done urgently with the story. Alias <c>story_urgent_seen</c>.</summary>
public sealed record StoryUrgentSeen : StoryChanged
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool Unseen => true;

    internal override Story Apply(Story story, DateTimeOffset recorded) => story with { UrgentlyDone = null };

    private protected override Decision? Bars(Story story, DateTimeOffset now) =>
        story.UrgentlyDone is null ? Nothing("Nothing that was done urgently waits to be seen.") : null;
}

/// <summary>Approves what another editor proposed of the story, in the state that was seen, and does it.</summary>
public sealed record ApproveStory : StoryCommand
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool MustName => true;

    // Nobody approves what they have not seen.
    private protected override bool TakesAnyState => false;

    private protected override bool TouchesHidden => true;

    /// <inheritdoc/>
    public override bool NeedsAll(StoryState story) => Proposed(story.Story)?.NeedsAll(story) is true;

    private protected override Decision DecideOn(Story story, StoryState state, DecisionContext context) =>
        story.Proposal is not { } proposal || Proposed(story) is not { } command
            ? Decision.No(RefusalReason.State, "nothing-proposed", Sentence.Of("refused.nothing-proposed-story"))
        : proposal.By == context.Actor
            ? Decision.No(RefusalReason.NotAllowed, "own-work", Sentence.Of("refused.own-work"))
        : command.DecideApproved(story, state, context);

    private static StoryCommand? Proposed(Story? story) => story?.Proposal is { } proposal ? Editorial.FourEyes.Read(CommandReader.OfStory, proposal) : null;
}

/// <summary>Says that what another editor did urgently with the story was seen.</summary>
public sealed record SeeStoryUrgent : StoryCommand
{
    private protected override Decision DecideOn(Story story, StoryState state, DecisionContext context) =>
        story.UrgentlyDone?.By == context.Actor ? Decision.No(RefusalReason.NotAllowed, "own-work", Sentence.Of("refused.own-urgent"))
        : Accept(new StoryUrgentSeen());
}
