using Timeline.Domain;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Domain.People;
using Timeline.Domain.TakeDowns;
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

        var first = await DecideAsync(writer, new(heads), clock, First);
        // What is refused, and what changes nothing, is found to be so when the rest is stored.
        var second = await DecideAsync(writer, new(heads, first.Group!.After), clock, Held, Held, First, new RecordEntry(Arrest.Example));
        Assert.IsType<GroupResult.Committed>(await writer.StoreAsync(first, clock));
        Assert.IsType<GroupResult.Committed>(await writer.StoreAsync(second, clock));

        Assert.Equal(4L, await store.AskAsync("select max(version) from timeline.mt_events"));
        Assert.Equal(EntryId.OfOrigin(Origin), await store.AskAsync("select entry from timeline.tl_entries where valid_to = 'infinity' and not visible"));
        await VerifiedAsync(store);
    }

    [Fact]
    public async Task What_would_store_nothing_is_not_made_ready_on_what_is_not_stored()
    {
        await using var store = await StoreHost.StartAsync();
        await store.OpenAsync("story");
        var (writer, clock, heads) = (store.NewWriter(), new ServerClock(TimeProvider.System), new Dictionary<string, LoadedStory>());
        await using var first = await DecideAsync(writer, new(heads), clock, First);

        await using var second = await DecideAsync(writer, new(heads, first.Group!.After), clock, First);

        Assert.IsType<CommandResult.Refused>(Assert.Single(second.Group!.Answers).Result);
        Assert.Null(second.Session);
    }

    public static TheoryData<string, bool> Next => new()
    {
        { nameof(Held), true }, { nameof(RegisterPerson), false }, { nameof(TakeDownEntry), false }, { "the same key", false }, { "another's key", true },
    };

    [Theory]
    [MemberData(nameof(Next))]
    public void Some_commands_are_not_decided_on_what_is_not_stored(string next, bool may)
    {
        var key = new Submission("anna", null, "key", [1]);
        var command = next switch
        {
            nameof(RegisterPerson) => By(new RegisterPerson(RegisterPerson.Example with { Visibility = PersonRecord.Public }) { Person = "ilo" }),
            nameof(TakeDownEntry) => By(new TakeDownEntry { Entry = EntryId.OfOrigin(Origin), Asked = AskedTakeDown.Example }),
            "the same key" => By(Held) with { By = key },
            "another's key" => By(Held) with { By = new Submission("boris", null, "key", [1]) },
            _ => By(Held),
        };

        Assert.Equal(may, Waiting.MayBeDecidedOn([new(By(Held), default), new(command, default)], [new(By(First), default), new(By(First) with { By = key }, default)]));
    }

    [Fact]
    public void Who_makes_somebody_public_finds_those_stored_who_name_them()
    {
        var names = By(new RecordEntry(Arrest.Example));
        var registers = By(new RegisterPerson(RegisterPerson.Example with { Visibility = PersonRecord.Public }) { Person = Arrest.Example.People[0].Id! });

        Assert.Equal(2, Waiting.Grouped([new(names, default), new(registers, default)]).Count());
        Assert.Single(Waiting.Grouped([new(names, default), new(names, default)]));
    }

    [Theory]
    [InlineData("perform pg_terminate_backend(pg_backend_pid())")]
    [InlineData("raise exception 'no such character' using errcode = '22021'")]
    public async Task What_was_decided_on_a_group_that_is_not_stored_is_decided_again(string wrong)
    {
        await using var store = await StoreHost.StartAsync();
        await store.OpenAsync("story");
        // The first transaction of ours is stored, the second fails as it commits, and is tried again, together or one by one, with other ids and hashes.
        await store.AskAsync($"""
            create sequence timeline.commits;
            create function timeline.fail() returns trigger language plpgsql as $$
            begin
              if nextval('timeline.commits') = 2 then {wrong}; end if;
              return null;
            end $$;
            create constraint trigger fail after insert on timeline.mt_events deferrable initially deferred
            for each row when (new.type = 'arrest_recorded') execute function timeline.fail()
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

    private static async Task<ReadyGroup> DecideAsync(GroupWriter writer, Heads heads, ServerClock clock, params Command[] commands) =>
        Assert.IsType<GroupResult.Decided>(await writer.DecideAsync([.. commands.Select(By)], heads, clock, null)).Ready;

    private static CarryOut By(Command command) => new("story", command, new Submission("anna"));

    private static async Task VerifiedAsync(StoreHost store) =>
        Assert.All(await store.Database.VerifyAsync(ct: StoreHost.Stop).ToListAsync(StoreHost.Stop), s => Assert.Empty(s.Findings));
}
