using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>Something else of note happened: what no other kind fits.</summary>
[Kind("development", "developments", AlsoCalled = "other event happen news")]
public sealed record Development : EntryBody, IKind<Development>
{
    /// <summary>What it is, in a word or two, such as "strike".</summary>
    [Required, MaxLength(200)]
    public string? Label { get; init; }

    /// <summary>Who acts.</summary>
    public IReadOnlyList<Who> Actors { get; init; } = [];

    /// <summary>Whom it affects.</summary>
    public IReadOnlyList<Who> Affected { get; init; } = [];

    /// <summary>What came of it.</summary>
    [MaxLength(2_000)]
    public string? Result { get; init; }

    /// <summary>The address of a document.</summary>
    [WebAddress, MaxLength(2_000)]
    public string? Document { get; init; }

    /// <inheritdoc/>
    public static Development Example => new()
    {
        When = When.At("2019-09-01"),
        Headline = "Dockers stop work",
        Places = ["Veldania"],
        Label = "strike",
        Actors = ["Dockers' Union"],
        Affected = ["Ports Authority"],
    };
}
