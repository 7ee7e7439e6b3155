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

    private static async Task<object?> RunAsync(TimelineDatabase database, string sql, CancellationToken? ct = null)
    {
        await using var command = database.Source.CreateCommand(sql);
        return (await command.AllAsync(row => row.GetValue(0), ct ?? Stop)).FirstOrDefault();
    }
}
