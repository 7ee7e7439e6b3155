using Marten;
using Npgsql;
using Timeline.Domain;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Domain.Languages;
using Timeline.Domain.People;
using Timeline.Domain.TakeDowns;
using Timeline.Store.Commands;
using Timeline.Store.Proof;
using Timeline.Testing;

namespace Timeline.Store.Tests;

public sealed class CommandTests
{
    private static RecordEntry Arrest => new(Domain.Kinds.Arrest.Example);

    [Fact]
    public async Task A_command_is_an_event_in_Marten_and_a_line_of_the_chronology_with_one_commit()
    {
        await using var store = await StoreHost.StartAsync();
        await store.OpenAsync("story");

        var stored = await store.StoreAsync("story", Arrest, new Submission("anna", "request-1"));

        Assert.Equal((2, 2, 2), (stored.EventVersion, stored.PublicVersion, stored.Position));
        await using var session = store.Marten.QuerySession();
        var events = await session.Events.FetchStreamAsync("story", token: TestContext.Current.CancellationToken);
        var recorded = Assert.IsType<Recorded<Arrest>>(events[1].Data);
        Assert.Equal(stored.Entry, recorded.Entry);
        Assert.Equal(("arrest_recorded", "request-1", 2L), (events[1].EventTypeName, events[1].CorrelationId, events[1].Sequence));
        Assert.Equal("anna", events[1].GetHeader("actor")?.ToString());
        Assert.Equal(stored.Entry, await store.AskAsync("select entry from timeline.tl_entries"));
        Assert.Equal(await store.AskAsync("select xmin::text from timeline.tl_entries"), await store.AskAsync("select max(xmin::text) from timeline.mt_events"));
    }

    [Fact]
    public async Task What_a_story_is_called_is_stored_in_its_own_letters()
    {
        await using var store = await StoreHost.StartAsync();

        await store.StoreAsync("story", OpenStory.Example with { Id = "story", Title = "Россия, январь" });

        Assert.Contains("Россия, январь", (string)(await store.AskAsync("select state::text from timeline.tl_story_states"))!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_program_on_Marten_reads_the_stream_that_knows_no_more_than_the_names_of_the_events()
    {
        await using var store = await StoreHost.StartAsync();
        await store.OpenAsync("story");
        foreach (var kind in KindList.All)
            await store.StoreAsync("story", new RecordEntry(kind.Example));

        await using var other = DocumentStore.For(options =>
        {
            options.Connection(store.ConnectionString);
            options.DatabaseSchemaName = "timeline";
            options.AutoCreateSchemaObjects = JasperFx.AutoCreate.None;
            options.Events.StreamIdentity = JasperFx.Events.StreamIdentity.AsString;
            options.UseSystemTextJsonForSerialization(DomainJson.Stored);
            foreach (var (alias, type) in EventTypes.All)
                options.Events.MapEventType(type, alias);
        });
        await using var session = other.QuerySession();
        var stream = await session.Events.FetchStreamAsync("story", token: StoreHost.Stop);

        Assert.Equal(
            [typeof(StoryOpened), .. KindList.All.Select(k => k.EventType)], stream.Select(e => e.Data.GetType()));
        Assert.Equal(Enumerable.Range(1, stream.Count).Select(v => (long)v), stream.Select(e => e.Version));
        Assert.Equal(stream.Count, (await session.Events.FetchStreamStateAsync("story", StoreHost.Stop))!.Version);
    }

    [Fact]
    public async Task Marten_finds_its_tables_as_it_would_make_them_itself()
    {
        await using var store = await StoreHost.StartAsync();
        await store.OpenAsync("story");
        await store.StoreAsync("story", Arrest);
        // Without Wolverine, whose messages in a session look to Marten like documents that have no table.
        await using var marten = store.Database.OpenMarten();

        await marten.Storage.Database.AssertDatabaseMatchesConfigurationAsync(StoreHost.Stop);
        var statistics = await marten.Advanced.FetchEventStoreStatistics(token: StoreHost.Stop);

        Assert.Equal((2, 1, 2), (statistics.EventCount, statistics.StreamCount, statistics.EventSequenceNumber));
    }

    [Fact]
    public async Task Commands_that_come_together_are_stored_in_one_transaction_each_with_its_own_answer()
    {
        await using var store = await StoreHost.StartAsync();
        await store.OpenAsync("one");
        await store.OpenAsync("two");

        var results = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => store.CarryOutAsync(i % 2 == 0 ? "one" : "two", Arrest)));

        var stored = results.Cast<CommandResult.Stored>().ToList();
        Assert.Equal(Enumerable.Range(3, 64).Select(i => (long)i), stored.Select(s => s.Position).Order());
        foreach (var story in new[] { 0, 1 })
            Assert.Equal(Enumerable.Range(2, 32).Select(i => (long)i), stored.Where((_, i) => i % 2 == story).Select(s => s.EventVersion).Order());
        var transactions = (long)(await store.AskAsync("select count(distinct xmin::text) from timeline.mt_events"))!;
        Assert.InRange(transactions, 3, 40);
        await VerifiedAsync(store);
    }

    [Fact]
    public async Task Commands_are_carried_out_while_readers_have_every_connection()
    {
        await using var store = await StoreHost.StartAsync(await TestCluster.NewDatabaseAsync(StoreHost.Stop) + ";Timeout=300");
        await store.OpenAsync("story");
        // But for those that the service itself has: whoever asks for one more waits.
        var readers = Enumerable.Range(0, store.Database.MostConnections).Select(_ => store.Database.Source.OpenConnectionAsync(StoreHost.Stop).AsTask()).ToList();
        await Until.Async(() => Task.FromResult(readers.Count(r => r.IsCompleted)), open => open > readers.Count / 2);
        var waiting = store.Database.Source.OpenConnectionAsync(StoreHost.Stop).AsTask();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => store.StoreAsync("story", Arrest)));

        Assert.False(waiting.IsCompleted);
        foreach (var reader in readers.Append(waiting))
            await (await reader).DisposeAsync();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("key")]
    public async Task The_first_command_after_the_database_was_away_is_carried_out(string? key)
    {
        await using var store = await StoreHost.StartAsync();
        await store.OpenAsync("story");
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => store.StoreAsync("story", Arrest)));
        var connections = new Npgsql.NpgsqlConnectionStringBuilder(store.ConnectionString);
        await using var elsewhere = Npgsql.NpgsqlDataSource.Create(connections.ConnectionString.Replace(connections.Database!, "postgres", StringComparison.Ordinal));
        await using var end = elsewhere.CreateCommand("select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1");
        end.Parameters.Add(new() { Value = connections.Database });
        await end.ExecuteNonQueryAsync(StoreHost.Stop);
        // Longer than what was stored before tells anything.
        await Task.Delay(200, StoreHost.Stop);

        await store.StoreAsync("story", Arrest, new Submission("anna", null, key, key is null ? null : [1]));
    }

    [Fact]
    public async Task What_PostgreSQL_refuses_fails_no_other_command_of_its_group()
    {
        await using var store = await StoreHost.StartAsync();
        await store.OpenAsync("story");
        await store.AskAsync("""
            create function timeline.no_poison() returns trigger language plpgsql as $$
            begin
              if new.doc::text like '%poison%' then raise exception 'invalid text' using errcode = '22021'; end if;
              return new;
            end $$;
            create trigger no_poison before insert on timeline.tl_entries for each row execute function timeline.no_poison()
            """);

        var results = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => store.CarryOutAsync(
            "story", i == 31 ? new RecordEntry(Domain.Kinds.Arrest.Example with { Headline = "A poison" }) : Arrest)));

        var refused = Assert.Single(results.OfType<CommandResult.Refused>());
        Assert.Equal((RefusalReason.Invalid, "unstorable"), (refused.Refusal.Reason, refused.Refusal.Code));
        Assert.Contains("ein Zeichen, das die Datenbank nicht aufnimmt", refused.Refusal.Sentence.In(Language.Of("de")), StringComparison.Ordinal);
        Assert.Equal(63, results.OfType<CommandResult.Stored>().Count());
        Assert.Equal(64L, await store.AskAsync("select max(version) from timeline.mt_events"));
        await VerifiedAsync(store);
    }

    [Fact]
    public async Task What_cannot_be_signed_is_refused_where_it_is_only_tried_too()
    {
        await using var store = await StoreHost.StartAsync();
        await store.OpenAsync("story");
        foreach (var by in new Submission[] { new("anna\0"), new("anna\ud83d"), new("anna", "\udc00") })
        {
            var refused = Assert.IsType<CommandResult.Refused>(await store.CarryOutAsync("story", Arrest, by));

            Assert.Equal("unstorable", refused.Refusal.Code);
            Assert.Equal(refused.Refusal.Sentence.ToString(), Assert.IsType<CommandResult.Refused>((await store.Commands.TryAsync(new("story", Arrest, by), StoreHost.Stop)).Result).Refusal.Sentence.ToString());
        }
    }

    [Fact]
    public async Task Nothing_is_read_on_for_whoever_has_gone_and_few_are_read_for_at_once()
    {
        await using var store = await StoreHost.StartAsync();
        await store.OpenAsync("story");
        await using var holder = await store.Database.Source.OpenConnectionAsync(StoreHost.Stop);
        await using var held = await holder.BeginTransactionAsync(StoreHost.Stop);
        await using (var hold = new NpgsqlCommand("lock table timeline.tl_stories", holder))
            await hold.ExecuteNonQueryAsync(StoreHost.Stop);
        const string waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
        using var gone = new CancellationTokenSource();
        store.Commands.Patience = Timeout.InfiniteTimeSpan;
        var tries = Enumerable.Range(0, 12).Select(_ => store.Commands.TryAsync(new("story", Arrest, new("anna")), gone.Token)).ToArray();
        while ((long)(await store.AskAsync(waiting))! < 4)
            await Task.Yield();

        Assert.Equal(4L, await store.AskAsync(waiting));
        store.Commands.Patience = TimeSpan.Zero;
        Assert.Same(Refusals.TooBusy, (await store.Commands.TryAsync(new("story", Arrest, new("anna")), StoreHost.Stop)).Result);
        await gone.CancelAsync();
        foreach (var tried in tries)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => tried);
        Assert.Equal(0L, await store.AskAsync(waiting));

        await held.RollbackAsync(StoreHost.Stop);
        Assert.IsType<CommandResult.Stored>((await store.Commands.TryAsync(new("story", Arrest, new("anna")), StoreHost.Stop)).Result);
    }

    [Fact]
    public async Task A_take_down_that_is_tried_keeps_nobody_waiting_but_another_one_which_is_told_that_it_is_too_busy()
    {
        await using var store = await StoreHost.StartAsync();
        await store.OpenAsync("story");
        using var gate = new ManualResetEventSlim();
        var begun = new TaskCompletionSource();
        // On a thread of its own: where PostgreSQL has answered already, it is decided at once.
        var held = Task.Run(() => store.Commands.TryAsync(new("story", new Watched(() => { begun.TrySetResult(); gate.Wait(StoreHost.Stop); }), new("lea")), StoreHost.Stop));
        await begun.Task.WaitAsync(StoreHost.Stop);
        store.Commands.Patience = TimeSpan.Zero;

        Assert.Same(Refusals.TooBusy, (await store.Commands.TryAsync(new("story", Watched.TakeDown, new("lea")), StoreHost.Stop)).Result);
        Assert.Equal(new(new(Refusals.TooBusy, false, null), null, null), await store.Commands.PreviewAsync(new("story", Watched.TakeDown, new("lea")), StoreHost.Stop));
        var small = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => store.Commands.TryAsync(new("story", Arrest, new("anna")), StoreHost.Stop)));
        Assert.All(small, tried => Assert.IsType<CommandResult.Stored>(tried.Result));
        // What is carried out has nothing to do with it.
        await store.StoreAsync("story", Watched.TakeDown);

        gate.Set();
        Assert.IsType<CommandResult.Stored>((await held).Result);
        Assert.NotSame(Refusals.TooBusy, (await store.Commands.TryAsync(new("story", Watched.TakeDown, new("lea")), StoreHost.Stop)).Result);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_take_down_is_not_worked_out_on_for_whoever_has_gone_but_carried_out_all_the_same(bool beforeItIsRewritten)
    {
        await using var store = await StoreHost.StartAsync();
        await store.OpenAsync("story");
        using var gone = new CancellationTokenSource();
        // Of its only event the words are taken before it is folded.
        var leaving = beforeItIsRewritten ? new Watched(gone.Cancel) : new Watched(Rewritten: gone.Cancel);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.Commands.TryAsync(new("story", leaving, new("lea")), gone.Token));
        Assert.True(gone.IsCancellationRequested);

        using var goes = new CancellationTokenSource();
        await ((Task)store.Commands.CarryOutAsync(new("story", beforeItIsRewritten ? new Watched(goes.Cancel) : new Watched(Rewritten: goes.Cancel), new("lea")), goes.Token))
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Assert.True(goes.IsCancellationRequested);
        Assert.Equal(3, (await store.StoreAsync("story", Arrest)).EventVersion);
        await VerifiedAsync(store);
    }

    [Fact]
    public async Task Of_two_nodes_on_one_story_none_loses_or_doubles_anything_or_burns_a_position()
    {
        await using var one = await StoreHost.StartAsync();
        await using var two = await StoreHost.StartAsync(one.ConnectionString);
        foreach (var story in new[] { "a", "b", "c" })
            await one.OpenAsync(story);

        var results = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(async () =>
        {
            var stored = new List<CommandResult.Stored>();
            for (var n = 0; n < 20; n++)
                stored.Add(await (i % 2 == 0 ? one : two).StoreAsync("abc"[i % 3].ToString(), Arrest));
            return stored;
        })));

        var positions = results.SelectMany(r => r).Select(s => s.Position).Order().ToList();
        Assert.Equal(Enumerable.Range(4, 640).Select(i => (long)i), positions);
        Assert.Equal(643L, await one.AskAsync("select last_value from timeline.mt_events_sequence"));
        Assert.Equal(0L, await one.AskAsync("""
            select count(*) from (select max(version) - count(*) as gap from timeline.tl_changes group by story) g where gap <> 0
            """));
        // A lost race is no failure.
        Assert.Empty(one.Failures.Concat(two.Failures));
        await VerifiedAsync(one);
    }

    [Fact]
    public async Task The_same_key_at_the_same_time_stores_once_and_answers_every_time()
    {
        await using var one = await StoreHost.StartAsync();
        await using var two = await StoreHost.StartAsync(one.ConnectionString);
        await one.OpenAsync("story");
        var by = new Submission("anna", null, "key", [1]);

        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => (i % 2 == 0 ? one : two).CarryOutAsync("story", Arrest, by)));

        Assert.Single(results.OfType<CommandResult.Stored>().Select(r => r with { Notes = [] }).Distinct());
        Assert.All(results, r => Assert.IsType<CommandResult.Stored>(r));
        Assert.Equal(2L, await one.AskAsync("select max(version) from timeline.mt_events"));
        var other = Assert.IsType<CommandResult.Refused>(await one.CarryOutAsync("story", Arrest, by with { Fingerprint = [2] }));
        Assert.Equal("idempotency-key-reused", other.Refusal.Code);
    }

    [Fact]
    public async Task Of_two_merges_that_would_make_a_ring_one_is_stored_also_where_they_come_at_once()
    {
        await using var store = await StoreHost.StartAsync();
        string[] pairs = [.. Enumerable.Range(0, 10).Select(i => $"person-{i}")];
        foreach (var person in pairs.SelectMany(p => new[] { $"{p}-a", $"{p}-b" }))
            await store.StoreAsync(StreamId.OfPerson(person), new RegisterPerson(RegisterPerson.Example with { Name = person }) { Person = person });

        var results = await Task.WhenAll(pairs.SelectMany(p => new[] { (From: $"{p}-a", Into: $"{p}-b"), (From: $"{p}-b", Into: $"{p}-a") })
            .Select(async m => (m.From, Result: await store.CarryOutAsync(StreamId.OfPerson(m.From), new MergePeople(new() { Into = m.Into }) { Person = m.From }))));

        Assert.Equal(pairs, results.Where(r => r.Result is CommandResult.Stored).Select(r => r.From[..^2]));
    }

    [Fact]
    public async Task What_is_written_and_what_it_rests_on_are_locked_in_one_order()
    {
        await using var store = await StoreHost.StartAsync();
        foreach (var person in new[] { "ilo", "mara" })
            await store.StoreAsync(StreamId.OfPerson(person), new RegisterPerson(RegisterPerson.Example with { Name = person }) { Person = person });
        await using var connection = await store.Database.Source.OpenConnectionAsync(StoreHost.Stop);
        await using var first = await connection.BeginTransactionAsync(StoreHost.Stop);
        await RunAsync(connection, "select from timeline.tl_stories where id = 'person:ilo' for update");

        var merging = store.CarryOutAsync(StreamId.OfPerson("mara"), new MergePeople(new() { Into = "ilo" }) { Person = "mara" });

        while ((long)(await store.AskAsync("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"))! == 0)
            await Task.Delay(10, StoreHost.Stop);
        // It waits for the one on which it rests, and holds up nobody meanwhile.
        await RunAsync(connection, "select from timeline.tl_stories where id = 'person:mara' for update nowait");
        await first.RollbackAsync(StoreHost.Stop);
        Assert.IsType<CommandResult.Stored>(await merging);

        static async Task RunAsync(Npgsql.NpgsqlConnection connection, string sql)
        {
            await using var command = new Npgsql.NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(StoreHost.Stop);
        }
    }

    [Fact]
    public async Task A_command_is_decided_on_what_the_one_before_it_in_its_group_has_left()
    {
        await using var store = await StoreHost.StartAsync();
        await store.OpenAsync("story");
        var entry = (await store.StoreAsync("story", Arrest)).Entry!;

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            store.CarryOutAsync("story", new Hold { Entry = entry, Reason = "We check." })));

        Assert.Single(results.OfType<CommandResult.Stored>());
        Assert.Equal(7, results.OfType<CommandResult.Unchanged>().Count());
    }

    [Fact]
    public async Task A_connection_that_breaks_at_the_commit_loses_nothing_and_doubles_nothing()
    {
        await using var store = await StoreHost.StartAsync();
        await store.OpenAsync("story");
        var killed = Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++)
            {
                await Task.Delay(15, TestContext.Current.CancellationToken);
                await store.AskAsync("""
                    select pg_terminate_backend(pid) from pg_stat_activity
                    where datname = current_database() and pid <> pg_backend_pid() and query like '%mt_quick_append%' limit 1
                    """);
            }
        }, TestContext.Current.CancellationToken);

        var stored = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var mine = new List<CommandResult.Stored>();
            while (!killed.IsCompleted)
            {
                try
                {
                    mine.Add(await store.StoreAsync("story", Arrest));
                }
                catch (Npgsql.NpgsqlException)
                {
                    // Said so: it was not stored.
                }
            }

            return mine;
        })));

        // The last connection that was ended may lie in the pool.
        store.Database.Source.Clear();
        await AllAreStoredAsync(store, [.. stored.SelectMany(s => s)]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_connection_that_the_server_ends_just_before_the_commit_leaves_nothing_that_is_taken_for_stored(int times)
    {
        await using var store = await StoreHost.StartAsync();
        await store.OpenAsync("story");
        // All that the session sent has been answered by then, positions too.
        await store.AskAsync($$"""
            create sequence timeline.commits;
            create function timeline.end_connection() returns trigger language plpgsql as $$
            begin
              if nextval('timeline.commits') <= {{times}} then perform pg_terminate_backend(pg_backend_pid()); end if;
              return null;
            end $$;
            create constraint trigger end_connection after insert on timeline.mt_events deferrable initially deferred
            for each row when (new.type = 'arrest_recorded') execute function timeline.end_connection()
            """);

        await AllAreStoredAsync(store, [await store.StoreAsync("story", Arrest)]);
    }

    [Fact]
    public async Task Of_two_nodes_that_change_one_state_of_an_entry_exactly_one_wins_each_time()
    {
        await using var one = await StoreHost.StartAsync();
        await using var two = await StoreHost.StartAsync(one.ConnectionString);
        await one.OpenAsync("story");
        var stored = await one.StoreAsync("story", Arrest);
        for (var round = 0; round < 60; round++)
        {
            var command = new MarkKey { Entry = stored.Entry!, Key = round % 2 == 0, IfUpdatedAt = [stored.UpdatedAt] };
            // The heads of both nodes are of different ages, and other commands of the story go on.
            var other = (round % 3 == 0 ? one : two).CarryOutAsync("story", Arrest);
            var results = await Task.WhenAll(new[] { one, two }.Select(node => Task.Run(() => node.CarryOutAsync("story", command), StoreHost.Stop)));
            await other;
            stored = Assert.Single(results.OfType<CommandResult.Stored>());
            Assert.Equal("stale-entry", Assert.Single(results.OfType<CommandResult.Refused>()).Refusal.Code);
        }

        await VerifiedAsync(one);
    }

    private static async Task AllAreStoredAsync(StoreHost store, IReadOnlyList<CommandResult.Stored> acknowledged)
    {
        Assert.Equal((long)acknowledged.Count + 1, await store.AskAsync("select count(*) from timeline.mt_events where stream_id = 'story'"));
        foreach (var stored in acknowledged)
        {
            Assert.Equal(stored.Position, await store.AskAsync($"""
                select e.seq_id from timeline.mt_events e join timeline.tl_entries x on x.story = e.stream_id and x.entry = e.data ->> 'entry'
                where e.stream_id = 'story' and e.version = {stored.EventVersion} and x.entry = '{stored.Entry}'
                """));
        }

        await VerifiedAsync(store);
    }

    private static async Task VerifiedAsync(StoreHost store) =>
        Assert.All(await store.Database.VerifyAsync(ct: TestContext.Current.CancellationToken).ToListAsync(StoreHost.Stop), s => Assert.Empty(s.Findings));

    // A take-down of a story that says when it is decided, and when an event of it is rewritten.
    private sealed record Watched(Action? Decided = null, Action? Rewritten = null) : Command, IRewrites
    {
        public static TakeDownStory TakeDown { get; } = new()
        {
            Asked = AskedTakeDown.Example with { Form = AskedTakeDown.Replace, Fields = [], Replacements = [new() { Words = "Navalny", By = "A man" }] },
        };

        public AskedTakeDown Asked => TakeDown.Asked;

        public string? Of => null;

        public IReadOnlyList<LeftOfEvent>? Again => null;

        public IReadOnlySet<StoredField>? Only
        {
            get
            {
                Rewritten?.Invoke();
                return null;
            }
        }

        public override Decision Decide(StoryState story, DecisionContext context)
        {
            Decided?.Invoke();
            return TakeDown.Decide(story, context);
        }
    }
}
