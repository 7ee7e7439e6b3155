using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>Somebody or something was banned: a party, a paper, an assembly.</summary>
[Kind("ban", "bans", AlsoCalled = "prohibit outlaw forbid block")]
public sealed record Ban : EntryBody, IKind<Ban>
{
    /// <summary>Who bans.</summary>
    [Label("Banned by")]
    public Who? By { get; init; }

    /// <summary>Who or what is banned.</summary>
    [Label("Banned")]
    public Who? Of { get; init; }

    /// <summary>How far it reaches.</summary>
    [MaxLength(500)]
    public string? Scope { get; init; }

    /// <summary>The legal basis.</summary>
    [Label("Legal basis"), MaxLength(500)]
    public string? Basis { get; init; }

    /// <summary>The grounds, as somebody gives them.</summary>
    [Label("Grounds given")]
    public Claim? Grounds { get; init; }

    /// <summary>From when, in EDTF.</summary>
    [EdtfText, MaxLength(100)]
    public string? From { get; init; }

    /// <summary>Until when, in EDTF.</summary>
    [EdtfText, MaxLength(100)]
    public string? Until { get; init; }

    /// <inheritdoc/>
    public static Ban Example => new()
    {
        When = When.At("2019-04-01"),
        Headline = "Assemblies at the port banned for a month",
        Places = ["Veldania"],
        By = "City of Port Ansel",
        Of = "assemblies of more than 50 people",
        Scope = "the port and the streets around it",
        Grounds = new() { By = "City of Port Ansel", Verb = "says", Text = "Ambulances could not get through." },
        From = "2019-04-01",
        Until = "2019-04-30",
    };
}
