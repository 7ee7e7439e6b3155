using Npgsql;
using static Timeline.EventLog.Tests.TestLog;

namespace Timeline.EventLog.Tests;

public sealed class FeedTests
{
    private const string Listeners = "select count(*) from pg_stat_activity where datname = current_database() and query like 'listen%'";
    private const string KillListeners = "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and query like 'listen%'";

    // Far beyond a test's patience: what arrives has not been found by polling.
    private static readonly TimeSpan Never = TimeSpan.FromHours(1);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_subscription_starts_after_the_position_given_and_goes_on_with_what_comes()
    {
        await using var log = await NewAsync();
        await using var feed = new EventFeed(log.Store);
        await log.GrowAsync("story", 3);
        await using var batches = feed.SubscribeAsync(1, Stop).GetAsyncEnumerator(Stop);

        Assert.Equal([2L, 3L], await NextAsync(batches));
        await log.GrowAsync("story");
        Assert.Equal([4L], await NextAsync(batches));
    }

    [Fact]
    public async Task A_long_backlog_comes_in_batches()
    {
        await using var log = await NewAsync();
        await using var feed = new EventFeed(log.Store);
        await log.Store.AppendAsync(To("story", 0, "", [.. Enumerable.Range(0, 1200).Select(n => Note($"{n}"))]), Stop);

        await using var batches = feed.SubscribeAsync(0, Stop).GetAsyncEnumerator(Stop);

        foreach (var count in new[] { 500, 500, 200 })
            Assert.Equal(count, (await NextAsync(batches)).Count);
    }

    [Fact]
    public async Task A_hint_from_another_process_wakes_a_subscriber()
    {
        await using var log = await NewAsync();
        await using var here = new EventFeed(log.Store) { PollInterval = Never };
        await using var there = new EventFeed(new EventStore(log.Source));
        await using var batches = here.SubscribeAsync(0, Stop).GetAsyncEnumerator(Stop);
        var next = NextAsync(batches);
        await AppendTests.UntilAsync(log, Listeners, 1L);
        await Task.Delay(300, Stop);

        await log.GrowAsync("story");
        await there.NotifyAsync();

        Assert.Equal([1L], await next);
    }

    [Fact]
    public async Task Without_any_hint_polling_still_delivers()
    {
        await using var log = await NewAsync();
        await using var feed = new EventFeed(log.Store);
        await using var batches = feed.SubscribeAsync(0, Stop).GetAsyncEnumerator(Stop);
        var next = NextAsync(batches);
        await AppendTests.UntilAsync(log, Listeners, 1L);
        await Task.Delay(300, Stop);

        await log.GrowAsync("story");

        Assert.Equal([1L], await next);
    }

    [Fact]
    public async Task A_listener_whose_connection_breaks_listens_again()
    {
        await using var log = await NewAsync();
        await using var feed = new EventFeed(log.Store) { PollInterval = Never };
        await using var other = new EventFeed(new EventStore(log.Source));
        await using var batches = feed.SubscribeAsync(0, Stop).GetAsyncEnumerator(Stop);
        await log.GrowAsync("story");
        Assert.Equal([1L], await NextAsync(batches));
        await AppendTests.UntilAsync(log, Listeners, 1L);

        Assert.Equal(1L, await log.ScalarAsync(KillListeners));
        // Appended and announced while nobody listens: found when the listener is back.
        await log.GrowAsync("story");
        await other.NotifyAsync();
        Assert.Equal([2L], await NextAsync(batches));

        await AppendTests.UntilAsync(log, Listeners, 1L);
        await Task.Delay(300, Stop);
        var next = NextAsync(batches);
        await log.GrowAsync("story");
        await other.NotifyAsync();
        Assert.Equal([3L], await next);
    }

    [Fact]
    public async Task Nothing_is_lost_and_nothing_comes_twice_when_every_connection_is_cut_again_and_again()
    {
        await using var log = await NewAsync();
        // A pool of its own, to be cut; the one that appends and cuts stays whole.
        await using var cut = NpgsqlDataSource.Create(log.ConnectionString + ";Application Name=cut");
        await using var feed = new EventFeed(new EventStore(cut));
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 60; i++)
            {
                await log.GrowAsync("story");
                _ = feed.NotifyAsync();
                if (i % 10 == 0)
                    await log.ScalarAsync("select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'cut'");
                await Task.Delay(20, Stop);
            }
        }, Stop);

        List<long> seen = [];
        await foreach (var batch in feed.SubscribeAsync(0, Within(30)))
        {
            seen.AddRange(batch.Select(e => e.Position));
            if (seen.Count >= 60)
                break;
        }

        await writing;
        Assert.Equal(Enumerable.Range(1, 60).Select(n => (long)n), seen);
    }

    [Fact]
    public async Task A_burst_of_1000_appends_sends_few_hints()
    {
        await using var log = await NewAsync();
        await using var feed = new EventFeed(log.Store);
        var heard = 0;
        await using var listener = await log.Source.OpenConnectionAsync(Stop);
        listener.Notification += (_, e) =>
        {
            Assert.Equal("", e.Payload);
            heard++;
        };
        await using (var listen = new NpgsqlCommand("listen timeline_events", listener))
            await listen.ExecuteNonQueryAsync(Stop);

        var last = Task.CompletedTask;
        var burst = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < 1000; i++)
            last = feed.NotifyAsync();
        await last;
        var took = TimeProvider.System.GetElapsedTime(burst);

        while (await listener.WaitAsync(TimeSpan.FromMilliseconds(300), Stop))
        {
        }

        Assert.InRange(heard, 1, 2 + (int)(took.TotalMilliseconds / 20));
    }

    [Fact]
    public async Task A_feed_that_is_disposed_of_gives_back_a_connection_that_does_not_listen()
    {
        await using var log = await NewAsync();
        var feed = new EventFeed(log.Store);
        await log.GrowAsync("story");
        await using (var batches = feed.SubscribeAsync(0, Stop).GetAsyncEnumerator(Stop))
        {
            await NextAsync(batches);
            await AppendTests.UntilAsync(log, Listeners, 1L);
        }

        await feed.DisposeAsync();

        Assert.Equal(0L, await log.ScalarAsync(Listeners));
    }

    [Fact]
    public async Task Announcing_never_fails_even_when_the_database_is_away()
    {
        await using var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody");
        await using var feed = new EventFeed(new EventStore(nowhere));

        await feed.NotifyAsync();
    }

    [Theory]
    [InlineData("57P01")] // The server is being shut down.
    [InlineData("57P02")] // It has crashed.
    [InlineData("57P03")] // It is starting.
    [InlineData("57P05")] // The session was idle for longer than it allows.
    [InlineData("53300")] // It has too many connections.
    [InlineData("53100")] // Its disk is full.
    [InlineData("08P01")] // A pooler between us and it has lost it.
    public async Task What_waiting_mends_is_waited_for(string sqlState)
    {
        await using var log = await NewAsync();
        await using var feed = new EventFeed(log.Store);
        await log.GrowAsync("story");
        await log.ScalarAsync($"""
            alter function timeline.tl_horizon() rename to tl_horizon_in_time;
            create sequence looks;
            create function timeline.tl_horizon(out "position" bigint, out instant timestamptz, out writers text[])
            language plpgsql as $$
            begin
              if nextval('public.looks') <= 2 then
                raise exception 'Not now.' using errcode = '{sqlState}';
              end if;
              select h."position", h.instant, h.writers into "position", instant, writers from timeline.tl_horizon_in_time() h;
            end $$
            """);
        await using var batches = feed.SubscribeAsync(0, Stop).GetAsyncEnumerator(Stop);

        Assert.Equal([1L], await NextAsync(batches));
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_waited_for()
    {
        await using var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody");
        await using var feed = new EventFeed(new EventStore(nowhere));
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var batches = feed.SubscribeAsync(0, cancel.Token).GetAsyncEnumerator(cancel.Token);
        var next = batches.MoveNextAsync().AsTask();

        await Task.Delay(500, Stop);
        Assert.False(next.IsCompleted);

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    [Fact]
    public async Task What_waiting_will_not_mend_is_an_error()
    {
        await using var log = await NewAsync(migrate: false);
        await using var feed = new EventFeed(log.Store);
        await using var batches = feed.SubscribeAsync(0, Stop).GetAsyncEnumerator(Stop);

        await Assert.ThrowsAsync<PostgresException>(() => batches.MoveNextAsync().AsTask().WaitAsync(Soon, Stop));
    }

    private static async Task<List<long>> NextAsync(IAsyncEnumerator<IReadOnlyList<StoredEvent>> batches)
    {
        Assert.True(await batches.MoveNextAsync().AsTask().WaitAsync(Soon, Stop));
        return [.. batches.Current.Select(e => e.Position)];
    }
}
