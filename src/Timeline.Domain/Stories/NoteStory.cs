using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Timeline.Domain.Editorial;
using Timeline.Domain.Values;

namespace Timeline.Domain.Stories;

/// <summary>Stored: a note on the story for the newsroom. Alias <c>story_noted</c>.</summary>
/// <param name="Text">The note.</param>
public sealed record StoryNoted(string Text) : StoryChanged
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool Unseen => true;

    internal override Story Apply(Story story, DateTimeOffset recorded) => story;
}

/// <summary>Stored: lawyers are to look at the story, or have. Alias <c>story_legal_marked</c>.</summary>
/// <param name="Legal">See <see cref="LegalFlag"/>.</param>
public sealed record StoryLegalMarked([property: OneOfLegalFlags] string Legal) : StoryChanged
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool Unseen => true;

    internal override Story Apply(Story story, DateTimeOffset recorded) => story with { Legal = Legal == LegalFlag.None ? null : Legal };

    private protected override Decision? Bars(Story story, DateTimeOffset now) =>
        (story.Legal ?? LegalFlag.None) == Legal ? Nothing("It is marked so already.") : null;
}

/// <summary>Asks to write a note on the story for the newsroom.</summary>
public sealed record NoteStory : StoryCommand
{
    /// <inheritdoc cref="AddNote.Text"/>
    [Required, MaxLength(5_000)]
    public string Text { get; init; } = "";

    /// <summary>A worked example.</summary>
    public static NoteStory Example => new() { Text = AddNote.Example.Text };

    private protected override Decision DecideOn(Story story, StoryState state, DecisionContext context) =>
        Decision.If(Checks.Problems(this)) ?? Accept(new StoryNoted(Text));
}

/// <summary>Asks to mark that lawyers are to look at the story, or have.</summary>
public sealed record MarkStoryLegal : StoryCommand
{
    /// <inheritdoc cref="MarkLegal.Legal"/>
    [Required, OneOfLegalFlags]
    public string Legal { get; init; } = "";

    /// <summary>A worked example.</summary>
    public static MarkStoryLegal Example => new() { Legal = LegalFlag.Review };

    private protected override Decision DecideOn(Story story, StoryState state, DecisionContext context) =>
        Decision.If(Checks.Problems(this)) ?? Accept(new StoryLegalMarked(Legal));
}
