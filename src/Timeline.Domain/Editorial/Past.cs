using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Editorial;

/// <summary>Whether the public may read what an entry said before: its earlier states, revisions and differences.</summary>
public static class Past
{
    /// <summary>It may.</summary>
    public const string Shown = "shown";

    /// <summary>It may not: of each earlier state it learns no more than that it was, and is withheld.</summary>
    public const string Hidden = "hidden";
}

/// <summary>A word of <see cref="Past"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OneOfPastsAttribute() : OneOfAttribute(Past.Shown, Past.Hidden);

/// <summary>Stored: what the entry said until now is withheld from the public, or shown again. Alias
/// <c>entry_past_changed</c>.</summary>
/// <param name="Entry">The entry's id.</param>
/// <param name="Past">See <see cref="Past"/>.</param>
/// <param name="Reason">Why, for the newsroom.</param>
public sealed record EntryPastChanged(string Entry, [property: OneOfPasts] string Past, string Reason) : EntryChanged(Entry)
{
    internal override Entry Apply(Entry entry, DateTimeOffset recorded) => Past == Editorial.Past.Hidden
        ? entry with { PastHiddenAt = recorded }
        : entry with { PastHiddenAt = null, HoldHidesPast = false };

    private protected override bool TakesRetracted => true;

    private protected override Decision? Bars(Entry entry, Story story, DateTimeOffset now) =>
        Past == Editorial.Past.Shown && entry.WithheldBefore is null
            ? Nothing("All that the entry said before is shown already.")
        : Past == Editorial.Past.Hidden && entry.WithheldBefore >= entry.UpdatedAt
            ? Nothing("All that the entry said before is withheld already.")
        : null;
}

/// <summary>Asks to withhold what an entry said before, or to show it again; of a retracted entry, too.</summary>
public sealed record ChangePast : EntryCommand
{
    /// <summary><c>hidden</c> or <c>shown</c>.</summary>
    [Required, OneOfPasts]
    public string Past { get; init; } = "";

    /// <summary>Why, for the newsroom; 1 to 1,000 characters.</summary>
    [Required, MaxLength(1_000)]
    public string Reason { get; init; } = "";

    /// <summary>A worked example.</summary>
    public static ChangePast Example => new() { Past = Editorial.Past.Hidden, Reason = "The earlier text names somebody who has nothing to do with it." };

    /// <inheritdoc/>
    protected override bool TakesRetracted => true;

    private protected override Decision DecideOn(Entry entry, StoryState story, DecisionContext context) =>
        Decision.If(Checks.Problems(this)) ?? Accept(new EntryPastChanged(Entry, Past, Reason));
}
