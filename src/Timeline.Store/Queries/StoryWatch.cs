using Npgsql;

namespace Timeline.Store.Queries;

/// <summary>How far a node knows a story to have come: what answers may be kept by.</summary>
/// <param name="PublicVersion">The public version.</param>
/// <param name="Rebuilds">How often everything changed since the node started: a rebuild mends answers and counts nothing.</param>
public readonly record struct SeenVersion(long PublicVersion, int Rebuilds);

/// <summary>
/// Follows the stories that this node serves by their public versions: one query for all of them, when another node says that
/// it is worth while, and each second. A story is followed from when somebody asked for it until nobody did for two minutes;
/// where nothing is followed, nothing is asked. Public versions are written under the lock of the story's row, so none is missed.
/// </summary>
public sealed class StoryWatch : IAsyncDisposable
{
    /// <summary>How many stories are followed beside the pinned ones; of the rest the version is read each time.</summary>
    public const int Most = 5_000;

    private static readonly TimeSpan Trusted = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Unasked = TimeSpan.FromMinutes(2);

    // Under a stream of commits we look this often and not after each. The first one after a pause is looked at once.
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(50);

    private readonly Dictionary<string, Followed> _followed = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly TimelineDatabase _database;
    private readonly TimeProvider _clock;
    private readonly ChangeNotifications _notifications;
    private int _rebuilds;

    /// <summary>Watches one database; <see cref="RunAsync"/> makes it look.</summary>
    /// <param name="database">Where.</param>
    /// <param name="clock">By which ages are measured.</param>
    public StoryWatch(TimelineDatabase database, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(database);
        (_database, _clock) = (database, clock);
        _notifications = new(database, Heard);
    }

    /// <summary>How long to wait for a notification before looking all the same.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Called with the id of a story whose public version moved. Handlers must be quick and must not throw; they may be called
    /// once too often.
    /// </summary>
    public event Action<string>? Changed;

    /// <summary>How old the oldest knowledge of a followed story is; none where nothing is followed.</summary>
    public TimeSpan Behind
    {
        get
        {
            lock (_gate)
                return _followed.Count == 0 ? TimeSpan.Zero : _followed.Values.Max(f => _clock.GetElapsedTime(f.LookedAt));
        }
    }

    /// <summary>The public version of a story, which is followed from now on; null where there is no such story.</summary>
    /// <exception cref="NpgsqlException">It is not known well enough, and the database cannot be asked.</exception>
    public async ValueTask<SeenVersion?> VersionAsync(string story, CancellationToken ct)
    {
        var now = _clock.GetTimestamp();
        int rebuilds;
        Followed? followed;
        var isNew = false;
        lock (_gate)
        {
            rebuilds = _rebuilds;
            if (_followed.TryGetValue(story, out followed))
            {
                followed.AskedAt = now;
                if (followed.Version > 0 && _clock.GetElapsedTime(followed.LookedAt, now) < Trusted)
                    return new(followed.Version, rebuilds);
            }
            else if (_followed.Count < Most)
            {
                // Before the query: a commit of this node that the query does not see must not find the story unfollowed.
                (followed, isNew) = (Follow(story), true);
            }
        }

        (string Story, long Version)? found = null;
        try
        {
            if (await _database.PublicVersionsAsync([story], ct) is [var row])
                found = row;
        }
        finally
        {
            if (found is null && isNew)
                Unfollow(story, followed!);
        }

        if (found is not { Version: var version })
            return null;
        bool moved;
        lock (_gate)
            moved = followed is not null && IsFollowed(story, followed) && See(followed, version, now, rebuilds);
        if (moved)
            Changed?.Invoke(story);
        return new(version, rebuilds);
    }

    /// <summary>Follows a story, which must exist, until the pin is disposed of.</summary>
    /// <param name="story">The story.</param>
    /// <param name="publicVersion">The version that the caller knows: <see cref="Changed"/> tells of those after it.</param>
    public IDisposable Pin(string story, long publicVersion)
    {
        lock (_gate)
        {
            var followed = Follow(story);
            followed.Pins++;
            See(followed, publicVersion, followed.LookedAt, _rebuilds);
            return new Unpin(this, followed);
        }
    }

    /// <summary>To be called after each commit of this node. Whoever asks after it gets the new version at once.</summary>
    public void Committed(string story, long publicVersion)
    {
        var (moved, told) = (false, false);
        lock (_gate)
        {
            if (_followed.TryGetValue(story, out var followed))
            {
                told = followed.Told >= publicVersion;
                moved = See(followed, publicVersion, followed.LookedAt, _rebuilds);
                followed.Told = Math.Max(followed.Told, publicVersion);
            }
        }

        if (moved)
            Changed?.Invoke(story);
        // A change that the public does not see leaves its version as it was told.
        if (!told)
            _notifications.Send();
    }

    /// <summary>To be called after the read models were made anew: nothing that was known of them counts any more.</summary>
    public void Rebuilt()
    {
        Heard(everything: true);
        _notifications.Send(everything: true);
    }

    /// <summary>Follows until cancelled.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Task[] both = [_notifications.ListenAsync(stop.Token), LookAsync(stop.Token)];
        try
        {
            await await Task.WhenAny(both);
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(both).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Waits until the other nodes have been told of the last commits, if they can be.</summary>
    public async ValueTask DisposeAsync()
    {
        await _notifications.SentAsync();
        _wake.Dispose();
    }

    private async Task LookAsync(CancellationToken ct)
    {
        while (true)
        {
            string[] stories;
            int rebuilds;
            var now = _clock.GetTimestamp();
            lock (_gate)
            {
                rebuilds = _rebuilds;
                foreach (var (story, _) in _followed.Where(f => f.Value.Pins == 0 && _clock.GetElapsedTime(f.Value.AskedAt, now) > Unasked))
                    _followed.Remove(story);
                stories = [.. _followed.Keys];
            }

            if (stories.Length > 0)
            {
                try
                {
                    Saw(stories, await _database.PublicVersionsAsync(stories, ct), now, rebuilds);
                }
                catch (Exception error) when (error is NpgsqlException or TimeoutException && !ct.IsCancellationRequested)
                {
                    // Behind says how long it has not succeeded.
                }
            }

            await Task.Delay(Breath, ct);
            await _wake.WaitAsync(stories.Length == 0 ? Timeout.InfiniteTimeSpan : PollInterval, ct);
        }
    }

    private void Saw(string[] asked, List<(string Story, long Version)> found, long lookedAt, int rebuilds)
    {
        var moved = new List<string>();
        lock (_gate)
        {
            foreach (var (story, version) in found)
            {
                if (_followed.TryGetValue(story, out var followed) && See(followed, version, lookedAt, rebuilds))
                    moved.Add(story);
            }

            foreach (var gone in asked.Except(found.Select(f => f.Story)))
            {
                if (_followed.TryGetValue(gone, out var followed) && followed.Pins == 0)
                    _followed.Remove(gone);
            }
        }

        foreach (var story in moved)
            Changed?.Invoke(story);
    }

    private Followed Follow(string story)
    {
        if (_followed.TryGetValue(story, out var followed))
            return followed;
        if (_followed.Count == 0)
            Wake();
        var now = _clock.GetTimestamp();
        return _followed[story] = new() { AskedAt = now, LookedAt = now };
    }

    // Where there is no such story; unless one came while we asked.
    private void Unfollow(string story, Followed followed)
    {
        lock (_gate)
        {
            if (followed is { Version: 0, Pins: 0 } && IsFollowed(story, followed))
                _followed.Remove(story);
        }
    }

    // Who let go of a story and follows it again has not heard of what was committed in between.
    private bool IsFollowed(string story, Followed followed) =>
        _followed.TryGetValue(story, out var present) && ReferenceEquals(present, followed);

    // Whether it is news, which the first that is known of a story is not. Looks may end in another order than they began in, and
    // versions only grow but for a rebuild.
    private bool See(Followed followed, long version, long lookedAt, int rebuilds)
    {
        if (rebuilds != _rebuilds)
            return false;
        followed.LookedAt = Math.Max(followed.LookedAt, lookedAt);
        if (version <= followed.Version)
            return false;
        var moved = followed.Known;
        (followed.Version, followed.Known) = (version, true);
        return moved;
    }

    private void Heard(bool everything)
    {
        lock (_gate)
        {
            if (everything)
            {
                _rebuilds++;
                foreach (var followed in _followed.Values)
                    (followed.Version, followed.Told) = (0, 0);
            }

            Wake();
        }
    }

    private void Wake()
    {
        if (_wake.CurrentCount == 0)
            _wake.Release();
    }

    private sealed class Followed
    {
        public long Version { get; set; }

        /// <summary>Whether a version was ever known; after a rebuild there is none, and the next is news.</summary>
        public bool Known { get; set; }

        /// <summary>The last version that the other nodes were told of.</summary>
        public long Told { get; set; }

        public long AskedAt { get; set; }

        public long LookedAt { get; set; }

        public int Pins { get; set; }
    }

    private sealed class Unpin(StoryWatch watch, Followed followed) : IDisposable
    {
        private bool _done;

        public void Dispose()
        {
            lock (watch._gate)
            {
                followed.Pins -= _done ? 0 : 1;
                _done = true;
            }
        }
    }
}
