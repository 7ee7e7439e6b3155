using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>A court, an inquiry or a committee of parliament heard a case.</summary>
[Kind("hearing", "hearings", AlsoCalled = "trial court testify session")]
public sealed record Hearing : EntryBody, IKind<Hearing>
{
    /// <summary>The court, inquiry or committee.</summary>
    public Who? Court { get; init; }

    /// <summary>The case by its name or number.</summary>
    [MaxLength(200)]
    public string? Case { get; init; }

    /// <summary>At what stage.</summary>
    [OneOf("first-appearance", "bail", "pretrial", "trial", "sentencing", "appeal", "inquiry", "parliament")]
    public string? Stage { get; init; }

    /// <summary>Who takes part, and on which side.</summary>
    public IReadOnlyList<Party> Parties { get; init; } = [];

    /// <summary>Whether the public may follow it.</summary>
    [Label("Open to the public"), OneOf("open", "partly", "closed")]
    public string? Public { get; init; }

    /// <summary>To when it was adjourned, in EDTF.</summary>
    [EdtfText, MaxLength(100)]
    public string? AdjournedTo { get; init; }

    /// <inheritdoc/>
    public static Hearing Example => new()
    {
        When = When.At("2019-04-11"),
        Headline = "Trial of the former minister begins",
        People = [new() { Id = "mara-tolven", Name = "Mara Tolven", Role = "accused" }],
        Places = ["Veldania"],
        Court = "Port Ansel Regional Court",
        Case = "Tolven",
        Stage = "trial",
        Parties = [new() { Who = "mara-tolven", Side = "defence" }, new() { Who = "prosecutor general", Side = "prosecution" }],
        Public = "open",
        AdjournedTo = "2019-05",
    };
}

/// <summary>Somebody on a side of a case.</summary>
public sealed record Party
{
    /// <summary>Who.</summary>
    [Required]
    public Who? Who { get; init; }

    /// <summary>On which side, such as "defence".</summary>
    [MaxLength(200)]
    public string? Side { get; init; }
}
