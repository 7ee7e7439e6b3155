using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>A platform removed content, or is said to have.</summary>
[Kind("content-removal", "content-removals", AlsoCalled = "delete removed block takedown censor")]
public sealed record ContentRemoval : EntryBody, IKind<ContentRemoval>
{
    /// <summary>The platform.</summary>
    [Required]
    public Who? Platform { get; init; }

    /// <summary>Who asked for it.</summary>
    public Who? Authority { get; init; }

    /// <summary>How much was removed, of what, and who says so.</summary>
    [OneOrMore]
    public IReadOnlyList<Figure> Share { get; init; } = [];

    /// <summary>What was demanded.</summary>
    [MaxLength(500)]
    public string? Demand { get; init; }

    /// <inheritdoc/>
    public static ContentRemoval Example => new()
    {
        When = When.At("2021-01-22") with { Note = "by Friday evening" },
        Headline = "TikTok said to have deleted 38% of the posts",
        People =
        [
            new() { Id = "tiktok", Name = "TikTok", Role = "other", As = "platform" },
            new() { Id = "roskomnadzor", Name = "Roskomnadzor", Role = "official", As = "regulator" },
        ],
        Places = ["Russia"],
        Claims = [new() { By = "roskomnadzor", Verb = "says", Text = "TikTok has deleted 38% of the posts." }],
        Platform = "TikTok",
        Authority = "Roskomnadzor",
        Share = [new() { Value = 38, Unit = "%", Of = "posts that the authorities deem illegal", By = "roskomnadzor", AsOf = "2021-01-22" }],
    };
}
