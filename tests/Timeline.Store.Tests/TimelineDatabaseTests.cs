using Npgsql;
using Timeline.Testing;

namespace Timeline.Store.Tests;

/// <summary>The connections that everybody shares.</summary>
public sealed class TimelineDatabaseTests
{
    private const string Planned = "select name from kept where name <> slowly_planned()";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_gives_up_while_PostgreSQL_plans_costs_nobody_else_their_answer()
    {
        var connectionString = await TestCluster.NewEmptyDatabaseAsync(Stop);
        await using var database = new TimelineDatabase(connectionString, mostConnections: 1);
        await using var other = new TimelineDatabase(connectionString);
        // What never changes is computed while a statement is planned: here for as long as somebody holds the lock.
        await RunAsync(database, """
            create table kept (name text);
            insert into kept values ('a row');
            create function slowly_planned() returns text language plpgsql immutable as $$
            begin
              perform pg_advisory_xact_lock(1);
              return '';
            end $$
            """);

        Assert.Equal("a row", await RunAsync(database, Planned));
        await using (var holder = await other.Source.OpenConnectionAsync(Stop))
        {
            await using (var hold = new NpgsqlCommand("select pg_advisory_lock(1)", holder))
                await hold.ExecuteNonQueryAsync(Stop);
            // The second use prepares it.
            using var reader = CancellationTokenSource.CreateLinkedTokenSource(Stop);
            var read = RunAsync(database, Planned, reader.Token);
            await Until.Async(() => RunAsync(other, "select count(*) from pg_locks where locktype = 'advisory' and not granted"), waiting => waiting is 1L);
            await reader.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
            await using var free = new NpgsqlCommand("select pg_advisory_unlock(1)", holder);
            await free.ExecuteNonQueryAsync(Stop);
        }

        for (var time = 0; time < 3; time++)
            Assert.Equal("a row", await RunAsync(database, Planned));
    }

    [Fact]
    public async Task Why_a_stream_is_left_is_what_is_heard_also_where_its_connection_breaks_meanwhile()
    {
        var connectionString = await TestCluster.NewEmptyDatabaseAsync(Stop);
        await using var database = new TimelineDatabase(connectionString, mostConnections: 1);
        await using var other = new TimelineDatabase(connectionString);
        // More than what waits on its way to us can be.
        await using var command = database.Source.CreateCommand("select pg_backend_pid(), repeat('x', 1500) from generate_series(1, 40000)");

        await Assert.ThrowsAsync<NotSupportedException>(async () =>
        {
            await foreach (var process in command.EachAsync(row => row.GetInt32(0), Stop))
            {
                await RunAsync(other, $"select pg_terminate_backend({process}, 10000)");
                throw new NotSupportedException("What a row says cannot be read.");
            }
        });

        Assert.Equal(1, await RunAsync(database, "select 1"));
    }

    [Fact]
    public async Task Who_leaves_a_stream_after_its_first_event_has_PostgreSQL_read_no_further()
    {
        const int Events = 40_000;
        await using var database = new TimelineDatabase(await TestCluster.NewDatabaseAsync(Stop), mostConnections: 1);
        // More than what waits on its way to us can be.
        await RunAsync(database, $$"""
            insert into timeline.mt_streams (id, version) values ('one', {{Events}});
            insert into timeline.mt_events (seq_id, id, stream_id, version, data, type, "timestamp", mt_dotnet_type, headers)
            select n, gen_random_uuid(), 'one', n, jsonb_build_object('entry', 'a', 'text', repeat('x', 1500)), 'arrest_recorded', now(), '', '{}'
            from generate_series(1, {{Events}}) n;
            analyze timeline.mt_events
            """);
        var before = await ReadAsync();

        // Prepared and not, and on a connection that is used again.
        for (var time = 0; time < 4; time++)
        {
            Assert.Equal(1, (await database.ReadStreamAsync("one", ct: Stop).FirstAsync(Stop)).Version);
            Assert.Equal(1, (await database.ReadStreamAsync("one", new HistoryFilter(null, null, null, null), Stop).FirstAsync(Stop)).Version);
        }

        Assert.InRange(await ReadAsync() - before, 8, 8 * Events / 2);
        Assert.Equal(Events, await database.ReadStreamAsync("one", ct: Stop).CountAsync(Stop));

        async Task<long> ReadAsync()
        {
            await RunAsync(database, "select pg_stat_force_next_flush()");
            return (long)(await RunAsync(database, "select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) from pg_stat_user_tables where relname = 'mt_events'"))!;
        }
    }

    // A firewall forgets connections over which nothing comes for some minutes, and with one of them whoever holds a lock by it.
    [Theory]
    [InlineData("Host=db.example", 60)]
    [InlineData("Host=one.example,two.example:5433", 60)]
    [InlineData("Host=db.example;Tcp Keepalive Time=30", 30)]
    [InlineData("Host=/run/postgresql", 0)]
    [InlineData("Host=@postgresql", 0)]
    public async Task Connections_over_a_network_give_a_sign_of_life(string connectionString, int seconds)
    {
        await using var database = new TimelineDatabase(connectionString);
        await using var apart = database.OpenApart();

        foreach (var one in new[] { database, apart })
            Assert.Equal(seconds, new NpgsqlConnectionStringBuilder(one.Source.ConnectionString).TcpKeepAliveTime);
    }

    [Fact]
    public async Task Few_connections_apart_are_few_also_where_many_are_kept_open()
    {
        await using var database = new TimelineDatabase(await TestCluster.NewEmptyDatabaseAsync(Stop) + ";Minimum Pool Size=10");
        await using var apart = database.OpenApart(2);

        Assert.Equal(2, apart.MostConnections);
        Assert.Equal(1, await RunAsync(apart, "select 1"));
    }

    private static async Task<object?> RunAsync(TimelineDatabase database, string sql, CancellationToken? ct = null)
    {
        await using var command = database.Source.CreateCommand(sql);
        return (await command.AllAsync(row => row.GetValue(0), ct ?? Stop)).FirstOrDefault();
    }
}
