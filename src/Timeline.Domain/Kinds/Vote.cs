using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>A body voted: a parliament, a committee, a council.</summary>
[Kind("vote", "votes", AlsoCalled = "parliament ballot motion resolution", Result = nameof(Vote.Result))]
public sealed record Vote : EntryBody, IKind<Vote>
{
    /// <summary>Who voted.</summary>
    public Who? Body { get; init; }

    /// <summary>On what.</summary>
    [MaxLength(500)]
    public string? Question { get; init; }

    /// <summary>At what stage.</summary>
    [OneOf("reading", "committee", "final", "confidence", "impeachment", "override")]
    public string? Stage { get; init; }

    /// <summary>How many were for it.</summary>
    [NumberOrWords]
    public Tally? For { get; init; }

    /// <summary>How many were against it.</summary>
    [NumberOrWords]
    public Tally? Against { get; init; }

    /// <summary>How many abstained.</summary>
    [NumberOrWords]
    public Tally? Abstained { get; init; }

    /// <summary>How many were absent.</summary>
    [NumberOrWords]
    public Tally? Absent { get; init; }

    /// <summary>How many were needed.</summary>
    [NumberOrWords]
    public Tally? Required { get; init; }

    /// <summary>What came of it.</summary>
    [OneOf("passed", "rejected", "tied", "void")]
    public string? Result { get; init; }

    /// <summary>The address of the roll-call.</summary>
    [WebAddress, MaxLength(2_000)]
    public string? Record { get; init; }

    /// <inheritdoc/>
    public static Vote Example => new()
    {
        When = When.At("2019-02-14"),
        Headline = "Parliament passes the ports act by three votes",
        Places = ["Veldania"],
        Body = "Veldania's National Assembly",
        Question = "The ports act, third reading",
        Stage = "final",
        For = 76,
        Against = 73,
        Abstained = 1,
        Required = 76,
        Result = "passed",
    };
}
