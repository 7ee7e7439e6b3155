using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>Something was published, or went viral: a report, a film, a video.</summary>
public sealed record Publication : EntryBody, IKind<Publication, PublicationRecorded>
{
    /// <summary>Its title.</summary>
    [MaxLength(500)]
    public string? Title { get; init; }

    /// <summary>Who made it.</summary>
    public IReadOnlyList<string> Authors { get; init; } = [];

    /// <summary>Who published it.</summary>
    [MaxLength(200)]
    public string? Publisher { get; init; }

    /// <summary>What it is, such as "video".</summary>
    [MaxLength(200)]
    public string? Medium { get; init; }

    /// <summary>Its address.</summary>
    [WebAddress, MaxLength(2000)]
    public string? Url { get; init; }

    /// <summary>Words from it.</summary>
    public IReadOnlyList<Quote> Quotes { get; init; } = [];

    /// <inheritdoc/>
    public static string Name => "publication";

    /// <inheritdoc/>
    public static string Plural => "publications";

    /// <inheritdoc/>
    public static string Alias => "publication_recorded";

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

    /// <inheritdoc/>
    public static PublicationRecorded Recorded(string entry, Publication body) => new(entry, body);
}

/// <summary>Stored: a publication was recorded.</summary>
/// <param name="Entry">The entry's id.</param>
/// <param name="Body">What the editor wrote.</param>
public sealed record PublicationRecorded(string Entry, Publication Body) : EntryRecorded(Entry)
{
    /// <inheritdoc/>
    public override EntryBody Content => Body;
}
