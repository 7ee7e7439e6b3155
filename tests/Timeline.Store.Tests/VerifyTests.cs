using Timeline.Domain;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Domain.People;
using Timeline.Domain.Stories;
using Timeline.Domain.TakeDowns;
using Timeline.Store.Commands;
using Timeline.Store.Proof;

namespace Timeline.Store.Tests;

/// <summary>What was changed behind the service's back is found: in what readers see, and at the end of the log.</summary>
public sealed class VerifyTests
{
    [Fact]
    public async Task What_readers_are_shown_is_what_the_events_say()
    {
        await using var store = await FilledAsync();

        Assert.Empty(await ShownAsync(store));
        Assert.Empty(await ShownAsync(store, "one"));
    }

    [Theory]
    [InlineData("update tl_entries set doc = replace(doc::text, 'Alexei', 'Alexey')::json where story = 'two' and valid_to = 'infinity'", "something else")]
    // Spelled in another way, which no reader of JSON can tell: but the bytes, and so the ETags, are other ones.
    [InlineData("update tl_entries set doc = replace(doc::text, ':', ': ')::json where story = 'two'", "something else")]
    [InlineData("update tl_entries set search = '' where story = 'two' and valid_to <> 'infinity'", "something else")]
    [InlineData("update tl_entries set visible = not visible where story = 'two'", "something else")]
    [InlineData("delete from tl_entries where story = 'two' and valid_to <> 'infinity'", "are not shown what")]
    [InlineData("insert into tl_entries select (jsonb_populate_record(e, '{\"entry\": \"another\"}')).* from tl_entries e where story = 'two' and valid_to = 'infinity' limit 1", "what no event says")]
    [InlineData("insert into tl_entries select (jsonb_populate_record(e, '{\"story\": \"three\"}')).* from tl_entries e where story = 'two' and valid_to = 'infinity'", "what no event says")]
    [InlineData("delete from tl_changes where story = 'two' and version = 2", "are not shown what")]
    [InlineData("update tl_changes set type = 'entry-removed' where story = 'two' and version = 2", "something else")]
    [InlineData("update tl_stories set public_version = 1 where id = 'two'", "something else")]
    [InlineData("update tl_story_states set state = replace(state::text, 'Russia', 'Prussia')::json where story = 'two'", "something else")]
    [InlineData("update tl_stories set version = version - 1 where id = 'two'", "something else")]
    public async Task A_change_of_what_readers_are_shown_is_found(string change, string said)
    {
        await using var store = await FilledAsync();
        await store.AskAsync($"set search_path = timeline; {change}; reset search_path");

        var findings = await ShownAsync(store);

        Assert.NotEmpty(findings);
        Assert.All(findings, f => Assert.Contains(said, f.Message, StringComparison.Ordinal));
        Assert.DoesNotContain(findings, f => f.Story == "one");
        Assert.Empty(await ShownAsync(store, "one"));
    }

    [Fact]
    public async Task One_story_after_the_other_is_compared_by_itself_and_nobody_compares_beside_it()
    {
        await using var store = await FilledAsync();
        await store.AskAsync("update timeline.tl_stories set public_version = public_version + 1 where id = 'one'");
        await using var apart = store.Database.OpenApart();
        await using (var comparison = await ChronologyVerifier.StartAsync(apart, StoreHost.Stop))
        {
            Assert.Contains("under way", (await Assert.ThrowsAsync<NotComparableException>(() => ShownAsync(store))).Message, StringComparison.Ordinal);
            Assert.Equal("one", Assert.Single(await comparison.RunAsync("one", ct: StoreHost.Stop)).Story);
            Assert.Empty(await comparison.RunAsync("two", ct: StoreHost.Stop));
            Assert.Equal("one", Assert.Single(await comparison.RunAsync("one", ct: StoreHost.Stop)).Story);
        }

        Assert.Single(await ShownAsync(store));
    }

    [Fact]
    public async Task A_change_of_any_column_that_readers_are_shown_is_found()
    {
        string[] tables = ["tl_stories", "tl_story_states", "tl_people", "tl_entries", "tl_changes"];
        await using var store = await FilledAsync();
        await store.StoreAsync(StreamId.OfPerson("mara"), new RegisterPerson(RegisterPerson.Example with { Name = "Mara" }) { Person = "mara" });
        foreach (var table in tables)
            await store.AskAsync($"create table kept_{table} as select * from timeline.{table}");
        // Of another version of the read models nothing is compared at all.
        var columns = ((string)(await store.AskAsync($"""
            select string_agg(concat_ws(' ', table_name, column_name, udt_name), ',' order by table_name, column_name) from information_schema.columns
            where table_schema = 'timeline' and table_name in ('{string.Join("', '", tables)}') and column_name <> 'model'
            """))!).Split(',').Select(c => c.Split(' ')).Select(c => (c[0], c[1], c[2])).ToArray();
        var unseen = new List<string>();
        Assert.Empty(await ShownAsync(store));
        foreach (var (table, column, type) in columns)
        {
            var c = $"\"{column}\"";
            var changed = type switch
            {
                "text" => $"concat({c}, 'x')",
                "bool" => $"not {c}",
                "int4" or "int8" => $"coalesce({c}, 0) # 1",
                "timestamptz" => $"case when {c} = 'infinity' then now() else coalesce({c} + interval '1 microsecond', now()) end",
                "json" => $"coalesce({c}::text || ' ', '{{}}')::json",
                "_text" => $"array_append({c}, 'x')",
                "_int8" => $"array_append({c}, 7)",
                "tsvector" => $"{c} || 'x:1'",
                _ => throw new InvalidOperationException($"How is a {type} changed?"),
            };
            await store.AskAsync($"update timeline.{table} set {c} = {changed} where ctid = (select max(ctid) from timeline.{table})");
            if ((await ShownAsync(store)).Count == 0)
                unseen.Add($"{table}.{column}");
            await store.AskAsync($"truncate timeline.{table}; insert into timeline.{table} select * from kept_{table}");
        }

        Assert.Empty(unseen);
        Assert.Empty(await ShownAsync(store));
        Assert.True(columns.Length >= 60, $"Only {columns.Length} columns were found.");
    }

    [Fact]
    public async Task Writers_that_go_on_meanwhile_are_no_finding()
    {
        await using var store = await FilledAsync();
        using var enough = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
                await store.StoreAsync("one", new RecordEntry(Arrest.Example));
        }, TestContext.Current.CancellationToken);

        for (var n = 0; n < 3; n++)
            Assert.Empty(await ShownAsync(store));

        await enough.CancelAsync();
        await writing;
    }

    [Fact]
    public async Task A_comparison_of_one_story_waits_for_no_writer_of_another_and_so_keeps_none_waiting()
    {
        await using var store = await FilledAsync();
        await using var connection = await store.Database.Source.OpenConnectionAsync(StoreHost.Stop);
        await using var writer = await connection.BeginTransactionAsync(StoreHost.Stop);
        await connection.RunAsync("select from timeline.tl_stories where id = 'two' for update", StoreHost.Stop);

        Assert.Empty(await ShownAsync(store, "one").WaitAsync(TimeSpan.FromSeconds(20), StoreHost.Stop));
    }

    [Theory]
    [InlineData("one")]
    [InlineData(null)]
    public async Task A_chronology_that_becomes_of_another_version_while_it_is_compared_is_not_called_changed(string? story)
    {
        await using var store = await FilledAsync();
        await using var apart = store.Database.OpenApart();
        await using var comparison = await ChronologyVerifier.StartAsync(apart, StoreHost.Stop);
        await store.AskAsync("update timeline.tl_stories set model = model + 1; update timeline.tl_entries set search = ''");

        Assert.Contains("another version", (await Assert.ThrowsAsync<NotComparableException>(() => comparison.RunAsync(story, ct: StoreHost.Stop))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("delete from mt_events where version > 2 and stream_id = 'one'; update mt_streams set version = 2 where id = 'one'")]
    [InlineData("delete from mt_events where version > 2 and stream_id = 'one'")]
    [InlineData("delete from mt_events where stream_id = 'one'; delete from mt_streams where id = 'one'")]
    public async Task A_log_that_was_shortened_is_called_so_and_takes_nothing_more(string change)
    {
        await using var running = await FilledAsync();
        await running.AskAsync($"set search_path = timeline; {change}; reset search_path");
        await using var fresh = await StoreHost.StartAsync(running.ConnectionString);

        var refused = Assert.IsType<CommandResult.Refused>(await fresh.CarryOutAsync("one", new RecordEntry(Arrest.Example)));
        var verified = await fresh.Database.VerifyAsync("one", ct: StoreHost.Stop).SingleAsync(StoreHost.Stop);

        Assert.Equal("log-shorter", refused.Refusal.Code);
        Assert.Contains(verified.Findings, f => f.Message.Contains("log is shorter", StringComparison.Ordinal)
            || f.Message.Contains("own row says", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_service_that_runs_while_the_log_is_shortened_says_so_too()
    {
        await using var store = await FilledAsync();
        await store.AskAsync("""
            delete from timeline.mt_events where version > 2 and stream_id = 'one'; update timeline.mt_streams set version = 2 where id = 'one'
            """);

        Assert.Equal("log-shorter", Assert.IsType<CommandResult.Refused>(await store.CarryOutAsync("one", new RecordEntry(Arrest.Example))).Refusal.Code);
        Assert.Equal("log-shorter", Assert.IsType<CommandResult.Refused>(await store.CarryOutAsync("one", new RecordEntry(Arrest.Example))).Refusal.Code);
    }

    [Fact]
    public async Task A_last_event_without_a_hash_is_a_finding_and_nothing_to_keep()
    {
        await using var store = await FilledAsync();
        await store.AskAsync("""
            update timeline.mt_events set headers = headers - 'hash' where stream_id = 'one' and version = (
              select version from timeline.mt_streams where id = 'one')
            """);

        var verified = await store.Database.VerifyAsync("one", ct: StoreHost.Stop).SingleAsync(StoreHost.Stop);

        Assert.Contains("has no hash", Assert.Single(verified.Findings).Message, StringComparison.Ordinal);
    }

    // The second one folds all of the story anew, in one go.
    [Theory]
    [InlineData(AskedTakeDown.Remove)]
    [InlineData(AskedTakeDown.Unlist)]
    public async Task What_came_after_a_take_down_stays_as_it_was_shown_where_another_follows(string form)
    {
        await using var store = await StoreHost.StartAsync();
        await store.OpenAsync("story");
        string[] entries = [(await store.StoreAsync("story", new RecordEntry(Arrest.Example))).Entry!, (await store.StoreAsync("story", new RecordEntry(Arrest.Example))).Entry!];
        await store.StoreAsync("story", new TakeDownEntry { Entry = entries[0], Asked = AskedTakeDown.Example with { Form = form, Fields = [] } });
        await store.StoreAsync("story", new CorrectStory { AnyState = true, Class = "update", Changes = new() { ["timeZone"] = "Asia/Omsk" } });
        var shown = await RowsAsync(store);
        Assert.Empty(await ShownAsync(store));

        await store.StoreAsync("story", new TakeDownEntry { Entry = entries[1], Asked = AskedTakeDown.Example with { Fields = ["summary"] } });

        Assert.Equal(shown, await RowsAsync(store));
        Assert.Empty(await ShownAsync(store));

        Task<object?> RowsAsync(StoreHost store) => store.AskAsync($"""
            select string_agg(concat_ws(' ', valid_from, valid_to, visible, withheld, listed, takedown), '; ' order by valid_from)
            from timeline.tl_entries where entry = '{entries[0]}'
            """);
    }

    private static async Task<StoreHost> FilledAsync()
    {
        var store = await StoreHost.StartAsync();
        foreach (var story in new[] { "one", "two" })
        {
            await store.OpenAsync(story);
            var entry = (await store.StoreAsync(story, new RecordEntry(Arrest.Example))).Entry!;
            await store.StoreAsync(story, new MarkKey { Entry = entry, Key = !Arrest.Example.Key });
            await store.StoreAsync(story, new RecordEntry(Statement.Example));
        }

        return store;
    }

    private static async Task<IReadOnlyList<ShownFinding>> ShownAsync(StoreHost store, string? story = null)
    {
        await using var apart = store.Database.OpenApart();
        return await ChronologyVerifier.CompareAsync(apart, story, StoreHost.Stop);
    }
}
