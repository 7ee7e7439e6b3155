using System.Text.Json.Serialization;
using Timeline.Domain.Languages;
using Timeline.Domain.Values;

namespace Timeline.Domain.People;

/// <summary>Something that was accepted and stored in a person's stream.</summary>
/// <param name="Person">The person's id.</param>
public abstract record PersonEvent(string Person) : StoryEvent
{
    /// <summary>The person as the register has them after this event.</summary>
    /// <param name="before">As it had them before; null before the first event.</param>
    /// <param name="recorded">When the newsroom stored this event.</param>
    /// <exception cref="InvalidOperationException">It does not follow from that state.</exception>
    internal abstract RegisteredPerson Apply(RegisteredPerson? before, DateTimeOffset recorded);

    /// <inheritdoc cref="EntryChanged.Against"/>
    /// <param name="person">As the register has them before; null where it has nobody.</param>
    internal abstract Decision? Against(RegisteredPerson? person);
}

/// <summary>Stored: what the register says of a person or body from then on. Alias <c>person_registered</c>.</summary>
/// <param name="Person">The person's id.</param>
/// <param name="Body">All that it says.</param>
/// <param name="AwaitsMention">See <see cref="RegisteredPerson.AwaitsMention"/>.</param>
public sealed record PersonRegistered(string Person, PersonRecord Body, bool AwaitsMention = false) : PersonEvent(Person)
{
    internal override RegisteredPerson Apply(RegisteredPerson? before, DateTimeOffset recorded) =>
        Body is null ? throw new InvalidOperationException("it says nothing of the person.")
        : (before ?? new() { Id = Person, Record = Body, RegisteredAt = recorded }) with
        {
            Record = Body,
            AwaitsMention = AwaitsMention,
            UpdatedAt = recorded,
        };

    internal override Decision? Against(RegisteredPerson? person) =>
        person?.MergedInto is { } into ? Decision.No(RefusalReason.State, "already-merged", Sentence.Of("refused.merged-register", into))
        : person is not null && JsonDifference.Of(person.Record, Body).Count == 0
            ? new Decision.NothingToDo(null, "The register says that already.")
        : null;
}

/// <summary>A command about a person or body in the register.</summary>
public abstract record PersonCommand : ConditionalCommand
{
    /// <summary>The person's id.</summary>
    [JsonIgnore, NotChecked]
    public string Person { get; init; } = "";

    /// <inheritdoc/>
    public sealed override Decision Decide(StoryState story, DecisionContext context) =>
        SlugAttribute.IsSlug(Person) ? DecideOn(story.Person, context)
            : Decision.Invalid("person", Sentence.Of("refused.person-id"));

    private protected abstract Decision DecideOn(RegisteredPerson? person, DecisionContext context);

    /// <summary>Why a command on a state that was seen is not for the one that there is; null where it is.</summary>
    private protected Decision? NotFor(RegisteredPerson? person, bool mustName = true) =>
        mustName && person is not null && IfUpdatedAt is null && !AnyState
            ? Decision.No(RefusalReason.PreconditionMissing, "if-match-missing",
                Sentence.Of("refused.if-match-person"))
        : person is null ? IfUpdatedAt is not null || AnyState
            ? Decision.No(RefusalReason.Stale, "stale-person", Sentence.Of("refused.nobody-to-change"))
            : null
        : IfUpdatedAt?.Contains(person.UpdatedAt) is false
            ? Decision.No(RefusalReason.Stale, "stale-person", Sentence.Of("refused.stale-person"))
        : null;
}

/// <summary>Asks to register a person or body, or to say something else of one: all that the register says is replaced.</summary>
/// <param name="Record">All that it is to say.</param>
public sealed record RegisterPerson(PersonRecord Record) : PersonCommand
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override IEnumerable<string> Registers => Record.Visibility == PersonRecord.Public ? [Person] : [];

    /// <summary>A worked example.</summary>
    public static PersonRecord Example => new()
    {
        Name = "Mara Tolven",
        Names = [new() { Name = "M. Tolven" }],
        Description = "politician, once minister of transport of Veldania",
        Visibility = PersonRecord.Public,
    };

    private protected override Decision DecideOn(RegisteredPerson? person, DecisionContext context)
    {
        if (Checks.Problems(Record) is { Count: > 0 } problems)
            return new Decision.Refused(Refusal.Invalid(problems));
        var awaits = Record.Visibility == PersonRecord.Public
            && (person is { IsPublic: true } ? person.AwaitsMention : context.Unseen.Contains(Person));
        var registered = new PersonRegistered(Person, Record, awaits);
        return registered.Against(person) ?? NotFor(person) ?? new Decision.Accepted(registered, null)
        {
            Notes = awaits
                ? [new("visibility", Sentence.Of("noted.awaits-mention"))]
                : Record.Visibility == PersonRecord.Protected && person is { Record.Name: not null }
                ? [new("visibility", Sentence.Of("noted.name-stays"))]
                : [],
        };
    }
}
