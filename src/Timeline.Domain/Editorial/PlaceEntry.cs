using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Timeline.Domain.Dates;
using Timeline.Domain.Kinds;
using Timeline.Domain.Languages;
using Timeline.Domain.Values;

namespace Timeline.Domain.Editorial;

/// <summary>Stored: the entry was given a place beside another, or went back to its own. Alias <c>entry_placed</c>.</summary>
/// <param name="Entry">The entry's id.</param>
/// <param name="Before">The entry that it stands before, or null.</param>
/// <param name="After">The entry that it stands after, or null.</param>
/// <param name="Beside">The key of the other entry at that time, see <see cref="EntryOrder"/>; null where it went back.</param>
public sealed record EntryPlaced(string Entry, string? Before, string? After, string? Beside) : EntryChanged(Entry)
{
    internal override Entry Apply(Entry entry, DateTimeOffset recorded) =>
        entry with { Place = Beside is null ? null : new(Beside, Before is not null, recorded) };

    private string Field => Before is null ? "after" : "before";

    private protected override Decision? Bars(Entry entry, Story story, DateTimeOffset now) =>
        Beside is null ? (Before ?? After) is not null ? Decision.Invalid("beside", Sentence.ForPrograms("is missing."))
            : entry.Place is null ? Nothing("It stands there already.") : null
        : NotBeside(Entry, Before, After) is { } refused ? refused
        : !EntryOrder.IsKey(Beside) ? Decision.Invalid("beside", Sentence.ForPrograms("is no place in a chronology."))
        : !IsWithin(Beside, entry.Body, story.Zone) ? Decision.Invalid(Field, Sentence.ForPrograms("is outside the bounds of the entry's date."))
        : !EntryOrder.HasRoom(Beside) ? Decision.Invalid(Field, Sentence.Of("refused.place-beside"))
        : entry.Place is { } place && place.Beside == Beside && place.IsBefore == Before is not null
            ? Nothing("It stands there already.")
        : null;

    /// <summary>The refusal of a place beside none, beside two, or beside itself; null where it is beside one other.</summary>
    internal static Decision? NotBeside(string entry, string? before, string? after) =>
        before is null == after is null ? Decision.Invalid("before", Sentence.Of(before is null ? "refused.place-missing" : "refused.place-both"))
        : (before ?? after) == entry ? Decision.Invalid(before is null ? "after" : "before", Sentence.Of("refused.itself"))
        : null;

    /// <summary>Whether a place is inside the bounds of an entry's own date.</summary>
    internal static bool IsWithin(string beside, EntryBody body, TimeZoneInfo zone)
    {
        var at = new Instant(EntryOrder.InstantOf(beside));
        return body.When.Date.Bounds(zone).Overlaps(at, at);
    }
}

/// <summary>Asks to place an entry beside another, inside the bounds of its own date, or to let it stand where that puts it.</summary>
public sealed record PlaceEntry : EntryCommand
{
    /// <summary>The entry that it shall stand before; give this or after.</summary>
    [EntryName, MaxLength(64)]
    public string? Before { get; init; }

    /// <summary>The entry that it shall stand after; give this or before.</summary>
    [EntryName, MaxLength(64)]
    public string? After { get; init; }

    /// <summary>It shall stand where its date alone puts it; give this, before or after.</summary>
    [Label("Back to where its date puts it")]
    public bool Back { get; init; }

    /// <summary>A worked example.</summary>
    public static PlaceEntry Example => new() { After = "4kdz9w2hm7x" };

    /// <inheritdoc/>
    [JsonIgnore]
    public override IEnumerable<string> Needs => Back ? [Entry] : [Entry, Other];

    private string Other => Before ?? After ?? "";

    private protected override Decision DecideOn(Entry entry, StoryState story, DecisionContext context)
    {
        if (Checks.Problems(this) is { Count: > 0 } problems)
            return new Decision.Refused(Refusal.Invalid(problems));
        if (Back)
        {
            return (Before ?? After) is not null ? Decision.Invalid("back", Sentence.Of("refused.back-and-other"))
                : Accept(new EntryPlaced(Entry, null, null, null));
        }

        if (EntryPlaced.NotBeside(Entry, Before, After) is { } refused)
            return refused;
        var field = Before is null ? "after" : "before";
        if (!story.Entries.TryGetValue(Other, out var other))
            return Decision.Invalid(field, Sentence.Of("refused.no-entry-named", Other));
        // Its key would go into addresses that readers see.
        if (!other.Visible)
            return Decision.Invalid(field, Sentence.Of("refused.place-hidden"));

        var zone = story.Story!.Zone;
        var beside = EntryOrder.KeyOf(other, zone);
        return EntryPlaced.IsWithin(beside, entry.Body, zone) ? Accept(new EntryPlaced(Entry, Before, After, beside))
            : Decision.Invalid(field, Sentence.Of("refused.place-outside", other.Body.When.Date.InWords(zone), entry.Body.When.Date.InWords(zone)));
    }
}
