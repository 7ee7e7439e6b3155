using System.Text.Json;
using System.Text.Json.Nodes;
using Timeline.Domain;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Domain.Languages;
using Timeline.Store.Commands;
using Timeline.Store.Projections;
using Timeline.Store.Proof;
using Timeline.Store.Queries;
using Timeline.Testing;

namespace Timeline.Store.Tests;

public sealed class RebuildTests
{
    // Everything of the chronology but for what no reader can tell.
    private const string Chronology = """
        select string_agg(r, E'\n' order by r) from (
          select e::text as r from timeline.tl_entries e union all select c::text from timeline.tl_changes c
          union all select s::text from timeline.tl_stories s union all select s::text from timeline.tl_story_states s) x
        """;

    [Fact]
    public async Task A_rebuild_makes_the_same_chronology_to_the_byte()
    {
        await using var store = await StoreHost.StartAsync();
        await FillAsync(store);
        var before = await store.AskAsync(Chronology);

        var result = await RebuildAsync(store);

        Assert.Equal(before, await store.AskAsync(Chronology));
        Assert.Equal(await store.AskAsync("select count(*) from timeline.mt_events"), result.Events);
        Assert.Empty(result.Stopped);
        // And the next command finds what it left.
        await store.StoreAsync("one", new RecordEntry(Arrest.Example));
    }

    [Fact]
    public async Task What_one_that_was_killed_leaves_is_removed_and_never_what_one_is_at()
    {
        await using var store = await StoreHost.StartAsync();
        async Task<string?> ShadowsAsync()
        {
            await ShadowSchema.RemoveLeftAsync(store.Database, StoreHost.Stop);
            return await store.AskAsync("select string_agg(nspname, ' ' order by nspname) from pg_namespace where nspname ~ '^timeline_(rebuild|verify)'") as string;
        }

        await store.AskAsync("create schema timeline_verify create table tl_entries (doc json)");
        await using (var ours = await ShadowSchema.TryMakeAsync(store.Database, ShadowUse.Rebuild, _ => Task.CompletedTask, unlogged: false, StoreHost.Stop))
        {
            Assert.NotNull(ours);
            Assert.Null(await ShadowSchema.TryMakeAsync(store.Database, ShadowUse.Rebuild, _ => Task.CompletedTask, unlogged: false, StoreHost.Stop));
            Assert.Equal("timeline_rebuild", await ShadowsAsync());
            Assert.Equal("0", $"{await store.AskAsync("select count(*) from timeline_rebuild.tl_entries")}");
        }

        Assert.Null(await ShadowsAsync());
    }

    [Fact]
    public async Task Writers_that_go_on_meanwhile_lose_nothing()
    {
        await using var store = await StoreHost.StartAsync();
        await FillAsync(store);
        using var enough = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            var written = 0;
            for (; !enough.IsCancellationRequested; written++)
                await store.StoreAsync(written % 2 == 0 ? "one" : "two", new RecordEntry(Arrest.Example));
            return written;
        }, TestContext.Current.CancellationToken);

        for (var i = 0; i < 3; i++)
            await RebuildAsync(store);
        await enough.CancelAsync();
        await writing;

        var before = await store.AskAsync(Chronology);
        await RebuildAsync(store);
        Assert.Equal(before, await store.AskAsync(Chronology));
        Assert.Empty(await store.Database.StoppedAsync(StoreHost.Stop));
    }

    [Fact]
    public async Task Reads_that_are_always_under_way_do_not_keep_a_rebuild_from_ending()
    {
        await using var store = await StoreHost.StartAsync();
        await FillAsync(store);
        using var enough = new CancellationTokenSource();
        var reading = Enumerable.Range(0, 6).Select(reader => Task.Run(async () =>
        {
            // Staggered, so that one of them has always just begun.
            for (var wait = 0.1 * reader; !enough.IsCancellationRequested; wait = 0.6)
                await store.AskAsync(FormattableString.Invariant($"select pg_sleep({wait}) from timeline.tl_entries limit 1"));
        }, TestContext.Current.CancellationToken)).ToList();

        await RebuildAsync(store);

        Assert.DoesNotContain(reading, r => r.IsFaulted);
        await enough.CancelAsync();
        await Task.WhenAll(reading);
    }

    [Fact]
    public void What_is_appended_meanwhile_takes_no_rebuild_beyond_all_that_there_is()
    {
        var said = new List<RebuildProgress>();
        var tally = new RebuildTally(said.Add) { Total = 10 };

        tally.Add(4);
        tally.Add(9);
        tally.Step(RebuildStep.Swapping);

        Assert.Equal((4, 10), (said[0].Done, said[0].Total));
        Assert.Equal((13, 13), (said[^1].Done, said[^1].Total));
    }

    // One connection for the schema's lock, and three for each hand.
    [Theory]
    [InlineData(2, 1)]
    [InlineData(6, 1)]
    [InlineData(7, 2)]
    public async Task A_rebuild_folds_by_no_more_hands_than_it_has_connections_for(int connections, int hands)
    {
        await using var database = new TimelineDatabase("Host=localhost", mostConnections: connections);

        Assert.Equal(hands, Rebuild.Hands(database, StoreHost.Stop).MaxDegreeOfParallelism);
    }

    [Fact]
    public async Task A_rebuild_and_a_comparison_end_over_as_few_connections_as_one_hand_needs()
    {
        await using var store = await StoreHost.StartAsync();
        // More rows than are written together, so that each hand reads, writes and looks up at once.
        var stories = Enumerable.Range(0, 8).Select(n => $"story-{n}").ToArray();
        foreach (var story in stories)
            await store.OpenAsync(story);
        await Task.WhenAll(stories.SelectMany(story => Enumerable.Repeat(story, 2 * StoryFold.BatchSize)).Select(story => store.StoreAsync(story, new RecordEntry(Arrest.Example))));
        await using var few = new TimelineDatabase($"{store.ConnectionString};Timeout=2", mostConnections: 4);

        Assert.Equal(8 * (1 + (2 * StoryFold.BatchSize)), (await new Rebuild(few).RunAsync(StoreHost.Stop))!.Events);
        Assert.Empty(await ChronologyVerifier.CompareAsync(few, ct: StoreHost.Stop));
    }

    [Fact]
    public async Task An_event_that_cannot_be_read_stops_its_own_story_in_sight_and_no_other()
    {
        await using var store = await StoreHost.StartAsync();
        await FillAsync(store);
        var version = (long)(await store.AskAsync("update timeline.mt_streams set version = version + 1 where id = 'one' returning version"))!;
        await store.AskAsync($$"""
            insert into timeline.mt_events (seq_id, id, stream_id, version, data, type)
            values (nextval('timeline.mt_events_sequence'), gen_random_uuid(), 'one', {{version}}, '{}', 'never_heard_of')
            """);

        var refused = Assert.IsType<CommandResult.Refused>(await store.CarryOutAsync("one", new RecordEntry(Arrest.Example)));
        Assert.Equal("story-stopped", refused.Refusal.Code);
        Assert.DoesNotMatch(@"\b(the|its|has|events)\b", refused.Refusal.Sentence.In(Language.Of("de")));
        Assert.Equal(("one", version), Assert.Single((await store.Database.StoppedAsync(StoreHost.Stop)).Select(s => (s.Story, s.EventVersion))));
        await store.StoreAsync("two", new RecordEntry(Arrest.Example));

        var result = await RebuildAsync(store);

        var stopped = Assert.Single(result.Stopped);
        Assert.Equal(("one", version), (stopped.Story, stopped.EventVersion));
        Assert.Contains("never_heard_of", stopped.Reason, StringComparison.Ordinal);
        Assert.Equal(version - 1, await store.AskAsync("select version from timeline.tl_stories where id = 'one'"));
        await store.StoreAsync("two", new RecordEntry(Arrest.Example));
    }

    [Fact]
    public async Task Of_events_that_are_folded_together_the_one_is_named_that_has_no_row()
    {
        await using var store = await StoreHost.StartAsync();
        await FillAsync(store);
        var events = await store.Database.ReadStreamAsync("one", ct: StoreHost.Stop).ToListAsync(StoreHost.Stop);
        var at = events.FindIndex(e => e.Type == "arrest_recorded");
        Assert.NotInRange(at, events.Count - 3, events.Count);
        var data = events[at].ToJsonObject();
        data["body"]!.AsObject().Remove("when");
        events[at] = events[at] with { Data = JsonSerializer.SerializeToUtf8Bytes(data) };
        await using var fold = new StoryFold(
            "one", StoryState.Empty, store.Database.Schema, new(store.Database, store.Database.Schema), null, (_, _) => Task.CompletedTask);

        var unreadable = await Assert.ThrowsAsync<UnreadableEventException>(async () =>
        {
            foreach (var stored in events)
                await fold.FoldAsync(stored, stored.Read(), StoreHost.Stop);
            await fold.FlushAsync(StoreHost.Stop);
        });

        Assert.Equal(events[at].Version, unreadable.Version);
    }

    [Fact]
    public async Task Read_models_of_an_older_version_serve_at_once_and_are_made_anew_by_the_service_that_finds_them()
    {
        var database = await TestDatabaseAsync();
        string before;
        await using (var older = await StoreHost.StartAsync(database))
        {
            await FillAsync(older);
            before = (string)(await older.AskAsync(Chronology))!;
            await older.AskAsync("update timeline.tl_stories set model = 0; update timeline.tl_entries set doc = '{}', search = ''");
        }

        await using var store = await StoreHost.StartAsync(database);
        // A command is taken meanwhile, too.
        await store.StoreAsync("one", new RecordEntry(Arrest.Example));
        while ((long)(await store.AskAsync("select count(*) from timeline.tl_stories where model = 0"))! > 0)
            await Task.Delay(50, TestContext.Current.CancellationToken);

        Assert.Equal(0L, await store.AskAsync("select count(*) from timeline.tl_entries where doc::text = '{}' or search = ''"));
        Assert.All(before.Split('\n').Where(r => r.Contains("\"kind\"", StringComparison.Ordinal)),
            row => Assert.Contains(row, (string)store.AskAsync(Chronology).Result!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tables_of_an_older_version_are_completed_serve_at_once_and_are_made_anew_without_one_failed_read()
    {
        var database = await TestDatabaseAsync();
        var query = new TimelineQuery { Background = true, Limit = 500 };
        string before;
        TimelinePage page;
        await using (var older = await StoreHost.StartAsync(database))
        {
            await FillAsync(older);
            before = (string)(await older.AskAsync(Chronology))!;
            page = (await older.Database.TimelineAsync("one", query, StoreHost.Stop))!;
            await OlderTablesAsync(older);
        }

        await using var store = await StoreHost.StartAsync(database);
        do
            Assert.Equal(page.Docs, (await store.Database.TimelineAsync("one", query, StoreHost.Stop))!.Docs);
        while ((long)(await store.AskAsync($"select count(*) from timeline.tl_stories where model < {ReadModels.Version}"))! > 0);

        Assert.Equal(before, await store.AskAsync(Chronology));
        await store.StoreAsync("one", new RecordEntry(Arrest.Example));
    }

    [Fact]
    public async Task A_migration_that_waits_for_a_long_transaction_lets_all_others_pass()
    {
        await using var store = await StoreHost.StartAsync();
        await FillAsync(store);
        await store.AskAsync("update timeline.tl_installed set version = '0.0' where name = 'read models'");
        await using var connection = await store.Database.Source.OpenConnectionAsync(StoreHost.Stop);
        await using var longOne = await connection.BeginTransactionAsync(StoreHost.Stop);
        await connection.RunAsync("lock table timeline.tl_entries in row exclusive mode", StoreHost.Stop);

        var migration = Task.Run(() => store.Database.MigrateAsync(store.Marten, StoreHost.Stop), StoreHost.Stop);
        await Until.Async(() => store.AskAsync(
            "select exists (select from pg_locks where not granted and relation = 'timeline.tl_entries'::regclass)"), waits => waits is true);
        await store.StoreAsync("one", new RecordEntry(Arrest.Example));
        Assert.False(migration.IsCompleted);

        await longOne.RollbackAsync(StoreHost.Stop);
        await migration;
        Assert.Equal($"{ReadModels.Version}.0", await store.AskAsync("select version from timeline.tl_installed where name = 'read models'"));
    }

    // As if made by the scripts of the version before: fewer columns, another function to write by, and rows of that version.
    private static async Task OlderTablesAsync(StoreHost store) => await store.AskAsync($"""
        alter table timeline.tl_entries drop column places, drop column embargo, drop column key;
        alter function timeline.tl_write_{ReadModels.Version} rename to tl_write_{ReadModels.Version - 1};
        update timeline.tl_stories set model = {ReadModels.Version - 1};
        update timeline.tl_installed set version = '{ReadModels.Version - 1}.0' where name = 'read models'
        """);

    private static Task<string> TestDatabaseAsync() => Timeline.Testing.TestCluster.NewDatabaseAsync(StoreHost.Stop);

    private static async Task FillAsync(StoreHost store)
    {
        foreach (var story in new[] { "one", "two" })
        {
            await store.OpenAsync(story);
            var entry = (await store.StoreAsync(story, new RecordEntry(Arrest.Example))).Entry!;
            await store.StoreAsync(story, new Hold { Entry = entry, Reason = "We check." });
            await store.StoreAsync(story, new ReleaseHold { Entry = entry });
            await store.StoreAsync(story, new Correct
            {
                Entry = entry,
                AnyState = true,
                Class = "correction",
                Wrong = "It was another day.",
                Changes = new JsonObject { ["when"] = new JsonObject { ["edtf"] = "2021-01-18" }, ["summary"] = null },
            });
            await store.StoreAsync(story, new MarkKey { Entry = entry, Key = true });
            foreach (var kind in KindList.All)
                await store.StoreAsync(story, new RecordEntry(kind.Example));
        }
    }

    private static async Task<RebuildResult> RebuildAsync(StoreHost store)
    {
        await using var apart = store.Database.OpenApart();
        var result = await new Rebuild(apart).RunAsync(StoreHost.Stop);
        Assert.NotNull(result);
        return result;
    }
}
