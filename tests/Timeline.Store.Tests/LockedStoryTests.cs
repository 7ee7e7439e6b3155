using Npgsql;
using Timeline.Domain;
using Timeline.Domain.People;
using Timeline.Store.Archives;
using Timeline.Store.Commands;
using Timeline.Store.Proof.Checkpoints;

namespace Timeline.Store.Tests;

/// <summary>A story that an import holds, for as long as the import takes.</summary>
public sealed class LockedStoryTests
{
    [Theory]
    [InlineData("locked")]
    [InlineData("not-there-yet")]
    public async Task A_story_that_somebody_holds_keeps_no_other_waiting_and_takes_its_own_commands_once_it_is_free(string held)
    {
        await using var store = await StoreHost.StartAsync();
        string[] others = ["a", "b", "c", "d", "e", "f", "g", "h"];
        foreach (var story in others.Append("locked"))
            await store.OpenAsync(story);
        await using var connection = await store.Database.Source.OpenConnectionAsync(StoreHost.Stop);
        await using var import = await connection.BeginTransactionAsync(StoreHost.Stop);
        await HoldAsync(connection, held);
        await WaitBrieflyAsync(store);

        // Those to the held one come first, and with the others.
        var waiting = Task.WhenAll(Enumerable.Range(0, 3).Select(_ => store.CarryOutAsync(held, held == "locked" ? Arrest : OpenStory.Example with { Id = held })));
        var rest = Task.WhenAll(others.Select(story => store.StoreAsync(story, Arrest)));
        await rest.WaitAsync(TimeSpan.FromSeconds(20), StoreHost.Stop);
        // Now it is known: whoever comes now waits not even a moment.
        var late = store.CarryOutAsync(held, Arrest);
        foreach (var story in others)
            await store.StoreAsync(story, Arrest);
        Assert.False(waiting.IsCompleted || late.IsCompleted);

        await import.RollbackAsync(StoreHost.Stop);
        Assert.Equal(held == "locked" ? 3 : 1, (await waiting).Count(r => r is CommandResult.Stored));
        Assert.IsType<CommandResult.Stored>(await late);
        Assert.Empty(store.Failures);
    }

    [Fact]
    public async Task Those_who_name_somebody_who_is_held_wait_together_and_keep_nobody_else_waiting()
    {
        await using var store = await StoreHost.StartAsync();
        string[] named = ["a", "b", "c", "d", "e", "f", "g", "h"];
        string[] others = ["o", "p", "q", "r"];
        foreach (var story in named.Concat(others).Append("late"))
            await store.OpenAsync(story);
        const string Person = "alexei-navalny";
        await store.StoreAsync(StreamId.OfPerson(Person), new RegisterPerson(RegisterPerson.Example with { Name = Person }) { Person = Person });
        await using var connection = await store.Database.Source.OpenConnectionAsync(StoreHost.Stop);
        await using var import = await connection.BeginTransactionAsync(StoreHost.Stop);
        await HoldAsync(connection, StreamId.OfPerson(Person));
        await WaitBrieflyAsync(store);

        var waiting = Task.WhenAll(named.Select(story => store.StoreAsync(story, Arrest)));
        await Task.WhenAll(others.Select(story => store.StoreAsync(story, Nobody)));
        // Who comes later, too, and from another story: nobody waits for them even a moment.
        var late = store.StoreAsync("late", Arrest);
        await Task.WhenAll(others.Concat(named).Select(story => store.StoreAsync(story, Nobody)));

        Assert.False(waiting.IsCompleted || late.IsCompleted);
        // One of each lane, and not one of each story, for all of these would have connections.
        Assert.InRange(await WaitersAsync(store), 1, 2);
        await import.RollbackAsync(StoreHost.Stop);
        await waiting;
        await late;
        Assert.Empty(store.Failures);
    }

    [Fact]
    public async Task At_the_end_of_the_service_what_waits_for_whoever_holds_a_story_is_answered_at_once()
    {
        await using var store = await StoreHost.StartAsync();
        await store.OpenAsync("locked");
        await using var connection = await store.Database.Source.OpenConnectionAsync(StoreHost.Stop);
        await using var import = await connection.BeginTransactionAsync(StoreHost.Stop);
        await HoldAsync(connection, "locked");
        await WaitBrieflyAsync(store);
        var waiting = store.CarryOutAsync("locked", Arrest);
        await AsideAsync(store);

        await store.Commands.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(5), StoreHost.Stop);

        Assert.Equal("too-busy", Assert.IsType<CommandResult.Refused>(await waiting).Refusal.Code);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task That_a_client_goes_away_while_its_command_waits_is_no_failure(bool aside)
    {
        await using var store = await StoreHost.StartAsync();
        await store.OpenAsync("locked");
        await using var connection = await store.Database.Source.OpenConnectionAsync(StoreHost.Stop);
        await using var import = await connection.BeginTransactionAsync(StoreHost.Stop);
        await HoldAsync(connection, "locked");
        if (aside)
            await WaitBrieflyAsync(store);
        using var client = CancellationTokenSource.CreateLinkedTokenSource(StoreHost.Stop);
        var first = store.CarryOutAsync("locked", Arrest);
        var second = store.CarryOutAsync("locked", Arrest, gone: client.Token);
        while (await WaitersAsync(store) == 0)
            await Task.Delay(10, StoreHost.Stop);
        if (aside)
            await AsideAsync(store);

        await client.CancelAsync();

        await Task.WhenAny(second);
        Assert.Empty(store.Failures);
        await import.RollbackAsync(StoreHost.Stop);
        Assert.IsType<CommandResult.Stored>(await first);
    }

    [Fact]
    public async Task What_must_happen_is_tried_again_later_for_as_long_as_somebody_holds_the_story()
    {
        await using var store = await StoreHost.StartAsync();
        foreach (var person in new[] { "alexei-navalny", "navalny" })
            await store.StoreAsync(StreamId.OfPerson(person), new RegisterPerson(RegisterPerson.Example with { Name = person }) { Person = person });
        await store.OpenAsync("locked");
        await store.StoreAsync("locked", Arrest);
        await using var connection = await store.Database.Source.OpenConnectionAsync(StoreHost.Stop);
        await using var import = await connection.BeginTransactionAsync(StoreHost.Stop);
        await HoldAsync(connection, "locked");
        await WaitBrieflyAsync(store);
        await MergeAsync(store, "alexei-navalny", "navalny");
        await store.PublishAsync(new FollowMerge("alexei-navalny", "anna"));
        await AsideAsync(store);

        // Instead of waiting for ten seconds: whoever waits for the row is told that it is too busy.
        await store.Commands.DisposeAsync();

        while (await store.AskAsync("""
            select 1 from timeline_wolverine.wolverine_incoming_envelopes where status = 'Scheduled' and (attempts > 0 or position('"tries":1' in encode(body, 'escape')) > 0)
            union all select 1 from timeline_wolverine.wolverine_dead_letters
            """) is null)
            await Task.Delay(20, StoreHost.Stop);
        Assert.Equal(0L, await store.AskAsync("select count(*) from timeline_wolverine.wolverine_dead_letters"));
        // Else what fails otherwise later would be a dead letter at its first time.
        Assert.Equal(0L, await store.AskAsync("select count(*) from timeline_wolverine.wolverine_incoming_envelopes where attempts > 0 and status = 'Scheduled'"));
        Assert.Empty(store.Failures);
    }

    [Fact]
    public async Task A_merge_that_would_lead_back_by_now_is_left_out_of_an_import()
    {
        await using var store = await StoreHost.StartAsync();
        await using var other = await StoreHost.StartAsync();
        foreach (var person in new[] { "mara", "ilo" })
            await store.StoreAsync(StreamId.OfPerson(person), new RegisterPerson(RegisterPerson.Example with { Name = person }) { Person = person });
        await ImportAsync(store, other);
        await MergeAsync(store, "mara", "ilo");
        await using var connection = await other.Database.Source.OpenConnectionAsync(StoreHost.Stop);
        await using var first = await connection.BeginTransactionAsync(StoreHost.Stop);
        // In the way of the import alone.
        await using (var share = new NpgsqlCommand("select from timeline.tl_stories where id = 'person:mara' for share", connection))
            await share.ExecuteNonQueryAsync(StoreHost.Stop);

        var import = ImportAsync(store, other);
        while (await WaitersAsync(other) == 0)
            await Task.Delay(10, StoreHost.Stop);
        await MergeAsync(other, "ilo", "mara");
        await first.RollbackAsync(StoreHost.Stop);

        Assert.Equal(["mara"], (await import).PeopleLeft);
        Assert.Equal("ilo", await other.AskAsync("select string_agg(person, ' ') from timeline.tl_people where merged is not null and valid_to = 'infinity'"));
    }

    [Fact]
    public async Task A_story_that_somebody_holds_keeps_no_embargo_of_another_from_ending()
    {
        await using var store = await StoreHost.StartAsync();
        foreach (var story in new[] { "locked", "free" })
            await store.OpenAsync(story);
        var due = DateTimeOffset.UtcNow.AddSeconds(1);
        await store.StoreAsync("locked", new RecordEntry(Domain.Kinds.Arrest.Example with { EmbargoUntil = due }));
        await store.StoreAsync("free", new RecordEntry(Domain.Kinds.Arrest.Example with { EmbargoUntil = due.AddSeconds(1) }));
        await using var connection = await store.Database.Source.OpenConnectionAsync(StoreHost.Stop);
        await using var import = await connection.BeginTransactionAsync(StoreHost.Stop);
        await WaitBrieflyAsync(store);
        await HoldAsync(connection, "locked");

        // The timer is asked, not the messages beneath it.
        await store.AskAsync("delete from timeline_wolverine.wolverine_incoming_envelopes");

        while (await store.AskAsync("select 1 from timeline.tl_changes where story = 'free' and version = 2") is null)
            await Task.Delay(20, StoreHost.Stop);
        // Nobody has given up on the other one yet, or waited until it was.
        Assert.Empty(store.Failures);

        await import.RollbackAsync(StoreHost.Stop);
        while (await store.AskAsync("select 1 from timeline.tl_changes where story = 'locked' and version = 2") is null)
            await Task.Delay(20, StoreHost.Stop);
    }

    private static RecordEntry Arrest => new(Domain.Kinds.Arrest.Example);

    private static RecordEntry Nobody => new(Domain.Kinds.Arrest.Example with { People = [] });

    // A lane waits a fifth of a second before it puts anything aside; what is aside as long as ever.
    private static async Task WaitBrieflyAsync(StoreHost store) => await store.AskAsync("alter function timeline.tl_write_1 set lock_timeout = '200ms'");

    // The lane beside waits under the rows' locks, and longer.
    private static async Task AsideAsync(StoreHost store)
    {
        while (await store.AskAsync("select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%for update%'") is null)
            await Task.Delay(10, StoreHost.Stop);
    }

    private static async Task<long> WaitersAsync(StoreHost store) =>
        (long)(await store.AskAsync("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"))!;

    private static Task<CommandResult.Stored> MergeAsync(StoreHost store, string person, string into) =>
        store.StoreAsync(StreamId.OfPerson(person), new MergePeople(new() { Into = into }) { Person = person });

    private static async Task HoldAsync(NpgsqlConnection connection, string story)
    {
        await using var command = new NpgsqlCommand("select timeline.tl_hold($1)", connection) { Parameters = { new() { Value = story } } };
        await command.ExecuteNonQueryAsync(StoreHost.Stop);
    }

    private static async Task<ImportResult> ImportAsync(StoreHost from, StoreHost to)
    {
        var file = Path.GetTempFileName();
        try
        {
            await using (var output = File.Create(file))
                await from.Database.WriteArchiveAsync(null, CheckpointKeys.None, output, StoreHost.Stop);
            return await new ArchiveImport(to.Database).RunAsync(file, ct: StoreHost.Stop);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
