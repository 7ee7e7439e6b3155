using System.Text.Json;
using System.Text.Json.Serialization;
using Timeline.Domain.Kinds;
using Timeline.Domain.Values;

namespace Timeline.Domain.TakeDowns;

/// <summary>Stored: something of an entry was taken down. Alias <c>entry_taken_down</c>. What was stored before is rewritten with it.</summary>
/// <param name="Entry">The entry's id.</param>
/// <param name="Asked">See <see cref="ITakesDown"/>.</param>
public sealed record EntryTakenDown(string Entry, AskedTakeDown Asked) : EntryChanged(Entry), ITakesDown
{
    /// <inheritdoc/>
    [NotChecked]
    public IReadOnlyList<ErasedEvent> Erased { get; init; } = [];

    /// <inheritdoc/>
    public StoryEvent With(IReadOnlyList<ErasedEvent> erased) => this with { Erased = erased };

    private protected override bool TakesRetracted => true;

    private protected override Decision? Bars(Entry entry, Story story, DateTimeOffset now) =>
        Asked.AlreadySo(entry.TakenDown) is { } so ? Nothing(so) : null;

    // Nothing of which words went comes into view by a clock. All that is left of what is gone whole is its place; no hold is left to end.
    internal override Entry Apply(Entry entry, DateTimeOffset recorded)
    {
        var after = (Asked.Erases ? entry.WithoutPlans() : entry) with { TakenDown = TakenDown.Of(entry.TakenDown, Asked, Asked.IsWhole, recorded) };
        return !Asked.IsWhole ? after : after with
        {
            Held = null,
            HeldAt = null,
            HoldHidesPast = false,
            Promised = null,
            // As after a retraction, what those concerned replied stays as long as it must.
            Replies = after.TakenDown!.IsGone ? [] : entry.Replies.RemoveAll(r => r.Until <= recorded),
        };
    }
}

/// <summary>Asks to take something of an entry down, of one that was retracted or is held, too.</summary>
public sealed record TakeDownEntry : EntryCommand, IRewrites
{
    private static readonly string[] NotRemoved = ["planned", "background", "aftermath", "key", "draft", "embargoUntil"];

    /// <summary>The fields that can be removed.</summary>
    public static IReadOnlySet<string> Removable { get; } = new HashSet<string>(
    [
        .. KindList.All.SelectMany(k => k.BodyType.GetProperties()).Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name)).Except(NotRemoved),
        "outcome", "wrong", "reason", AskedTakeDown.Replies,
    ]);

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
        Decision.If(Asked.Problems(Removable.Contains, Again is not null))
        ?? Accept(new EntryTakenDown(Entry, Asked.Kept), Asked.Erases && !Asked.IsWhole ? PlansEnd(entry) : []);
}
