using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>Somebody was released from custody.</summary>
public sealed record Release : EntryBody, IKind<Release, ReleaseRecorded>
{
    /// <summary>Who released them.</summary>
    [MaxLength(200)]
    public string? By { get; init; }

    /// <summary>What they were released from.</summary>
    [MaxLength(200)]
    public string? From { get; init; }

    /// <summary>The conditions, such as house arrest or a duty to report.</summary>
    public IReadOnlyList<string> Conditions { get; init; } = [];

    /// <inheritdoc/>
    public static string Name => "release";

    /// <inheritdoc/>
    public static string Plural => "releases";

    /// <inheritdoc/>
    public static string Alias => "release_recorded";

    /// <inheritdoc/>
    public static Release Example => new()
    {
        When = When.At("2021-01-22"),
        Headline = "Spokeswoman released after questioning",
        People = [new() { Id = "kira-yarmysh", Name = "Kira Yarmysh", Role = "released" }],
        Places = ["Moscow"],
        From = "police custody",
        Conditions = ["must appear in court"],
    };

    /// <inheritdoc/>
    public static ReleaseRecorded Recorded(string entry, Release body) => new(entry, body);
}

/// <summary>Stored: a release was recorded.</summary>
/// <param name="Entry">The entry's id.</param>
/// <param name="Body">What the editor wrote.</param>
public sealed record ReleaseRecorded(string Entry, Release Body) : EntryRecorded(Entry)
{
    /// <inheritdoc/>
    public override EntryBody Content => Body;
}
