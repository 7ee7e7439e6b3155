using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Npgsql;
using Timeline.Store.Log;
using Timeline.Store.Projections;

namespace Timeline.Api.Tests;

public sealed class RebuildTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rebuilt_chronology_answers_byte_for_byte_as_before()
    {
        await using var service = await TestService.StartAsync(plant: true);
        await using var database = new ForeignWriter(service.ConnectionString);
        await EditAsync(service);
        var before = await AnswersAsync(service);

        // So that it shows whether the answers come from rows that were made anew.
        await database.RunAsync("""
            update timeline.tl_entries set doc = '{"id":"broken","status":"published"}', search = '', visible = true;
            delete from timeline.tl_changes where version % 2 = 0;
            update timeline.tl_stories set title = 'Broken', public_version = public_version - 1
            """);
        await RebuildAsync(service);

        Assert.Equal(before, await AnswersAsync(service));
        await using var second = await TestService.StartAsync(service.ConnectionString);
        Assert.Equal(before, await AnswersAsync(second));
    }

    [Fact]
    public async Task A_rebuild_makes_the_very_rows_that_the_appends_made_their_words_included()
    {
        await using var service = await TestService.StartAsync(plant: true);
        await using var database = new ForeignWriter(service.ConnectionString);
        const string rows = "select string_agg(e::text, E'\n' order by story, entry, valid_from) from timeline.tl_entries e";
        await EditAsync(service);
        var before = await database.AskAsync<string>(rows);

        await RebuildAsync(service);

        Assert.Equal(before, await database.AskAsync<string>(rows));
    }

    [Fact]
    public async Task A_rebuilt_chronology_is_written_to_as_before()
    {
        await using var service = await TestService.StartAsync(plant: true);
        await using var database = new ForeignWriter(service.ConnectionString);
        const string indexes = "select string_agg(indexdef, E'\n' order by indexname) from pg_indexes where tablename like 'tl_%'";
        var before = await database.AskAsync<string>(indexes);

        await RebuildAsync(service);
        await service.RecordAsync("arrests", new { when = new { edtf = "2021-01-19" }, headline = "After it" }, "navalny-2021");

        Assert.Equal(before, await database.AskAsync<string>(indexes));
        Assert.Equal(18, (await service.GetAsync("/stories/navalny-2021/timeline"))["entries"]!.AsArray().Count);
        // The next start of a service finds nothing to make.
        await using var second = await TestService.StartAsync(service.ConnectionString);
        await RebuildAsync(second);
    }

    [Fact]
    public async Task While_it_rebuilds_no_read_and_no_append_fails()
    {
        await using var service = await TestService.StartAsync(plant: true);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        await service.OpenAsync();
        var recorded = 0;

        var appending = Enumerable.Range(0, 3).Select(i => Task.Run(async () =>
        {
            if (i > 0)
                await service.OpenAsync($"story-{i}");
            while (!done.IsCancellationRequested)
            {
                await service.RecordAsync("arrests", new { when = new { edtf = "2021-01-19" }, headline = "Another" },
                    i > 0 ? $"story-{i}" : "story");
                Interlocked.Increment(ref recorded);
            }
        })).ToList();
        var reading = Addresses.Append("/stories").Select((address, i) => Task.Run(async () =>
        {
            for (var n = 0; !done.IsCancellationRequested; n++)
            {
                // Each with words of its own, so that no answer is at hand already.
                var own = address + (address.Contains('?', StringComparison.Ordinal) ? '&' : '?') + $"n={i}-{n}";
                using var answer = await service.Public.GetAsync(own, Stop);
                Assert.True(answer.IsSuccessStatusCode, $"{own}: {answer.StatusCode}");
            }
        })).ToList();

        for (var i = 0; i < 5; i++)
            await RebuildAsync(service);
        await done.CancelAsync();
        await Task.WhenAll([.. appending, .. reading]);

        var shown = 0L;
        foreach (var story in new[] { "story", "story-1", "story-2" })
            shown += (long)(await service.GetAsync($"/stories/{story}"))["version"]! - 1;
        Assert.Equal(recorded, shown);
        var before = await AnswersAsync(service);
        await RebuildAsync(service);
        Assert.Equal(before, await AnswersAsync(service));
    }

    [Fact]
    public async Task A_writer_whose_transaction_stays_open_holds_up_the_rebuild_and_nobody_else()
    {
        await using var service = await TestService.StartAsync(plant: true);
        await using var other = new ForeignWriter(service.ConnectionString);
        await service.OpenAsync();
        await service.OpenAsync("theirs");
        await using var connection = await other.Source.OpenConnectionAsync(Stop);
        await using var open = await connection.BeginTransactionAsync(Stop);
        await using (var append = new NpgsqlCommand(ForeignWriter.Sql, connection))
        {
            append.Parameters.AddWithValue("theirs");
            append.Parameters.AddWithValue("arrest_recorded");
            append.Parameters.AddWithValue(ForeignWriter.Arrest("late"));
            await append.ExecuteScalarAsync(Stop);
        }

        var rebuilding = RebuildAsync(service);
        for (var i = 0; i < 20; i++)
            await service.RecordAsync("arrests", new { when = new { edtf = "2021-01-19" }, headline = $"Number {i}" });
        Assert.False(rebuilding.IsCompleted);
        await open.CommitAsync(Stop);
        await rebuilding;

        Assert.Equal("late", (string?)(await service.GetAsync("/stories/theirs/timeline"))["entries"]![0]!["id"]);
        Assert.Equal(20, (await service.GetAsync("/stories/story/timeline"))["entries"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_second_rebuild_at_the_same_time_is_told_so()
    {
        await using var service = await TestService.StartAsync();
        await using var other = new ForeignWriter(service.ConnectionString);
        using var admin = service.Signed("admin");
        var log = new EventStore(other.Source);
        HttpStatusCode? second = null;

        var first = await new Rebuild(log, _ =>
        {
            using var answer = admin.PostAsync("/rebuild", null, Stop).GetAwaiter().GetResult();
            second ??= answer.StatusCode;
        }).RunAsync(Stop);

        Assert.NotNull(first);
        Assert.Equal(HttpStatusCode.Conflict, second);
    }

    [Fact]
    public async Task A_rebuild_that_is_broken_off_changes_nothing_and_the_next_one_starts_clean()
    {
        await using var service = await TestService.StartAsync(plant: true);
        await using var database = new ForeignWriter(service.ConnectionString);
        var before = await AnswersAsync(service);

        using var breaking = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new Rebuild(new EventStore(database.Source), _ => breaking.Cancel()).RunAsync(breaking.Token));
        Assert.Equal(before, await AnswersAsync(service));
        // As after kill -9, which leaves no time to clean up.
        await database.RunAsync("""
            create schema if not exists timeline_rebuild;
            create table timeline_rebuild.tl_stories (id text primary key); create table timeline_rebuild.junk (id int)
            """);
        await RebuildAsync(service);

        Assert.Equal(before, await AnswersAsync(service));
        Assert.Equal(0, await database.AskAsync<long>("select count(*) from pg_namespace where nspname = 'timeline_rebuild'"));
    }

    [Fact]
    public async Task A_story_with_an_event_that_cannot_be_folded_stops_there_and_the_others_are_rebuilt()
    {
        await using var service = await TestService.StartAsync(plant: true);
        await using var other = new ForeignWriter(service.ConnectionString);
        await service.OpenAsync();
        await service.RecordAsync("arrests", new { when = new { edtf = "2021-01-19" }, headline = "Before it" });
        await other.AppendAsync("story", "meteor_recorded", "{}");
        await other.AppendAsync("story", "arrest_recorded", ForeignWriter.Arrest("behind"));

        var result = await RebuildAsync(service);

        Assert.Equal("story", (string?)result["stopped"]![0]!["story"]);
        Assert.Equal(3, (long)result["stopped"]![0]!["version"]!);
        Assert.Equal("story", (string?)(await service.GetAsync("/health/ready"))["stopped"]![0]!["story"]);
        Assert.Single((await service.GetAsync("/stories/story/timeline"))["entries"]!.AsArray());
        Assert.Equal(17, (await service.GetAsync("/stories/navalny-2021/timeline"))["entries"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_story_with_more_entries_than_are_kept_in_memory_is_rebuilt_the_same()
    {
        await using var service = await TestService.StartAsync();
        await using var other = new ForeignWriter(service.ConnectionString);
        await service.OpenAsync();
        const int entries = 3000;
        await other.RunAsync($$"""
            insert into timeline.mt_events (seq_id, id, stream_id, version, data, type, "timestamp")
            select nextval('timeline.mt_events_sequence'), gen_random_uuid(), 'story', 1 + n,
              case when n <= {{entries}}
                then jsonb_build_object('entry', 'e' || n, 'body',
                  jsonb_build_object('headline', 'Entry ' || n, 'when', jsonb_build_object('edtf', '2021-01-18')))
                else jsonb_build_object('entry', 'e' || (n - {{entries}}) * 100, 'key', true) end,
              case when n <= {{entries}} then 'arrest_recorded' else 'entry_key_marked' end,
              clock_timestamp() + n * interval '1 microsecond'
            from generate_series(1, {{entries}} + 30) n;
            update timeline.mt_streams set version = {{entries}} + 31 where id = 'story'
            """);

        await RebuildAsync(service);

        var story = await service.GetAsync("/stories/story");
        Assert.Equal(entries + 31, (long)story["version"]!);
        var keys = (await service.GetAsync("/stories/story/timeline?key=true&limit=500"))["entries"]!.AsArray();
        Assert.Equal(30, keys.Count);
        Assert.All(keys, e => Assert.Equal(2, (int)e!["revision"]!));
    }

    [Fact]
    public async Task Only_an_admin_may_rebuild()
    {
        await using var service = await TestService.StartAsync();

        using var nobody = await service.Public.PostAsync("/rebuild", null, Stop);
        using var editor = await service.Editor.PostAsync("/rebuild", null, Stop);

        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, editor.StatusCode);
    }

    private static readonly string[] Addresses =
    [
        "/stories/navalny-2021", "/stories/navalny-2021/timeline?background=true&order=desc",
        "/stories/navalny-2021/timeline?asOf=9", "/stories/navalny-2021/changes?after=0", "/people/alexei-navalny",
        "/search?q=navalny", "/stories/navalny-2021/timeline?person=alexei-navalny",
    ];

    // One entry of each fate.
    private static async Task EditAsync(TestService service)
    {
        var entries = (await service.GetAsync("/stories/navalny-2021/timeline"))["entries"]!.AsArray();
        (string Route, object? Body)[] edits =
        [
            ("corrections", new { @class = "correction", wrong = "The headline.", changes = new { headline = "Another" } }),
            ("hold", new { reason = "Being checked." }),
            ("retraction", new { reason = "It did not happen." }),
            ("key", new { key = true }),
        ];
        for (var i = 0; i < edits.Length; i++)
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Post, $"/stories/navalny-2021/entries/{entries[i]!["id"]}/{edits[i].Route}");
            request.Headers.IfMatch.Add(EntityTagHeaderValue.Any);
            request.Content = JsonContent.Create(edits[i].Body);
            using var answer = await service.Editor.SendAsync(request, Stop);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        }
    }

    // Every answer there is, of the present and of each version, as the public and as an editor see it.
    private static async Task<string> AnswersAsync(TestService service)
    {
        var answers = new StringBuilder();
        var head = await service.GetAsync("/stories/navalny-2021");
        var versions = Enumerable.Range(1, (int)head["version"]!).Select(v => $"/stories/navalny-2021/timeline?asOf={v}&background=true");
        var entries = (await service.GetAsync("/stories/navalny-2021/timeline?background=true"))["entries"]!.AsArray()
            .Select(e => $"/stories/navalny-2021/entries/{e!["id"]}");
        foreach (var address in Addresses.Concat(versions).Concat(entries))
            answers.Append(address).Append(' ').AppendLine(await service.Public.GetStringAsync(address, Stop));
        answers.AppendLine(await service.Editor.GetStringAsync("/stories/navalny-2021/timeline?hidden=true", Stop));
        return answers.ToString();
    }

    private static async Task<JsonNode> RebuildAsync(TestService service)
    {
        using var admin = service.Signed("admin");
        using var answer = await admin.PostAsync("/rebuild", null, Stop);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        return JsonNode.Parse(text)!;
    }
}
