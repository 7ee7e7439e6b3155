using Npgsql;
using Timeline.Domain;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Store.Commands;
using Timeline.Store.Log;
using Timeline.Store.Projections;
using Timeline.Testing;

namespace Timeline.Api.Tests;

public sealed class CostTests
{
    private static readonly Submission Editor = new("editor");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_of_an_entry_reads_its_present_state_and_no_other_though_its_plan_is_from_when_there_was_one()
    {
        // One connection, so that what is planned is planned once, and so that what it has read is counted when we ask.
        await using var source = NpgsqlDataSource.Create(await TestCluster.NewDatabaseAsync(Stop) + ";Maximum Pool Size=1");
        var log = new EventStore(source);
        await log.MigrateAsync(ChronologySchema.Scripts, Stop);
        await using var feed = new EventFeed(log);
        var newsroom = new Newsroom(log, feed, new Announcements(), TimeProvider.System);
        async Task<string?> DoAsync(Command command) =>
            Assert.IsType<CommandResult.Stored>(await newsroom.ExecuteAsync("story", command, Editor, Stop)).Entry;
        async Task<long> ReadAsync()
        {
            await using var flush = source.CreateCommand("select pg_stat_force_next_flush()");
            await flush.ExecuteNonQueryAsync(Stop);
            await using var read = source.CreateCommand("""
                select seq_tup_read + (select sum(idx_tup_read)::bigint from pg_stat_user_indexes i where i.relid = t.relid)
                from pg_stat_user_tables t where relname = 'tl_entries'
                """);
            return (long)(await read.ExecuteScalarAsync(Stop))!;
        }

        await DoAsync(OpenStory.Example with { Id = "story" });
        var body = KindList.All[0].Example with { Links = [] };
        var entry = await DoAsync(new RecordEntry(body));
        for (var i = 0; i < 8; i++)
            await DoAsync(new MarkKey { Entry = entry!, Key = i % 2 == (body.Key ? 1 : 0) });
        for (var i = 0; i < 200; i++)
            await DoAsync(new RecordEntry(body));

        var before = await ReadAsync();
        await DoAsync(new MarkKey { Entry = entry!, Key = !body.Key });

        // The states of this entry, to load it, and the present one, to end it.
        Assert.InRange(await ReadAsync() - before, 1, 30);
    }
}
