using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>An authority investigates: a probe, a case, a charge.</summary>
[Kind("investigation", "investigations", AlsoCalled = "investigate probe inquiry inquest case", HasOutcome = true)]
public sealed record Investigation : EntryBody, IKind<Investigation>
{
    /// <summary>Who investigates.</summary>
    public Who? Authority { get; init; }

    /// <summary>Whom it is aimed at.</summary>
    [Label("Aimed at")]
    public IReadOnlyList<Who> Suspects { get; init; } = [];

    /// <summary>What they are accused of: what claimants say.</summary>
    [OneOrMore]
    public IReadOnlyList<Claim> Allegation { get; init; } = [];

    /// <summary>The article of law.</summary>
    [Label("Article of law"), MaxLength(200)]
    public string? Article { get; init; }

    /// <summary>How far it has come.</summary>
    [OneOf("opened", "charged", "in-court", "closed")]
    public string? Stage { get; init; }

    /// <inheritdoc/>
    public static Investigation Example => new()
    {
        When = When.At("../2021-01-22"),
        Headline = "Criminal probe into the organisers of the protests",
        People = [new() { Id = "russian-authorities", Name = "Russian authorities", Role = "official" }],
        Places = ["Russia"],
        Suspects = ["organisers of the protests"],
        Allegation =
        [
            new()
            {
                By = "russian-authorities", Verb = "alleges",
                Text = "The organisers encouraged minors to commit illegal acts.",
            },
        ],
        Stage = "opened",
    };
}
