using System.Collections.Immutable;
using Timeline.Domain.People;
using Timeline.Domain.Stories;

namespace Timeline.Domain;

/// <summary>
/// A story folded from its events, or as much of it as a decision needs: its head and the entries that the command
/// names. Folding an event needs the entry that it touches and no other, so the cost never grows with the story. Of a person's
/// stream it is the person (<see cref="StreamId"/>).
/// </summary>
public sealed record StoryState
{
    private static readonly ImmutableHashSet<string> NoIds = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    /// <summary>A stream without events.</summary>
    public static StoryState Empty { get; } = new();

    /// <summary>The story, or null before it is opened.</summary>
    public Story? Story { get; init; }

    /// <summary>Of a person's stream the person, or null before they are registered.</summary>
    public RegisteredPerson? Person { get; init; }

    /// <summary>The stream's name; null before its first event.</summary>
    public string? Stream => Story?.Id ?? (Person is null ? null : StreamId.OfPerson(Person.Id));

    /// <summary>When the story itself, or the person, last changed.</summary>
    public DateTimeOffset? UpdatedAt => Story?.UpdatedAt ?? Person?.UpdatedAt;

    /// <summary>The number of events in the stream.</summary>
    public long Version { get; init; }

    /// <summary>The number of public changes.</summary>
    public long PublicVersion { get; init; }

    /// <summary>When the last event was recorded, and the last entry came into view by it; strictly increasing within a story.</summary>
    public DateTimeOffset Recorded { get; init; }

    /// <summary>The entries that are loaded, by id.</summary>
    public ImmutableDictionary<string, Entry> Entries { get; init; } =
        ImmutableDictionary.Create<string, Entry>(StringComparer.Ordinal);

    /// <summary>Of what is loaded, the ids of the entries that whoever asks may not see: they are not among <see cref="Entries"/>.</summary>
    public ImmutableHashSet<string> OutOfSight { get; init; } = NoIds;

    /// <inheritdoc cref="Story.IsKnownToContributors"/>
    public bool IsKnownToContributors => Story?.IsKnownToContributors is true;

    /// <summary>The same as contributors may know it: without the entries that they may not see.</summary>
    public StoryState AsContributorsSeeIt()
    {
        var unseen = NoIds.Union(Entries.Values.Where(e => !e.IsSeenByContributors).Select(e => e.Id));
        return unseen.IsEmpty ? this : this with { Entries = Entries.RemoveRange(unseen), OutOfSight = unseen };
    }

    /// <summary>
    /// The instant for the next event: now, in whole microseconds (PostgreSQL's resolution), but always after the last
    /// one, so that an instant and a version of a story name the same states.
    /// </summary>
    public DateTimeOffset NextRecorded(DateTimeOffset now)
    {
        now = Microseconds.Cut(now);
        return now > Recorded ? now : Recorded.AddMicroseconds(1);
    }

    /// <summary>The state after one more event, and what that event changed.</summary>
    /// <exception cref="InvalidOperationException">The event does not follow from this state, as when the entry it
    /// touches is not loaded.</exception>
    public (StoryState State, Change Change) Apply(StoryEvent @event, long version, DateTimeOffset recorded)
    {
        if (version != Version + 1)
            throw new InvalidOperationException($"Version {version} does not follow version {Version}.");

        var next = this with { Version = version, Recorded = recorded };
        return @event switch
        {
            PersonEvent of when Story is null => next.With(of.Apply(Person, recorded)),
            StoryOpened opened when Story is null && Person is null => next.With(Story.Of(opened, recorded), false),
            StoryChanged changed when Story is not null => next.With(Story.After(changed, recorded), changed.Unseen),
            EntryRecorded entry when Story is not null && !Entries.ContainsKey(entry.Entry) =>
                next.With(null, Entry.After(null, entry, version, recorded, Story.Visible), false),
            EntryChanged changed when Entries.TryGetValue(changed.Entry, out var before) =>
                next.With(before, Entry.After(before, changed, version, recorded), changed.Unseen),
            _ => throw new InvalidOperationException($"{@event.GetType().Name} at version {version} does not fit its story."),
        };
    }

    private (StoryState, Change) With(RegisteredPerson after) =>
        (this with { Person = after }, new(PublicChange.None, null, null) { Person = after });

    private (StoryState, Change) With(Story after, bool unseen)
    {
        var came = after.Visible && Story is { Visible: false };
        var state = came ? WithEntriesInView(after.UpdatedAt) : this;
        var goes = Story is { Visible: true } && !after.Visible;
        var change = new Change((after.Visible && (came || !unseen)) || goes ? PublicChange.Story : PublicChange.None, null, null)
        {
            TakesDown = Story is not null && after.TakenDown != Story.TakenDown,
            Story = after,
            Anew = Story is not null && after.AnewAt != Story.AnewAt,
        };
        return (state with { Story = after, PublicVersion = PublicVersion + (change.Public == PublicChange.None ? 0 : 1) }, change);
    }

    // Each a microsecond after the one before, in the order of recording: what is of one date stands in that order, and no two
    // entries of a story come into view at the same instant.
    private StoryState WithEntriesInView(DateTimeOffset recorded)
    {
        var entries = Entries.ToBuilder();
        foreach (var entry in Entries.Values.OrderBy(e => e.RecordedAt))
        {
            var after = entry.WithStory(recorded);
            entries[entry.Id] = after;
            if (after.Visible)
                recorded = recorded.AddMicroseconds(1);
        }

        return this with { Entries = entries.ToImmutable(), Recorded = recorded };
    }

    private (StoryState, Change) With(Entry? before, Entry after, bool unseen)
    {
        var change = (before?.Visible ?? false, after.Visible) switch
        {
            (false, true) => PublicChange.Recorded,
            (true, true) => unseen ? PublicChange.None : PublicChange.Changed,
            (true, false) => PublicChange.Removed,
            (false, false) => PublicChange.None,
        };
        var takesDown = before is not null && before.TakenDown != after.TakenDown;
        if (change == PublicChange.None && new Change(change, before, after) { TakesDown = takesDown }.OfPast)
            change = PublicChange.Past;
        var state = this with
        {
            PublicVersion = PublicVersion + (change == PublicChange.None ? 0 : 1),
            Entries = Entries.SetItem(after.Id, after),
        };
        return (state, new Change(change, before, after) { TakesDown = takesDown });
    }
}
