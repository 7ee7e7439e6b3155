using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>Somebody said something in public.</summary>
[Kind("statement", "statements", AlsoCalled = "say said tell told claim declare comment speech interview deny announce")]
public sealed record Statement : EntryBody, IKind<Statement>
{
    /// <summary>Who speaks.</summary>
    [MinLength(1), Shown(ShownAs.Attribution)]
    public IReadOnlyList<Who> Speakers { get; init; } = [];

    /// <summary>On what occasion, such as "press conference after the summit".</summary>
    [MaxLength(200)]
    public string? Occasion { get; init; }

    /// <summary>Where it was said or published, such as "Instagram".</summary>
    [Shown(ShownAs.Attribution), MaxLength(200)]
    public string? Channel { get; init; }

    /// <summary>Through whom, such as "his lawyer".</summary>
    [Label("Through"), Shown(ShownAs.Through), MaxLength(200)]
    public string? Via { get; init; }

    /// <summary>The words themselves.</summary>
    public IReadOnlyList<Quote> Quotes { get; init; } = [];

    /// <summary>Its address.</summary>
    [Label("Address"), WebAddress, MaxLength(2_000)]
    public string? Url { get; init; }

    /// <summary>The language it was made in (BCP 47).</summary>
    [Shown(ShownAs.Language), LanguageTag, MaxLength(35)]
    public string? OriginalLanguage { get; init; }

    /// <inheritdoc/>
    public static Statement Example => new()
    {
        When = When.At("2021-01-22"),
        Headline = "Navalny praises pupils on TikTok",
        People = [new() { Id = "alexei-navalny", Name = "Alexei Navalny", Role = "speaker" }],
        Speakers = ["alexei-navalny"],
        Channel = "Instagram",
        Via = "his lawyer",
        Quotes = [new() { Text = "Respect to the schoolchildren who, according to my lawyer, 'wreaked havoc on TikTok'" }],
        OriginalLanguage = "ru",
    };
}
