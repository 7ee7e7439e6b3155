using System.Text.Json.Serialization;
using Timeline.Domain.Stories;
using Timeline.Domain.Values;

namespace Timeline.Domain.TakeDowns;

/// <summary>Stored: something of a story was taken down, or all of it with all of its entries. Alias <c>story_taken_down</c>.</summary>
/// <param name="Asked">See <see cref="ITakesDown"/>.</param>
/// <param name="Places">Whether it is of ticked places alone, and so never of the whole.</param>
public sealed record StoryTakenDown(AskedTakeDown Asked, bool Places = false) : StoryChanged, ITakesDown
{
    /// <inheritdoc/>
    [NotChecked]
    public IReadOnlyList<ErasedEvent> Erased { get; init; } = [];

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool Anew => Asked.IsWhole && !Places;

    /// <inheritdoc/>
    public StoryEvent With(IReadOnlyList<ErasedEvent> erased) => this with { Erased = erased };

    private protected override Decision? Bars(Story story, DateTimeOffset now) =>
        !Places && Asked.AlreadySo(story.TakenDown) is { } so ? Nothing(so) : null;

    internal override Story Apply(Story story, DateTimeOffset recorded) =>
        // What was ticked in its entries has nothing to do with when the story comes into view, nor has what takes no word away.
        (Places || !Asked.Erases ? story : story.WithoutPlans()) with { TakenDown = TakenDown.Of(story.TakenDown, Asked, Anew, recorded) };
}

/// <summary>Asks to take something of a story down: <c>remove</c> without fields and <c>replace</c> are of all its entries, too.</summary>
public sealed record TakeDownStory : StoryCommand, IRewrites
{
    /// <summary>The fields that can be removed. A story must be called something: its title is replaced.</summary>
    public static IReadOnlySet<string> Removable { get; } = new HashSet<string> { "standfirst", "picture", "known", "unknown", "summary", "wrong", "reason" };

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
        Decision.If(Asked.Problems(Removable.Contains, Again is not null)) ?? Accept(new StoryTakenDown(Asked.Kept));
}
