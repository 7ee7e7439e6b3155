using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>Somebody was detained: held for a while, with or without a charge.</summary>
public sealed record Detention : EntryBody, IKind<Detention, DetentionRecorded>
{
    /// <summary>Who detained them.</summary>
    [MaxLength(200)]
    public string? By { get; init; }

    /// <summary>The grounds that were given.</summary>
    [MaxLength(2000)]
    public string? Grounds { get; init; }

    /// <summary>Where they are held.</summary>
    [MaxLength(200)]
    public string? HeldAt { get; init; }

    /// <summary>Until when, in EDTF.</summary>
    [EdtfText, MaxLength(100)]
    public string? Until { get; init; }

    /// <inheritdoc/>
    public static string Name => "detention";

    /// <inheritdoc/>
    public static string Plural => "detentions";

    /// <inheritdoc/>
    public static string Alias => "detention_recorded";

    /// <inheritdoc/>
    public static Detention Example => new()
    {
        When = When.At("2021-01-21") with { Note = "late on Thursday" },
        Headline = "Associates of Navalny detained",
        People =
        [
            new() { Id = "lyubov-sobol", Name = "Lyubov Sobol", Role = "detained" },
            new() { Id = "kira-yarmysh", Name = "Kira Yarmysh", Role = "detained; spokeswoman" },
        ],
        Places = ["Russia"],
        Grounds = "Calling on Russians to join the protests.",
    };

    /// <inheritdoc/>
    public static DetentionRecorded Recorded(string entry, Detention body) => new(entry, body);
}

/// <summary>Stored: a detention was recorded.</summary>
/// <param name="Entry">The entry's id.</param>
/// <param name="Body">What the editor wrote.</param>
public sealed record DetentionRecorded(string Entry, Detention Body) : EntryRecorded(Entry)
{
    /// <inheritdoc/>
    public override EntryBody Content => Body;
}
