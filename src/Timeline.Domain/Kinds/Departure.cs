using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>Somebody left an office or announced it.</summary>
[Kind("departure", "departures", AlsoCalled = "resign quit sack fired dismiss step-down leave oust retire", Result = nameof(Departure.Manner))]
public sealed record Departure : EntryBody, IKind<Departure>
{
    /// <summary>Who leaves.</summary>
    [Required]
    public Who? Person { get; init; }

    /// <summary>What office.</summary>
    [MaxLength(200)]
    public string? Office { get; init; }

    /// <summary>Of which body.</summary>
    public Who? Body { get; init; }

    /// <summary>How.</summary>
    [OneOf("resigned", "dismissed", "voted-out", "term-ended", "suspended", "announced")]
    public string? Manner { get; init; }

    /// <summary>From when, in EDTF.</summary>
    [EdtfText, MaxLength(100)]
    public string? Effective { get; init; }

    /// <summary>The reason, as somebody gives it.</summary>
    public Claim? Reason { get; init; }

    /// <summary>Who follows.</summary>
    public Who? Successor { get; init; }

    /// <inheritdoc/>
    public static Departure Example => new()
    {
        When = When.At("2019-03-12"),
        Headline = "Transport minister resigns",
        People = [new() { Id = "mara-tolven", Name = "Mara Tolven", Role = "subject", As = "minister of transport" }],
        Places = ["Veldania"],
        Person = "mara-tolven",
        Office = "minister of transport",
        Manner = "resigned",
        Effective = "2019-03-15",
        Reason = new() { By = "mara-tolven", Verb = "says", Text = "She wants to defend herself without harm to the government." },
    };
}
