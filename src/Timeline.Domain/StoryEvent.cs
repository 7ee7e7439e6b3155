using System.Text.Json.Serialization;
using Timeline.Domain.Languages;

namespace Timeline.Domain;

/// <summary>Something that was accepted and stored in a stream: a story's, or a person's (<see cref="People.PersonEvent"/>); past tense, never changed.</summary>
public abstract record StoryEvent
{
    /// <summary>The fields of it that a take-down rewrote, as JSON Pointers (RFC 6901) into its stored data; none of most. It is no part of that data:
    /// whoever reads a stored event takes it from what proves the rest of it.</summary>
    [JsonIgnore, Values.NotChecked]
    public IReadOnlyCollection<string> Rewritten { get; init; } = [];
}

/// <summary>A new entry of some kind. Each kind has its own sealed event, so that the events can be read by type.</summary>
/// <param name="Entry">The entry's id, made by the service.</param>
public abstract record EntryRecorded(string Entry) : StoryEvent
{
    /// <summary>What the editor wrote.</summary>
    [JsonIgnore]
    public abstract EntryBody Content { get; }

    /// <inheritdoc cref="EntryChanged.Against"/>
    internal Decision? Against(Story story, DateTimeOffset now) => RecordEntry.Closed(Content, story) ?? RecordEntry.Untimely(Content, story, now);
}

/// <summary>A change to an entry that exists, of whatever kind.</summary>
/// <param name="Entry">The entry's id.</param>
public abstract record EntryChanged(string Entry) : StoryEvent
{
    /// <summary>That it was done without the second pair of eyes that the story asks for; null where it was not.</summary>
    public Editorial.UrgentAct? Urgent { get; init; }

    /// <summary>Other entries whose links the entry lost with it: whoever asked may not see them, and beside them was no room for what they wrote; null
    /// where there was.</summary>
    public IReadOnlyList<string>? Unlinked { get; init; }

    /// <summary>What a command answers in the place of this event: why it is refused of an entry in that state, or that it would change
    /// nothing there; null where nothing speaks against it. What comes from elsewhere is held to the same (<see cref="StoredRules"/>).</summary>
    /// <param name="entry">As it stands before.</param>
    /// <param name="story">Its story.</param>
    /// <param name="now">When the newsroom stores this event.</param>
    internal Decision? Against(Entry entry, Story story, DateTimeOffset now) =>
        OfWithdrawn(entry, TakesRetracted, TakesTakenDown) ?? Bars(Left(entry), story, now);

    /// <summary>The refusal to change an entry that was withdrawn; null where it was not, or the change is of such entries, too.</summary>
    internal static Decision? OfWithdrawn(Entry entry, bool takesRetracted, bool takesTakenDown) =>
        entry.TakenDown?.Whole is true && !takesTakenDown
            ? Decision.No(RefusalReason.State, EntryCommand.AlreadyTakenDown, Sentence.Of("refused.entry-taken-down"))
        : entry.Retraction is not null && !takesRetracted
            ? Decision.No(RefusalReason.State, "already-retracted", Sentence.Of("refused.retracted"))
        : null;

    /// <summary>Whether it is of retracted entries, too.</summary>
    private protected virtual bool TakesRetracted => false;

    /// <summary>Whether it is of entries that are taken down whole, too.</summary>
    private protected virtual bool TakesTakenDown => false;

    /// <summary>What speaks against it in an entry that is not withdrawn, or may be.</summary>
    private protected virtual Decision? Bars(Entry entry, Story story, DateTimeOffset now) => null;

    private protected Decision Nothing(string sentence) => new Decision.NothingToDo(Entry, sentence);

    /// <summary>The entry as it stands after this event.</summary>
    /// <param name="entry">As it stood before.</param>
    /// <param name="recorded">When the newsroom stored this event.</param>
    internal Entry AppliedTo(Entry entry, DateTimeOffset recorded) => Left(Apply(Left(entry), recorded));

    // Of the links of a correction, too.
    private Entry Left(Entry entry) => Unlinked is null ? entry : entry with { Body = Mentions.WithoutLinks(entry.Body, Unlinked.Contains) };

    /// <summary>The same, of what the event itself changes.</summary>
    /// <param name="entry">As it stood before.</param>
    /// <param name="recorded">When the newsroom stored this event.</param>
    internal abstract Entry Apply(Entry entry, DateTimeOffset recorded);

    /// <summary>
    /// Whether a reader who sees the entry sees nothing of this event, since all that it changes is about entries which the
    /// public did not see at that moment. The decision knows them and says so in the event, so that folding needs no other
    /// entry. Such an event advances no public number: a number that moved for no reason in sight would betray them.
    /// </summary>
    [JsonIgnore]
    public virtual bool Unseen => false;
}
