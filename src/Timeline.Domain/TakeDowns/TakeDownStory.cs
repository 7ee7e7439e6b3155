using System.Text.Json.Serialization;
using Timeline.Domain.Stories;
using Timeline.Domain.Values;

namespace Timeline.Domain.TakeDowns;

/// <summary>Stored: something of a story was taken down, or all of it with all of its entries. Alias <c>story_taken_down</c>.</summary>
/// <param name="Form">See <see cref="AskedTakeDown"/>.</param>
/// <param name="Whole">Whether all words went.</param>
/// <param name="Public">See <see cref="PublicFace"/>.</param>
/// <param name="Grounds">See <see cref="AskedTakeDown"/>.</param>
/// <param name="Authority">See <see cref="AskedTakeDown"/>.</param>
/// <param name="Reference">See <see cref="AskedTakeDown"/>.</param>
/// <param name="Fields">The fields that were removed, where not all were.</param>
/// <param name="Note">See <see cref="AskedTakeDown"/>.</param>
public sealed record StoryTakenDown(
    string Form, bool Whole, string Public, string Grounds, string Authority, string Reference, IReadOnlyList<string>? Fields, string? Note)
    : StoryChanged, ITakesDown
{
    /// <inheritdoc/>
    public IReadOnlyList<ErasedEvent> Erased { get; init; } = [];

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool Anew => Whole;

    /// <inheritdoc/>
    [JsonIgnore]
    public AskedTakeDown Asked => new()
    {
        Form = Form,
        Public = Public,
        Grounds = Grounds,
        Authority = Authority,
        Reference = Reference,
        Fields = Fields ?? [],
        Note = Note,
    };

    /// <inheritdoc/>
    public StoryEvent With(IReadOnlyList<ErasedEvent> erased) => this with { Erased = erased };

    internal override Story Apply(Story story, DateTimeOffset recorded) =>
        story with { TakenDown = TakenDown.Of(story.TakenDown, Form, Whole, Public, Note, recorded) };
}

/// <summary>Asks to take something of a story down: <c>remove</c> without fields and <c>replace</c> are of all its entries, too.</summary>
public sealed record TakeDownStory : StoryCommand, IRewrites
{
    // A story must be called something: its title is replaced.
    private static readonly string[] FieldNames = ["standfirst", "picture", "known", "unknown", "summary", "wrong", "reason"];

    /// <inheritdoc/>
    public AskedTakeDown Asked { get; init; } = new();

    /// <inheritdoc/>
    [JsonIgnore]
    public string? Of => null;

    /// <inheritdoc/>
    [JsonIgnore, NotChecked]
    public IReadOnlyList<LeftOfEvent>? Again { get; init; }

    /// <inheritdoc/>
    public override bool NeedsAll(StoryState story) => Asked.IsWhole;

    private protected override Decision DecideOn(Story story, StoryState state, DecisionContext context) =>
        Asked.Problems(FieldNames.Contains, Again is not null) is { Count: > 0 } problems ? new Decision.Refused(Refusal.Invalid(problems))
        : Asked.Form == AskedTakeDown.Unlist && story.TakenDown?.Unlisted is true ? Nothing("It is unlisted already, so nothing was stored.")
        : Asked.Form == AskedTakeDown.SayNote && story.TakenDown?.Note == Asked.Note ? Nothing("That note is shown already, so nothing was stored.")
        : Accept(new StoryTakenDown(
            Asked.Form, Asked.IsWhole, Asked.Public, Asked.Grounds, Asked.Authority, Asked.Reference, Asked.Fields, Asked.Note));
}
