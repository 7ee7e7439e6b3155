using System.Collections.Concurrent;
using Npgsql;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Api.Live;

/// <summary>
/// One story's changes for all its readers on this node. It reads each change from the database once, encodes it once and
/// keeps the last ones. A reader is a position in them: a slow one has no queue that could grow.
/// </summary>
internal sealed class Hub(
    string story, Hubs hubs, TimelineDatabase db, StoryWatch watch, LiveOptions options, TimeProvider clock, ILogger log)
{
    /// <summary>Frames go out of memory, and come from the database for who is far behind, in blocks of so many.</summary>
    private const int Block = 64;

    // Both are bounds for the recent frames of one story; an entry can have up to some 100 KB.
    private const int MostRecent = 4 * Block;
    private const int MostBytes = 2 * 1024 * 1024;
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<long, Lazy<Task<Frame[]>>> _blocks = new();
    private long _bytesOfBlocks;
    private readonly TaskCompletionSource<bool> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Recent _now = new(0, []);
    private long _published = clock.GetTimestamp();
    private IDisposable? _pin;

    private SemaphoreSlim Awake { get; } = new(0);

    public string Story => story;

    /// <summary>How many readers it has; guarded by <see cref="Hubs"/>.</summary>
    public int Readers { get; set; }

    /// <summary>Whether there is such a story; from then on <see cref="Now"/> is good.</summary>
    public Task<bool> Started => _started.Task;

    /// <summary>Whether it runs no more: its readers must come again.</summary>
    public bool Ended { get; private set; }

    /// <summary>The present moment.</summary>
    public Recent Now => Volatile.Read(ref _now);

    /// <summary>Says that the story has changed, perhaps.</summary>
    public void Wake()
    {
        if (Awake.CurrentCount == 0)
            Awake.Release();
    }

    /// <summary>The frames of the block with the first change after a version that is older than the recent frames.</summary>
    public async Task<Frame[]> BlockAsync(long after, CancellationToken ct)
    {
        var number = after / Block;
        // It is complete and never changes, so readers who come back together share it.
        var block = _blocks.GetOrAdd(number, n => new(() => ReadBlockAsync(n)));
        try
        {
            return await block.Value.WaitAsync(ct);
        }
        catch (NpgsqlException)
        {
            _blocks.TryRemove(new(number, block));
            throw;
        }
    }

    /// <summary>Runs until nobody listens any more.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        try
        {
            if (await StartAsync(ct))
                await FollowAsync(ct);
        }
        catch (Exception error)
        {
            _started.TrySetException(error);
            if (error is not (NpgsqlException or OperationCanceledException))
                log.LogError(error, "The live stream of {Story} ended; its readers come again", story);
        }
        finally
        {
            hubs.Remove(this);
            _pin?.Dispose();
            Ended = true;
            Now.End();
        }
    }

    private async Task<bool> StartAsync(CancellationToken ct)
    {
        var current = await hubs.OneAtATimeAsync(() => db.StoryAsync(story, ct), ct);
        if (current is not null)
        {
            _pin = watch.Pin(story, current.Version);
            // Those who come back after a restart mostly miss only a little: it is in memory before they ask.
            var after = Math.Max(0, (current.Version / Block) - 1) * Block;
            _now = new(after, await ReadAsync(after, current.Version, ct));
        }

        _started.SetResult(current is not null);
        return current is not null;
    }

    private async Task FollowAsync(CancellationToken ct)
    {
        var wait = options.Heartbeat;
        while (true)
        {
            await Awake.WaitAsync(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, ct);
            if (hubs.RemoveIdle(this))
                return;
            Frame[] found = [];
            var failed = false;
            try
            {
                found = await ReadAsync(Now.Last, long.MaxValue, ct);
                if (found.Any(f => f.OfPast))
                    await ForgetAsync(ct);
            }
            catch (NpgsqlException)
            {
                failed = true;
            }

            // The beat counts from what readers saw last: hidden work on the story must neither delay nor cause it.
            if (found.Length > 0 || clock.GetElapsedTime(_published) >= options.Heartbeat)
                Publish(found);
            wait = failed ? Retry
                : found.Length == MostRecent ? TimeSpan.Zero
                : options.Heartbeat - clock.GetElapsedTime(_published);
        }
    }

    // What is withheld now stands in frames that are kept for those who come back.
    private async Task ForgetAsync(CancellationToken ct)
    {
        var before = Now;
        _blocks.Clear();
        var again = await ReadAsync(before.After, before.Last, ct);
        Volatile.Write(ref _now, new(before.After, again));
        before.End();
    }

    private void Publish(Frame[] found)
    {
        var before = Now;
        var (after, frames) = (before.After, found.Length == 0 ? before.Frames : [.. before.Frames, .. found]);
        while (frames.Length >= 2 * Block && (frames.Length > MostRecent || SizeOf(frames) > MostBytes))
            (after, frames) = (after + Block, frames[Block..]);
        _published = clock.GetTimestamp();
        Volatile.Write(ref _now, new(after, frames));
        before.End();
    }

    private async Task<Frame[]> ReadBlockAsync(long number)
    {
        var frames = await ReadAsync(number * Block, (number + 1) * Block, hubs.Stopping);
        lock (_blocks)
        {
            var bytes = SizeOf(frames);
            _bytesOfBlocks += bytes;
            if (_bytesOfBlocks > MostBytes)
            {
                foreach (var other in _blocks.Keys.Where(n => n != number))
                    _blocks.TryRemove(other, out _);
                _bytesOfBlocks = bytes;
            }
        }

        return frames;
    }

    private static long SizeOf(Frame[] frames) => frames.Sum(f => (long)f.Bytes.Length);

    private async Task<Frame[]> ReadAsync(long after, long to, CancellationToken ct)
    {
        var changes = await hubs.OneAtATimeAsync(() => db.ChangesAsync(story, after, to, MostRecent, ct), ct);
        return await Task.WhenAll(changes.Select(Frame.OfAsync));
    }
}
