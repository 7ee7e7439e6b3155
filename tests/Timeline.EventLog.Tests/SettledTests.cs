using static Timeline.EventLog.Tests.TestLog;

namespace Timeline.EventLog.Tests;

/// <summary>No committed event is ever skipped, even when a transaction that took an early position commits late.</summary>
public sealed class SettledTests
{
    private const string Enter = "select timeline.tl_enter(clock_timestamp())";
    private const string Take = "select nextval('timeline.mt_events_sequence')";
    private const string Stream = "insert into timeline.mt_streams (id, version) values ('late', 1)";

    private static string Insert(string position) => $$"""
        insert into timeline.mt_events (seq_id, id, stream_id, version, data, type)
        values ({{position}}, gen_random_uuid(), 'late', 1, '{}', 'late')
        """;

    [Fact]
    public async Task Everything_is_settled_at_once_when_nobody_is_writing()
    {
        await using var log = await NewAsync();

        Assert.Equal(0, (await log.Store.SettledAsync(Stop)).Position);
        await log.GrowAsync("story", 3);
        var before = DateTimeOffset.UtcNow;
        var settled = await log.Store.SettledAsync(Stop);

        Assert.Equal(3, settled.Position);
        // The farthest that a recorded time may lie behind the clock.
        Assert.InRange(settled.Instant, before.AddSeconds(-5.01), DateTimeOffset.UtcNow.AddSeconds(-5));
    }

    // The writers of three worlds, each seen by another lock: the advisory one, the sequence's, the table's.
    public static TheoryData<string, string[]> Writers => new()
    {
        { "an appender of ours that has passed the clock check but has no position yet", [Enter] },
        { "a writer that has taken a position and inserted nothing yet", [Take] },
        { "a writer that has inserted an event whose position came from elsewhere", [Stream, Insert("7")] },
    };

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task Nothing_is_settled_while_there_is(string who, string[] statements)
    {
        await using var log = await NewAsync();
        Task<Settled> settled;
        await using (var writer = await log.BeginAsync(statements))
        {
            await log.GrowAsync("story");
            settled = log.Store.SettledAsync(Stop);
            await Task.Delay(700, Stop);
            Assert.False(settled.IsCompleted, $"It did not wait for {who}.");
        }

        await settled.WaitAsync(TimeSpan.FromMinutes(1), Stop);
    }

    [Fact]
    public async Task Transactions_that_only_read_or_write_elsewhere_are_not_waited_for()
    {
        await using var log = await NewAsync();
        await log.ScalarAsync("create table elsewhere (id int)");
        await using var reader = await log.BeginAsync("select count(*) from timeline.mt_events");
        await using var writer = await log.BeginAsync("insert into elsewhere values (1)");

        await log.Store.SettledAsync(Stop).WaitAsync(TimeSpan.FromMinutes(1), Stop);
    }

    [Fact]
    public async Task A_writer_that_comes_later_is_not_waited_for()
    {
        await using var log = await NewAsync();
        await using var first = await log.BeginAsync(Enter, Take);
        var settled = log.Store.SettledAsync(Stop);
        await LooksAgainAsync(log);

        // Else a reader would never end under constant load.
        await using var later = await log.BeginAsync(Enter, Take);
        await first.CommitAsync();

        Assert.Equal(1, (await settled.WaitAsync(TimeSpan.FromMinutes(1), Stop)).Position);
    }

    [Fact]
    public async Task Waiting_can_be_cancelled()
    {
        await using var log = await NewAsync();
        await using var writer = await log.BeginAsync(Enter);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var settled = log.Store.SettledAsync(cancel.Token);
        await LooksAgainAsync(log);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => settled);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_subscriber_does_not_skip_an_event_that_took_its_position_early_and_is_committed_late(bool polite)
    {
        await using var log = await NewAsync();
        await using var feed = new EventFeed(log.Store);
        string[] taken = polite ? [Enter, Take] : [Take];
        await using var late = await log.BeginAsync(taken);
        await log.GrowAsync("story", 2);

        await using var batches = feed.SubscribeAsync(0, Stop).GetAsyncEnumerator(Stop);
        var next = batches.MoveNextAsync().AsTask();
        await Task.Delay(500, Stop);
        Assert.False(next.IsCompleted);

        await late.ScalarAsync(Stream);
        await late.ScalarAsync(Insert("1"));
        await late.CommitAsync();

        Assert.True(await next.WaitAsync(TimeSpan.FromSeconds(10), Stop));
        Assert.Equal([1L, 2L, 3L], batches.Current.Select(e => e.Position));
    }

    [Fact]
    public async Task Under_load_with_late_commits_a_subscriber_sees_every_event_once_and_in_order()
    {
        await using var log = await NewAsync();
        await using var feed = new EventFeed(log.Store);
        // Every append dawdles between taking its position and committing, for a time of its own.
        var writers = Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 25; i++)
            {
                var append = To($"story-{writer}-{i}") with { Also = [new($"select pg_sleep({(writer * 7 + i) % 10 / 500.0})")] };
                await log.Store.AppendAsync(append, Stop);
                _ = feed.NotifyAsync();
            }
        })).ToArray();

        List<long> seen = [];
        await foreach (var batch in feed.SubscribeAsync(0, Within(30)))
        {
            seen.AddRange(batch.Select(e => e.Position));
            if (seen.Count >= 200)
                break;
        }

        await Task.WhenAll(writers);
        Assert.Equal(Enumerable.Range(1, 200).Select(n => (long)n), seen);
    }

    // It has noted the writers, and waits for them.
    private static Task LooksAgainAsync(TestLog log) => AppendTests.UntilAsync(log, """
        select exists (select from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid() and query like '%tl_writers()) intersect%')
        """, true);
}
