using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>People gather in public: a rally, march or protest.</summary>
[Kind("rally", "rallies", AlsoCalled = "protest demonstration march picket strike gathering")]
public sealed record Rally : EntryBody, IKind<Rally>
{
    /// <summary>When it is or was to take place, in EDTF, where that differs from when it did.</summary>
    [Label("Scheduled for"), Shown(ShownAs.PlannedDate), EdtfText, MaxLength(100)]
    public string? Scheduled { get; init; }

    /// <summary>The places it is held in, where there are several.</summary>
    public IReadOnlyList<string> Cities { get; init; } = [];

    /// <summary>What for or against.</summary>
    [Label("For or against"), MaxLength(500)]
    public string? Cause { get; init; }

    /// <summary>Who calls for it.</summary>
    [Label("Called by")]
    public IReadOnlyList<Who> Organisers { get; init; } = [];

    /// <summary>Whether the authorities allowed it.</summary>
    [Label("Permission"), OneOf("authorised", "banned", "not-sought", "not-known")]
    public string? Authorised { get; init; }

    /// <summary>How many came.</summary>
    [OneOrMore]
    public IReadOnlyList<Figure> Attendance { get; init; } = [];

    /// <summary>How many were detained.</summary>
    [OneOrMore]
    public IReadOnlyList<Figure> Detained { get; init; } = [];

    /// <inheritdoc/>
    public static Rally Example => new()
    {
        When = When.At("2021-01-23"),
        Headline = "Rallies for Navalny across the country",
        People = [new() { Id = "navalny-supporters", Name = "Supporters of Navalny", Role = "other", As = "taking part" }],
        Places = ["Russia", "Moscow"],
        Planned = true,
        Scheduled = "2021-01-23",
        Cities = ["Moscow"],
        Cause = "The release of Alexei Navalny.",
    };
}
