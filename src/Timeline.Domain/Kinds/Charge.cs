using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>Somebody was charged with an offence, or a charge was changed or dropped.</summary>
[Kind("charge", "charges", AlsoCalled = "charged accuse indict prosecute", Result = nameof(Charge.Status), HasOutcome = true)]
public sealed record Charge : EntryBody, IKind<Charge>
{
    /// <summary>Who is charged.</summary>
    public IReadOnlyList<Who> Accused { get; init; } = [];

    /// <summary>The offences charged.</summary>
    public IReadOnlyList<string> Offences { get; init; } = [];

    /// <summary>The provisions of law, such as "Criminal Code, section 210".</summary>
    public IReadOnlyList<string> Provisions { get; init; } = [];

    /// <summary>Who brings the charge.</summary>
    [Label("Charged by")]
    public Who? By { get; init; }

    /// <summary>The court that it goes to.</summary>
    public Who? Court { get; init; }

    /// <summary>What the accused answers.</summary>
    [OneOf("guilty", "not-guilty", "none", "not-known")]
    public string? Plea { get; init; }

    /// <summary>What is done with the charge.</summary>
    [OneOf("filed", "amended", "dropped", "dismissed")]
    public string? Status { get; init; }

    /// <inheritdoc/>
    public static bool AwaitsOutcome(Charge body) => body.Status is not ("dropped" or "dismissed");

    /// <inheritdoc/>
    public static Charge Example => new()
    {
        When = When.At("2019-03-04"),
        Headline = "Former transport minister charged with bribery",
        People = [new() { Id = "mara-tolven", Name = "Mara Tolven", Role = "accused" }],
        Places = ["Veldania"],
        Accused = ["mara-tolven"],
        Offences = ["bribery"],
        Provisions = ["Criminal Code, section 210"],
        By = "Veldania's prosecutor general",
        Plea = "not-guilty",
        Status = "filed",
    };
}
