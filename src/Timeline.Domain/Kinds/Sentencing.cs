using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>A court passed a sentence, or changed one.</summary>
[Kind("sentencing", "sentencings", AlsoCalled = "sentence jail prison convict fine term", HasOutcome = true)]
public sealed record Sentencing : EntryBody, IKind<Sentencing>
{
    /// <summary>The court.</summary>
    public Who? Court { get; init; }

    /// <summary>The term or penalty, in the court's terms, such as "30 days".</summary>
    [MaxLength(200)]
    public string? Term { get; init; }

    /// <summary>The fine, with its currency, such as "500,000 roubles".</summary>
    [MaxLength(200)]
    public string? Fine { get; init; }

    /// <summary>Whether the sentence is suspended.</summary>
    public bool? Suspended { get; init; }

    /// <summary>The grounds that were given.</summary>
    [Label("Grounds given"), MaxLength(2_000)]
    public string? Grounds { get; init; }

    /// <summary>The charges it is for.</summary>
    public IReadOnlyList<string> Charges { get; init; } = [];

    /// <summary>Until when it can be appealed against, in EDTF.</summary>
    [Label("Appeal possible until"), EdtfText, MaxLength(100)]
    public string? AppealUntil { get; init; }

    /// <inheritdoc/>
    public static Sentencing Example => new()
    {
        When = When.At("2021-01-17/2021-01-22"),
        Headline = "Navalny jailed for 30 days",
        People = [new() { Id = "alexei-navalny", Name = "Alexei Navalny", Role = "subject", As = "sentenced" }],
        Places = ["Russia"],
        Claims = [new() { By = "alexei-navalny", Verb = "says", Text = "The charges are politically motivated." }],
        Term = "30 days",
        Grounds = "Violating the terms of the suspended sentence of 2014.",
    };
}
