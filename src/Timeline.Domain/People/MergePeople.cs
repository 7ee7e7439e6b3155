using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Timeline.Domain.Languages;
using Timeline.Domain.Values;

namespace Timeline.Domain.People;

/// <summary>Stored: the id means somebody else from then on: what was two is one. Alias <c>person_merged</c>.</summary>
/// <param name="Person">The old id.</param>
/// <param name="Into">The id that stays.</param>
public sealed record PersonMerged(string Person, string Into) : PersonEvent(Person)
{
    // Of an id that only entries used the register said nothing before.
    internal override RegisteredPerson Apply(RegisteredPerson? before, DateTimeOffset recorded) =>
        (before ?? new() { Id = Person, Record = new() { Name = Person }, RegisteredAt = recorded }) with
        {
            MergedInto = Into,
            WasMergedInto = Into,
            UpdatedAt = recorded,
        };

    internal override Decision? Against(RegisteredPerson? person) =>
        Into == Person ? Decision.Invalid("into", Sentence.Of("refused.same-id"))
        : person?.MergedInto == Into ? new Decision.NothingToDo(null, "They are merged so already.")
        : person is { MergedInto: { } other } ? Decision.No(RefusalReason.State, "already-merged", Sentence.Of("refused.merged-into", other))
        : person?.Record.Visibility == PersonRecord.Protected
            ? Decision.No(RefusalReason.State, "protected-person", Sentence.Of("refused.protected-merge"))
        : null;
}

/// <summary>Stored: a merge was undone. Alias <c>person_merge_undone</c>.</summary>
/// <param name="Person">The old id, which is one of its own again.</param>
/// <param name="Into">The id that it was merged into.</param>
public sealed record PersonMergeUndone(string Person, string Into) : PersonEvent(Person)
{
    internal override RegisteredPerson Apply(RegisteredPerson? before, DateTimeOffset recorded) =>
        (before ?? throw new InvalidOperationException("nobody is there.")) with { MergedInto = null, UpdatedAt = recorded };

    internal override Decision? Against(RegisteredPerson? person) =>
        person is null ? Decision.No(RefusalReason.Unknown, "unknown-person", Sentence.Of("refused.no-person"))
        : person.MergedInto is null || person.MergedInto != Into ? new Decision.NothingToDo(null, "They are not merged.")
        : null;
}

/// <summary>Where a merge leads, as an editor sends it.</summary>
public sealed record MergeInto
{
    /// <summary>The id that stays; it is in the register.</summary>
    [Required, Slug]
    public string Into { get; init; } = "";

    /// <summary>A worked example.</summary>
    public static MergeInto Example => new() { Into = "alexei-navalny" };
}

/// <summary>Asks to merge an id into another: both are one person or body. Entries that show the old id are moved, each by an event
/// of its own (<see cref="Editorial.MovePerson"/>).</summary>
/// <param name="Body">Where it leads.</param>
public sealed record MergePeople(MergeInto Body) : PersonCommand
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override IEnumerable<string> NamesPeople => [Body.Into];

    private protected override Decision DecideOn(RegisteredPerson? person, DecisionContext context) =>
        (Decision.If(Checks.Problems(Body)) ?? Merged.Against(person)) is { } instead ? instead
        : context.Register[Body.Into] is not { } into
            ? Decision.Invalid("into", context.Register.Nearest(Body.Into, []) is { } nearest
                ? Sentence.Of("refused.not-registered-near", nearest) : Sentence.Of("refused.not-registered"))
        : into.MergedInto is { } further ? Decision.Invalid("into", Sentence.Of("refused.merged-further", further))
        : into.Record.Visibility == PersonRecord.Protected
            ? Decision.No(RefusalReason.State, "protected-person", Sentence.Of("refused.protected-merge"))
        : NotFor(person, mustName: false) ?? new Decision.Accepted(Merged, null);

    private PersonMerged Merged => new(Person, Body.Into);
}

/// <summary>Asks to undo a merge: entries that it moved are moved back.</summary>
public sealed record UndoMerge : PersonCommand
{
    private protected override Decision DecideOn(RegisteredPerson? person, DecisionContext context)
    {
        var undone = new PersonMergeUndone(Person, person?.MergedInto ?? "");
        return undone.Against(person) ?? NotFor(person, mustName: false) ?? new Decision.Accepted(undone, null);
    }
}
