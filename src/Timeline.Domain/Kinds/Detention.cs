using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>Somebody was detained: held for a while, with or without a charge.</summary>
[Kind("detention", "detentions", AlsoCalled = "detain held custody", HasOutcome = true)]
public sealed record Detention : EntryBody, IKind<Detention>
{
    /// <summary>Who detained them.</summary>
    [Label("Detained by")]
    public Who? By { get; init; }

    /// <summary>The grounds that were given.</summary>
    [Label("Grounds given"), MaxLength(2_000)]
    public string? Grounds { get; init; }

    /// <summary>How many were detained.</summary>
    [Label("Number detained"), OneOrMore]
    public IReadOnlyList<Figure> Number { get; init; } = [];

    /// <summary>Where they are held.</summary>
    [MaxLength(200)]
    public string? HeldAt { get; init; }

    /// <summary>Until when, in EDTF.</summary>
    [EdtfText, MaxLength(100)]
    public string? Until { get; init; }

    /// <inheritdoc/>
    public static Detention Example => new()
    {
        When = When.At("2021-01-21") with { Note = "late on Thursday" },
        Headline = "Associates of Navalny detained",
        People =
        [
            new() { Id = "lyubov-sobol", Name = "Lyubov Sobol", Role = "subject", As = "detained" },
            new() { Id = "kira-yarmysh", Name = "Kira Yarmysh", Role = "subject", As = "spokeswoman" },
        ],
        Places = ["Russia"],
        Grounds = "Calling on Russians to join the protests.",
    };
}
