using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>Sanctions were imposed, widened, eased or lifted.</summary>
[Kind("sanction", "sanctions", AlsoCalled = "freeze penalty embargo")]
public sealed record Sanction : EntryBody, IKind<Sanction>
{
    /// <summary>Who decides them.</summary>
    [Label("Imposed by")]
    public IReadOnlyList<Who> By { get; init; } = [];

    /// <summary>Whom or what they are aimed at.</summary>
    [Label("Aimed at")]
    public IReadOnlyList<Who> Targets { get; init; } = [];

    /// <summary>What is done, such as "assets frozen".</summary>
    public IReadOnlyList<string> Measures { get; init; } = [];

    /// <summary>What was decided.</summary>
    [OneOf("imposed", "extended", "widened", "eased", "lifted")]
    public string? Action { get; init; }

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
    public static Sanction Example => new()
    {
        When = When.At("2019-05-02"),
        Headline = "Two port companies come under sanctions",
        Places = ["Veldania"],
        By = ["Eastern Trade Council"],
        Targets = ["Ansel Docks", "Kaur Shipping"],
        Measures = ["assets frozen"],
        Action = "imposed",
        Grounds = new() { By = "Eastern Trade Council", Verb = "says", Text = "The companies broke the embargo on arms." },
        From = "2019-05-03",
    };
}
