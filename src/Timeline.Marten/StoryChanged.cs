using Timeline.EventLog;

namespace Timeline.Marten;

/// <summary>Kept in the outbox by the transaction that changes a story: what must happen after the commit, even if the node
/// dies in between.</summary>
/// <param name="Story">The story's id.</param>
public sealed record StoryChanged(string Story);

/// <summary>Wakes the live readers of every node.</summary>
public static class StoryChangedHandler
{
    /// <summary>Called by Wolverine.</summary>
    public static Task HandleAsync(StoryChanged message, EventFeed feed)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(feed);
        return feed.NotifyAsync();
    }
}
