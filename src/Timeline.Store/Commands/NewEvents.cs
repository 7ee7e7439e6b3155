using Marten;
using Timeline.Store.Projections;

namespace Timeline.Store.Commands;

/// <summary>The events that a group appends, each story's after those that are stored.</summary>
/// <param name="stories">The stories, as they stand in the database.</param>
internal sealed class NewEvents(IReadOnlyDictionary<string, LoadedStory> stories)
{
    // In the order of the ids, so that two groups never wait for each other in a circle.
    private readonly SortedDictionary<string, List<NewEvent>> _events = new(StringComparer.Ordinal);

    /// <summary>Whether there are none.</summary>
    public bool AreNone => _events.Count == 0;

    /// <summary>The first and the last recorded time.</summary>
    public (DateTimeOffset First, DateTimeOffset Last) Recorded =>
        (_events.Values.Min(e => e[0].Recorded), _events.Values.Max(e => e[^1].Recorded));

    /// <summary>All of them, with their places.</summary>
    public IEnumerable<((string Story, long Version) Place, NewEvent Event)> All =>
        _events.SelectMany(story => story.Value.Select((e, i) => ((story.Key, stories[story.Key].StreamVersion + 1 + i), e)));

    /// <summary>Whether some are of a story.</summary>
    public bool AreOn(string story) => _events.ContainsKey(story);

    /// <summary>One more, after those of its story that are here already.</summary>
    public void Add(string story, NewEvent @event)
    {
        if (!_events.TryGetValue(story, out var appended))
            _events[story] = appended = [];
        appended.Add(@event);
    }

    /// <summary>Signs them.</summary>
    /// <returns>The last hash of each story.</returns>
    /// <exception cref="FormatException">What an event says, or who asked for it, cannot be signed.</exception>
    public Dictionary<string, string> Sign()
    {
        var all = All.ToArray();
        // A digest, which is most of the work, hangs on nothing before it.
        var digests = Processors.Make(all, some => Array.ConvertAll(some, one => one.Event.Digest()));
        var hashes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (((story, version), @event), digest) in all.Zip(digests))
            hashes[story] = @event.Sign(hashes.GetValueOrDefault(story) ?? stories[story].Hash, story, version, digest);
        return hashes;
    }

    /// <summary>Queues them on a session.</summary>
    public void Queue(IDocumentSession session)
    {
        foreach (var (story, appended) in _events)
        {
            var (before, events) = (stories[story].StreamVersion, appended.ConvertAll(e => e.For(session)));
            if (before == 0)
                session.Events.StartStream(story, events);
            else
                session.Events.Append(story, before + appended.Count, events);
        }
    }

    /// <summary>To be called after the commit.</summary>
    public void Committed()
    {
        foreach (var appended in _events.Values.SelectMany(e => e))
            appended.Committed();
    }
}
