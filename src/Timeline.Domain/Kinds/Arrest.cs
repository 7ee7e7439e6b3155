using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>Somebody was arrested: taken into custody on suspicion or under a warrant.</summary>
[Kind("arrest", "arrests", AlsoCalled = "apprehend seize custody remand jail", HasOutcome = true)]
public sealed record Arrest : EntryBody, IKind<Arrest>
{
    /// <summary>Who made the arrest.</summary>
    [Label("Arrested by")]
    public Who? By { get; init; }

    /// <summary>The grounds that were given.</summary>
    [Label("Grounds given"), MaxLength(2_000)]
    public string? Grounds { get; init; }

    /// <summary>The offences that are alleged, if any were named.</summary>
    [Label("Alleged offences")]
    public IReadOnlyList<string> Offences { get; init; } = [];

    /// <summary>Where the arrested came from, where that is part of the story.</summary>
    [MaxLength(200)]
    public string? CameFrom { get; init; }

    /// <inheritdoc/>
    public static bool AwaitsOutcome(Arrest body) => true;

    /// <inheritdoc/>
    public static Arrest Example => new()
    {
        When = When.At("2021-01-17"),
        Headline = "Navalny arrested on his return to Russia",
        Summary = "Alexei Navalny is arrested when he returns to Russia from Germany.",
        People = [new() { Id = "alexei-navalny", Name = "Alexei Navalny", Role = "subject", As = "arrested" }],
        Places = ["Russia"],
        CameFrom = "Germany",
    };
}
