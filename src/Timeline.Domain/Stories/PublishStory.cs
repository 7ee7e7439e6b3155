using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Timeline.Domain.Values;

namespace Timeline.Domain.Stories;

/// <summary>Stored: a story was published that was a draft. Alias <c>story_published</c>.</summary>
public sealed record StoryPublished : StoryChanged
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool Anew => true;

    internal override Story Apply(Story story, DateTimeOffset recorded) => story with { Draft = false };
}

/// <summary>Stored: a story that nobody outside has seen stays hidden until an instant. Alias <c>story_embargoed</c>.</summary>
/// <param name="Until">The instant.</param>
public sealed record StoryEmbargoed(DateTimeOffset Until) : StoryChanged
{
    internal override Story Apply(Story story, DateTimeOffset recorded) => story with { EmbargoUntil = Until };
}

/// <summary>Stored: the embargo's instant has come, or an editor ended it. Alias <c>story_embargo_lifted</c>.</summary>
public sealed record StoryEmbargoLifted : StoryChanged
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool Anew => true;

    internal override Story Apply(Story story, DateTimeOffset recorded) => story with { EmbargoUntil = null };
}

/// <summary>Asks to publish a story that is a draft.</summary>
public sealed record PublishStory : StoryCommand
{
    /// <inheritdoc/>
    public override bool NeedsAll(StoryState story) => true;

    private protected override Decision DecideOn(Story story, StoryState state, DecisionContext context) =>
        story.Draft ? Accept(new StoryPublished()) : Nothing("The story is no draft, so nothing was stored.");
}

/// <summary>Asks to hide a story, which nobody outside has seen, until an instant; or to move that instant.</summary>
public sealed record EmbargoStory : StoryCommand
{
    /// <summary>The instant, to come, with an offset.</summary>
    [Required]
    public DateTimeOffset? Until { get; init; }

    /// <summary>A worked example.</summary>
    public static EmbargoStory Example => new() { Until = new(2099, 1, 23, 12, 0, 0, TimeSpan.FromHours(3)) };

    private protected override Decision DecideOn(Story story, StoryState state, DecisionContext context) =>
        Checks.Problems(this) is { Count: > 0 } problems ? new Decision.Refused(Refusal.Invalid(problems))
        : story.Visible
            ? Decision.No(RefusalReason.State, "story-published",
                "The story is public; an embargo would not call it back. Hold its entries instead.")
        : Until <= context.Now ? Decision.Invalid("until", "has passed already; give an instant to come.")
        : story.EmbargoUntil == Until ? Nothing("The embargo ends at that instant already, so nothing was stored.")
        : Accept(new StoryEmbargoed(Until!.Value));
}

/// <summary>Asks to lift a story's embargo: the service when its instant has come, an editor whenever.</summary>
public sealed record LiftStoryEmbargo : StoryCommand
{
    /// <summary>As <see cref="Editorial.LiftEmbargo.OnlyIfDue"/>.</summary>
    [JsonIgnore, NotChecked]
    public bool OnlyIfDue { get; init; }

    /// <inheritdoc/>
    public override bool NeedsAll(StoryState story) => true;

    private protected override Decision DecideOn(Story story, StoryState state, DecisionContext context) =>
        story.EmbargoUntil is null ? Nothing("The story is under no embargo, so nothing was stored.")
        : OnlyIfDue && story.EmbargoUntil > context.Now ? Nothing(Editorial.LiftEmbargo.NotYet)
        : Accept(new StoryEmbargoLifted());
}
