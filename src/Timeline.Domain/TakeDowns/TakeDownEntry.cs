using System.Text.Json;
using System.Text.Json.Serialization;
using Timeline.Domain.Kinds;
using Timeline.Domain.Values;

namespace Timeline.Domain.TakeDowns;

/// <summary>Stored: something of an entry was taken down. Alias <c>entry_taken_down</c>. What was stored before is rewritten with it.</summary>
/// <param name="Entry">The entry's id.</param>
/// <param name="Form">See <see cref="AskedTakeDown"/>.</param>
/// <param name="Whole">Whether all words went.</param>
/// <param name="Public">See <see cref="PublicFace"/>.</param>
/// <param name="Grounds">See <see cref="AskedTakeDown"/>.</param>
/// <param name="Authority">See <see cref="AskedTakeDown"/>.</param>
/// <param name="Reference">See <see cref="AskedTakeDown"/>.</param>
/// <param name="Fields">The fields that were removed, where not all were.</param>
/// <param name="Note">See <see cref="AskedTakeDown"/>.</param>
public sealed record EntryTakenDown(
    string Entry, string Form, bool Whole, string Public, string Grounds, string Authority, string Reference, IReadOnlyList<string>? Fields, string? Note)
    : EntryChanged(Entry), ITakesDown
{
    /// <inheritdoc/>
    public IReadOnlyList<ErasedEvent> Erased { get; init; } = [];

    /// <inheritdoc/>
    [JsonIgnore]
    public AskedTakeDown Asked => new()
    {
        Form = Form,
        Public = Public,
        Grounds = Grounds,
        Authority = Authority,
        Reference = Reference,
        Fields = Fields ?? [],
        Note = Note,
    };

    /// <inheritdoc/>
    public StoryEvent With(IReadOnlyList<ErasedEvent> erased) => this with { Erased = erased };

    // All that is left of what is gone whole is its place; no plan, promise or hold is left to end.
    internal override Entry Apply(Entry entry, DateTimeOffset recorded)
    {
        var after = entry with { TakenDown = TakenDown.Of(entry.TakenDown, Form, Whole, Public, Note, recorded) };
        return !Whole ? after : after with
        {
            Held = null,
            HeldAt = null,
            HoldHidesPast = false,
            Embargo = null,
            ScheduledFor = null,
        };
    }
}

/// <summary>Asks to take something of an entry down, of one that was retracted or is held, too.</summary>
public sealed record TakeDownEntry : EntryCommand, IRewrites
{
    private static readonly HashSet<string> FieldNames =
    [
        .. KindList.All.SelectMany(k => k.BodyType.GetProperties()).Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name)),
        "outcome", "wrong", "reason",
    ];

    private static readonly string[] NotRemoved = ["planned", "background", "aftermath", "key", "draft", "embargoUntil"];

    /// <inheritdoc/>
    public AskedTakeDown Asked { get; init; } = new();

    /// <inheritdoc/>
    [JsonIgnore]
    public string? Of => Entry;

    /// <inheritdoc/>
    [JsonIgnore, NotChecked]
    public IReadOnlyList<LeftOfEvent>? Again { get; init; }

    /// <inheritdoc/>
    protected override bool TakesRetracted => true;

    private protected override Decision DecideOn(Entry entry, StoryState story, DecisionContext context) =>
        Asked.Problems(f => FieldNames.Contains(f) && !NotRemoved.Contains(f), Again is not null) is { Count: > 0 } problems ? new Decision.Refused(Refusal.Invalid(problems))
        : Asked.Form == AskedTakeDown.Unlist && entry.TakenDown?.Unlisted is true ? Nothing("It is unlisted already, so nothing was stored.")
        : Asked.Form == AskedTakeDown.SayNote && entry.TakenDown?.Note == Asked.Note ? Nothing("That note is shown already, so nothing was stored.")
        : Accept(new EntryTakenDown(
            Entry, Asked.Form, Asked.IsWhole, Asked.Public, Asked.Grounds, Asked.Authority, Asked.Reference, Asked.Fields, Asked.Note));
}
