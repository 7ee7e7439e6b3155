namespace Timeline.Store.Queries;

/// <summary>
/// The stories that a node follows, and what it knows of each. A story is followed from when somebody asked for it until nobody
/// did for two minutes. Nobody is called while the lock is held.
/// </summary>
/// <param name="clock">By which ages are measured.</param>
/// <param name="begun">Called, with the lock held, when there is something to follow again. Must be quick and not throw.</param>
internal sealed class FollowedStories(TimeProvider clock, Action begun)
{
    /// <summary>How many stories are followed beside the pinned ones.</summary>
    public const int Most = 5_000;

    private static readonly TimeSpan Trusted = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Unasked = TimeSpan.FromMinutes(2);

    private readonly Dictionary<string, Followed> _followed = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private int _rebuilds;

    /// <summary>How old the oldest knowledge of a followed story is; none where nothing is followed.</summary>
    public TimeSpan Behind
    {
        get
        {
            lock (_gate)
                return _followed.Count == 0 ? TimeSpan.Zero : _followed.Values.Max(f => clock.GetElapsedTime(f.LookedAt));
        }
    }

    /// <summary>The moment of a look at the database that begins now.</summary>
    public Look Begin()
    {
        lock (_gate)
            return new(clock.GetTimestamp(), _rebuilds);
    }

    /// <summary>What is known of a story well enough to be trusted, or else null; it is followed from now on, if there is room.</summary>
    /// <param name="story">The story.</param>
    /// <param name="look">The moment.</param>
    /// <param name="followed">What the answer of the database is to be noted by; null where there is no room.</param>
    /// <param name="isNew">Whether it is followed only since now.</param>
    public SeenVersion? Ask(string story, Look look, out Followed? followed, out bool isNew)
    {
        isNew = false;
        lock (_gate)
        {
            if (_followed.TryGetValue(story, out followed))
            {
                followed.AskedAt = look.At;
                return followed.Version > 0 && clock.GetElapsedTime(followed.LookedAt, look.At) < Trusted
                    ? new(followed.Version, _rebuilds)
                    : null;
            }

            if (_followed.Count < Most)
            {
                // Before the query: a commit of this node that the query does not see must not find the story unfollowed.
                (followed, isNew) = (Follow(story), true);
            }
        }

        return null;
    }

    /// <summary>Notes what a look has found of a story.</summary>
    /// <returns>Whether it is news.</returns>
    public bool Saw(string story, Followed? followed, long version, Look look)
    {
        lock (_gate)
            return followed is not null && IsFollowed(story, followed) && See(followed, version, look);
    }

    /// <summary>Notes what a look at many stories has found; those that are not found are followed no longer.</summary>
    /// <returns>The stories of which it is news.</returns>
    public IReadOnlyList<string> Saw(string[] asked, List<(string Story, long Version)> found, Look look)
    {
        var moved = new List<string>();
        lock (_gate)
        {
            foreach (var (story, version) in found)
            {
                if (_followed.TryGetValue(story, out var followed) && See(followed, version, look))
                    moved.Add(story);
            }

            foreach (var gone in asked.Except(found.Select(f => f.Story)))
            {
                if (_followed.TryGetValue(gone, out var followed) && followed.Pins == 0)
                    _followed.Remove(gone);
            }
        }

        return moved;
    }

    /// <summary>Follows a story no longer that does not exist, unless it came while we asked.</summary>
    public void Unfollow(string story, Followed followed)
    {
        lock (_gate)
        {
            if (followed is { Version: 0, Pins: 0 } && IsFollowed(story, followed))
                _followed.Remove(story);
        }
    }

    /// <summary>Follows a story, of which a version is known, until the pin is disposed of.</summary>
    public IDisposable Pin(string story, long version)
    {
        lock (_gate)
        {
            var followed = Follow(story);
            followed.Pins++;
            See(followed, version, new(followed.LookedAt, _rebuilds));
            return new Unpin(_gate, followed);
        }
    }

    /// <summary>Notes a commit of this node.</summary>
    /// <returns>Whether it is news here, and whether the other nodes have been told of that version before.</returns>
    public (bool Moved, bool Told) Committed(string story, long version)
    {
        lock (_gate)
        {
            if (!_followed.TryGetValue(story, out var followed))
                return (false, false);
            // A change that the public does not see leaves its version as it was told.
            var told = followed.Told >= version;
            var moved = See(followed, version, new(followed.LookedAt, _rebuilds));
            followed.Told = Math.Max(followed.Told, version);
            return (moved, told);
        }
    }

    /// <summary>Lets go of what nobody asks for any more.</summary>
    /// <returns>The stories that are still followed.</returns>
    public string[] Keep(Look look)
    {
        lock (_gate)
        {
            foreach (var (story, _) in _followed.Where(f => f.Value.Pins == 0 && clock.GetElapsedTime(f.Value.AskedAt, look.At) > Unasked))
                _followed.Remove(story);
            return [.. _followed.Keys];
        }
    }

    /// <summary>Forgets what was known, as the read models were made anew; what is followed stays so.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _rebuilds++;
            foreach (var followed in _followed.Values)
                (followed.Version, followed.Told) = (0, 0);
        }
    }

    private Followed Follow(string story)
    {
        if (_followed.TryGetValue(story, out var followed))
            return followed;
        if (_followed.Count == 0)
            begun();
        var now = clock.GetTimestamp();
        return _followed[story] = new() { AskedAt = now, LookedAt = now };
    }

    // Who let go of a story and follows it again has not heard of what was committed in between.
    private bool IsFollowed(string story, Followed followed) =>
        _followed.TryGetValue(story, out var present) && ReferenceEquals(present, followed);

    // Whether it is news, which the first that is known of a story is not. Looks may end in another order than they began in, and
    // versions only grow but for a rebuild.
    private bool See(Followed followed, long version, Look look)
    {
        if (look.Rebuilds != _rebuilds)
            return false;
        followed.LookedAt = Math.Max(followed.LookedAt, look.At);
        if (version <= followed.Version)
            return false;
        var moved = followed.WasKnown;
        (followed.Version, followed.WasKnown) = (version, true);
        return moved;
    }

    private sealed class Unpin(Lock gate, Followed followed) : IDisposable
    {
        private bool _done;

        public void Dispose()
        {
            lock (gate)
            {
                followed.Pins -= _done ? 0 : 1;
                _done = true;
            }
        }
    }
}

/// <summary>When a look at the database began, and how many rebuilds there had been by then.</summary>
internal readonly record struct Look(long At, int Rebuilds);

/// <summary>What is known of a story that is followed.</summary>
internal sealed class Followed
{
    public long Version { get; set; }

    /// <summary>Whether a version was ever known; after a rebuild there is none, and the next is news.</summary>
    public bool WasKnown { get; set; }

    /// <summary>The last version that the other nodes were told of.</summary>
    public long Told { get; set; }

    public long AskedAt { get; set; }

    public long LookedAt { get; set; }

    public int Pins { get; set; }
}
