using Marten;
using Timeline.Chronology;
using Timeline.Chronology.Reading;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.EventLog;
using static Timeline.Marten.Tests.Engines;

namespace Timeline.Marten.Tests;

public sealed class InteroperationTests
{
    private const string Positions = "select string_agg(seq_id::text, ',' order by seq_id) from timeline.mt_events";
    private const string SeenPositions = "select string_agg(position::text, ',' order by at) from seen";

    [Fact]
    public async Task What_the_native_engine_writes_Marten_reads_and_folds_and_its_daemon_projects()
    {
        await using var engines = await NativeAsync();
        await engines.RowsAsync(SeenProjection.Table);
        await DoAsync(engines.Native, "story", Open("story"));
        var charged = new Domain.RecordEntry(Domain.Kinds.Arrest.Example with { Charges = ["Parole violation"], Headline = "Nawalnyj – арест" });
        var arrest = await DoAsync(engines.Native, "story", charged, By("anna", "key-1"));
        await DoAsync(engines.Native, "story", new Hold { Entry = arrest.Entry!, Reason = "Checking" });

        await engines.StartMartenAsync(SeenProjection.Add);
        await using var session = engines.Store.QuerySession();
        var events = await session.Events.FetchStreamAsync("story", token: Stop);
        var story = await session.Events.AggregateStreamAsync<StoryFile>("story", token: Stop);

        Assert.Equal([1L, 2, 3], events.Select(e => e.Version));
        var recorded = Assert.IsType<ArrestRecorded>(events[1].Data);
        Assert.Equal("Nawalnyj – арест", recorded.Body.Headline);
        Assert.Equal(arrest.UpdatedAt, events[1].Timestamp);
        Assert.Equal("anna", events[1].GetHeader("actor")?.ToString());
        Assert.Equal("request-1", events[1].CorrelationId);
        Assert.Equal((1, "Parole violation", Open("story").Title), (story!.Arrests, story.Charge, story.Title));
        await engines.UntilAsync(SeenPositions, await engines.RowsAsync(Positions));
    }

    [Fact]
    public async Task What_Marten_writes_the_native_engine_reads_projects_and_verifies()
    {
        await using var engines = await BothAsync();
        await DoAsync(engines.Marten, "story", Open("story"));
        var arrest = await DoAsync(engines.Marten, "story", Arrest("Nawalnyj – арест"), By("boris", "key-1"));
        await DoAsync(engines.Marten, "story", new Retract { Entry = arrest.Entry!, Reason = "Wrong" });

        var events = await engines.Log.ReadStreamAsync("story", ct: Stop).ToListAsync(Stop);
        var page = await new Reader(engines.Log).TimelineAsync("story", new TimelineQuery(), Stop);
        var settled = await engines.Log.SettledAsync(Stop);

        Assert.Equal(["story_opened", "arrest_recorded", "entry_retracted"], events.Select(e => e.Type));
        Assert.Equal("Nawalnyj – арест", Assert.IsType<ArrestRecorded>(Codec.Read(events[1])).Body.Headline);
        Assert.Equal(("boris", "request-1", null, arrest.UpdatedAt, arrest.Position),
            (events[1].Actor, events[1].CorrelationId, events[1].CausationId, events[1].Recorded, events[1].Position));
        Assert.Equal(3, page!.Version);
        Assert.Contains("retracted", Assert.Single(page.Docs), StringComparison.Ordinal);
        Assert.Equal(3, settled.Position);
        await engines.VerifyAsync();
        // And goes on where Marten stopped.
        Assert.Equal(4, (await DoAsync(engines.Native, "story", Arrest())).Version);
        Assert.Equal(5, (await DoAsync(engines.Marten, "story", Arrest())).Version);
        await engines.VerifyAsync();
    }

    [Fact]
    public async Task Both_store_the_same_rows_for_the_same_commands()
    {
        await using var engines = await BothAsync();
        foreach (var (story, newsroom) in new[] { ("one", engines.Native), ("two", engines.Marten) })
        {
            await DoAsync(newsroom, story, Open(story));
            foreach (var kind in KindList.All)
                await DoAsync(newsroom, story, new Domain.RecordEntry(kind.Example), By("anna", $"{story}-{kind.Name}"));
        }

        static string Rows(string story) => $"""
            select version, type, mt_dotnet_type, tenant_id, is_archived, bdata is null, correlation_id, causation_id,
              headers ->> 'actor', length(headers ->> 'hash'), (select count(*) from jsonb_object_keys(headers)),
              (data - 'entry' - 'id')::text
            from timeline.mt_events where stream_id = '{story}' order by version
            """;
        static string Entries(string story) => $"""
            select kind, visible, key, background, sort_at, sort_width, earliest, latest, people, places, versions, search::text,
              (doc::jsonb - 'id' - 'recordedAt' - 'updatedAt')::text
            from timeline.tl_entries where story = '{story}' order by versions
            """;
        Assert.Equal(await engines.RowsAsync(Rows("one")), await engines.RowsAsync(Rows("two")));
        Assert.Equal(await engines.RowsAsync(Entries("one")), await engines.RowsAsync(Entries("two")));
        Assert.Equal("13", await engines.RowsAsync("select count(*) from timeline.mt_events where stream_id = 'two'"));
        await engines.VerifyAsync();
    }

    [Fact]
    public async Task Eight_writers_each_lose_double_and_skip_nothing()
    {
        const int writers = 8, each = 12;
        await using var engines = await NativeAsync();
        await engines.RowsAsync(SeenProjection.Table);
        await engines.StartMartenAsync(SeenProjection.Add);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var native = FollowAsync(engines, ended.Token);
        await DoAsync(engines.Native, "shared", Open("shared"));

        await Task.WhenAll(new[] { engines.Native, engines.Marten }.SelectMany((newsroom, engine) => Enumerable.Range(0, writers)
            .Select(writer => Task.Run(async () =>
            {
                var own = $"story-{engine}-{writer}";
                await DoAsync(newsroom, own, Open(own));
                for (var i = 0; i < each; i++)
                {
                    await DoAsync(newsroom, own, Arrest($"{i}"));
                    // All of both fight for one story too.
                    if (i % 3 == 0)
                        await DoAsync(newsroom, "shared", Arrest($"{own} {i}"));
                }
            }, Stop))));

        const int events = 1 + (2 * writers * (1 + each + (each / 3)));
        var committed = await engines.RowsAsync(Positions);
        Assert.Equal(events, committed.Split(',').Length);
        await engines.UntilAsync(SeenPositions, committed, 60);
        await UntilAsync(() => Task.FromResult(native.Seen.Count == events));
        await ended.CancelAsync();
        await native.Ended;
        Assert.Equal(committed, string.Join(',', native.Seen));
        // The chronology of both: every story is folded to its end, and every arrest is in it once.
        Assert.Equal("0", await engines.RowsAsync("""
            select count(*) from timeline.mt_streams t left join timeline.tl_stories s on s.id = t.id
            where t.id <> 'mt_tombstone' and s.version is distinct from t.version
            """));
        Assert.Equal($"{events - 1 - (2 * writers)}", await engines.RowsAsync("select count(*) from timeline.tl_entries"));
        // Nobody who lost a race took a position, so there is no hole that Marten would have to wait for and skip.
        Assert.Equal(string.Join(',', Enumerable.Range(1, events)), committed);
        Assert.Equal("", await engines.RowsAsync("select * from timeline.mt_high_water_skips"));
        await engines.VerifyAsync();
    }

    [Fact]
    public async Task A_long_transaction_of_ours_holds_Marten_back_and_it_skips_nothing()
    {
        await using var engines = await NativeAsync();
        await engines.RowsAsync(SeenProjection.Table);
        var patience = TimeSpan.FromMilliseconds(500);
        await engines.StartMartenAsync(options =>
        {
            SeenProjection.Add(options);
            options.Projections.StaleSequenceThreshold = patience;
        });
        await DoAsync(engines.Native, "story", Open("story"));

        await using (var connection = await engines.Source.OpenConnectionAsync(Stop))
        await using (var late = await connection.BeginTransactionAsync(Stop))
        {
            await using var append = connection.CreateCommand();
            append.CommandText = """
                select timeline.tl_append('late', 0, clock_timestamp(), 'anna', null, null, null, null, null,
                  array[gen_random_uuid()], array['story_opened'], array['Timeline.Domain.StoryOpened, Timeline.Domain'],
                  array['{"id":"late","title":"Late","language":"en","timeZone":"Europe/Moscow","from":"2021"}'::jsonb], array[''])
                """;
            await append.ExecuteNonQueryAsync(Stop);
            Assert.Equal(3, (await DoAsync(engines.Marten, "story", Arrest())).Position);
            await engines.UntilAsync("select count(*) from timeline.mt_event_progression where name = 'HighWaterStuckGap'", "1");
            // Longer than Marten waits for a hole that nobody may fill any more. That nothing happens takes time to see.
            await Task.Delay(patience * 6, Stop);
            Assert.Equal("1", await engines.RowsAsync(SeenPositions));
            // Not after the commit: if that falls between Marten's look at the hole and its look for who may fill it, Marten
            // takes note of a skip, and then reads what was committed all the same.
            Assert.Equal("", await engines.RowsAsync("select * from timeline.mt_high_water_skips"));
            await late.CommitAsync(Stop);
        }

        await engines.UntilAsync(SeenPositions, "1,2,3");
    }

    [Fact]
    public async Task An_append_of_Marten_is_seen_by_those_who_ask_what_is_settled()
    {
        await using var engines = await BothAsync();
        await DoAsync(engines.Marten, "story", Open("story"));
        Task<CommandResult.Stored> append;
        Task<Settled> settled;
        await using (var connection = await engines.Source.OpenConnectionAsync(Stop))
        await using (var holder = await connection.BeginTransactionAsync(Stop))
        {
            await using var hold = connection.CreateCommand();
            hold.CommandText = "select from timeline.tl_stories where id = 'story' for update";
            await hold.ExecuteNonQueryAsync(Stop);
            append = DoAsync(engines.Marten, "story", Arrest());
            // It has taken a position, and waits to write the chronology.
            await engines.UntilAsync("select last_value from timeline.mt_events_sequence", "2");
            Assert.Equal("1", await engines.RowsAsync(
                """
                select count(*) from pg_locks where locktype = 'advisory' and classid = 21580 and objid = 1 and objsubid = 2
                  and database = (select oid from pg_database where datname = current_database())
                """));
            settled = engines.Log.SettledAsync(Stop);
            Assert.False(settled.IsCompleted);
        }

        await append;
        Assert.Equal(2, (await settled).Position);
    }

    private static (List<long> Seen, Task Ended) FollowAsync(Engines engines, CancellationToken ct)
    {
        var seen = new List<long>();
        return (seen, Task.Run(async () =>
        {
            try
            {
                await foreach (var batch in engines.Feed.SubscribeAsync(0, ct))
                    seen.AddRange(batch.Select(e => e.Position));
            }
            catch (OperationCanceledException)
            {
                // The test has seen enough.
            }
        }, CancellationToken.None));
    }
}
