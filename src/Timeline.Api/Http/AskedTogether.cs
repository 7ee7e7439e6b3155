namespace Timeline.Api.Http;

/// <summary>A question that is asked once for all who come while the one before is being answered: one at a time, however many there are, and
/// nobody is answered by a look that began before they came.</summary>
/// <param name="ask">Asks it.</param>
internal sealed class AskedTogether<T>(Func<Task<T>> ask)
{
    private readonly Lock _gate = new();
    private Task<T>? _last;
    private Task<T>? _next;

    /// <summary>The answer.</summary>
    /// <param name="ct">Cancels the waiting for it.</param>
    public Task<T> AskAsync(CancellationToken ct)
    {
        lock (_gate)
            return (_next ??= _last = AskAfterAsync(_last)).WaitAsync(ct);
    }

    private async Task<T> AskAfterAsync(Task? before)
    {
        // Not under the lock.
        await (before ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        lock (_gate)
            _next = null;
        return await ask();
    }
}
