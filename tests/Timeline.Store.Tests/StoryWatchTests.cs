using Npgsql;
using Timeline.Store.Queries;
using Timeline.Testing;

namespace Timeline.Store.Tests;

/// <summary>Two nodes that serve the stories of one database; the table is all that they ask.</summary>
public sealed class StoryWatchTests
{
    // So long that only a notification makes a node look.
    private static readonly TimeSpan Never = TimeSpan.FromHours(1);
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(500);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_of_this_node_is_known_at_once_and_one_of_another_node_by_its_notification()
    {
        await using var nodes = await Nodes.StartAsync("story", Never);
        Assert.Equal(1, await nodes.Here.VersionAsync("story"));
        Assert.Equal(1, await nodes.There.VersionAsync("story"));
        await nodes.ListeningAsync();

        await nodes.CommitAsync("story", 2);

        Assert.Equal(2, await nodes.Here.VersionAsync("story"));
        Assert.Equal(["story"], nodes.Here.Changes);
        await Until.Async(() => nodes.There.VersionAsync("story"), version => version == 2);
        Assert.Equal(["story"], nodes.There.Changes);
    }

    [Fact]
    public async Task A_change_of_which_nobody_told_is_found_by_looking()
    {
        await using var nodes = await Nodes.StartAsync("story");
        await nodes.There.VersionAsync("story");

        await nodes.SetAsync("story", 2);

        await Until.Async(() => nodes.There.VersionAsync("story"), version => version == 2);
        Assert.Equal(["story"], nodes.There.Changes);
    }

    [Fact]
    public async Task What_the_public_does_not_see_is_told_to_nobody()
    {
        await using var nodes = await Nodes.StartAsync("story");
        await nodes.Here.VersionAsync("story");
        await nodes.CommitAsync("story", 2);
        await using var listener = await nodes.ListenAsync();
        while (await listener.WaitAsync(Long, Stop))
        {
            // That of version 2.
        }

        for (var draft = 0; draft < 3; draft++)
            nodes.Here.Watch.Committed("story", 2);

        Assert.False(await listener.WaitAsync(Long, Stop));
        Assert.Equal(["story"], nodes.Here.Changes);
    }

    [Fact]
    public async Task A_version_that_is_known_is_not_asked_for_again_and_a_story_that_does_not_exist_is_not_remembered()
    {
        await using var nodes = await Nodes.StartAsync("story");
        Assert.Null(await nodes.Here.VersionAsync("other"));
        Assert.Equal(TimeSpan.Zero, nodes.Here.Watch.Behind);
        await nodes.SetAsync("other", 1);
        Assert.Equal(1, await nodes.Here.VersionAsync("other"));
        await nodes.Here.VersionAsync("story");

        await nodes.DropTableAsync();

        Assert.Equal(1, await nodes.Here.VersionAsync("story"));
        await Until.Async(() => Task.FromResult(nodes.Here.Watch.Behind), behind => behind > TimeSpan.FromMilliseconds(500));
        await Assert.ThrowsAsync<PostgresException>(() => nodes.Here.VersionAsync("third"));
    }

    [Fact]
    public async Task A_commit_that_comes_while_a_story_is_first_read_is_not_lost_on_the_next_reader()
    {
        await using var nodes = await Nodes.StartAsync("story");
        await using var watch = nodes.NewWatch();
        await using var reading = await nodes.HoldReadersAsync();

        // The reader has read version 1 and does not have it yet, when version 2 is committed.
        var first = watch.VersionAsync("story", Stop).AsTask();
        await nodes.WaitingReaderAsync();
        await nodes.SetAsync("story", 2);
        watch.Committed("story", 2);
        await reading.DisposeAsync();

        await first;
        Assert.Equal(2, (await watch.VersionAsync("story", Stop))?.PublicVersion);
    }

    [Fact]
    public async Task A_pinned_story_tells_of_every_version_after_the_one_that_its_reader_has()
    {
        await using var nodes = await Nodes.StartAsync("story");
        await nodes.SetAsync("story", 2);

        // The reader has read version 1 and is late.
        using var pin = nodes.There.Watch.Pin("story", 1);

        await Until.Async(() => Task.FromResult(nodes.There.Changes), changes => changes.Length == 1);
    }

    [Fact]
    public async Task After_a_rebuild_nothing_that_was_kept_counts_on_any_node()
    {
        await using var nodes = await Nodes.StartAsync("story", Never);
        var (here, there) = (await nodes.Here.SeenAsync("story"), await nodes.There.SeenAsync("story"));
        await nodes.ListeningAsync();

        nodes.Here.Watch.Rebuilt();

        Assert.NotEqual(here, await nodes.Here.SeenAsync("story"));
        await Until.Async(() => nodes.There.SeenAsync("story"), seen => seen != there);
        Assert.Equal(1, await nodes.There.VersionAsync("story"));
    }

    [Fact]
    public async Task After_a_pause_in_listening_nothing_that_was_kept_counts()
    {
        await using var nodes = await Nodes.StartAsync("story", Never);
        var there = await nodes.There.SeenAsync("story");
        await nodes.ListeningAsync();
        Assert.Equal(there, await nodes.There.SeenAsync("story"));

        await nodes.There.RestartAsync();

        await Until.Async(() => nodes.There.SeenAsync("story"), seen => seen != there);
    }

    private sealed class Node : IAsyncDisposable
    {
        private readonly List<string> _changes = [];
        private CancellationTokenSource _stop = new();
        private Task _running;

        public Node(TimelineDatabase database, TimeSpan poll)
        {
            Watch = new(database, TimeProvider.System) { PollInterval = poll };
            Watch.Changed += story =>
            {
                lock (_changes)
                    _changes.Add(story);
            };
            _running = Watch.RunAsync(_stop.Token);
        }

        public StoryWatch Watch { get; }

        public string[] Changes
        {
            get
            {
                lock (_changes)
                    return [.. _changes];
            }
        }

        public async Task<SeenVersion?> SeenAsync(string story) => await Watch.VersionAsync(story, Stop);

        public async Task<long?> VersionAsync(string story) => (await SeenAsync(story))?.PublicVersion;

        public async Task RestartAsync()
        {
            await StopAsync();
            _stop = new();
            _running = Watch.RunAsync(_stop.Token);
        }

        public async ValueTask DisposeAsync()
        {
            await StopAsync();
            await Watch.DisposeAsync();
        }

        private async Task StopAsync()
        {
            await _stop.CancelAsync();
            await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _stop.Dispose();
        }
    }

    private sealed class Nodes(TimelineDatabase database, TimeSpan poll) : IAsyncDisposable
    {
        public Node Here { get; } = new(database, poll);

        public Node There { get; } = new(database, poll);

        public static async Task<Nodes> StartAsync(string story, TimeSpan? poll = null)
        {
            var database = new TimelineDatabase(await TestCluster.NewEmptyDatabaseAsync(Stop));
            await using (var make = database.Source.CreateCommand(
                "create schema timeline; create table timeline.tl_stories (id text primary key, public_version bigint)"))
                await make.ExecuteNonQueryAsync(Stop);
            var nodes = new Nodes(database, poll ?? TimeSpan.FromMilliseconds(100));
            await nodes.SetAsync(story, 1);
            return nodes;
        }

        public async Task SetAsync(string story, long version)
        {
            await using var set = database.Source.CreateCommand(
                "insert into timeline.tl_stories values ($1, $2) on conflict (id) do update set public_version = $2");
            set.Parameters.AddWithValue(story);
            set.Parameters.AddWithValue(version);
            await set.ExecuteNonQueryAsync(Stop);
        }

        public async Task CommitAsync(string story, long version)
        {
            await SetAsync(story, version);
            Here.Watch.Committed(story, version);
        }

        /// <summary>A watch that does not look by itself.</summary>
        public StoryWatch NewWatch() => new(database, TimeProvider.System);

        /// <summary>Holds whoever reads the table, after what it has seen is settled, until disposed of.</summary>
        public async Task<NpgsqlConnection> HoldReadersAsync()
        {
            await using (var make = database.Source.CreateCommand("""
                alter table timeline.tl_stories rename to kept;
                create view timeline.tl_stories as
                select id, public_version from timeline.kept where pg_advisory_xact_lock_shared(1) is not null
                """))
                await make.ExecuteNonQueryAsync(Stop);
            var holder = await database.Source.OpenConnectionAsync(Stop);
            await holder.BeginTransactionAsync(Stop);
            await using var hold = new NpgsqlCommand("select pg_advisory_xact_lock(1)", holder);
            await hold.ExecuteNonQueryAsync(Stop);
            return holder;
        }

        public Task<long> WaitingReaderAsync() => Until.Async(
            () => CountAsync("""
                select count(*) from pg_locks where locktype = 'advisory' and not granted
                and database = (select oid from pg_database where datname = current_database())
                """),
            waiting => waiting > 0);

        public async Task DropTableAsync()
        {
            await using var drop = database.Source.CreateCommand("drop table timeline.tl_stories");
            await drop.ExecuteNonQueryAsync(Stop);
        }

        public Task<long> ListeningAsync() => Until.Async(
            () => CountAsync("select count(*) from pg_stat_activity where datname = current_database() and query like 'listen%'"),
            listening => listening == 2);

        public async Task<NpgsqlConnection> ListenAsync()
        {
            var connection = await database.Source.OpenConnectionAsync(Stop);
            await using var listen = new NpgsqlCommand("listen timeline_changed", connection);
            await listen.ExecuteNonQueryAsync(Stop);
            return connection;
        }

        private async Task<long> CountAsync(string sql)
        {
            await using var ask = database.Source.CreateCommand(sql);
            return (long)(await ask.ExecuteScalarAsync(Stop))!;
        }

        public async ValueTask DisposeAsync()
        {
            await Here.DisposeAsync();
            await There.DisposeAsync();
            await database.DisposeAsync();
        }
    }
}
