using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>Somebody warned or threatened somebody.</summary>
public sealed record Warning : EntryBody, IKind<Warning, WarningRecorded>
{
    /// <summary>Who warns.</summary>
    [MaxLength(200)]
    public string? By { get; init; }

    /// <summary>Who is warned.</summary>
    public IReadOnlyList<string> Addressees { get; init; } = [];

    /// <summary>What is threatened.</summary>
    [MaxLength(500)]
    public string? Threat { get; init; }

    /// <summary>What for.</summary>
    [MaxLength(500)]
    public string? About { get; init; }

    /// <inheritdoc/>
    public static string Name => "warning";

    /// <inheritdoc/>
    public static string Plural => "warnings";

    /// <inheritdoc/>
    public static string Alias => "warning_recorded";

    /// <inheritdoc/>
    public static Warning Example => new()
    {
        When = When.At("2021-01-17/2021-01-22"),
        Headline = "Authorities threaten social media with fines",
        People = [new() { Id = "russian-authorities", Name = "Russian authorities", Role = "warning" }],
        Places = ["Russia"],
        By = "russian-authorities",
        Addressees = ["social media platforms"],
        Threat = "fines",
        About = "content related to the protests",
    };

    /// <inheritdoc/>
    public static WarningRecorded Recorded(string entry, Warning body) => new(entry, body);
}

/// <summary>Stored: a warning was recorded.</summary>
/// <param name="Entry">The entry's id.</param>
/// <param name="Body">What the editor wrote.</param>
public sealed record WarningRecorded(string Entry, Warning Body) : EntryRecorded(Entry)
{
    /// <inheritdoc/>
    public override EntryBody Content => Body;
}
