using System.Text.Json.Serialization;
using Timeline.Domain.Languages;
using Timeline.Domain.Stories;
using Timeline.Domain.Values;

namespace Timeline.Domain.TakeDowns;

/// <summary>A field of a stored event.</summary>
/// <param name="Version">The event's version.</param>
/// <param name="Field">The field, as a JSON Pointer.</param>
public readonly record struct StoredField(long Version, string Field);

/// <summary>Asks to take a story's words down where they were ticked, and nowhere else: its share of an act that is of many stories.</summary>
public sealed record TakeDownPlaces : StoryCommand, IRewrites
{
    /// <inheritdoc/>
    public AskedTakeDown Asked { get; init; } = new();

    /// <inheritdoc/>
    [JsonIgnore]
    public string? Of => null;

    /// <inheritdoc/>
    [JsonIgnore, NotChecked]
    public IReadOnlyList<LeftOfEvent>? Again { get; init; }

    /// <inheritdoc/>
    [NotChecked]
    public IReadOnlySet<StoredField>? Only { get; init; }

    private protected override Decision DecideOn(Story story, StoryState state, DecisionContext context) =>
        Decision.If(Asked.Problems(_ => false, Again is not null)) is { } wrong ? wrong
        : !Asked.Erases ? Decision.Invalid("form", Sentence.Of("refused.not-of-places"))
        : Accept(new StoryTakenDown(Asked.Kept, Places: true));
}
