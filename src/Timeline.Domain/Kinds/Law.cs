using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>A law, decree or order was proposed, passed, struck down.</summary>
[Kind("law", "laws", AlsoCalled = "bill act decree legislation sign")]
public sealed record Law : EntryBody, IKind<Law>
{
    /// <summary>Its title.</summary>
    [MaxLength(500)]
    public string? Title { get; init; }

    /// <summary>Its number.</summary>
    [MaxLength(200)]
    public string? Number { get; init; }

    /// <summary>What it is.</summary>
    [OneOf("act", "amendment", "decree", "order", "regulation", "emergency")]
    public string? Instrument { get; init; }

    /// <summary>Who proposes, passes or issues it.</summary>
    public Who? By { get; init; }

    /// <summary>How far it has come.</summary>
    [OneOf("proposed", "passed", "signed", "vetoed", "in-force", "suspended", "struck-down", "repealed")]
    public string? Stage { get; init; }

    /// <summary>From when it holds, in EDTF.</summary>
    [Label("In force from"), EdtfText, MaxLength(100)]
    public string? InForce { get; init; }

    /// <summary>Until when it holds, in EDTF.</summary>
    [EdtfText, MaxLength(100)]
    public string? Until { get; init; }

    /// <summary>What it says, in its own words.</summary>
    [MaxLength(10_000)]
    public string? Text { get; init; }

    /// <inheritdoc/>
    public static Law Example => new()
    {
        When = When.At("2019-02-20"),
        Headline = "President vetoes the ports act",
        Places = ["Veldania"],
        Title = "Ports Act",
        Number = "2019/14",
        Instrument = "act",
        By = "President of Veldania",
        Stage = "vetoed",
    };
}
