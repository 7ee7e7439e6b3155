using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Languages;

namespace Timeline.Domain.Values;

/// <summary>A person or body in an entry: one canonical id each, in every story; names and offices as they were at that time.</summary>
public sealed record Person
{
    /// <summary>The canonical id, such as <c>alexei-navalny</c>.</summary>
    [Required, Slug]
    public string Id { get; init; } = "";

    /// <summary>The name as readers know it; of those in the register it may be left out, and is the register's then.</summary>
    [Required, MaxLength(200)]
    public string Name { get; init; } = "";

    /// <summary>What they are in this entry.</summary>
    [OneOf("subject", "suspect", "accused", "convicted", "cleared", "victim", "witness", "speaker", "official", "judge", "lawyer", "other")]
    public string? Role { get; init; }

    /// <summary>The same in the newsroom's words: their office at that time, or their part, such as "spokeswoman".</summary>
    [MaxLength(200)]
    public string? As { get; init; }

    /// <summary>The name in its own script.</summary>
    [MaxLength(200)]
    public string? NativeName { get; init; }
}

/// <summary>Where the newsroom has it from.</summary>
public sealed record Source
{
    /// <summary>The outlet or agency.</summary>
    [Required, MaxLength(200)]
    public string Outlet { get; init; } = "";

    /// <summary>Its part: it found it out, passed it on, or is quoted.</summary>
    [OneOf("originator", "agency", "quoted")]
    public string? Role { get; init; }

    /// <summary>The title of the piece.</summary>
    [MaxLength(500)]
    public string? Title { get; init; }

    /// <summary>Its address.</summary>
    [WebAddress, MaxLength(2_000)]
    public string? Url { get; init; }

    /// <summary>When it was published, in EDTF.</summary>
    [EdtfText, MaxLength(100)]
    public string? Published { get; init; }

    /// <summary>When the newsroom read it, in EDTF.</summary>
    [EdtfText, MaxLength(100)]
    public string? Retrieved { get; init; }
}

/// <summary>How an entry stands to another of the same story.</summary>
public sealed record Link : IChecked
{
    /// <summary>The relation of what came of something: shown at that.</summary>
    public const string OutcomeOf = "outcome-of";

    /// <summary>The relation that somebody claims: nobody else can know it.</summary>
    public const string Caused = "caused";

    /// <summary>The other entry's id.</summary>
    [Required, EntryName, MaxLength(64)]
    public string Entry { get; init; } = "";

    /// <summary>What this entry is to the other.</summary>
    [Required, OneOf("refers-to", "follows", "updates", OutcomeOf, "contradicts", "responds-to", Caused)]
    public string Relation { get; init; } = "refers-to";

    /// <summary>Who says that the one caused the other; with <c>caused</c>, which nobody but a claimant can know.</summary>
    public Claim? Claim { get; init; }

    IEnumerable<FieldProblem> IChecked.Problems()
    {
        if (Relation == Caused && Claim is null)
            yield return new("claim", Sentence.Of("refused.caused-claim"));
        if (Relation != Caused && Claim is not null)
            yield return new("claim", Sentence.Of("refused.claim-not-caused"));
    }
}

/// <summary>What an entry is about, to group and find entries by.</summary>
public sealed record Topic
{
    /// <summary>The id in addresses, such as <c>election-law</c>.</summary>
    [Required, Slug]
    public string Slug { get; init; } = "";

    /// <summary>What readers see.</summary>
    [Required, MaxLength(100)]
    public string Label { get; init; } = "";
}

/// <summary>Somebody's own words.</summary>
public sealed record Quote
{
    /// <summary>The words, in the story's language.</summary>
    [Required, MaxLength(5_000)]
    public string Text { get; init; } = "";

    /// <summary>The words as they were spoken or written.</summary>
    [MaxLength(5_000)]
    public string? Original { get; init; }
}
