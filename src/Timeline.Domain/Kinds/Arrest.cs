using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>Somebody was arrested: taken into custody on suspicion or under a warrant.</summary>
public sealed record Arrest : EntryBody, IKind<Arrest, ArrestRecorded>
{
    /// <summary>Who made the arrest.</summary>
    [MaxLength(200)]
    public string? By { get; init; }

    /// <summary>The grounds that were given.</summary>
    [MaxLength(2000)]
    public string? Grounds { get; init; }

    /// <summary>The charges, if any were named.</summary>
    public IReadOnlyList<string> Charges { get; init; } = [];

    /// <summary>Where the arrested came from, where that is part of the story.</summary>
    [MaxLength(200)]
    public string? CameFrom { get; init; }

    /// <inheritdoc/>
    public static string Name => "arrest";

    /// <inheritdoc/>
    public static string Plural => "arrests";

    /// <inheritdoc/>
    public static string Alias => "arrest_recorded";

    /// <inheritdoc/>
    public static Arrest Example => new()
    {
        When = When.At("2021-01-17"),
        Headline = "Navalny arrested on his return to Russia",
        Summary = "Alexei Navalny is arrested when he returns to Russia from Germany.",
        People = [new() { Id = "alexei-navalny", Name = "Alexei Navalny", Role = "arrested" }],
        Places = ["Russia"],
        CameFrom = "Germany",
    };

    /// <inheritdoc/>
    public static ArrestRecorded Recorded(string entry, Arrest body) => new(entry, body);
}

/// <summary>Stored: an arrest was recorded.</summary>
/// <param name="Entry">The entry's id.</param>
/// <param name="Body">What the editor wrote.</param>
public sealed record ArrestRecorded(string Entry, Arrest Body) : EntryRecorded(Entry)
{
    /// <inheritdoc/>
    public override EntryBody Content => Body;
}
