namespace Timeline.Store.Projections;

/// <summary>Says within one process that a story changed: after each commit of its own, and when it hears of others'.</summary>
public sealed class Announcements
{
    /// <summary>Called with the story's id. Handlers must be quick and must not throw.</summary>
    public event Action<string>? Changed;

    /// <summary>Says so.</summary>
    public void Announce(string story) => Changed?.Invoke(story);
}
