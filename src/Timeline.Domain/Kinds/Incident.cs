using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>Something happened that hurt or endangered people: an accident, a clash, a disaster.</summary>
[Kind("incident", "incidents", AlsoCalled = "accident crash explosion fire flood earthquake disaster")]
public sealed record Incident : EntryBody, IKind<Incident>
{
    /// <summary>What it is, such as "explosion".</summary>
    [MaxLength(200)]
    public string? What { get; init; }

    /// <summary>How many died.</summary>
    [OneOrMore]
    public IReadOnlyList<Figure> Dead { get; init; } = [];

    /// <summary>How many were injured.</summary>
    [OneOrMore]
    public IReadOnlyList<Figure> Injured { get; init; } = [];

    /// <summary>How many are missing.</summary>
    [OneOrMore]
    public IReadOnlyList<Figure> Missing { get; init; } = [];

    /// <summary>What is said to have caused it.</summary>
    [Label("Said to be the cause"), OneOrMore]
    public IReadOnlyList<Claim> Cause { get; init; } = [];

    /// <summary>Who is said to be, or says to be, responsible.</summary>
    [OneOrMore]
    public IReadOnlyList<Claim> Responsibility { get; init; } = [];

    /// <summary>Who investigates it.</summary>
    public Who? InvestigatedBy { get; init; }

    /// <summary>How things are, such as "under control".</summary>
    [MaxLength(200)]
    public string? State { get; init; }

    /// <inheritdoc/>
    public static Incident Example => new()
    {
        When = When.At("2019-07-08"),
        Headline = "Crane collapses in the port",
        Places = ["Veldania"],
        What = "collapse of a crane",
        Dead = [new() { Value = 2, Unit = "people", By = "fire service of Port Ansel" }],
        Injured = [new() { AtLeast = 9, Unit = "people", By = "Dockers' Union" }, new() { Value = 7, Unit = "people", By = "fire service of Port Ansel" }],
        Cause = [new() { By = "Dockers' Union", Verb = "alleges", Text = "The crane had not been inspected for two years." }],
        InvestigatedBy = "labour inspectorate",
    };
}
