using System.Reflection;
using System.Text.Json;

namespace Timeline.Domain.Kinds;

/// <summary>What the one file of a kind must say; the compiler asks for each part.</summary>
/// <typeparam name="TBody">The kind's own record: the command's body and the event's content.</typeparam>
/// <typeparam name="TEvent">The event that it is stored as.</typeparam>
public interface IKind<TBody, TEvent>
    where TBody : EntryBody, IKind<TBody, TEvent>
    where TEvent : EntryRecorded
{
    /// <summary>The name in answers, such as <c>content-removal</c>.</summary>
    static abstract string Name { get; }

    /// <summary>The name in routes, such as <c>content-removals</c>.</summary>
    static abstract string Plural { get; }

    /// <summary>The event's storage name, such as <c>content_removal_recorded</c>. Frozen for ever.</summary>
    static abstract string Alias { get; }

    /// <summary>A worked example, shown in OpenAPI and used by the tests of every kind.</summary>
    static abstract TBody Example { get; }

    /// <summary>Accepts the body as an event.</summary>
    static abstract TEvent Recorded(string entry, TBody body);

    /// <summary>Rules that no attribute can say; none by default.</summary>
    static virtual IEnumerable<FieldProblem> Check(TBody body) => [];
}

/// <summary>One kind of entry, as the rest of the service sees it.</summary>
public sealed class Kind
{
    private readonly Func<string, EntryBody, EntryRecorded> recorded;
    private readonly Func<EntryBody, IEnumerable<FieldProblem>> check;

    private Kind(string name, string plural, string alias, Type body, Type @event, EntryBody example,
        Func<string, EntryBody, EntryRecorded> recorded, Func<EntryBody, IEnumerable<FieldProblem>> check)
    {
        (Name, Plural, Alias, BodyType, EventType, Example) = (name, plural, alias, body, @event, example);
        (this.recorded, this.check) = (recorded, check);
        OwnFields =
        [
            .. body.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                .Where(p => p.CanWrite)
                .Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name)),
        ];
    }

    /// <inheritdoc cref="IKind{TBody,TEvent}.Name"/>
    public string Name { get; }

    /// <inheritdoc cref="IKind{TBody,TEvent}.Plural"/>
    public string Plural { get; }

    /// <inheritdoc cref="IKind{TBody,TEvent}.Alias"/>
    public string Alias { get; }

    /// <summary>The record of the command's body.</summary>
    public Type BodyType { get; }

    /// <summary>The record of the stored event.</summary>
    public Type EventType { get; }

    /// <inheritdoc cref="IKind{TBody,TEvent}.Example"/>
    public EntryBody Example { get; }

    /// <summary>The JSON names of the fields that only this kind has: an answer's <c>details</c>.</summary>
    public IReadOnlyList<string> OwnFields { get; }

    /// <summary>Makes a kind known from its one file.</summary>
    public static Kind Of<TBody, TEvent>()
        where TBody : EntryBody, IKind<TBody, TEvent>
        where TEvent : EntryRecorded =>
        new(TBody.Name, TBody.Plural, TBody.Alias, typeof(TBody), typeof(TEvent), TBody.Example,
            (entry, body) => TBody.Recorded(entry, (TBody)body), body => TBody.Check((TBody)body));

    /// <summary>Accepts a body of this kind as an event.</summary>
    public EntryRecorded Recorded(string entry, EntryBody body) => recorded(entry, body);

    /// <summary>The problems of a body: its fields', then the kind's own.</summary>
    /// <param name="body">The body.</param>
    /// <param name="zone">The story's time zone.</param>
    public IReadOnlyList<FieldProblem> Check(EntryBody body, TimeZoneInfo? zone = null)
    {
        var problems = Values.Checks.Problems(body, zone);
        return problems.Count > 0 ? problems : [.. check(body)];
    }
}
