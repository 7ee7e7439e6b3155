using System.ComponentModel.DataAnnotations;

namespace Timeline.Domain.Values;

/// <summary>A person or body in an entry. One canonical id each, in every story.</summary>
public sealed record Person
{
    /// <summary>The canonical id, such as <c>alexei-navalny</c>.</summary>
    [Required, Slug]
    public string Id { get; init; } = "";

    /// <summary>The name as readers know it.</summary>
    [Required, MaxLength(200)]
    public string Name { get; init; } = "";

    /// <summary>What they are in this entry, such as "spokeswoman".</summary>
    [MaxLength(200)]
    public string? Role { get; init; }

    /// <summary>The name in its own script.</summary>
    [MaxLength(200)]
    public string? NativeName { get; init; }
}

/// <summary>What somebody says, as against what the entry states: never the entry's own assertion.</summary>
public sealed record Claim
{
    /// <summary>Who says so: a person's id in this entry, or a name.</summary>
    [Required, MaxLength(200)]
    public string By { get; init; } = "";

    /// <summary>How it is said.</summary>
    [Required, OneOf("says", "alleges", "denies", "reports")]
    public string Verb { get; init; } = "says";

    /// <summary>What is said, in the newsroom's words.</summary>
    [RequiredWithout(nameof(Quote)), MaxLength(2_000)]
    public string? Text { get; init; }

    /// <summary>What is said, word for word.</summary>
    [MaxLength(5_000)]
    public string? Quote { get; init; }

    /// <summary>Through whom or what it reached the newsroom, such as "his lawyer".</summary>
    [MaxLength(200)]
    public string? Via { get; init; }
}

/// <summary>A number, never without its author.</summary>
public sealed record Figure
{
    /// <summary>The number.</summary>
    [Required, Count(nameof(Unit))]
    public decimal? Value { get; init; }

    /// <summary>Of what: "%", "people detained", "RUB".</summary>
    [Required, MaxLength(100)]
    public string Unit { get; init; } = "";

    /// <summary>Who gives the number.</summary>
    [Required, MaxLength(200)]
    public string By { get; init; } = "";

    /// <summary>As of when, in EDTF.</summary>
    [EdtfText, MaxLength(100)]
    public string? AsOf { get; init; }
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

/// <summary>A picture or recording.</summary>
public sealed record Media
{
    /// <summary>Its address, where the newsroom may show it.</summary>
    [WebAddress, MaxLength(2_000)]
    public string? Url { get; init; }

    /// <summary>What it shows, for those who cannot see it.</summary>
    [Required, MaxLength(500)]
    public string Alt { get; init; } = "";

    /// <summary>The caption under it.</summary>
    [MaxLength(1_000)]
    public string? Caption { get; init; }

    /// <summary>Who made it and who holds the rights.</summary>
    [MaxLength(200)]
    public string? Credit { get; init; }
}

/// <summary>How an entry stands to another of the same story.</summary>
public sealed record Link
{
    /// <summary>The other entry's id.</summary>
    [Required, MaxLength(64)]
    public string Entry { get; init; } = "";

    /// <summary>What the other entry is to this one.</summary>
    [Required, OneOf("refers-to", "follows", "caused", "updates")]
    public string Relation { get; init; } = "refers-to";
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
