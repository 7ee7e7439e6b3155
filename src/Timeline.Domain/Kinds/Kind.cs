using System.Reflection;
using System.Text.Json;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>Names a kind. Its event's alias and its English labels follow from the names, which are therefore frozen for ever.</summary>
/// <param name="name">The name in answers, such as <c>content-removal</c>.</param>
/// <param name="plural">The name in routes, such as <c>content-removals</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class KindAttribute(string name, string plural) : Attribute
{
    /// <summary>The name in answers.</summary>
    public string Name { get; } = name;

    /// <summary>The name in routes.</summary>
    public string Plural { get; } = plural;

    /// <summary>The name of the property with the word that tells what it comes to, such as "acquitted"; null where none does.</summary>
    public string? Result { get; init; }

    /// <summary>What else editors type who look for it: words, or what words begin with, with blanks between. Other languages have their own
    /// (<c>kind.NAME.also</c>).</summary>
    public string AlsoCalled { get; init; } = "";

    /// <summary>Whether what came of it is shown at it: the latest entry that is linked to it as its outcome.</summary>
    public bool HasOutcome { get; init; }
}

/// <summary>What the one file of a kind must say beside its <see cref="KindAttribute"/>; the compiler asks for it.</summary>
/// <typeparam name="TBody">The kind's own record: the command's body and the event's content.</typeparam>
public interface IKind<TBody>
    where TBody : EntryBody, IKind<TBody>
{
    /// <summary>A worked example, shown in OpenAPI and used by the tests of every kind.</summary>
    static abstract TBody Example { get; }

    /// <summary>Rules that no attribute can say; none by default.</summary>
    static virtual IEnumerable<FieldProblem> Check(TBody body) => [];

    /// <summary>Whether readers will ask what came of it: the newsroom is asked, too, once a year has passed without an outcome.</summary>
    static virtual bool AwaitsOutcome(TBody body) => false;
}

/// <summary>One kind of entry, as the rest of the service sees it.</summary>
public sealed class Kind
{
    private readonly Func<string, EntryBody, EntryRecorded> recorded;
    private readonly Func<EntryBody, IEnumerable<FieldProblem>> check;
    private readonly Func<EntryBody, bool> awaits;

    private Kind(Type body, Type @event, EntryBody example,
        Func<string, EntryBody, EntryRecorded> recorded, Func<EntryBody, IEnumerable<FieldProblem>> check, Func<EntryBody, bool> awaits)
    {
        var named = body.GetCustomAttribute<KindAttribute>()
            ?? throw new InvalidOperationException($"{body.Name} has no [Kind] that names it.");
        (Name, Plural, HasOutcome, AlsoCalled) = (named.Name, named.Plural, named.HasOutcome, named.AlsoCalled);
        (Alias, Label, PluralLabel) = (named.Name.Replace('-', '_') + "_recorded", Labels.Of(named.Name), Labels.Of(named.Plural));
        (BodyType, EventType, Example) = (body, @event, example);
        (this.recorded, this.check, this.awaits) = (recorded, check, awaits);
        Fields = KindField.Of(body);
        OwnFields = [.. Fields.Select(f => f.Name)];
        Result = named.Result is null ? null : Fields.Single(f => f.Name == JsonNamingPolicy.CamelCase.ConvertName(named.Result));
    }

    /// <summary>The name in answers, such as <c>content-removal</c>.</summary>
    public string Name { get; }

    /// <summary>The name in routes, such as <c>content-removals</c>.</summary>
    public string Plural { get; }

    /// <summary>The event's storage name, such as <c>content_removal_recorded</c>. Frozen for ever.</summary>
    public string Alias { get; }

    /// <summary>What readers of English see, such as "Content removal".</summary>
    public string Label { get; }

    /// <summary>What readers of English see of several.</summary>
    public string PluralLabel { get; }

    /// <inheritdoc cref="KindAttribute.AlsoCalled"/>
    public string AlsoCalled { get; }

    /// <inheritdoc cref="KindAttribute.HasOutcome"/>
    public bool HasOutcome { get; }

    /// <summary>The field with the word that tells what it comes to; null where none does.</summary>
    public KindField? Result { get; }

    /// <summary>The record of the command's body.</summary>
    public Type BodyType { get; }

    /// <summary>The record of the stored event.</summary>
    public Type EventType { get; }

    /// <inheritdoc cref="IKind{TBody}.Example"/>
    public EntryBody Example { get; }

    /// <summary>The fields that only this kind has, in the order in which a form shows them.</summary>
    public IReadOnlyList<KindField> Fields { get; }

    /// <summary>Their JSON names: an answer's <c>details</c>.</summary>
    public IReadOnlyList<string> OwnFields { get; }

    /// <summary>Makes a kind known from its one file.</summary>
    public static Kind Of<TBody>()
        where TBody : EntryBody, IKind<TBody> =>
        new(typeof(TBody), typeof(Recorded<TBody>), TBody.Example,
            (entry, body) => new Recorded<TBody>(entry, (TBody)body), body => TBody.Check((TBody)body), body => TBody.AwaitsOutcome((TBody)body));

    /// <inheritdoc cref="IKind{TBody}.AwaitsOutcome"/>
    public bool AwaitsOutcome(EntryBody body) => awaits(body);

    /// <summary>Accepts a body of this kind as an event.</summary>
    public EntryRecorded Recorded(string entry, EntryBody body) => recorded(entry, body);

    /// <summary>The problems of a body: its fields', then the common rules', then the kind's own.</summary>
    /// <param name="body">The body.</param>
    /// <param name="zone">The story's time zone.</param>
    public IReadOnlyList<FieldProblem> Check(EntryBody body, TimeZoneInfo? zone = null)
    {
        var problems = Checks.Problems(body, zone);
        return problems.Count > 0 ? problems : [.. EntryRules.Problems(body), .. check(body)];
    }
}
