using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Timeline.Domain.Languages;

namespace Timeline.Domain.Editorial;

/// <summary>What a story may ask a second pair of eyes for. A hold never waits.</summary>
public static class FourEyes
{
    /// <summary>That an entry comes into view, and what is changed in it between then and its being planned or embargoed.</summary>
    public const string Publication = "publication";

    /// <summary>That an entry is corrected, in whatever class.</summary>
    public const string Correction = "correction";

    /// <summary>That an entry is withdrawn.</summary>
    public const string Retraction = "retraction";

    /// <summary>That an embargo ends by hand, or earlier than was agreed.</summary>
    public const string EmbargoEnd = "embargo-lift";

    /// <summary>By what name the reason is sent why a command cannot wait.</summary>
    public const string Urgent = "urgent";

    /// <summary>The most characters of that reason.</summary>
    public const int LongestReason = 1_000;

    /// <summary>The command on an entry, or on a story, that a proposal asks for; null where none that may wait is called so, or what was asked is taken down.</summary>
    internal static TOn? Read<TOn>(IEnumerable<EditorialRoute<TOn>> routes, Proposal proposal)
        where TOn : EditorialCommand =>
        proposal.Asked is { } asked && routes.FirstOrDefault(r => r.MayWait && r.Name == proposal.Command) is { } route
            ? (TOn?)asked.Deserialize(route.Command.GetType(), DomainJson.Stored) : null;
}

/// <summary>What one editor asked for and another one is to approve.</summary>
/// <param name="Command">The command's name.</param>
/// <param name="By">Who asked.</param>
/// <param name="Asked">What.</param>
/// <param name="At">When.</param>
public sealed record Proposal(string Command, string By, JsonObject? Asked, DateTimeOffset At);

/// <summary>What was done without a second pair of eyes, and waits to be seen.</summary>
/// <param name="Reason">Why it could not wait.</param>
/// <param name="By">Who did it.</param>
public sealed record UrgentAct([property: MaxLength(FourEyes.LongestReason)] string Reason, string By);

/// <summary>Stored: one editor asks, another is to approve. Alias <c>entry_proposed</c>.</summary>
/// <param name="Entry">The entry's id.</param>
/// <param name="Command">See <see cref="Proposal"/>.</param>
/// <param name="By">See <see cref="Proposal"/>.</param>
/// <param name="Asked">See <see cref="Proposal"/>.</param>
public sealed record EntryProposed(string Entry, string Command, string By, JsonObject? Asked) : EntryChanged(Entry)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool Unseen => true;

    internal override Entry Apply(Entry entry, DateTimeOffset recorded) => entry with { Proposal = new(Command, By ?? "", Asked, recorded) };

    private protected override Decision? Bars(Entry entry, Story story, DateTimeOffset now) =>
        FourEyes.Read(CommandReader.Editorial, new(Command, By ?? "", Asked, now)) is { } command && !command.NeedsAnother(entry, story)
            ? Decision.No(RefusalReason.State, "nothing-asked", Sentence.ForPrograms("The story asks for no second pair of eyes for that.")) : null;
}

/// <summary>Stored: somebody else has seen what was done urgently. Alias <c>urgent_seen</c>.</summary>
/// <param name="Entry">The entry's id.</param>
public sealed record UrgentSeen(string Entry) : EntryChanged(Entry)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool Unseen => true;

    internal override Entry Apply(Entry entry, DateTimeOffset recorded) => entry with { UrgentlyDone = null };

    private protected override bool TakesRetracted => true;

    private protected override Decision? Bars(Entry entry, Story story, DateTimeOffset now) =>
        entry.UrgentlyDone is null ? Nothing("Nothing that was done urgently waits to be seen.") : null;
}

/// <summary>Approves what another editor proposed, in the state that was seen, and does it.</summary>
public sealed record Approve : EntryCommand
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool MustName => true;

    // Nobody approves what they have not seen.
    private protected override bool TakesAnyState => false;

    private protected override bool TouchesHidden => true;

    /// <inheritdoc/>
    public override IEnumerable<string> NeedsBeside(StoryState story) =>
        story.Entries.TryGetValue(Entry, out var entry) && entry.Proposal is { } proposal && Read(proposal) is { } command
            ? command.Needs.Concat(command.NeedsBeside(story)) : [];

    private protected override Decision DecideOn(Entry entry, StoryState story, DecisionContext context) =>
        entry.Proposal is not { } proposal || Read(proposal) is not { } command
            ? Decision.No(RefusalReason.State, "nothing-proposed", Sentence.Of("refused.nothing-proposed"))
        : proposal.By == context.Actor
            ? Decision.No(RefusalReason.NotAllowed, "own-work", Sentence.Of("refused.own-work"))
        : command.DecideApproved(entry, story, context);

    private EntryCommand? Read(Proposal proposal) => Editorial.FourEyes.Read(CommandReader.Editorial, proposal) is { } command ? command with { Entry = Entry } : null;
}

/// <summary>Says that what another editor did urgently was seen.</summary>
public sealed record SeeUrgent : EntryCommand
{
    /// <inheritdoc/>
    protected override bool TakesRetracted => true;

    private protected override Decision DecideOn(Entry entry, StoryState story, DecisionContext context) =>
        entry.UrgentlyDone?.By == context.Actor ? Decision.No(RefusalReason.NotAllowed, "own-work", Sentence.Of("refused.own-urgent"))
        : Accept(new UrgentSeen(Entry));
}
