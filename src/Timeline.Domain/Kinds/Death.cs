using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>Somebody died.</summary>
[Kind("death", "deaths", AlsoCalled = "die dead kill pass-away murder")]
public sealed record Death : EntryBody, IKind<Death>
{
    /// <summary>Who died.</summary>
    [Required]
    public Who? Person { get; init; }

    /// <summary>How old they were, in years.</summary>
    [Range(0, 130)]
    public int? Age { get; init; }

    /// <summary>How, as somebody says: naturally, by accident, by violence.</summary>
    [Label("Said of the manner")]
    public Claim? Manner { get; init; }

    /// <summary>Of what, as it is said.</summary>
    [Label("Said to be the cause"), OneOrMore]
    public IReadOnlyList<Claim> Cause { get; init; } = [];

    /// <summary>In whose custody, if in any.</summary>
    [Label("In the custody of")]
    public Who? InCustodyOf { get; init; }

    /// <summary>Who announced it.</summary>
    public Who? AnnouncedBy { get; init; }

    /// <summary>When it was announced, in EDTF.</summary>
    [EdtfText, MaxLength(100)]
    public string? Announced { get; init; }

    /// <inheritdoc/>
    public static Death Example => new()
    {
        When = When.At("2019-08-02~"),
        Headline = "Former harbour master dies in custody",
        People = [new() { Id = "jon-aske", Name = "Jon Aske", Role = "subject", As = "former harbour master" }],
        Places = ["Veldania"],
        Person = "jon-aske",
        Age = 61,
        Cause = [new() { By = "prison service of Veldania", Verb = "says", Text = "He died of heart failure." }],
        InCustodyOf = "prison service of Veldania",
        AnnouncedBy = "prison service of Veldania",
        Announced = "2019-08-03",
    };
}
