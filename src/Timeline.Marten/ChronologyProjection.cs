using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events.Projections;
using Timeline.Chronology;
using Timeline.Domain;
using Timeline.EventLog;

namespace Timeline.Marten;

/// <summary>
/// The chronology as Marten's inline projection: the shared folding, written in the transaction that appends. Marten can
/// rebuild it; then it gets every event, in the order of the log.
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

    private readonly EventStore _log;
    private readonly StoryLoader _loader;
    private readonly CatchUp _catchUp;

    public ChronologyProjection(EventStore log)
    {
        _log = log;
        _loader = new StoryLoader(log, log.Schema);
        _catchUp = new CatchUp(log, _loader, log.Schema);
        // Stories that are archived are read as before.
        IncludeArchivedEvents = true;
    }

    /// <summary>
    /// What a rebuild empties first. The stories' heads go before all else, as whoever folds meanwhile waits for them; and once
    /// more at the end, as a head that came in between has lost its rows.
    /// </summary>
    public static IReadOnlyList<string> Tables { get; } = ["tl_stories", "tl_entries", "tl_changes", "tl_set_aside", "tl_stories"];

    /// <inheritdoc/>
    public async Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        var projection = await FoldAsync(events, cancellation);
        // What the daemon reads in a rebuild has its position. Then commands and followers fold as well, and of two that fold
        // the same, one must look again; what Marten has queued it could not take back.
        if (events is [{ Sequence: > 0 }, ..])
        {
            while (projection.Count > 0 && !await _catchUp.WriteAsync(projection, cancellation))
                projection = await FoldAsync(events, cancellation);
            return;
        }

        foreach (var command in projection.Commands())
            operations.QueueOperation(new BatchedCommand(command));
    }

    private async Task<Projection> FoldAsync(IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        var projection = new Projection(_log.Schema);
        foreach (var stream in events.GroupBy(e => e.StreamKey!))
        {
            var story = await _loader.HeadAsync(stream.Key, cancellation);
            foreach (var stored in stream)
            {
                if (stored.Version <= story.Version)
                    continue;
                if (stored.Version != story.Version + 1 || stored.Data is not StoryEvent @event)
                    break;
                if (@event is EntryChanged changed)
                    story = await _loader.WithEntriesAsync(story, stream.Key, [changed.Entry], cancellation);
                try
                {
                    story = projection.Fold(story, @event, stored.Version, story.NextRecorded(stored.Timestamp));
                }
                catch (Exception error) when (CatchUp.DoesNotFit(error))
                {
                    break;
                }
            }
        }

        return projection;
    }
}
