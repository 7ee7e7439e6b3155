using System.Runtime.CompilerServices;
using Npgsql;

namespace Timeline.Store.Log;

/// <summary>
/// Follows the log as it grows. One feed serves a whole process; each subscription reads for itself, so let many
/// listeners share one.
/// </summary>
/// <remarks>
/// Events are found by looking; a look is due each second. PostgreSQL's NOTIFY only says that one is worth while
/// now, so nothing depends on its arrival (it does not pass PgBouncer's transaction mode, for one).
/// </remarks>
/// <param name="store">The log.</param>
public sealed class EventFeed(EventStore store) : IAsyncDisposable
{
    private const int BatchSize = 500;

    // Under a stream of appends we look this often and not after each: a look costs the server about as much as an
    // append. The first one after a pause is looked at once.
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(50);

    private readonly Hints _hints = new(store.Source, store.Schema);

    /// <summary>How long to wait for a hint before looking all the same.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Every event after a position, for ever: in order, each once, only settled ones
    /// (<see cref="EventStore.SettledAsync"/>), in batches of 1 to 500. A database out of reach is waited for.
    /// </summary>
    /// <param name="after">The last position already known; 0 for all.</param>
    /// <param name="ct">Ends the subscription by an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="PostgresException">The database refuses, for a reason that waiting will not mend.</exception>
    public IAsyncEnumerable<IReadOnlyList<StoredEvent>> SubscribeAsync(long after, CancellationToken ct = default) =>
        SubscribeAsync(after, static _ => { }, ct);

    /// <inheritdoc cref="SubscribeAsync(long, CancellationToken)"/>
    /// <param name="after">The last position already known; 0 for all.</param>
    /// <param name="caughtUp">Told after each look, once all that was settled then has been delivered.</param>
    /// <param name="ct">Ends the subscription by an <see cref="OperationCanceledException"/>.</param>
    public async IAsyncEnumerable<IReadOnlyList<StoredEvent>> SubscribeAsync(
        long after, Action<Settled> caughtUp, [EnumeratorCancellation] CancellationToken ct = default)
    {
        _hints.Listen();
        while (true)
        {
            // Taken before we look: a hint that comes during the look makes us look again.
            var hint = _hints.Next;
            var settled = await PatientlyAsync(() => store.SettledAsync(ct), ct);
            while (after < settled.Position)
            {
                var from = after;
                var batch = await PatientlyAsync(
                    async () => await store.PageAsync(from, settled.Position, BatchSize, ct).ToListAsync(ct), ct);
                after = batch.Count < BatchSize ? settled.Position : batch[^1].Position;
                if (batch.Count > 0)
                    yield return batch;
            }

            caughtUp(settled);
            await Task.Delay(Breath, ct);
            await Task.WhenAny(hint, Task.Delay(PollInterval, ct));
            ct.ThrowIfCancellationRequested();
        }
    }

    /// <summary>
    /// Tells all feeds on the database that there are new events. Call it after the commit, outside any
    /// transaction, and do not wait for it before answering. Calls within 20 ms share one NOTIFY. It never fails: a
    /// lost hint only means a later look.
    /// </summary>
    /// <returns>Completes when a NOTIFY sent after this call has gone out, or has failed.</returns>
    public Task NotifyAsync() => _hints.SendAsync();

    /// <summary>Stops listening. Subscriptions go on, by polling, until they are cancelled.</summary>
    public ValueTask DisposeAsync() => _hints.DisposeAsync();

    private static async Task<T> PatientlyAsync<T>(Func<Task<T>> look, CancellationToken ct)
    {
        for (var pause = 100; ; pause = Math.Min(pause * 2, 5000))
        {
            try
            {
                return await look();
            }
            catch (NpgsqlException e) when (!ct.IsCancellationRequested && MayPass(e))
            {
                await Task.Delay(pause, ct);
            }
        }
    }

    // A lost connection, and what PostgreSQL says when it is shutting down, starting, or short of something.
    private static bool MayPass(NpgsqlException e) =>
        e.IsTransient || e.SqlState is ['0', '8', ..];
}
