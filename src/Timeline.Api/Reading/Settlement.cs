using Timeline.Store.Log;
using Timeline.Store.Projections;

namespace Timeline.Api.Reading;

/// <summary>
/// Knows which past can no longer change, and so may be kept for ever: an append in flight may still carry an instant of a
/// few seconds ago (<see cref="Settled.Instant"/>), and what another application appended may not be folded yet. Ask it
/// before reading: what comes between the two would be missing for ever.
/// </summary>
internal sealed class Settlement(Follower follower)
{
    /// <summary>How long the answer about a moment may be kept.</summary>
    public string CacheControl(Moment? moment, bool hidden) =>
        hidden ? Answer.Private
        : moment is null ? Answer.Present
        // A version is a state that an event has made and the next event, of a later instant, ended.
        : moment.Version is not null || moment.Instant <= follower.SettledUntil ? Answer.Immutable
        : Answer.Unsettled;
}
