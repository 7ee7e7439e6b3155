using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Npgsql;

namespace Timeline.Api.Tests;

public sealed class RebuildTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rebuilt_chronology_answers_byte_for_byte_as_before()
    {
        await using var service = await TestService.StartAsync(plant: true);
        await EditAsync(service);
        var before = await AnswersAsync(service);

        // So that it shows whether the answers come from rows that were made anew.
        await Expect.ScalarAsync(service, """
            update timeline.tl_entries set doc = '{"id":"broken","status":"published"}', search = '', visible = true;
            delete from timeline.tl_changes where version % 2 = 0;
            update timeline.tl_story_states set state = json_build_object('id', story, 'title', 'Broken', 'language', 'en', 'timeZone', 'UTC', 'from', '2021');
            update timeline.tl_stories set public_version = public_version - 1
            """);
        await Expect.RebuiltAsync(service);

        Assert.Equal(before, await AnswersAsync(service));
        await using var second = await TestService.StartAsync(service.ConnectionString);
        Assert.Equal(before, await AnswersAsync(second));
    }

    [Fact]
    public async Task A_rebuild_makes_the_very_rows_that_the_appends_made_their_words_included()
    {
        await using var service = await TestService.StartAsync(plant: true);
        const string rows = """
            select (select string_agg(e::text, E'\n' order by story, entry, valid_from) from timeline.tl_entries e)
              || (select string_agg(s::text, E'\n' order by story, valid_from) from timeline.tl_story_states s)
            """;
        await EditAsync(service);
        var before = await Expect.ScalarAsync(service, rows);

        await Expect.RebuiltAsync(service);

        Assert.Equal(before, await Expect.ScalarAsync(service, rows));
    }

    [Fact]
    public async Task A_rebuilt_chronology_is_written_to_as_before()
    {
        await using var service = await TestService.StartAsync(plant: true);
        const string indexes = "select string_agg(indexdef, E'\n' order by indexname) from pg_indexes where tablename like 'tl_%'";
        var before = await Expect.ScalarAsync(service, indexes);

        await Expect.RebuiltAsync(service);
        await service.RecordAsync("arrests", Arrest, "navalny-2021");

        Assert.Equal(before, await Expect.ScalarAsync(service, indexes));
        Assert.Equal(18, (await service.GetAsync("/stories/navalny-2021/timeline"))["entries"]!.AsArray().Count);
        // The next start of a service finds nothing to make.
        await using var second = await TestService.StartAsync(service.ConnectionString);
        await Expect.RebuiltAsync(second);
    }

    [Fact]
    public async Task While_it_rebuilds_no_read_and_no_append_fails()
    {
        await using var service = await TestService.StartAsync(plant: true);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        string[] stories = ["story-0", "story-1", "story-2"];
        foreach (var story in stories)
            await service.OpenAsync(story);
        var recorded = 0;

        var appending = stories.Select(story => Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                await service.RecordAsync("arrests", Arrest, story);
                Interlocked.Increment(ref recorded);
                // Not as fast as it can: each rebuild would have more to do than the one before, and slower searches beside it.
                await Task.Delay(25, Stop);
            }
        })).ToList();
        string[] addresses =
        [
            // Of stories that grow meanwhile, so that no answer is in memory already.
            "/stories", "/stories/story-0", "/stories/story-0/timeline?order=desc", "/stories/story-1/changes?after=1", "/search?q=arrest",
            "/stories/story-1/timeline?background=true", "/people/alexei-navalny", "/stories/navalny-2021/timeline?asOf=9",
        ];
        var reading = addresses.Select(address => Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                using var answer = await service.Public.GetAsync(address, Stop);
                Assert.True(answer.IsSuccessStatusCode, $"{address}: {answer.StatusCode}");
            }
        })).ToList();

        for (var i = 0; i < 5; i++)
            await Expect.RebuiltAsync(service);
        await done.CancelAsync();
        await Task.WhenAll([.. appending, .. reading]);

        var shown = 0L;
        foreach (var story in stories)
            shown += (long)(await service.GetAsync($"/stories/{story}"))["version"]! - 1;
        Assert.Equal(recorded, shown);
        var before = await AnswersAsync(service);
        await Expect.RebuiltAsync(service);
        Assert.Equal(before, await AnswersAsync(service));
    }

    [Fact]
    public async Task Of_two_rebuilds_at_once_one_is_told_that_the_other_is_under_way()
    {
        await using var service = await TestService.StartAsync(plant: true);
        using var admin = service.Signed("admin");
        await using var reader = await service.Database.OpenConnectionAsync(Stop);
        await using var reading = await ReadAsync(reader);

        Task<HttpResponseMessage>[] both = [admin.PostAsync("/rebuild", null, Stop), admin.PostAsync("/rebuild", null, Stop)];
        var first = await Task.WhenAny(both);

        Assert.Equal(HttpStatusCode.Conflict, (await first).StatusCode);
        await reading.CommitAsync(Stop);
        Assert.Equal(HttpStatusCode.OK, (await both.Single(task => task != first)).StatusCode);
    }

    [Fact]
    public async Task A_rebuild_that_is_broken_off_changes_nothing_and_the_next_one_starts_clean()
    {
        await using var service = await TestService.StartAsync(plant: true);
        using var admin = service.Signed("admin");
        const string made = "select string_agg(nspname || '.' || relname, ' ' order by nspname, relname) from pg_class c " +
            "join pg_namespace n on n.oid = relnamespace where relname like 'tl\\_%' or nspname like 'timeline%'";
        var (before, tables) = (await AnswersAsync(service), await Expect.ScalarAsync(service, made));

        await using (var reader = await service.Database.OpenConnectionAsync(Stop))
        await using (await ReadAsync(reader))
        {
            using var breaking = CancellationTokenSource.CreateLinkedTokenSource(Stop);
            breaking.CancelAfter(TimeSpan.FromSeconds(1));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => admin.PostAsync("/rebuild", null, breaking.Token));
            Assert.Equal(before, await AnswersAsync(service));
        }

        // The one that was broken off may need a moment to notice.
        await Expect.SoonAsync(async () =>
        {
            using var answer = await admin.PostAsync("/rebuild", null, Stop);
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict, $"{answer.StatusCode}");
            return answer.IsSuccessStatusCode;
        });
        Assert.Equal(before, await AnswersAsync(service));
        Assert.Equal(tables, await Expect.ScalarAsync(service, made));
    }

    [Fact]
    public async Task An_event_that_cannot_be_read_stops_its_own_story_in_sight_and_no_other()
    {
        await using var service = await TestService.StartAsync(plant: true);
        await service.OpenAsync();
        await service.OpenAsync("other");
        await StoryEditing.OpenAsync(service, "planned-scoop", draft: true);
        await service.RecordAsync("arrests", Arrest);
        await Expect.AppendUnreadableAsync(service, "story");
        await Expect.AppendUnreadableAsync(service, "planned-scoop");
        var events = await Expect.EventsAsync(service);

        // Who writes to it is refused, whose neighbours are not.
        using (var answer = await service.Editor.PostAsJsonAsync("/stories/story/arrests", Arrest, Stop))
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(events, await Expect.EventsAsync(service));
        await service.RecordAsync("arrests", Arrest, "other");
        var result = await Expect.RebuiltAsync(service);
        await service.RecordAsync("arrests", Arrest, "other");

        Assert.Equal(["planned-scoop", "story"], Stopped(result));
        Assert.Equal(["planned-scoop", "story"], Stopped(JsonNode.Parse(await service.Editor.GetStringAsync("/health/ready", Stop))!));
        // Of a draft the public must not learn that there is one.
        Assert.Equal(["story"], Stopped(await service.GetAsync("/health/ready")));
        Assert.Single((await service.GetAsync("/stories/story/timeline"))["entries"]!.AsArray());
        Assert.Equal(2, (await service.GetAsync("/stories/other/timeline"))["entries"]!.AsArray().Count);
        Assert.Equal(17, (await service.GetAsync("/stories/navalny-2021/timeline"))["entries"]!.AsArray().Count);
        // And so it is for the next service.
        await using var next = await TestService.StartAsync(service.ConnectionString);
        Assert.Single((await next.GetAsync("/stories/story/timeline"))["entries"]!.AsArray());
        await next.RecordAsync("arrests", Arrest, "other");

        static IEnumerable<string?> Stopped(JsonNode answer) => answer["stopped"]!.AsArray().Select(s => (string?)s!["story"]).Order();
    }

    [Fact]
    public async Task A_long_story_is_rebuilt_whole()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        const int entries = 3000;
        await Expect.ScalarAsync(service, $$"""
            insert into timeline.mt_events (seq_id, id, stream_id, version, data, type, "timestamp", headers)
            select nextval('timeline.mt_events_sequence'), gen_random_uuid(), 'story', 1 + n,
              case when n <= {{entries}}
                then jsonb_build_object('entry', 'e' || n, 'body',
                  jsonb_build_object('headline', 'Entry ' || n, 'when', jsonb_build_object('edtf', '2021-01-18')))
                else jsonb_build_object('entry', 'e' || (n - {{entries}}) * 100, 'key', true) end,
              case when n <= {{entries}} then 'arrest_recorded' else 'entry_key_marked' end,
              clock_timestamp() + n * interval '1 microsecond', '{"actor": "test"}'
            from generate_series(1, {{entries}} + 30) n;
            update timeline.mt_streams set version = {{entries}} + 31 where id = 'story'
            """);

        await Expect.RebuiltAsync(service);

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

    private static readonly object Arrest = new { when = new { edtf = "2021-01-19" }, headline = "An arrest" };

    private static readonly string[] Addresses =
    [
        "/stories/navalny-2021", "/stories/navalny-2021/timeline?background=true&order=desc",
        "/stories/navalny-2021/timeline?asOf=9", "/stories/navalny-2021/changes?after=0", "/people/alexei-navalny",
        "/search?q=navalny", "/stories/navalny-2021/timeline?person=alexei-navalny",
    ];

    // Somebody who reads the chronology for long: as long as that nothing can take its place.
    private static async Task<NpgsqlTransaction> ReadAsync(NpgsqlConnection connection)
    {
        var transaction = await connection.BeginTransactionAsync(Stop);
        await using var read = new NpgsqlCommand("select count(*) from timeline.tl_entries", connection);
        await read.ExecuteScalarAsync(Stop);
        return transaction;
    }

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
            // What comes after it is of another zone.
            if (i == 1)
            {
                await StoryEditing.StoreAsync(service, "navalny-2021", "corrections",
                    new { @class = "update", changes = new { timeZone = "Asia/Tokyo", language = "de" } });
            }
        }

        await StoryEditing.OpenAsync(service, "drafted", draft: true);
        await service.RecordAsync("arrests", Arrest, "drafted");
        var (id, _) = await service.RecordAsync("arrests", Arrest, "drafted");
        await StoryEditing.StoreAsync(service, "drafted", "publication");
        await StoryEditing.StoreAsync(service, "drafted", $"entries/{id}/key", new { key = true });
        await StoryEditing.StoreAsync(service, "drafted", "closing", new { summary = "Over." });
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
}
