using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>A platform removed content, or is said to have.</summary>
public sealed record ContentRemoval : EntryBody, IKind<ContentRemoval, ContentRemovalRecorded>
{
    /// <summary>The platform.</summary>
    [Required, MaxLength(200)]
    public string? Platform { get; init; }

    /// <summary>Who asked for it.</summary>
    [MaxLength(200)]
    public string? Authority { get; init; }

    /// <summary>The share that was removed, in percent, 0 to 100.</summary>
    // Of doubles, since the attribute rounds to the type of its limits.
    [Range(0.0, 100.0)]
    public decimal? Share { get; init; }

    /// <summary>Of what the share is taken.</summary>
    [MaxLength(500)]
    public string? ShareOf { get; init; }

    /// <summary>What was demanded.</summary>
    [MaxLength(500)]
    public string? Demand { get; init; }

    /// <inheritdoc/>
    public static string Name => "content-removal";

    /// <inheritdoc/>
    public static string Plural => "content-removals";

    /// <inheritdoc/>
    public static string Alias => "content_removal_recorded";

    /// <inheritdoc/>
    public static ContentRemoval Example => new()
    {
        When = When.At("2021-01-22") with { Note = "by Friday evening" },
        Headline = "TikTok said to have deleted 38% of the posts",
        People =
        [
            new() { Id = "tiktok", Name = "TikTok", Role = "platform" },
            new() { Id = "roskomnadzor", Name = "Roskomnadzor", Role = "regulator" },
        ],
        Places = ["Russia"],
        Claims = [new() { By = "roskomnadzor", Verb = "says", Text = "TikTok has deleted 38% of the posts." }],
        Figures = [new() { Value = 38, Unit = "%", By = "roskomnadzor", AsOf = "2021-01-22" }],
        Platform = "TikTok",
        Authority = "Roskomnadzor",
        Share = 38,
        ShareOf = "posts that the authorities deem illegal",
    };

    /// <inheritdoc/>
    public static ContentRemovalRecorded Recorded(string entry, ContentRemoval body) => new(entry, body);
}

/// <summary>Stored: a removal of content was recorded.</summary>
/// <param name="Entry">The entry's id.</param>
/// <param name="Body">What the editor wrote.</param>
public sealed record ContentRemovalRecorded(string Entry, ContentRemoval Body) : EntryRecorded(Entry)
{
    /// <inheritdoc/>
    public override EntryBody Content => Body;
}
