using Microsoft.Extensions.Caching.Memory;
using Timeline.Api.Http;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Api.Live;

/// <summary>The hubs of this node: one for each story that somebody follows.</summary>
internal sealed class Hubs : IDisposable
{
    // A hub reads within milliseconds of what its node hears; one that does not has lost the database.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, Hub> _hubs = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly Func<string, Hub> _make;
    private readonly StoryWatch _watch;
    private readonly CostlyReads _costly;
    private readonly long _bytes;
    private long _generations;

    public Hubs(
        StoryWatch watch, TimelineDatabase db, CostlyReads costly, Limits limits, LiveOptions options, TimeProvider clock,
        IHostApplicationLifetime lifetime, ILogger<Hubs> log)
    {
        Stopping = lifetime.ApplicationStopping;
        (_watch, _costly) = (watch, costly);
        // Half for what is recent, half for what is older.
        _bytes = limits.StreamMegabytes * 1024L * 1024 / 2;
        Blocks = new(new MemoryCacheOptions { SizeLimit = _bytes });
        _make = story => new Hub(story, this, db, watch, options, clock, log);
        watch.Changed += Wake;
    }

    // All hubs together use one connection, so that readers of the rest never wait for one.
    private SemaphoreSlim Turn { get; } = new(1);

    // And those of their readers who are far behind another one, of the costly reads.
    private SemaphoreSlim PastTurn { get; } = new(1);

    /// <summary>What was read of the past of any story, by generation and number.</summary>
    public MemoryCache Blocks { get; }

    /// <summary>A number that no hub has had.</summary>
    public long NextGeneration() => Interlocked.Increment(ref _generations);

    /// <summary>How many bytes each hub may have of what is recent.</summary>
    public long RecentBytes => _bytes / Math.Max(1, Count);

    /// <summary>Ends all streams.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>How many stories are followed.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _hubs.Count;
        }
    }

    /// <summary>How many follow a story.</summary>
    public int Readers(string story)
    {
        lock (_gate)
            return _hubs.GetValueOrDefault(story)?.Readers ?? 0;
    }

    /// <summary>
    /// Takes a seat in the hub of a story, once it knows all that this node knows of the story; null where there is no such story.
    /// </summary>
    /// <exception cref="TimeoutException">It does not come to know it.</exception>
    public async Task<Seat?> JoinAsync(string story, CancellationToken ct)
    {
        Hub? hub;
        lock (_gate)
        {
            if (!_hubs.TryGetValue(story, out hub))
            {
                // It must hear of changes before it looks for the first time.
                _hubs[story] = hub = _make(story);
                _ = Task.Run(() => hub.RunAsync(Stopping), CancellationToken.None);
            }

            hub.Readers++;
        }

        var seat = new Seat(this, hub);
        try
        {
            if (await hub.Started.WaitAsync(ct))
            {
                await CaughtUpAsync(hub, ct);
                return seat;
            }

            seat.Dispose();
            return null;
        }
        catch
        {
            seat.Dispose();
            throw;
        }
    }

    // A moment after a take-down its frames still say what went, and nobody may begin with them.
    private async Task CaughtUpAsync(Hub hub, CancellationToken ct)
    {
        var known = await _watch.VersionAsync(hub.Story, ct);
        for (var now = hub.Now; now.Last < known?.PublicVersion && !hub.Ended; now = hub.Now)
            await now.Over.WaitAsync(Patience, ct);
    }

    /// <summary>Reads from the database when it is our turn.</summary>
    public async Task<T> OneAtATimeAsync<T>(Func<Task<T>> read, CancellationToken ct)
    {
        await Turn.WaitAsync(ct);
        try
        {
            return await read();
        }
        finally
        {
            Turn.Release();
        }
    }

    /// <summary>Reads what is long past when it is our turn.</summary>
    public async Task<T> InThePastAsync<T>(Func<TimelineDatabase, Task<T>> read)
    {
        await PastTurn.WaitAsync(Stopping);
        try
        {
            return await read(_costly.Database);
        }
        finally
        {
            PastTurn.Release();
        }
    }

    public void Dispose()
    {
        Blocks.Dispose();
        Turn.Dispose();
        PastTurn.Dispose();
    }

    /// <summary>Removes a hub that nobody listens to.</summary>
    public bool RemoveIdle(Hub hub)
    {
        lock (_gate)
            return hub.Readers == 0 && _hubs.Remove(hub.Story);
    }

    /// <summary>Removes a hub that runs no more.</summary>
    public void Remove(Hub hub)
    {
        lock (_gate)
        {
            if (_hubs.GetValueOrDefault(hub.Story) == hub)
                _hubs.Remove(hub.Story);
        }
    }

    private void Wake(string story)
    {
        Hub? hub;
        lock (_gate)
            _hubs.TryGetValue(story, out hub);
        hub?.Wake();
    }

    /// <summary>One reader's place in a hub.</summary>
    public sealed class Seat(Hubs hubs, Hub hub) : IDisposable
    {
        public Hub Hub => hub;

        public void Dispose()
        {
            lock (hubs._gate)
                hub.Readers--;
        }
    }
}
