using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events.Projections;
using Timeline.Chronology;
using Timeline.Domain;
using Timeline.EventLog;

namespace Timeline.Marten;

/// <summary>
/// The chronology as Marten's inline projection: the shared folding, written in the transaction that appends. In a
/// <see cref="Rebuild"/> Marten's daemon gives it every event, in the order of the log, and it writes to the shadow.
/// </summary>
/// <remarks>
/// It folds only what follows directly on what is folded. What does not (appended without an expected version, so that
/// Marten learns the version only afterwards, or behind an event that nobody could fold) is left to the
/// <see cref="Follower"/>, which folds it a moment later or sets it aside in sight.
/// </remarks>
internal sealed class ChronologyProjection : ProjectionBase, IProjection
{
    /// <summary>Marten's name of it; its row in <c>mt_event_progression</c> is not the native engine's.</summary>
    public const string ProjectionName = "TimelineEntries";

    private readonly (string Schema, StoryLoader Loader) _present;
    private readonly (string Schema, StoryLoader Loader) _shadow;

    public ChronologyProjection(EventStore log)
    {
        (_present, _shadow) = (In(log.Schema), In(Rebuild.ShadowOf(log)));
        // Stories that are archived are read as before.
        IncludeArchivedEvents = true;
        // A rebuild reads no others: at an unknown type whose class nobody has stored, Marten's daemon would stop.
        foreach (var (_, type) in EventTypes.All)
            IncludeType(type);

        (string, StoryLoader) In(string schema) => (schema, new(log, schema));
    }

    /// <inheritdoc/>
    public async Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        // Only what is stored already, and read by the daemon, has a position.
        var (schema, loader) = events is [{ Sequence: > 0 }, ..] ? _shadow : _present;
        var projection = new Projection(schema);
        foreach (var stream in events.GroupBy(e => e.StreamKey!))
        {
            var story = await loader.HeadAsync(stream.Key, cancellation);
            foreach (var stored in stream)
            {
                if (stored.Version <= story.Version)
                    continue;
                if (stored.Version != story.Version + 1 || stored.Data is not StoryEvent @event)
                    break;
                if (@event is EntryChanged { Entry: { } entry })
                    story = await loader.WithEntriesAsync(story, stream.Key, [entry], cancellation);
                try
                {
                    Codec.Check(@event, stream.Key);
                    story = projection.Fold(story, @event, stored.Version, story.NextRecorded(stored.Timestamp));
                }
                catch (Exception error) when (CatchUp.DoesNotFit(error))
                {
                    break;
                }
            }
        }

        foreach (var command in projection.Commands())
            operations.QueueOperation(new BatchedCommand(command));
    }
}
