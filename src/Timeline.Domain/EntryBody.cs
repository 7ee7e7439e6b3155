using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain;

/// <summary>
/// What an editor writes of an entry: the fields common to all kinds. A kind inherits them and adds its own beside
/// them, so that one flat record is the command's body, the event's content and what a correction may change.
/// </summary>
public abstract record EntryBody
{
    private const string Empty = "refused.empty";

    /// <summary>When it happened.</summary>
    [Required]
    public When When { get; init; } = new();

    /// <summary>One line of plain text, 1 to 300 characters; only where there is a summary it may be left out.</summary>
    [RequiredWithout(nameof(Summary)), MinLength(1, ErrorMessage = Empty), MaxLength(300)]
    public string? Headline { get; init; }

    /// <summary>What happened, in the newsroom's words; plain text.</summary>
    [MinLength(1, ErrorMessage = Empty), MaxLength(10_000)]
    public string? Summary { get; init; }

    /// <summary>The people and bodies in it.</summary>
    public IReadOnlyList<Person> People { get; init; } = [];

    /// <summary>Where it happened, the widest first.</summary>
    [MaxItemText(200)]
    public IReadOnlyList<string> Places { get; init; } = [];

    /// <summary>What it is about, to group and find entries by.</summary>
    [MaxLength(20)]
    public IReadOnlyList<Topic> Topics { get; init; } = [];

    /// <summary>What others say of it.</summary>
    public IReadOnlyList<Claim> Claims { get; init; } = [];

    /// <summary>Numbers, each with its author.</summary>
    public IReadOnlyList<Figure> Figures { get; init; } = [];

    /// <summary>Where the newsroom has it from.</summary>
    public IReadOnlyList<Source> Sources { get; init; } = [];

    /// <summary>Pictures and recordings.</summary>
    public IReadOnlyList<Media> Media { get; init; } = [];

    /// <summary>Other entries of the story that it belongs with.</summary>
    public IReadOnlyList<Link> Links { get; init; } = [];

    /// <summary>It announces what is still to come.</summary>
    public bool Planned { get; init; }

    /// <summary>It lies outside the story's window and is left out unless asked for; where it is not given, so is what lies wholly
    /// before the window.</summary>
    public bool? Background { get; init; }

    /// <summary>It lies after the story's window and is shown last; where neither this nor background is given, so is what lies
    /// wholly after the window.</summary>
    public bool? Aftermath { get; init; }

    /// <summary>It is one of the few that a reader in a hurry must see.</summary>
    public bool Key { get; init; }

    /// <summary>Recorded for the newsroom only, until it is published.</summary>
    public bool Draft { get; init; }

    /// <summary>Hidden from the public until this instant.</summary>
    public DateTimeOffset? EmbargoUntil { get; init; }

    /// <summary>What another system calls it, where it was taken over from one: the entry's id follows from it, and a story has one
    /// entry of an origin, and beside one that contributors may not see one of theirs. Readers are not told.</summary>
    [MinLength(1, ErrorMessage = Empty), MaxLength(500)]
    public string? Origin { get; init; }
}
