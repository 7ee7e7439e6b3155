using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>Parties agreed, or an agreement was ratified, broken or ended.</summary>
[Kind("agreement", "agreements", AlsoCalled = "agree deal treaty accord pact ceasefire sign")]
public sealed record Agreement : EntryBody, IKind<Agreement>
{
    /// <summary>Who agrees.</summary>
    public IReadOnlyList<Who> Parties { get; init; } = [];

    /// <summary>Who mediates.</summary>
    [Label("Mediated by")]
    public IReadOnlyList<Who> Mediators { get; init; } = [];

    /// <summary>On what.</summary>
    [MaxLength(500)]
    public string? Subject { get; init; }

    /// <summary>What it is.</summary>
    [OneOf("treaty", "ceasefire", "coalition", "exchange", "settlement", "deal")]
    public string? Form { get; init; }

    /// <summary>How far it has come.</summary>
    [OneOf("proposed", "in-principle", "signed", "ratified", "in-force", "broken", "ended")]
    public string? Stage { get; init; }

    /// <summary>From when it holds, in EDTF.</summary>
    [Label("In force from"), EdtfText, MaxLength(100)]
    public string? InForce { get; init; }

    /// <summary>Until when it holds, in EDTF.</summary>
    [EdtfText, MaxLength(100)]
    public string? Until { get; init; }

    /// <summary>The address of its text.</summary>
    [WebAddress, MaxLength(2_000)]
    public string? Document { get; init; }

    /// <inheritdoc/>
    public static Agreement Example => new()
    {
        When = When.At("2019-10-30"),
        Headline = "Three parties agree on a coalition",
        Places = ["Veldania"],
        Parties = ["Harbour Alliance", "Greens", "Rural League"],
        Subject = "a government for four years",
        Form = "coalition",
        Stage = "signed",
    };
}
