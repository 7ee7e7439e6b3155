using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>An election or referendum: called, held, counted, declared.</summary>
[Kind("election", "elections", AlsoCalled = "elect poll ballot referendum")]
public sealed record Election : EntryBody, IKind<Election>
{
    /// <summary>The office that is filled.</summary>
    [MaxLength(200)]
    public string? Office { get; init; }

    /// <summary>The body that is elected.</summary>
    [MaxLength(200)]
    public string? Body { get; init; }

    /// <summary>At what level, such as "national" or "municipal".</summary>
    [MaxLength(200)]
    public string? Level { get; init; }

    /// <summary>Which round, such as "first" or "run-off".</summary>
    [MaxLength(200)]
    public string? Round { get; init; }

    /// <summary>How far it has come.</summary>
    [OneOf("called", "polling", "projected", "declared", "certified", "annulled")]
    public string? Stage { get; init; }

    /// <summary>What each got.</summary>
    public IReadOnlyList<ElectionResult> Results { get; init; } = [];

    /// <summary>How many voted.</summary>
    [OneOrMore]
    public IReadOnlyList<Figure> Turnout { get; init; } = [];

    /// <summary>Who declares it.</summary>
    public Who? DeclaredBy { get; init; }

    /// <inheritdoc/>
    public static Election Example => new()
    {
        When = When.At("2019-10-06"),
        Headline = "Governing party loses its majority",
        Places = ["Veldania"],
        Body = "National Assembly",
        Level = "national",
        Stage = "declared",
        Results = [new() { Party = "Harbour Alliance", Share = new() { Value = 41.5m, Unit = "%" }, Seats = 70 }],
        Turnout = [new() { Value = 68, Unit = "%", By = "National Election Office" }],
        DeclaredBy = "National Election Office",
    };
}

/// <summary>What one candidate or party got.</summary>
public sealed record ElectionResult
{
    /// <summary>The candidate.</summary>
    [Label("Candidate")]
    public Who? Who { get; init; }

    /// <summary>The party or list.</summary>
    public Who? Party { get; init; }

    /// <summary>How many votes.</summary>
    [NumberOrWords]
    public Tally? Votes { get; init; }

    /// <summary>Which share of them.</summary>
    [NumberOrWords]
    public Tally? Share { get; init; }

    /// <summary>How many seats.</summary>
    [NumberOrWords]
    public Tally? Seats { get; init; }
}
