using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>How the public, a group or a government reacts.</summary>
[Kind("reaction", "reactions", AlsoCalled = "react respond response condemn praise criticise criticize")]
public sealed record Reaction : EntryBody, IKind<Reaction>
{
    /// <summary>Who reacts.</summary>
    [Label("Reaction of")]
    public IReadOnlyList<Who> By { get; init; } = [];

    /// <summary>Where, such as "TikTok".</summary>
    [Label("Where")]
    public IReadOnlyList<string> Channels { get; init; } = [];

    /// <summary>In what form, such as "a trend".</summary>
    [MaxLength(500)]
    public string? Form { get; init; }

    /// <inheritdoc/>
    public static Reaction Example => new()
    {
        When = When.At("2021-01-17/2021-01-22"),
        Headline = "Support for Navalny spreads on TikTok and Tinder",
        People =
        [
            new() { Id = "tiktok-users", Name = "TikTok users", Role = "other" },
            new() { Id = "tinder-users", Name = "Tinder users", Role = "other" },
        ],
        Places = ["Russia"],
        By = ["TikTok users", "Tinder users"],
        Channels = ["TikTok", "Tinder"],
    };
}
