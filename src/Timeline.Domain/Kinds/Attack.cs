using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>Somebody was attacked: poisoned, beaten, shot at.</summary>
[Kind("attack", "attacks", AlsoCalled = "assault shoot shot stab bomb strike shell poison beat raid")]
public sealed record Attack : EntryBody, IKind<Attack>
{
    /// <summary>With what.</summary>
    [MaxLength(200)]
    public string? Means { get; init; }

    /// <summary>How grave, such as "near-fatal".</summary>
    [MaxLength(200)]
    public string? Severity { get; init; }

    /// <summary>Who is said to have done it.</summary>
    [Label("Said to be the perpetrator"), OneOrMore]
    public IReadOnlyList<Claim> Perpetrator { get; init; } = [];

    /// <summary>Whom or what it was aimed at, beside the people named.</summary>
    [Label("Aimed at")]
    public IReadOnlyList<Who> Targets { get; init; } = [];

    /// <inheritdoc/>
    public static Attack Example => new()
    {
        When = When.At("../2021-01-17"),
        Headline = "Navalny survives a poisoning with a nerve agent",
        People = [new() { Id = "alexei-navalny", Name = "Alexei Navalny", Role = "victim" }],
        Background = true,
        Means = "nerve agent",
        Severity = "near-fatal",
    };
}
