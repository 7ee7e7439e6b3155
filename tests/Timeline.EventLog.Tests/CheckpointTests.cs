using Npgsql;
using static Timeline.EventLog.Tests.TestLog;

namespace Timeline.EventLog.Tests;

public sealed class CheckpointTests
{
    private static NpgsqlBatchCommand Count(string by) =>
        new("insert into counted values ($1)") { Parameters = { new() { Value = by } } };

    [Fact]
    public async Task A_projector_moves_its_checkpoint_with_what_it_stores()
    {
        await using var log = await NewAsync();
        await log.ScalarAsync("create table counted (by text)");
        Assert.Equal(0, await log.Store.CheckpointAsync("counter:All", Stop));

        Assert.Equal(new Advanced(10), await log.Store.AdvanceAsync("counter:All", 0, 10, [Count("a"), Count("a")], Stop));

        Assert.Equal(10, await log.Store.CheckpointAsync("counter:All", Stop));
        Assert.Equal(0, await log.Store.CheckpointAsync("other:All", Stop));
        Assert.Equal(2L, await log.ScalarAsync("select count(*) from counted"));
    }

    [Fact]
    public async Task A_batch_that_fails_leaves_the_checkpoint_where_it_was()
    {
        await using var log = await NewAsync();

        await Assert.ThrowsAsync<PostgresException>(() =>
            log.Store.AdvanceAsync("counter:All", 0, 10, [new("select 1 / 0")], Stop));

        Assert.Equal(0, await log.Store.CheckpointAsync("counter:All", Stop));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public async Task Of_two_projectors_that_both_believe_to_be_active_one_is_rolled_back_whole(long at)
    {
        await using var log = await NewAsync();
        await log.ScalarAsync("create table counted (by text)");
        await log.Store.AdvanceAsync("counter:All", 0, at, [], Stop);

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() =>
            log.Store.AdvanceAsync("counter:All", at, at + 5, [Count($"projector {i}")], Stop))));

        Assert.Single(results.OfType<Advanced>());
        Assert.Equal(7, results.Count(result => result == new Overtaken(at + 5)));
        Assert.Equal(1L, await log.ScalarAsync("select count(*) from counted"));
        Assert.Equal(at + 5, await log.Store.CheckpointAsync("counter:All", Stop));
    }

    [Fact]
    public async Task Two_projectors_racing_over_the_whole_log_count_every_event_once()
    {
        await using var log = await NewAsync();
        await log.ScalarAsync("create table counted (position bigint)");
        await log.Store.AppendAsync(To("story", 0, "", [.. Enumerable.Range(0, 300).Select(n => Note($"{n}"))]), Stop);

        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            for (var at = 0L; at < 300;)
            {
                var batch = await log.Store.PageAsync(at, 300, 7, Stop).ToListAsync(Stop);
                var commands = batch.Select(e => new NpgsqlBatchCommand("insert into counted values ($1)")
                {
                    Parameters = { new() { Value = e.Position } },
                }).ToList();
                at = await log.Store.AdvanceAsync("counter:All", at, batch[^1].Position, commands, Stop) switch
                {
                    Advanced advanced => advanced.Position,
                    Overtaken overtaken => overtaken.Position,
                    var other => throw new InvalidOperationException($"{other}"),
                };
            }
        })));

        Assert.Equal(300L, await log.ScalarAsync("select count(*) from counted"));
        Assert.Equal(300L, await log.ScalarAsync("select count(distinct position) from counted"));
    }
}
