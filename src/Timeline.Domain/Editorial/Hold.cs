using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Editorial;

/// <summary>Stored: stop using this entry. Alias <c>entry_held</c>.</summary>
/// <param name="Entry">The entry's id.</param>
/// <param name="Reason">Why, for the newsroom.</param>
/// <param name="Past">See <see cref="Past"/>.</param>
public sealed record EntryHeld(string Entry, string Reason, [property: OneOfPasts] string Past) : EntryChanged(Entry)
{
    // Nothing that was planned or promised may bring it back into view, nor its release alone.
    internal override Entry Apply(Entry entry, DateTimeOffset recorded) => entry.WithoutPlans() with
    {
        // Of what is taken down the reason is gone.
        Held = Reason ?? "",
        HeldAt = recorded,
        HoldHidesPast = Past == Editorial.Past.Hidden,
    };

    private protected override Decision? Bars(Entry entry, Story story, DateTimeOffset now) =>
        entry.Held is not null && entry.HoldHidesPast == (Past == Editorial.Past.Hidden) ? Nothing("The entry is held already.") : null;
}

/// <summary>Stored: the entry may be used again, and its past is read as before the hold. Alias <c>entry_released</c>.</summary>
/// <param name="Entry">The entry's id.</param>
public sealed record EntryReleased(string Entry) : EntryChanged(Entry)
{
    internal override Entry Apply(Entry entry, DateTimeOffset recorded) => entry with { Held = null, HeldAt = null, HoldHidesPast = false };

    private protected override Decision? Bars(Entry entry, Story story, DateTimeOffset now) =>
        entry.Held is null ? Nothing("The entry is not held.") : null;
}

/// <summary>Asks that nobody use the entry until it is released.</summary>
public sealed record Hold : EntryCommand
{
    /// <summary>Why, for the newsroom; 1 to 1,000 characters.</summary>
    [Required, MaxLength(1_000)]
    public string Reason { get; init; } = "";

    /// <summary>Whether the public may still read what it said before: <c>hidden</c> unless said otherwise.</summary>
    [OneOfPasts]
    public string Past { get; init; } = Editorial.Past.Hidden;

    /// <summary>A worked example.</summary>
    public static Hold Example => new() { Reason = "The agency has withdrawn its report; we are checking." };

    private protected override Decision DecideOn(Entry entry, StoryState story, DecisionContext context) =>
        Decision.If(Checks.Problems(this)) ?? Accept(new EntryHeld(Entry, Reason, Past), PlansEnd(entry));
}

/// <summary>Asks to use a held entry again.</summary>
public sealed record ReleaseHold : EntryCommand
{
    private protected override Decision DecideOn(Entry entry, StoryState story, DecisionContext context) =>
        Accept(new EntryReleased(Entry));
}
