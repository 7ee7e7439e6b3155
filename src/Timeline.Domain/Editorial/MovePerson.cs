using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Timeline.Domain.People;
using Timeline.Domain.Values;

namespace Timeline.Domain.Editorial;

/// <summary>That an entry was moved from one id to another.</summary>
/// <param name="From">The id that it had.</param>
/// <param name="To">The id that it has.</param>
/// <param name="Was">What it said before.</param>
/// <param name="Is">What it said after.</param>
public sealed record Move(string From, string To, EntryBody Was, EntryBody Is);

/// <summary>Stored: what the entry says of one person or body it says of another id; names and offices stay. Alias <c>person_moved</c>.</summary>
/// <param name="Entry">The entry's id.</param>
/// <param name="From">The id that it had.</param>
/// <param name="To">The id that it has.</param>
/// <param name="Changes">The fields that change by that, with their new values.</param>
/// <param name="Undo">It undoes a merge.</param>
public sealed record PersonMoved(string Entry, string From, string To, JsonObject Changes, bool Undo = false) : EntryChanged(Entry)
{
    // Not that it changes what a move would change now: what an entry names somebody by may be more since.
    private protected override Decision? Bars(Entry entry, Story story, DateTimeOffset now) =>
        Changes.Count > 0 && MovePerson.IsMovable(entry, From, To, Undo) && MovePerson.DifferInIds(entry.Body, After(entry.Body), From, To, Undo)
            ? null : Nothing($"The entry does not name \"{From}\".");

    private EntryBody After(EntryBody before) => JsonDifference.Apply(before, Changes, DomainJson.Stored);

    internal override Entry Apply(Entry entry, DateTimeOffset recorded)
    {
        var after = After(entry.Body);
        return entry with
        {
            Body = after,
            Moves = Undo ? [.. entry.Moves.Where(m => (m.From, m.To) != (To, From))] : entry.Moves.Add(new(From, To, entry.Body, after)),
        };
    }
}

/// <summary>Asks to move an entry from one id to another, as a merge does with all of them.</summary>
public sealed record MovePerson : EntryCommand
{
    /// <summary>The id that the entry has.</summary>
    [Required, Slug]
    public string From { get; init; } = "";

    /// <summary>The id that it is to have: of the register, or of the entry.</summary>
    [Required, Slug]
    public string To { get; init; } = "";

    /// <summary>Whether it undoes a move: what was not changed since is as it was.</summary>
    [JsonIgnore, NotChecked]
    public bool Undo { get; init; }

    /// <summary>A worked example.</summary>
    public static MovePerson Example => new() { From = "alexei-navalny", To = "yulia-navalnaya" };

    /// <inheritdoc/>
    [JsonIgnore]
    public override IEnumerable<string> NamesPeople => [To];

    private protected override Decision DecideOn(Entry entry, StoryState story, DecisionContext context)
    {
        if (Checks.Problems(this) is { Count: > 0 } problems)
            return new Decision.Refused(Refusal.Invalid(problems));
        var changes = ChangesOf(entry, From, To, Undo);
        return changes.Count > 0 && !Undo && Naming.NotMovable(To, entry.Body, context.Register) is { } sentence
            ? Decision.Invalid("to", sentence) : Accept(new PersonMoved(Entry, From, To, changes, Undo));
    }

    /// <summary>What a move changes of an entry; nothing where that does not name whom it moves.</summary>
    internal static JsonObject ChangesOf(Entry entry, string from, string to, bool undo) =>
        !IsMovable(entry, from, to, undo) ? []
            : JsonDifference.Of(entry.Body, undo ? Undone(entry, from, to) : Moved(entry.Body, from, to));

    /// <summary>Whether an entry names whom a move moves, and of an undoing was moved so.</summary>
    internal static bool IsMovable(Entry entry, string from, string to, bool undo) =>
        Names(entry.Body, from) && (!undo || entry.Moves.Any(m => (m.From, m.To) == (to, from)));

    /// <summary>Whether two states of an entry say the same of one who has either id. What an undoing brings back is what was moved the other way.</summary>
    internal static bool DifferInIds(EntryBody before, EntryBody after, string from, string to, bool undo) =>
        JsonDifference.Of(Moved(before, from, to), Moved(after, from, to)).Count == 0 || (undo && DifferInIds(before, after, to, from, undo: false));

    private static EntryBody Undone(Entry entry, string from, string to)
    {
        var move = entry.Moves.Last(m => (m.From, m.To) == (to, from));
        var moved = JsonDifference.Of(move.Was, move.Is).Select(c => c.Key).ToList();
        var (was, made, now) = (JsonDifference.Json(move.Was), JsonDifference.Json(move.Is), JsonDifference.Json(entry.Body));
        if (!moved.All(field => JsonNode.DeepEquals(made[field], now[field])))
            return Moved(entry.Body, from, to);
        return JsonDifference.Apply(entry.Body, new(moved.Select(f => KeyValuePair.Create(f, was[f]?.DeepClone()))), DomainJson.Stored);
    }

    private static bool Names(EntryBody body, string id) => Naming.People(body).Concat(Naming.Ids(body)).Contains(id);

    private static EntryBody Moved(EntryBody body, string from, string to)
    {
        // A copy of its own, in which the ids are written over.
        var copy = (EntryBody)JsonSerializer.Deserialize(JsonDifference.Json(body), body.GetType(), DomainJson.Stored)!;
        Whos.Rename(copy, from, to);
        var both = copy.People.Any(p => p.Id == to);
        return copy with
        {
            People = [.. copy.People.Where(p => !(both && p.Id == from)).Select(p => p.Id == from ? p with { Id = to } : p)],
        };
    }
}
