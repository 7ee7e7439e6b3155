using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>Somebody was attacked: poisoned, beaten, shot at.</summary>
public sealed record Attack : EntryBody, IKind<Attack, AttackRecorded>
{
    /// <summary>With what.</summary>
    [MaxLength(200)]
    public string? Means { get; init; }

    /// <summary>How grave, such as "near-fatal".</summary>
    [MaxLength(200)]
    public string? Severity { get; init; }

    /// <summary>Who did it, where that is established; otherwise a claim says so.</summary>
    [MaxLength(200)]
    public string? Perpetrator { get; init; }

    /// <summary>Whom or what it was aimed at, beside the people named.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <inheritdoc/>
    public static string Name => "attack";

    /// <inheritdoc/>
    public static string Plural => "attacks";

    /// <inheritdoc/>
    public static string Alias => "attack_recorded";

    /// <inheritdoc/>
    public static Attack Example => new()
    {
        When = When.At("../2021-01-17"),
        Headline = "Navalny survives a poisoning with a nerve agent",
        People = [new() { Id = "alexei-navalny", Name = "Alexei Navalny", Role = "poisoned" }],
        Background = true,
        Means = "nerve agent",
        Severity = "near-fatal",
    };

    /// <inheritdoc/>
    public static AttackRecorded Recorded(string entry, Attack body) => new(entry, body);
}

/// <summary>Stored: an attack was recorded.</summary>
/// <param name="Entry">The entry's id.</param>
/// <param name="Body">What the editor wrote.</param>
public sealed record AttackRecorded(string Entry, Attack Body) : EntryRecorded(Entry)
{
    /// <inheritdoc/>
    public override EntryBody Content => Body;
}
