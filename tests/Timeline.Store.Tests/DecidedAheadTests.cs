using Timeline.Domain;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Store.Commands;
using Timeline.Store.Projections;
using Timeline.Store.Proof;

namespace Timeline.Store.Tests;

/// <summary>While a group is stored, the next one is decided on what it leaves.</summary>
public sealed class DecidedAheadTests
{
    private const string Origin = "wire:1";

    private static RecordEntry First => new(Arrest.Example with { Origin = Origin });

    private static Hold Held => new() { Entry = EntryId.OfOrigin(Origin), Reason = "We check." };

    [Fact]
    public async Task What_is_decided_while_another_group_is_stored_sees_what_that_one_leaves()
    {
        await using var store = await StoreHost.StartAsync();
        await store.OpenAsync("story");
        var (writer, clock, heads) = (store.NewWriter(), new ServerClock(TimeProvider.System), new Dictionary<string, LoadedStory>());

        var first = Assert.IsType<GroupResult.Decided>(await writer.DecideAsync([By(First)], heads, clock, null)).Ready;
        var second = await writer.DecideAheadAsync([By(Held), By(new RecordEntry(Arrest.Example))], heads, first.Group!, clock);
        Assert.NotNull(second);
        Assert.IsType<GroupResult.Committed>(await writer.StoreAsync(first, clock));
        Assert.IsType<GroupResult.Committed>(await writer.StoreAsync(second, clock));

        Assert.Equal(4L, await store.AskAsync("select max(version) from timeline.mt_events"));
        Assert.Equal(EntryId.OfOrigin(Origin), await store.AskAsync("select entry from timeline.tl_entries where valid_to = 'infinity' and not visible"));
        await VerifiedAsync(store);
    }

    [Fact]
    public async Task Nothing_is_answered_that_rests_on_what_is_not_stored_yet()
    {
        await using var store = await StoreHost.StartAsync();
        await store.OpenAsync("story");
        var (writer, clock, heads) = (store.NewWriter(), new ServerClock(TimeProvider.System), new Dictionary<string, LoadedStory>());
        await using var first = Assert.IsType<GroupResult.Decided>(await writer.DecideAsync([By(First)], heads, clock, null)).Ready;

        // Refused, and without a change, on what the first one leaves.
        Assert.Null(await writer.DecideAheadAsync([By(First)], heads, first.Group!, clock));
        Assert.Null(await writer.DecideAheadAsync([By(Held), By(Held)], heads, first.Group!, clock));
    }

    [Fact]
    public async Task What_was_decided_on_a_group_that_is_not_stored_is_decided_again()
    {
        await using var store = await StoreHost.StartAsync();
        await store.OpenAsync("story");
        // The first transaction of ours is stored, the second breaks as it commits, and is tried again with other ids and hashes.
        await store.AskAsync("""
            create sequence timeline.commits;
            create function timeline.end_connection() returns trigger language plpgsql as $$
            begin
              if nextval('timeline.commits') = 2 then perform pg_terminate_backend(pg_backend_pid()); end if;
              return null;
            end $$;
            create constraint trigger end_connection after insert on timeline.mt_events deferrable initially deferred
            for each row when (new.type = 'arrest_recorded') execute function timeline.end_connection()
            """);
        await using var connection = await store.Database.Source.OpenConnectionAsync(StoreHost.Stop);
        await using var other = await connection.BeginTransactionAsync(StoreHost.Stop);
        await using (var command = new Npgsql.NpgsqlCommand("select from timeline.tl_stories where id = 'story' for update", connection))
            await command.ExecuteNonQueryAsync(StoreHost.Stop);
        var results = new List<Task<CommandResult.Stored>> { store.StoreAsync("story", First) };
        while ((long)(await store.AskAsync("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"))! == 0)
            await Task.Delay(10, StoreHost.Stop);

        // More than go together: the rest is decided while these are stored.
        for (var i = 0; i < GroupCommit.MostTogether; i++)
            results.Add(store.StoreAsync("story", new RecordEntry(Arrest.Example)));
        results.Add(store.StoreAsync("story", Held));
        await other.RollbackAsync(StoreHost.Stop);

        var stored = await Task.WhenAll(results);
        Assert.Equal(Enumerable.Range(2, stored.Length).Select(v => (long)v), stored.Select(s => s.EventVersion));
        await VerifiedAsync(store);
    }

    private static CarryOut By(Command command) => new("story", command, new Submission("anna"));

    private static async Task VerifiedAsync(StoreHost store) =>
        Assert.All(await store.Database.VerifyAsync(ct: StoreHost.Stop).ToListAsync(StoreHost.Stop), s => Assert.Empty(s.Findings));
}
