using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Timeline.Domain.Languages;
using Timeline.Domain.Values;

namespace Timeline.Domain.Stories;

/// <summary>That and how an editor closed a story.</summary>
/// <param name="Summary">How it ended, for readers.</param>
/// <param name="ContinuedBy">The story that goes on from it, by its id; null where none does.</param>
/// <param name="At">When the newsroom closed it.</param>
public sealed record Closing(string? Summary, string? ContinuedBy, DateTimeOffset At);

/// <summary>Stored: the story is closed; nothing more is recorded in it. Alias <c>story_closed</c>.</summary>
/// <param name="Summary">See <see cref="Closing"/>.</param>
/// <param name="ContinuedBy">See <see cref="Closing"/>.</param>
public sealed record StoryClosed(string? Summary, string? ContinuedBy) : StoryChanged
{
    internal override Story Apply(Story story, DateTimeOffset recorded) =>
        story with { Closing = new(Summary, ContinuedBy, recorded) };

    private protected override Decision? Bars(Story story, DateTimeOffset now) =>
        ContinuedBy == story.Id ? Decision.Invalid("continuedBy", Sentence.Of("refused.continued-itself"))
        : story.Closing is { } closing && (closing.Summary, closing.ContinuedBy) == (Summary, ContinuedBy)
            ? Nothing("The story is closed already.")
        : null;
}

/// <summary>Stored: the story goes on. Alias <c>story_reopened</c>.</summary>
public sealed record StoryReopened : StoryChanged
{
    internal override Story Apply(Story story, DateTimeOffset recorded) => story with { Closing = null };

    private protected override Decision? Bars(Story story, DateTimeOffset now) =>
        story.Closing is null ? Nothing("The story is open.") : null;
}

/// <summary>Asks to close a story: what is recorded can still be corrected, but nothing new is. No calendar closes one.</summary>
public sealed record CloseStory : StoryCommand
{
    /// <summary>How it ended, for readers; plain text.</summary>
    [MaxLength(1_000)]
    public string? Summary { get; init; }

    /// <summary>The story that goes on from it, by its id: one that readers can see.</summary>
    [Slug]
    public string? ContinuedBy { get; init; }

    /// <summary>A worked example.</summary>
    public static CloseStory Example => new() { Summary = "The rallies were held in more than a hundred cities." };

    /// <inheritdoc/>
    [JsonIgnore]
    public override IEnumerable<string> NeedsStories => ContinuedBy is null ? [] : [ContinuedBy];

    private protected override Decision DecideOn(Story story, StoryState state, DecisionContext context) =>
        Decision.If(Checks.Problems(this)) is { } wrong ? wrong
        : ContinuedBy is not null && ContinuedBy != story.Id && !context.Stories.Contains(ContinuedBy)
            ? Decision.Invalid("continuedBy", Sentence.Of("refused.continued-none", ContinuedBy))
        : Accept(new StoryClosed(Summary, ContinuedBy));
}

/// <summary>Asks to open a closed story again.</summary>
public sealed record ReopenStory : StoryCommand
{
    private protected override Decision DecideOn(Story story, StoryState state, DecisionContext context) =>
        Accept(new StoryReopened());
}
