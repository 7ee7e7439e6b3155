using Npgsql;

namespace Timeline.Store.Queries;

/// <summary>How far a node knows a story to have come: what answers may be kept by.</summary>
/// <param name="PublicVersion">The public version.</param>
/// <param name="Rebuilds">How often everything changed since the node started: a rebuild mends answers and counts nothing.</param>
public readonly record struct SeenVersion(long PublicVersion, int Rebuilds);

/// <summary>
/// Looks after the stories that this node serves by their public versions: one query for all of them, when another node says that
/// it is worth while, and each second. A story is followed from when somebody asked for it until nobody did for two minutes;
/// where nothing is followed, nothing is asked. Public versions are written under the lock of the story's row, so none is missed.
/// </summary>
public sealed class StoryWatch : IAsyncDisposable
{
    // Under a stream of commits we look this often and not after each. The first one after a pause is looked at once.
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(50);

    private readonly SemaphoreSlim _wake = new(0);
    private readonly Lock _waking = new();
    private readonly TimelineDatabase _database;
    private readonly FollowedStories _stories;
    private readonly ChangeNotifications _notifications;

    /// <summary>Watches one database; <see cref="RunAsync"/> makes it look.</summary>
    /// <param name="database">Where.</param>
    /// <param name="clock">By which ages are measured.</param>
    public StoryWatch(TimelineDatabase database, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(database);
        _database = database;
        _stories = new(clock, Wake);
        _notifications = new(database, Heard);
    }

    /// <summary>How long to wait for a notification before looking all the same.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Called with the id of a story whose public version moved. Handlers must be quick and must not throw; they may be called
    /// once too often.
    /// </summary>
    public event Action<string>? Changed;

    /// <summary>How often everything changed since the node started.</summary>
    public int Rebuilds => _stories.Begin().Rebuilds;

    /// <summary>How old the oldest knowledge of a followed story is; none where nothing is followed.</summary>
    public TimeSpan Behind => _stories.Behind;

    /// <summary>The public version of a story, which is followed from now on; null where there is no such story.</summary>
    /// <exception cref="NpgsqlException">It is not known well enough, and the database cannot be asked.</exception>
    public async ValueTask<SeenVersion?> VersionAsync(string story, CancellationToken ct)
    {
        var look = _stories.Begin();
        if (_stories.Ask(story, look, out var followed, out var isNew) is { } known)
            return known;
        (string Story, long Version)? found = null;
        try
        {
            if (await _database.PublicVersionsAsync([story], ct) is [var row])
                found = row;
        }
        finally
        {
            if (found is null && isNew)
                _stories.Unfollow(story, followed!);
        }

        if (found is not { Version: var version })
            return null;
        if (_stories.Saw(story, followed, version, look))
            Changed?.Invoke(story);
        return new(version, look.Rebuilds);
    }

    /// <summary>Follows a story, which must exist, until the pin is disposed of.</summary>
    /// <param name="story">The story.</param>
    /// <param name="publicVersion">The version that the caller knows: <see cref="Changed"/> tells of those after it.</param>
    public IDisposable Pin(string story, long publicVersion) => _stories.Pin(story, publicVersion);

    /// <summary>To be called after each commit of this node. Whoever asks after it gets the new version at once.</summary>
    public void Committed(string story, long publicVersion)
    {
        var (moved, told) = _stories.Committed(story, publicVersion);
        if (moved)
            Changed?.Invoke(story);
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
            var look = _stories.Begin();
            var stories = _stories.Keep(look);
            if (stories.Length > 0)
            {
                try
                {
                    foreach (var moved in _stories.Saw(stories, await _database.PublicVersionsAsync(stories, ct), look))
                        Changed?.Invoke(moved);
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

    private void Heard(bool everything)
    {
        if (everything)
            _stories.Forget();
        Wake();
    }

    private void Wake()
    {
        lock (_waking)
        {
            if (_wake.CurrentCount == 0)
                _wake.Release();
        }
    }
}
