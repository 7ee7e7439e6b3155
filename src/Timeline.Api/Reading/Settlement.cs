using Timeline.EventLog;

namespace Timeline.Api.Reading;

/// <summary>
/// Knows which past can no longer change, and so may be kept for ever: an append in flight may still carry an instant of a
/// few seconds ago (<see cref="Settled.Instant"/>).
/// </summary>
internal sealed class Settlement(EventStore log, TimeProvider clock)
{
    // An open transaction of somebody else must not keep a reader waiting; the answer is then kept by nobody.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);
    private long _settledTicks;

    /// <summary>How long the answer about a moment may be kept.</summary>
    public async Task<string> CacheControlAsync(Moment? moment, bool hidden, CancellationToken ct) =>
        hidden ? Answer.Private
        : moment is null ? Answer.Present
        // A version is a state that an event has made and the next event, of a later instant, ended.
        : moment.Version is not null || await IsSettledAsync(moment.Instant, ct) ? Answer.Immutable
        : Answer.Unsettled;

    /// <summary>Whether nothing recorded at or before that instant can appear any more.</summary>
    public async Task<bool> IsSettledAsync(DateTimeOffset instant, CancellationToken ct)
    {
        if (instant.UtcTicks <= Interlocked.Read(ref _settledTicks))
            return true;
        if (instant > clock.GetUtcNow())
            return false;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            var settled = await log.SettledAsync(patience.Token);
            Interlocked.Exchange(ref _settledTicks, Math.Max(settled.Instant.UtcTicks, Interlocked.Read(ref _settledTicks)));
            return instant <= settled.Instant;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }
}
