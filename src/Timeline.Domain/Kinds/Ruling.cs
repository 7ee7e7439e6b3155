using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>A court ruled: on guilt, on an appeal, on a law.</summary>
[Kind("ruling", "rulings", AlsoCalled = "rule judgment judgement verdict acquit convict appeal decision court", Result = nameof(Ruling.Outcome))]
public sealed record Ruling : EntryBody, IKind<Ruling>
{
    /// <summary>The court.</summary>
    public Who? Court { get; init; }

    /// <summary>The case by its name or number.</summary>
    [MaxLength(200)]
    public string? Case { get; init; }

    /// <summary>How it ruled.</summary>
    [OneOf("convicted", "acquitted", "dismissed", "upheld", "overturned", "partly", "annulled", "granted", "refused", "referred")]
    public string? Outcome { get; init; }

    /// <summary>What was to be decided.</summary>
    [MaxLength(500)]
    public string? Matter { get; init; }

    /// <summary>The judges.</summary>
    public IReadOnlyList<Who> Judges { get; init; } = [];

    /// <summary>Whether no appeal is possible.</summary>
    public bool? Final { get; init; }

    /// <summary>Until when it can be appealed against, in EDTF.</summary>
    [Label("Appeal possible until"), EdtfText, MaxLength(100)]
    public string? AppealUntil { get; init; }

    /// <summary>The address of the ruling.</summary>
    [WebAddress, MaxLength(2_000)]
    public string? Document { get; init; }

    /// <inheritdoc/>
    public static Ruling Example => new()
    {
        When = When.At("2019-06-20"),
        Headline = "Former minister acquitted of bribery",
        People = [new() { Id = "mara-tolven", Name = "Mara Tolven", Role = "cleared" }],
        Places = ["Veldania"],
        Court = "Port Ansel Regional Court",
        Case = "Tolven",
        Outcome = "acquitted",
        Judges = ["Ilse Karu"],
        Final = false,
        AppealUntil = "2019-07-20",
    };
}
