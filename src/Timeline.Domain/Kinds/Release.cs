using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>Somebody was released from custody.</summary>
[Kind("release", "releases", AlsoCalled = "free bail discharge let-go")]
public sealed record Release : EntryBody, IKind<Release>
{
    /// <summary>Who released them.</summary>
    [Label("Released by")]
    public Who? By { get; init; }

    /// <summary>What they were released from.</summary>
    [Label("Released from"), MaxLength(200)]
    public string? From { get; init; }

    /// <summary>How they came free, such as "on bail", "pardoned" or "exchanged".</summary>
    [MaxLength(200)]
    public string? Manner { get; init; }

    /// <summary>The conditions, such as house arrest or a duty to report.</summary>
    public IReadOnlyList<string> Conditions { get; init; } = [];

    /// <inheritdoc/>
    public static Release Example => new()
    {
        When = When.At("2021-01-22"),
        Headline = "Spokeswoman released after questioning",
        People = [new() { Id = "kira-yarmysh", Name = "Kira Yarmysh", Role = "subject" }],
        Places = ["Moscow"],
        From = "police custody",
        Conditions = ["must appear in court"],
    };
}
