using System.Text.Json;
using Timeline.Domain;
using Timeline.Domain.TakeDowns;
using Timeline.Store.Commands;
using Timeline.Store.Proof;
using Timeline.Store.TakeDowns;

namespace Timeline.Store.Archives;

/// <summary>
/// Take-downs that were kept outside, applied to the events of a story before these are stored, as their commands would apply them
/// after: so the words are never there.
/// </summary>
internal static class TakenDownAgain
{
    /// <summary>A story's events without the words, and with an event more for each take-down that took something.</summary>
    /// <param name="events">All events of the story.</param>
    /// <param name="kept">The take-downs of the story, oldest first; what it has, or what is of nothing that it has, is passed over.</param>
    /// <param name="actor">Who applies them.</param>
    /// <param name="now">When.</param>
    /// <exception cref="InvalidOperationException">Without those words the story's events do not follow upon one another.</exception>
    /// <exception cref="UnreadableEventException">One of them cannot be read.</exception>
    public static IReadOnlyList<StoredEvent> Of(
        IReadOnlyList<StoredEvent> events, IEnumerable<KeptTakeDown> kept, string actor, DateTimeOffset now)
    {
        foreach (var one in kept.Where(k => events.All(e => e.Hash != k.Hash)))
        {
            var state = events.Aggregate(StoryState.Empty, (before, e) => before.Apply(e.Read(), e.Version, before.NextRecorded(e.Recorded)).State);
            var recorded = state.NextRecorded(now);
            if (one.Command.Decide(state, new(recorded, "")) is not Decision.Accepted { Event: ITakesDown taken })
                continue;
            var rewriting = Rewriting.Of(events, (IRewrites)one.Command);
            if (one.Asked.Erases && rewriting.Erased.Count == 0)
                continue;
            events = [.. rewriting.Events, Signed(taken.With(rewriting.Erased), events[^1], recorded, actor)];
        }

        return events;
    }

    private static StoredEvent Signed(StoryEvent @event, StoredEvent last, DateTimeOffset recorded, string actor)
    {
        var made = new NewEvent(Guid.Empty, @event, recorded, new(actor), FieldDigests.NewSalt());
        var hash = made.Sign(last.Hash!, last.Stream, last.Version + 1, made.Digest());
        return new(0, last.Stream, last.Version + 1, EventTypes.Alias(@event.GetType()),
            JsonSerializer.SerializeToUtf8Bytes(@event, @event.GetType(), DomainJson.Stored), recorded, actor, null, null, made.Salt, hash);
    }
}
