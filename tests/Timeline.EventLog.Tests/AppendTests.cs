using Npgsql;
using static Timeline.EventLog.Tests.TestLog;

namespace Timeline.EventLog.Tests;

public sealed class AppendTests
{
    [Fact]
    public async Task What_was_appended_is_read_back()
    {
        await using var log = await NewAsync();
        var append = To("navalny-2021", 0, "", Note("one"), Note("two")) with { CorrelationId = "req-1", CausationId = "msg-1" };

        var appended = Assert.IsType<Appended>(await log.Store.AppendAsync(append, Stop));

        Assert.Equal(2, appended.Version);
        Assert.Equal([1, 2], appended.Positions);
        var events = await log.Store.ReadStreamAsync("navalny-2021", ct: Stop).ToListAsync(Stop);
        var recorded = HashChain.Microseconds(append.Recorded);
        Assert.Equal([1L, 2L], events.Select(e => e.Version));
        Assert.Equal([recorded, recorded.AddMicroseconds(1)], events.Select(e => e.Recorded));
        Assert.Equal("""{"text": "two"}""", events[1].Data);
        Assert.All(events, e => Assert.Equal(
            ("note_added", "anna", "req-1", "msg-1"), (e.Type, e.Actor, e.CorrelationId, e.CausationId)));
        Assert.Equal(appended.Hash, events[1].Hash);
        Assert.Equal(events, await log.AllAsync());
        Assert.Equal(new StreamHead(2, appended.Hash, events[1].Recorded), await log.Store.HeadAsync("navalny-2021", Stop));
        Assert.Equal([events[1]], await log.Store.ReadStreamAsync("navalny-2021", 2, 2, Stop).ToListAsync(Stop));
    }

    [Fact]
    public async Task A_stream_that_does_not_exist_has_no_head_and_no_events()
    {
        await using var log = await NewAsync();

        Assert.Null(await log.Store.HeadAsync("nobody", Stop));
        Assert.Empty(await log.Store.ReadStreamAsync("nobody", ct: Stop).ToListAsync(Stop));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task Of_64_writers_on_one_version_one_wins_and_no_position_is_burnt(int existing)
    {
        await using var log = await NewAsync();
        var head = existing == 0 ? null : await log.GrowAsync("story", existing);

        var results = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() =>
            log.Store.AppendAsync(To("story", existing, head?.Hash ?? "", Note($"writer {i}")), Stop))));

        var winner = Assert.Single(results.OfType<Appended>());
        Assert.Equal(existing + 1, winner.Version);
        Assert.Equal(63, results.Count(result => result == new Conflict(existing + 1)));
        Assert.Equal(existing + 1L, await log.ScalarAsync("select last_value from timeline.mt_events_sequence"));
        Assert.Equal(Enumerable.Range(1, existing + 1).Select(v => (long)v), (await log.AllAsync()).Select(e => e.Version));
    }

    [Fact]
    public async Task Versions_stay_contiguous_when_writers_try_again_after_each_conflict()
    {
        await using var log = await NewAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var done = 0; done < 10;)
            {
                var head = await log.Store.HeadAsync("story", Stop);
                var append = To("story", head?.Version ?? 0, head?.Hash ?? "", Note($"{writer}/{done}"));
                if (await log.Store.AppendAsync(append, Stop) is Appended)
                    done++;
            }
        })));

        var events = await log.AllAsync();
        Assert.Equal(Enumerable.Range(1, 80).Select(n => (long)n), events.Select(e => e.Version));
        Assert.Equal(events.Select(e => e.Version), events.Select(e => e.Position));
        Assert.Empty((await log.Store.VerifyAsync(ct: Stop).SingleAsync(Stop)).Findings);
    }

    [Fact]
    public async Task A_version_that_is_ahead_or_a_stream_that_is_missing_is_a_conflict()
    {
        await using var log = await NewAsync();
        await log.GrowAsync("story");

        Assert.Equal(new Conflict(1), await log.Store.AppendAsync(To("story", 7), Stop));
        Assert.Equal(new Conflict(0), await log.Store.AppendAsync(To("other", 7), Stop));
        Assert.Equal(1L, await log.ScalarAsync("select count(*) from timeline.mt_streams"));
    }

    [Theory]
    [InlineData(-6)]
    [InlineData(6)]
    public async Task A_recorded_time_that_is_seconds_off_the_servers_clock_is_refused(int seconds)
    {
        await using var log = await NewAsync();

        var result = await log.Store.AppendAsync(To("story") with { Recorded = DateTimeOffset.UtcNow.AddSeconds(seconds) }, Stop);

        var skew = Assert.IsType<ClockSkew>(result);
        Assert.InRange(DateTimeOffset.UtcNow - skew.ServerNow, TimeSpan.FromSeconds(-1), TimeSpan.FromSeconds(5));
        Assert.Empty(await log.AllAsync());
        Assert.Equal(false, await log.ScalarAsync("select is_called from timeline.mt_events_sequence"));
    }

    [Fact]
    public async Task The_clock_is_checked_after_waiting_for_the_stream()
    {
        await using var log = await NewAsync();
        await log.GrowAsync("story");
        await using var other = await log.BeginAsync("select * from timeline.mt_streams for update");

        var recorded = DateTimeOffset.UtcNow.AddSeconds(-4);
        var append = log.Store.AppendAsync(To("story", 1) with { Recorded = recorded }, Stop);
        await UntilAsync(log, """
            select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')
            """, true);
        await UntilAsync(log, $"select clock_timestamp() > timestamptz '{recorded.UtcDateTime:O}' + interval '5.1 seconds'", true);
        await other.CommitAsync();

        Assert.IsType<ClockSkew>(await append);
    }

    [Fact]
    public async Task What_goes_along_is_stored_with_the_events_or_not_at_all()
    {
        await using var log = await NewAsync();
        await log.ScalarAsync("create table entry (position bigint unique deferrable initially deferred)");
        const string insert = "insert into entry values (currval('timeline.mt_events_sequence'))";
        const string again = "insert into entry values (1)";

        await log.Store.AppendAsync(To("story") with { Also = [new(insert)] }, Stop);
        Assert.Equal(1L, await log.ScalarAsync("select position from entry"));

        // The first fails as it runs, the second only as the transaction commits.
        await Assert.ThrowsAsync<PostgresException>(() => log.Store.AppendAsync(To("bad") with { Also = [new(insert), new("select 1 / 0")] }, Stop));
        await Assert.ThrowsAsync<PostgresException>(() => log.Store.AppendAsync(To("bad") with { Also = [new(again)] }, Stop));
        await log.Store.AppendAsync(To("story", 7) with { Also = [new(insert)] }, Stop);

        Assert.Single(await log.AllAsync());
        Assert.Equal(1L, await log.ScalarAsync("select count(*) from entry"));
        Assert.Null(await log.Store.HeadAsync("bad", Stop));
    }

    [Fact]
    public async Task An_append_is_one_round_trip_once_its_statements_are_prepared()
    {
        await using var log = await NewAsync();
        await log.ScalarAsync("create table entry (text text)");
        using var proxy = new CountingProxy(log.ConnectionString);
        await using var source = NpgsqlDataSource.Create(proxy.ConnectionString);
        var store = new EventStore(source);
        Append Next(int i) => To($"story-{i}") with
        {
            Key = new IdempotencyKey($"{i}", [1], ""),
            Also =
            [
                new("insert into entry values ($1)") { Parameters = { new() { Value = "one" } } },
                new("insert into entry values ($1)") { Parameters = { new() { Value = "two" } } },
            ],
        };
        await store.AppendAsync(Next(1), Stop);
        var before = proxy.RoundTrips;

        await store.AppendAsync(Next(2), Stop);
        Assert.Equal(1, proxy.RoundTrips - before);
        await store.AppendAsync(Next(3), Stop);
        Assert.Equal(2, proxy.RoundTrips - before);
    }

    [Fact]
    public async Task A_connection_killed_in_mid_append_leaves_nothing()
    {
        await using var log = await NewAsync();
        await log.ScalarAsync("create table entry (text text)");
        await log.GrowAsync("story");
        await using (var other = await log.BeginAsync("lock table entry in share mode"))
        {
            // The event is inserted, then the projection waits for the lock: now the connection dies.
            var append = log.Store.AppendAsync(To("story", 1) with { Also = [new("insert into entry values ('x')")] }, Stop);
            await UntilAsync(log, "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like 'insert into entry%'", 1L);
            await log.ScalarAsync("select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock' and query like 'insert into entry%'");
            await Assert.ThrowsAnyAsync<NpgsqlException>(() => append);
        }

        Assert.Equal(1, (await log.Store.HeadAsync("story", Stop))!.Version);
        Assert.Single(await log.AllAsync());
        Assert.Equal(0L, await log.ScalarAsync("select count(*) from entry"));
        Assert.Equal(2, (await log.GrowAsync("story")).Version);
    }

    [Fact]
    public async Task Data_that_cannot_be_signed_is_refused_before_anything_is_sent()
    {
        await using var log = await NewAsync();
        var append = To("story", 0, "", new NewEvent("n", "N, T", """{"id":9007199254740993}"""));

        await Assert.ThrowsAsync<FormatException>(() => log.Store.AppendAsync(append, Stop));
    }

    [Fact]
    public async Task Tombstones_of_Marten_are_not_read()
    {
        await using var log = await NewAsync();
        await log.GrowAsync("story");
        await log.ScalarAsync("insert into timeline.mt_streams (id, version) values ('mt_tombstone', 0)");
        await log.ScalarAsync("""
            insert into timeline.mt_events (seq_id, id, stream_id, version, data, type, "timestamp")
            values (nextval('timeline.mt_events_sequence'), gen_random_uuid(), 'mt_tombstone', 2, '{}', 'tombstone', '-infinity')
            """);
        await log.GrowAsync("story");

        Assert.Equal([1L, 3L], (await log.AllAsync()).Select(e => e.Position));
        Assert.Empty((await log.Store.VerifyAsync(ct: Stop).SingleAsync(Stop)).Findings);
    }

    [Fact]
    public async Task A_long_log_is_read_over_many_pages_without_repeating_or_skipping()
    {
        await using var log = await NewAsync();
        for (var i = 0; i < 3; i++)
            await log.Store.AppendAsync(To($"story-{i}", 0, "", [.. Enumerable.Range(0, 3000).Select(n => Note($"{n}"))]), Stop);

        Assert.Equal(Enumerable.Range(1, 9000).Select(n => (long)n), (await log.AllAsync()).Select(e => e.Position));
        Assert.Equal(
            [11L, 12L], await log.Store.ReadAllAsync(10, 12, Stop).Select(e => e.Position).ToListAsync(Stop));
    }

    internal static async Task UntilAsync(TestLog log, string sql, object expected)
    {
        var patience = Within(30);
        while (!expected.Equals(await log.ScalarAsync(sql)))
            await Task.Delay(10, patience);
    }
}
