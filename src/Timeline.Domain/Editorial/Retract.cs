using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Timeline.Domain.Values;

namespace Timeline.Domain.Editorial;

/// <summary>That and why an entry was withdrawn.</summary>
/// <param name="Reason">Why, for readers.</param>
/// <param name="At">When the newsroom stored the retraction.</param>
public sealed record Retraction(string Reason, DateTimeOffset At);

/// <summary>Stored: the entry is withdrawn; its text leaves every answer about the present. Alias
/// <c>entry_retracted</c>.</summary>
/// <param name="Entry">The entry's id.</param>
/// <param name="Reason">Why, for readers.</param>
/// <param name="Past">See <see cref="Past"/>.</param>
public sealed record EntryRetracted(string Entry, string Reason, [property: OneOfPasts] string Past) : EntryChanged(Entry)
{
    // What the public once saw leaves a tombstone in sight, also where it was held or embargoed meanwhile; the tombstone
    // has the date that the public knew, not one that it was given out of sight.
    internal override Entry Apply(Entry entry, DateTimeOffset recorded) => entry with
    {
        Body = entry.Seen ?? entry.Body,
        Place = entry.Seen is null || entry.Seen.When == entry.Body.When ? entry.Place : null,
        Retraction = new(Reason ?? "", recorded),
        Held = null,
        HeldAt = null,
        // What the hold withheld is not shown by the retraction.
        HoldHidesPast = false,
        PastHiddenAt = Past == Editorial.Past.Hidden || entry.HoldHidesPast ? recorded : entry.PastHiddenAt,
        Embargo = null,
        Promised = null,
        ScheduledFor = null,
        // What the public once saw is no draft, also where a hold ended its embargo.
        Draft = entry.Draft && entry.PublicSince is null,
        Replies = entry.Replies.RemoveAll(r => r.Until <= recorded),
    };
}

/// <summary>Asks to withdraw an entry for good.</summary>
public sealed record Retract : EntryCommand
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string? FourEyes => Editorial.FourEyes.Retraction;

    /// <summary>Why, for readers; 1 to 1,000 characters.</summary>
    [Required, MaxLength(1_000)]
    public string Reason { get; init; } = "";

    /// <summary>Whether the public may still read, as of the past, what it said: <c>shown</c> unless said otherwise.</summary>
    [OneOfPasts]
    public string Past { get; init; } = Editorial.Past.Shown;

    /// <summary>A worked example.</summary>
    public static Retract Example => new() { Reason = "The person named has nothing to do with it." };

    private protected override Decision DecideOn(Entry entry, StoryState story, DecisionContext context) =>
        Decision.If(Checks.Problems(this)) ?? Accept(new EntryRetracted(Entry, Reason, Past));
}
