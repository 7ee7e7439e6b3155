using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Memory;
using Npgsql;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Api.Live;

/// <summary>
/// One story's changes for all its readers on this node. It reads each change from the database once, encodes it once and
/// keeps the last ones. A reader is a position in them: a slow one has no queue that could grow, and holds one frame at most.
/// </summary>
internal sealed class Hub(
    string story, Hubs hubs, TimelineDatabase db, StoryWatch watch, LiveOptions options, TimeProvider clock, ILogger log)
{
    /// <summary>So many frames come from the database together for who is far behind; one can have up to some 100 KB.</summary>
    private const int Block = 16;

    private const int MostAtOnce = 4 * Block;
    private const int MostRecent = 256;

    // As for other answers: a rebuild may mend what is kept.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<(long Generation, long Number), Lazy<Task<Frame[]>>> _reading = new();

    // What is kept of the past is good for one: it may be withheld meanwhile.
    private long _generation = hubs.NextGeneration();
    private readonly TaskCompletionSource<bool> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Recent _now = new(0, []);
    private long _published = clock.GetTimestamp();
    private IDisposable? _pin;

    private SemaphoreSlim Awake { get; } = new(0);

    public string Story => story;

    /// <summary>Which history of the story it tells; empty before <see cref="Started"/>.</summary>
    public string Lineage { get; private set; } = "";

    /// <summary>The story's time zone.</summary>
    public string TimeZone { get; private set; } = "UTC";

    /// <summary>How many readers it has; guarded by <see cref="Hubs"/>.</summary>
    public int Readers { get; set; }

    /// <summary>Whether there is such a story; from then on <see cref="Now"/> is good.</summary>
    public Task<bool> Started => _started.Task;

    /// <summary>Whether it runs no more: its readers must come again.</summary>
    public bool Ended { get; private set; }

    public Recent Now => Volatile.Read(ref _now);

    /// <summary>Says that the story has changed, perhaps.</summary>
    public void Wake()
    {
        if (Awake.CurrentCount == 0)
            Awake.Release();
    }

    /// <summary>The first frame after a version; null where there is none yet.</summary>
    public ValueTask<Frame?> NextAsync(long after, CancellationToken ct)
    {
        var now = Now;
        // Versions have no gaps, so the place of each is known.
        return after < now.After ? OldAsync(after, ct) : new(after < now.Last ? now.Frames[(int)(after - now.After)] : null);
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
            (Lineage, TimeZone) = (current.Lineage, current.Story.TimeZone);
            // Those who come back after a restart mostly miss only a little: it is in memory before they ask.
            var after = Math.Max(0, current.Version - Block);
            _now = Trim(after, await ReadAsync(after, current.Version, ct));
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
                // Its readers come again, and are told.
                if (found.Length == 0 && await IsOverAsync(ct))
                    return;
            }
            catch (NpgsqlException)
            {
                failed = true;
            }

            // The beat counts from what readers saw last: hidden work on the story must neither delay nor cause it.
            if (found.Length > 0 || clock.GetElapsedTime(_published) >= options.Heartbeat)
                Publish(found);
            wait = failed ? Retry
                : found.Length == MostAtOnce ? TimeSpan.Zero
                : options.Heartbeat - clock.GetElapsedTime(_published);
        }
    }

    // What is withheld now stands in frames that are kept for those who come back.
    private async Task ForgetAsync(CancellationToken ct)
    {
        var before = Now;
        Volatile.Write(ref _generation, hubs.NextGeneration());
        var after = Math.Max(before.After, before.Last - MostAtOnce);
        Volatile.Write(ref _now, new(after, await ReadAsync(after, before.Last, ct)));
        before.End();
    }

    // Whether an older backup was restored since, or the story was taken down.
    private async Task<bool> IsOverAsync(CancellationToken ct) =>
        await hubs.OneAtATimeAsync(() => db.StoryAsync(story, ct), ct) is not { } current
        || current.Lineage != Lineage || current.Version < Now.Last;

    private void Publish(Frame[] found)
    {
        var before = Now;
        _published = clock.GetTimestamp();
        Volatile.Write(ref _now, found.Length == 0 ? new(before.After, before.Frames) : Trim(before.After, [.. before.Frames, .. found]));
        before.End();
    }

    private Recent Trim(long after, Frame[] frames)
    {
        var (first, bytes, most) = (0, SizeOf(frames), hubs.RecentBytes);
        for (; first < frames.Length - 1 && (frames.Length - first > MostRecent || bytes > most); first++)
            bytes -= frames[first].Bytes.Length;
        return new(after + first, frames[first..]);
    }

    private async ValueTask<Frame?> OldAsync(long after, CancellationToken ct)
    {
        var key = (Volatile.Read(ref _generation), after / Block);
        var place = (int)(after % Block);
        // The last block may have been read before it was full, also by a look that is under way.
        if (hubs.Blocks.TryGetValue(key, out Frame[]? block) && place < block!.Length)
            return block[place];
        for (var tries = 0; tries < 2; tries++)
        {
            // Readers who come back together share one look.
            block = await _reading.GetOrAdd(key, k => new(() => ReadBlockAsync(k))).Value.WaitAsync(ct);
            if (place < block.Length)
                return block[place];
        }

        return null;
    }

    private async Task<Frame[]> ReadBlockAsync((long Generation, long Number) key)
    {
        try
        {
            var frames = await hubs.InThePastAsync(db => ReadAsync(db, key.Number * Block, (key.Number + 1) * Block, hubs.Stopping));
            hubs.Blocks.Set(key, frames, new MemoryCacheEntryOptions
            {
                Size = 500 + SizeOf(frames),
                AbsoluteExpirationRelativeToNow = Longest,
            });
            return frames;
        }
        finally
        {
            _reading.TryRemove(key, out _);
        }
    }

    private static long SizeOf(Frame[] frames) => frames.Sum(f => (long)f.Bytes.Length);

    private Task<Frame[]> ReadAsync(long after, long to, CancellationToken ct) =>
        hubs.OneAtATimeAsync(() => ReadAsync(db, after, to, ct), ct);

    private async Task<Frame[]> ReadAsync(TimelineDatabase from, long after, long to, CancellationToken ct)
    {
        var changes = await from.ChangesAsync(story, after, to, MostAtOnce, ct: ct);
        if (changes.LastOrDefault(c => c.Story is not null)?.Story is { TimeZone: { } zone } && to == long.MaxValue)
            TimeZone = zone;
        return [.. changes.Select(c => Frame.Of(c, story, Lineage))];
    }
}
