using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>People gather in public: a rally, march or protest.</summary>
public sealed record Rally : EntryBody, IKind<Rally, RallyRecorded>
{
    /// <summary>When it is or was to take place, in EDTF, where that differs from when it did.</summary>
    [EdtfText, MaxLength(100)]
    public string? Scheduled { get; init; }

    /// <summary>The places it is held in, where there are several.</summary>
    public IReadOnlyList<string> Cities { get; init; } = [];

    /// <summary>What for or against.</summary>
    [MaxLength(500)]
    public string? Cause { get; init; }

    /// <summary>Who calls for it.</summary>
    public IReadOnlyList<string> Organisers { get; init; } = [];

    /// <summary>Whether the authorities allowed it.</summary>
    public bool? Authorised { get; init; }

    /// <inheritdoc/>
    public static string Name => "rally";

    /// <inheritdoc/>
    public static string Plural => "rallies";

    /// <inheritdoc/>
    public static string Alias => "rally_recorded";

    /// <inheritdoc/>
    public static Rally Example => new()
    {
        When = When.At("2021-01-23"),
        Headline = "Rallies for Navalny across the country",
        People = [new() { Id = "navalny-supporters", Name = "Supporters of Navalny", Role = "taking part" }],
        Places = ["Russia", "Moscow"],
        Planned = true,
        Scheduled = "2021-01-23",
        Cities = ["Moscow"],
        Cause = "The release of Alexei Navalny.",
    };

    /// <inheritdoc/>
    public static RallyRecorded Recorded(string entry, Rally body) => new(entry, body);
}

/// <summary>Stored: a rally was recorded.</summary>
/// <param name="Entry">The entry's id.</param>
/// <param name="Body">What the editor wrote.</param>
public sealed record RallyRecorded(string Entry, Rally Body) : EntryRecorded(Entry)
{
    /// <inheritdoc/>
    public override EntryBody Content => Body;
}
