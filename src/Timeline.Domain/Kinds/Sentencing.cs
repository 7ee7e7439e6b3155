using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>A court passed a sentence, or changed one.</summary>
public sealed record Sentencing : EntryBody, IKind<Sentencing, SentencingRecorded>
{
    /// <summary>The court.</summary>
    [MaxLength(200)]
    public string? Court { get; init; }

    /// <summary>The term or penalty, in the court's terms, such as "30 days".</summary>
    [MaxLength(200)]
    public string? Term { get; init; }

    /// <summary>Whether the sentence is suspended.</summary>
    public bool? Suspended { get; init; }

    /// <summary>The grounds.</summary>
    [MaxLength(2000)]
    public string? Grounds { get; init; }

    /// <summary>The charges it is for.</summary>
    public IReadOnlyList<string> Charges { get; init; } = [];

    /// <inheritdoc/>
    public static string Name => "sentencing";

    /// <inheritdoc/>
    public static string Plural => "sentencings";

    /// <inheritdoc/>
    public static string Alias => "sentencing_recorded";

    /// <inheritdoc/>
    public static Sentencing Example => new()
    {
        When = When.At("2021-01-17/2021-01-22"),
        Headline = "Navalny jailed for 30 days",
        People = [new() { Id = "alexei-navalny", Name = "Alexei Navalny", Role = "sentenced" }],
        Places = ["Russia"],
        Claims = [new() { By = "alexei-navalny", Verb = "says", Text = "The charges are politically motivated." }],
        Term = "30 days",
        Grounds = "Violating the terms of the suspended sentence of 2014.",
    };

    /// <inheritdoc/>
    public static SentencingRecorded Recorded(string entry, Sentencing body) => new(entry, body);
}

/// <summary>Stored: a sentencing was recorded.</summary>
/// <param name="Entry">The entry's id.</param>
/// <param name="Body">What the editor wrote.</param>
public sealed record SentencingRecorded(string Entry, Sentencing Body) : EntryRecorded(Entry)
{
    /// <inheritdoc/>
    public override EntryBody Content => Body;
}
