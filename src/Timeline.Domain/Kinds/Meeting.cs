using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>People met: a summit, talks, a sitting.</summary>
[Kind("meeting", "meetings", AlsoCalled = "meet met talks summit negotiate visit")]
public sealed record Meeting : EntryBody, IKind<Meeting>
{
    /// <summary>Who takes part.</summary>
    public IReadOnlyList<Who> Participants { get; init; } = [];

    /// <summary>Who invites.</summary>
    public Who? Host { get; init; }

    /// <summary>How they meet, such as "by video" or "in private".</summary>
    [MaxLength(200)]
    public string? Format { get; init; }

    /// <summary>About what.</summary>
    [MaxLength(500)]
    public string? Subject { get; init; }

    /// <summary>What came of it.</summary>
    [MaxLength(2_000)]
    public string? Result { get; init; }

    /// <inheritdoc/>
    public static Meeting Example => new()
    {
        When = When.At("2019-09-12"),
        Headline = "Government and dockers are to meet",
        Planned = true,
        Places = ["Veldania"],
        Participants = ["Dockers' Union", "Ministry of Labour"],
        Host = "Ministry of Labour",
        Subject = "pay and shifts at the port",
    };
}
