using Timeline.Domain.Languages;
using Timeline.Domain.Values;

namespace Timeline.Domain.People;

/// <summary>
/// Who is meant where an entry names somebody: what has the form of an id is one, of the entry's people or of the register;
/// everything else is a name.
/// </summary>
internal static class Naming
{
    /// <summary>The ids that a part of an entry names, its people's aside.</summary>
    public static IEnumerable<string> Ids(object? record) =>
        record is null ? [] : Whos.In(record).Where(w => w.Who.IsId).Select(w => w.Who.Text);

    /// <summary>The ids of its people; also of one that is not checked yet.</summary>
    public static IEnumerable<string> People(EntryBody body) => body.People.OfType<Person>().Select(p => p.Id);

    /// <summary>The entry with the names of the register, as they are now, where it gives none; whoever it names by an id of the
    /// register alone is among its people then, so that it keeps the name.</summary>
    public static EntryBody Filled(EntryBody body, Register register, string language)
    {
        if (register.People.Count == 0)
            return body;
        var added = Added(body, body, register, language);
        return added.Count > 0 || body.People.Any(p => p is { Name: "" } && register[p.Id] is not null)
            ? body with { People = [.. body.People.Select(p => p is { Name: "" } && register[p.Id] is { } known ? Filled(p, known.Record, language) : p), .. added] }
            : body;
    }

    /// <summary>Those whom something names by an id of the register, and who are not among the entry's people yet.</summary>
    public static IReadOnlyList<Person> Added(object? said, EntryBody entry, Register register, string language) =>
    [
        .. Ids(said).Distinct().Except(People(entry)).Select(id => register[id]).OfType<RegisteredPerson>().Where(p => p.MergedInto is null)
            .Select(p => Filled(new Person { Id = p.Id }, p.Record, language)),
    ];

    /// <summary>The entry with more people in it.</summary>
    public static EntryBody With(EntryBody body, IReadOnlyList<Person> named) =>
        named.Count == 0 ? body : body with { People = [.. body.People, .. named] };

    /// <summary>Why an entry cannot be moved to an id; null where it can.</summary>
    public static Sentence? NotMovable(string id, EntryBody entry, Register register) =>
        register[id] is { } known
            ? Merged(known) ?? (known.Record.Visibility == PersonRecord.Protected ? Sentence.Of("refused.protected-move") : null)
        : People(entry).Contains(id) ? null
        : register.Nearest(id, People(entry)) is { } nearest ? Sentence.Of("refused.not-registered-near", nearest)
        : Sentence.Of("refused.not-registered");

    /// <summary>What is wrong with whom an entry names.</summary>
    /// <param name="body">The entry.</param>
    /// <param name="register">The register.</param>
    /// <param name="before">The entry before a correction, whose people are not asked about again; null for a new one.</param>
    public static IEnumerable<FieldProblem> Problems(EntryBody body, Register register, EntryBody? before = null)
    {
        foreach (var (i, person) in body.People.Index().Where(p => before?.People.Contains(p.Item) is not true))
        {
            if (register[person.Id] is { } known && Merged(known) is { } merged)
                yield return new($"people[{i}].id", merged);
            if (register[person.Id]?.Record is not { Visibility: PersonRecord.Protected } record || (person.Name == record.Shown && person.NativeName is null))
                continue;
            var only = Sentence.Of("refused.protected-name", record.Shown);
            if (person.Name != record.Shown)
                yield return new($"people[{i}].name", only);
            if (person.NativeName is not null)
                yield return new($"people[{i}].nativeName", only);
        }

        // Nobody has said before whom such an id means.
        HashSet<string> asBefore = before is null ? [] : [.. Ids(before).Except(People(before))];
        foreach (var problem in Unknown(body, "", body, register).Where(p => !asBefore.Contains(p.Id)))
        {
            yield return before is not null && People(before).Contains(problem.Id)
                ? new(problem.Problem.Field, Sentence.Of("refused.still-names", problem.Id))
                : problem.Problem;
        }
    }

    /// <summary>The same of what is added to an entry.</summary>
    /// <param name="added">A figure, a claim or the like.</param>
    /// <param name="prefix">What the names of its fields begin with.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="register">The register.</param>
    public static IEnumerable<FieldProblem> Problems(object? added, string prefix, EntryBody entry, Register register) =>
        added is null ? [] : Unknown(added, prefix, entry, register).Select(u => u.Problem);

    /// <summary>What the editor should hear of texts that were taken for names, each once.</summary>
    /// <param name="said">An entry, or what is added to one.</param>
    /// <param name="prefix">What the names of its fields begin with.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="before">The entry before a correction; null otherwise.</param>
    public static IEnumerable<Note> Notes(object? said, string prefix, EntryBody entry, EntryBody? before = null)
    {
        if (said is null)
            return [];
        HashSet<string> known = before is null ? [] : [.. Whos.In(before).Select(w => w.Who.Text)];
        return Whos.In(said, prefix).Where(w => !w.Who.IsId && known.Add(w.Who.Text)).Select(w => new Note(w.Field,
            entry.People.FirstOrDefault(p => p.Name == w.Who.Text) is { } person ? Sentence.Of("noted.taken-for-name-there", w.Who.Text, person.Id)
            : Sentence.Of("noted.taken-for-name", w.Who.Text)));
    }

    private static IEnumerable<(string Id, FieldProblem Problem)> Unknown(object said, string prefix, EntryBody entry, Register register) =>
        from who in Whos.In(said, prefix)
        let id = who.Who.Text
        where who.Who.IsId && register[id] is not { MergedInto: null } && entry.People.All(p => p.Id != id)
        let nearest = register.Nearest(id, People(entry))
        select (id, new FieldProblem(who.Field, register[id] is { } known ? Merged(known)!
            : nearest is null ? Sentence.Of("refused.unknown-id", id) : Sentence.Of("refused.unknown-id-near", id, nearest)));

    private static Sentence? Merged(RegisteredPerson person) =>
        person.MergedInto is { } into ? Sentence.Of("refused.merged", into) : null;

    private static Person Filled(Person person, PersonRecord record, string language)
    {
        var shown = record.Names.Where(n => n.Shown).ToList();
        return person with
        {
            Name = shown.FirstOrDefault(n => n.Language is not null && Language.Of(n.Language).Own == Language.Of(language).Own)?.Name ?? record.Shown,
            NativeName = person.NativeName ?? shown.FirstOrDefault(n => n.Native)?.Name,
        };
    }
}
