using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>Somebody travelled: fled, was flown out, returned.</summary>
[Kind("journey", "journeys", AlsoCalled = "travel fly flight return arrive visit trip flee")]
public sealed record Journey : EntryBody, IKind<Journey>
{
    /// <summary>Who travels.</summary>
    public IReadOnlyList<Who> Travellers { get; init; } = [];

    /// <summary>From where.</summary>
    [MaxLength(200)]
    public string? From { get; init; }

    /// <summary>To where.</summary>
    [MaxLength(200)]
    public string? To { get; init; }

    /// <summary>By what means.</summary>
    [MaxLength(200)]
    public string? Means { get; init; }

    /// <summary>What for.</summary>
    [MaxLength(500)]
    public string? Purpose { get; init; }

    /// <summary>When they left, in EDTF.</summary>
    [EdtfText, MaxLength(100)]
    public string? Departed { get; init; }

    /// <summary>When they arrived, in EDTF.</summary>
    [EdtfText, MaxLength(100)]
    public string? Arrived { get; init; }

    /// <summary>How far they have come.</summary>
    [OneOf("under-way", "arrived", "diverted", "turned-back", "prevented")]
    public string? State { get; init; }

    /// <inheritdoc/>
    public static Journey Example => new()
    {
        When = When.At("2019-08-20"),
        Headline = "Shipowner's plane turns back over the border",
        People = [new() { Id = "petra-kaur", Name = "Petra Kaur", Role = "subject", As = "shipowner" }],
        Places = ["Veldania"],
        Travellers = ["petra-kaur"],
        From = "Port Ansel",
        To = "Ostmark",
        Means = "private plane",
        State = "turned-back",
    };
}
