using System.Text.Json.Serialization;

namespace Timeline.Domain;

/// <summary>Something that was accepted and stored in a stream: a story's, or a person's (<see cref="People.PersonEvent"/>); past tense, never changed.</summary>
public abstract record StoryEvent;

/// <summary>A new entry of some kind. Each kind has its own sealed event, so that the events can be read by type.</summary>
/// <param name="Entry">The entry's id, made by the service.</param>
public abstract record EntryRecorded(string Entry) : StoryEvent
{
    /// <summary>What the editor wrote.</summary>
    [JsonIgnore]
    public abstract EntryBody Content { get; }
}

/// <summary>A change to an entry that exists, of whatever kind.</summary>
/// <param name="Entry">The entry's id.</param>
public abstract record EntryChanged(string Entry) : StoryEvent
{
    /// <summary>That it was done without the second pair of eyes that the story asks for; null where it was not.</summary>
    public Editorial.UrgentAct? Urgent { get; init; }

    /// <summary>The entry as it stands after this event.</summary>
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
