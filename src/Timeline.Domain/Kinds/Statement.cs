using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>Somebody said something in public.</summary>
public sealed record Statement : EntryBody, IKind<Statement, StatementRecorded>
{
    /// <summary>Who speaks: a person's id in this entry, or a name.</summary>
    [Required, MaxLength(200)]
    public string? Speaker { get; init; }

    /// <summary>Where it was said or published, such as "Instagram".</summary>
    [MaxLength(200)]
    public string? Channel { get; init; }

    /// <summary>Through whom, such as "his lawyer".</summary>
    [MaxLength(200)]
    public string? Via { get; init; }

    /// <summary>The words themselves.</summary>
    public IReadOnlyList<Quote> Quotes { get; init; } = [];

    /// <summary>The language it was made in (BCP 47).</summary>
    [LanguageTag, MaxLength(35)]
    public string? OriginalLanguage { get; init; }

    /// <inheritdoc/>
    public static string Name => "statement";

    /// <inheritdoc/>
    public static string Plural => "statements";

    /// <inheritdoc/>
    public static string Alias => "statement_recorded";

    /// <inheritdoc/>
    public static Statement Example => new()
    {
        When = When.At("2021-01-22"),
        Headline = "Navalny praises pupils on TikTok",
        People = [new() { Id = "alexei-navalny", Name = "Alexei Navalny", Role = "speaker" }],
        Speaker = "alexei-navalny",
        Channel = "Instagram",
        Via = "his lawyer",
        Quotes = [new() { Text = "Respect to the schoolchildren who, according to my lawyer, 'wreaked havoc on TikTok'" }],
        OriginalLanguage = "ru",
    };

    /// <inheritdoc/>
    public static StatementRecorded Recorded(string entry, Statement body) => new(entry, body);
}

/// <summary>Stored: a statement was recorded.</summary>
/// <param name="Entry">The entry's id.</param>
/// <param name="Body">What the editor wrote.</param>
public sealed record StatementRecorded(string Entry, Statement Body) : EntryRecorded(Entry)
{
    /// <inheritdoc/>
    public override EntryBody Content => Body;
}
