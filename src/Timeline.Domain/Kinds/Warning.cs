using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>Somebody warned or threatened somebody.</summary>
[Kind("warning", "warnings", AlsoCalled = "warn threat alert caution")]
public sealed record Warning : EntryBody, IKind<Warning>
{
    /// <summary>Who warns.</summary>
    [Label("Warning by")]
    public Who? By { get; init; }

    /// <summary>Who is warned.</summary>
    [Label("Addressed to")]
    public IReadOnlyList<Who> Addressees { get; init; } = [];

    /// <summary>What is threatened.</summary>
    [MaxLength(500)]
    public string? Threat { get; init; }

    /// <summary>Until when it must be met, in EDTF.</summary>
    [EdtfText, MaxLength(100)]
    public string? Deadline { get; init; }

    /// <summary>What for.</summary>
    [MaxLength(500)]
    public string? About { get; init; }

    /// <inheritdoc/>
    public static Warning Example => new()
    {
        When = When.At("2021-01-17/2021-01-22"),
        Headline = "Authorities threaten social media with fines",
        People = [new() { Id = "russian-authorities", Name = "Russian authorities", Role = "official" }],
        Places = ["Russia"],
        By = "russian-authorities",
        Addressees = ["social media platforms"],
        Threat = "fines",
        About = "content related to the protests",
    };
}
