using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>Something was published, or went viral: a report, a film, a video.</summary>
[Kind("publication", "publications", AlsoCalled = "publish report leak film book article post")]
public sealed record Publication : EntryBody, IKind<Publication>
{
    /// <summary>Its title.</summary>
    [MaxLength(500)]
    public string? Title { get; init; }

    /// <summary>Who made it.</summary>
    [Label("Author")]
    public IReadOnlyList<Who> Authors { get; init; } = [];

    /// <summary>Who published it.</summary>
    [Shown(ShownAs.Attribution)]
    public Who? Publisher { get; init; }

    /// <summary>What it is, such as "video".</summary>
    [MaxLength(200)]
    public string? Medium { get; init; }

    /// <summary>Its address.</summary>
    [Label("Address"), WebAddress, MaxLength(2_000)]
    public string? Url { get; init; }

    /// <summary>Words from it.</summary>
    public IReadOnlyList<Quote> Quotes { get; init; } = [];

    /// <inheritdoc/>
    public static Publication Example => new()
    {
        When = When.At("2020"),
        Headline = "Video of police at a protest goes viral",
        Places = ["Russia"],
        Background = true,
        Medium = "video",
        Quotes = [new() { Text = "He's American, let him go!" }],
    };
}
