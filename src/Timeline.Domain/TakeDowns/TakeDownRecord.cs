using System.Text.Json.Serialization;
using Timeline.Domain.Languages;
using Timeline.Domain.People;
using Timeline.Domain.Values;

namespace Timeline.Domain.TakeDowns;

/// <summary>Stored: something that the register said of a person or body was taken down. Alias <c>person_taken_down</c>.</summary>
/// <param name="Person">The person's id.</param>
/// <param name="Asked">See <see cref="ITakesDown"/>.</param>
public sealed record PersonTakenDown(string Person, AskedTakeDown Asked) : PersonEvent(Person), ITakesDown
{
    /// <inheritdoc/>
    [NotChecked]
    public IReadOnlyList<ErasedEvent> Erased { get; init; } = [];

    /// <inheritdoc/>
    public StoryEvent With(IReadOnlyList<ErasedEvent> erased) => this with { Erased = erased };

    internal override Decision? Against(RegisteredPerson? person) =>
        person is null ? Decision.No(RefusalReason.Unknown, "unknown-person", Sentence.Of("refused.no-person")) : null;

    internal override RegisteredPerson Apply(RegisteredPerson? before, DateTimeOffset recorded) =>
        (before ?? throw new InvalidOperationException("nobody is there.")) with { UpdatedAt = recorded };
}

/// <summary>Asks to take down what the register says of somebody, where it was ticked.</summary>
public sealed record TakeDownRecord : PersonCommand, IRewrites
{
    /// <inheritdoc/>
    [NotChecked]
    public AskedTakeDown Asked { get; init; } = new();

    /// <inheritdoc/>
    [JsonIgnore]
    public string? Of => null;

    /// <inheritdoc/>
    [JsonIgnore, NotChecked]
    public IReadOnlyList<LeftOfEvent>? Again { get; init; }

    /// <inheritdoc/>
    [NotChecked]
    public IReadOnlySet<StoredField>? Only { get; init; }

    private protected override Decision DecideOn(RegisteredPerson? person, DecisionContext context) =>
        Decision.If(Asked.Problems(_ => false, Again is not null)) is { } wrong ? wrong
        : !Asked.Erases ? Decision.Invalid("form", Sentence.Of("refused.not-of-places"))
        : Taken.Against(person) ?? new Decision.Accepted(Taken, null);

    private PersonTakenDown Taken => new(Person, Asked.Kept);
}
