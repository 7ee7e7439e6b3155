using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Timeline.Domain.Values;

namespace Timeline.Domain.Editorial;

/// <summary>Whether lawyers have looked at something.</summary>
public static class LegalFlag
{
    /// <summary>They are to look at it.</summary>
    public const string Review = "review";

    /// <summary>They have, and nothing stands against it.</summary>
    public const string Cleared = "cleared";

    /// <summary>Nobody asks for it any more.</summary>
    public const string None = "none";
}

/// <summary>A word of <see cref="LegalFlag"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OneOfLegalFlagsAttribute() : OneOfAttribute(LegalFlag.Review, LegalFlag.Cleared, LegalFlag.None);

/// <summary>Stored: a note for the newsroom. Alias <c>entry_noted</c>.</summary>
/// <param name="Entry">The entry's id.</param>
/// <param name="Text">The note.</param>
public sealed record EntryNoted(string Entry, string Text) : EntryChanged(Entry)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool Unseen => true;

    internal override Entry Apply(Entry entry, DateTimeOffset recorded) => entry;

    private protected override bool TakesRetracted => true;
}

/// <summary>Stored: lawyers are to look at it, or have. Alias <c>entry_legal_marked</c>.</summary>
/// <param name="Entry">The entry's id.</param>
/// <param name="Legal">See <see cref="LegalFlag"/>.</param>
public sealed record EntryLegalMarked(string Entry, [property: OneOfLegalFlags] string Legal) : EntryChanged(Entry)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool Unseen => true;

    internal override Entry Apply(Entry entry, DateTimeOffset recorded) => entry with { Legal = Legal == LegalFlag.None ? null : Legal };

    private protected override bool TakesRetracted => true;

    private protected override Decision? Bars(Entry entry, Story story, DateTimeOffset now) =>
        (entry.Legal ?? LegalFlag.None) == Legal ? Nothing("It is marked so already.") : null;
}

/// <summary>Asks to write a note for the newsroom: it is in no public answer.</summary>
public sealed record AddNote : EntryCommand
{
    /// <summary>The note.</summary>
    [Required, MaxLength(5_000)]
    public string Text { get; init; } = "";

    /// <summary>A worked example.</summary>
    public static AddNote Example => new() { Text = "The lawyer has called back: names only with her consent." };

    /// <inheritdoc/>
    protected override bool TakesRetracted => true;

    private protected override Decision DecideOn(Entry entry, StoryState story, DecisionContext context) =>
        Decision.If(Checks.Problems(this)) ?? Accept(new EntryNoted(Entry, Text));
}

/// <summary>Asks to mark that lawyers are to look at it, or have: it is in no public answer.</summary>
public sealed record MarkLegal : EntryCommand
{
    /// <summary><c>review</c>, <c>cleared</c> or <c>none</c>.</summary>
    [Required, OneOfLegalFlags]
    public string Legal { get; init; } = "";

    /// <summary>A worked example.</summary>
    public static MarkLegal Example => new() { Legal = LegalFlag.Review };

    /// <inheritdoc/>
    protected override bool TakesRetracted => true;

    private protected override Decision DecideOn(Entry entry, StoryState story, DecisionContext context) =>
        Decision.If(Checks.Problems(this)) ?? Accept(new EntryLegalMarked(Entry, Legal));
}
