using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>An authority investigates: a probe, a case, a charge.</summary>
public sealed record Investigation : EntryBody, IKind<Investigation, InvestigationRecorded>
{
    /// <summary>Who investigates.</summary>
    [MaxLength(200)]
    public string? Authority { get; init; }

    /// <summary>Whom it is aimed at.</summary>
    public IReadOnlyList<string> Suspects { get; init; } = [];

    /// <summary>What they are accused of: the authority's claim.</summary>
    [MaxLength(2000)]
    public string? Allegation { get; init; }

    /// <summary>The article of law.</summary>
    [MaxLength(200)]
    public string? Article { get; init; }

    /// <summary>How far it has come.</summary>
    [OneOf("opened", "charged", "in court", "closed")]
    public string? Stage { get; init; }

    /// <inheritdoc/>
    public static string Name => "investigation";

    /// <inheritdoc/>
    public static string Plural => "investigations";

    /// <inheritdoc/>
    public static string Alias => "investigation_recorded";

    /// <inheritdoc/>
    public static Investigation Example => new()
    {
        When = When.At("../2021-01-22"),
        Headline = "Criminal probe into the organisers of the protests",
        People = [new() { Id = "russian-authorities", Name = "Russian authorities", Role = "investigating" }],
        Places = ["Russia"],
        Claims =
        [
            new()
            {
                By = "russian-authorities", Verb = "alleges",
                Text = "The organisers encouraged minors to commit illegal acts.",
            },
        ],
        Suspects = ["organisers of the protests"],
        Stage = "opened",
    };

    /// <inheritdoc/>
    public static InvestigationRecorded Recorded(string entry, Investigation body) => new(entry, body);
}

/// <summary>Stored: an investigation was recorded.</summary>
/// <param name="Entry">The entry's id.</param>
/// <param name="Body">What the editor wrote.</param>
public sealed record InvestigationRecorded(string Entry, Investigation Body) : EntryRecorded(Entry)
{
    /// <inheritdoc/>
    public override EntryBody Content => Body;
}
