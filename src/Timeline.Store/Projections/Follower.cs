using Timeline.Store.Log;

namespace Timeline.Store.Projections;

/// <summary>
/// Follows the log on one node: folds what others appended without folding it, announces every story that changed on any
/// node, and moves the shared checkpoint. Any number of nodes may run it: a story is folded by compare-and-set.
/// </summary>
/// <param name="log">The event log.</param>
/// <param name="feed">The node's feed.</param>
/// <param name="announcements">Told of every story that changed.</param>
/// <param name="clock">By which <see cref="Behind"/> is measured.</param>
public sealed class Follower(EventStore log, EventFeed feed, Announcements announcements, TimeProvider clock)
{
    /// <summary>The checkpoint's row in <c>mt_event_progression</c>.</summary>
    public const string Name = "Chronology:All";

    private readonly CatchUp _catchUp = new(log, new StoryLoader(log, log.Schema), log.Schema);
    private long _position;
    private long _lookedAt = clock.GetTimestamp();
    private long _settledTicks;

    /// <summary>The last position that this node has dealt with.</summary>
    public long Position => Interlocked.Read(ref _position);

    /// <summary>
    /// Nothing recorded at or before this instant (UTC) will be folded any more, on this node or another; of events of other
    /// applications, which have clocks of their own, only of those that enter as ours do (<see cref="Settled.Instant"/>).
    /// </summary>
    public DateTimeOffset SettledUntil => new(Interlocked.Read(ref _settledTicks), TimeSpan.Zero);

    /// <summary>How long ago this node last knew that it had seen everything.</summary>
    public TimeSpan Behind => clock.GetElapsedTime(Interlocked.Read(ref _lookedAt));

    /// <summary>Follows until cancelled.</summary>
    /// <param name="unreadable">Told of an event that stops its story.</param>
    /// <param name="ct">Ends it.</param>
    public async Task RunAsync(Action<UnreadableEventException> unreadable, CancellationToken ct)
    {
        var checkpoint = await log.CheckpointAsync(Name, ct);
        _position = checkpoint;
        await foreach (var batch in feed.SubscribeAsync(checkpoint, Looked, ct))
        {
            string[] stories = [.. batch.Select(e => e.Stream).Distinct()];
            foreach (var story in await _catchUp.BehindAsync(stories, ct))
            {
                try
                {
                    await _catchUp.FoldAsync(story, ct);
                }
                catch (UnreadableEventException error)
                {
                    unreadable(error);
                }
            }

            foreach (var story in stories)
                announcements.Announce(story);

            var to = batch[^1].Position;
            Interlocked.Exchange(ref _position, to);
            // Another node may have moved it further: then there is nothing to do, as every story has its own head.
            if (to > checkpoint)
                checkpoint = await log.AdvanceAsync(Name, checkpoint, to, [], ct) is Overtaken overtaken ? overtaken.Position : to;
        }
    }

    private void Looked(Settled settled)
    {
        Interlocked.Exchange(ref _lookedAt, clock.GetTimestamp());
        Interlocked.Exchange(ref _settledTicks, settled.Instant.UtcTicks);
    }
}
