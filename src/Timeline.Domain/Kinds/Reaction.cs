using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>How the public, a group or a government reacts.</summary>
public sealed record Reaction : EntryBody, IKind<Reaction, ReactionRecorded>
{
    /// <summary>Who reacts.</summary>
    public IReadOnlyList<string> By { get; init; } = [];

    /// <summary>Where, such as "TikTok".</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];

    /// <summary>In what form, such as "a trend".</summary>
    [MaxLength(500)]
    public string? Form { get; init; }

    /// <inheritdoc/>
    public static string Name => "reaction";

    /// <inheritdoc/>
    public static string Plural => "reactions";

    /// <inheritdoc/>
    public static string Alias => "reaction_recorded";

    /// <inheritdoc/>
    public static Reaction Example => new()
    {
        When = When.At("2021-01-17/2021-01-22"),
        Headline = "Support for Navalny spreads on TikTok and Tinder",
        People =
        [
            new() { Id = "tiktok-users", Name = "TikTok users", Role = "reacting" },
            new() { Id = "tinder-users", Name = "Tinder users", Role = "reacting" },
        ],
        Places = ["Russia"],
        By = ["TikTok users", "Tinder users"],
        Channels = ["TikTok", "Tinder"],
    };

    /// <inheritdoc/>
    public static ReactionRecorded Recorded(string entry, Reaction body) => new(entry, body);
}

/// <summary>Stored: a reaction was recorded.</summary>
/// <param name="Entry">The entry's id.</param>
/// <param name="Body">What the editor wrote.</param>
public sealed record ReactionRecorded(string Entry, Reaction Body) : EntryRecorded(Entry)
{
    /// <inheritdoc/>
    public override EntryBody Content => Body;
}
