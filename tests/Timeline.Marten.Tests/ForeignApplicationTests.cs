using JasperFx;
using JasperFx.Events;
using Marten;
using Timeline.Chronology;
using Timeline.Chronology.Reading;
using Timeline.Domain;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.EventLog;
using Weasel.Core;
using static Timeline.Marten.Tests.Engines;
using Arrested = Timeline.Domain.Kinds.Arrest;

namespace Timeline.Marten.Tests;

/// <summary>An application of somebody else, on Marten alone, with our schema's name and none of our code's settings.</summary>
public sealed class ForeignApplicationTests
{
    private const string Foldable = """'{"entry":"e","body":{"when":{"edtf":"2021"},"headline":"An arrest"}}'""";
    private const string Seen = "select string_agg(position::text, ',' order by position) from seen where story <> 'mt_tombstone'";

    [Theory]
    [InlineData(EventAppendMode.QuickWithServerTimestamps, true)]
    [InlineData(EventAppendMode.Rich, true)]
    [InlineData(EventAppendMode.Rich, false)]
    public async Task What_it_appends_without_actor_and_hash_both_engines_fold_and_go_on_from(EventAppendMode mode, bool metadata)
    {
        await using var engines = await BothAsync();
        await DoAsync(engines.Native, "ours", Open("ours"));
        using var foreign = Foreign(engines, mode, metadata);
        await AppendAsync(foreign, "ours", new ArrestRecorded("foreign-1", Arrested.Example), new ArrestRecorded("foreign-2", Arrested.Example));
        await AppendAsync(foreign, "theirs", new StoryOpened("theirs", "Theirs", "en", "Europe/Moscow", "2021", null));

        Assert.Equal(4, (await DoAsync(engines.Marten, "ours", Arrest())).Version);
        Assert.Equal(5, (await DoAsync(engines.Native, "ours", Arrest())).Version);
        Assert.Equal(2, (await DoAsync(engines.Native, "theirs", Arrest())).Version);
        Assert.Equal(3, (await DoAsync(engines.Marten, "theirs", Arrest())).Version);

        var page = await new Reader(engines.Log).TimelineAsync("ours", new TimelineQuery(), Stop);
        Assert.Equal(4, page!.Docs.Count);
        var findings = (await engines.Log.VerifyAsync(ct: Stop).ToListAsync(Stop))
            .SelectMany(s => s.Findings.Select(f => (s.Stream, f.Version, f.Kind)));
        Assert.Equal(
            [("ours", 2, FindingKind.NotSigned), ("ours", 3, FindingKind.NotSigned), ("theirs", 1, FindingKind.NotSigned)], findings);
    }

    [Fact]
    public async Task It_reads_and_folds_what_we_wrote_by_records_of_its_own()
    {
        await using var engines = await NativeAsync();
        await DoAsync(engines.Native, "story", Open("story"));
        await DoAsync(engines.Native, "story", Arrest("Nawalnyj – арест"));
        // As after an import from elsewhere.
        await engines.RowsAsync("update timeline.mt_events set mt_dotnet_type = null where version = 2");

        using var foreign = DocumentStore.For(options =>
        {
            Configure(options, engines);
            options.AutoCreateSchemaObjects = AutoCreate.None;
            options.Events.MapEventType<TheirStory>("story_opened");
            options.Events.MapEventType<TheirArrest>("arrest_recorded");
        });
        await using var session = foreign.QuerySession();
        var events = await session.Events.FetchStreamAsync("story", token: Stop);
        var tally = await session.Events.AggregateStreamAsync<TheirTally>("story", token: Stop);

        Assert.Equal("Nawalnyj – арест", Assert.IsType<TheirArrest>(events[1].Data).Body.Headline);
        Assert.Equal((Open("story").Title, 1, 2), (tally!.Title, tally.Arrests, tally.Version));
    }

    [Fact]
    public async Task Its_tombstones_and_positions_that_nobody_filled_hold_up_neither_engine()
    {
        await using var engines = await NativeAsync();
        await engines.RowsAsync(SeenProjection.Table);
        await engines.StartMartenAsync(options =>
        {
            SeenProjection.Add(options);
            options.Projections.StaleSequenceThreshold = TimeSpan.FromMilliseconds(500);
        });
        await DoAsync(engines.Native, "story", Open("story"));
        await engines.RowsAsync("select nextval('timeline.mt_events_sequence')");
        using var foreign = Foreign(engines, EventAppendMode.Rich);
        await using (var session = foreign.LightweightSession())
        {
            session.Events.Append("story", new ArrestRecorded("never", Arrested.Example));
            session.QueueSqlCommand("select 1 / 0");
            await Assert.ThrowsAnyAsync<Exception>(() => session.SaveChangesAsync(Stop));
        }

        await engines.UntilAsync("select count(*) from timeline.mt_events where type = 'tombstone'", "1");
        Assert.Equal((2L, 4L), await AppendedAsync(engines.Marten));
        Assert.Equal((3L, 5L), await AppendedAsync(engines.Native));

        await engines.UntilAsync(Seen, "1,4,5");
        var feed = await engines.Feed.SubscribeAsync(0, Stop).FirstAsync(Stop);
        Assert.Equal([1L, 4, 5], feed.Select(e => e.Position));
        await engines.VerifyAsync();

        static async Task<(long, long)> AppendedAsync(INewsroom newsroom)
        {
            var stored = await DoAsync(newsroom, "story", Arrest());
            return (stored.Version, stored.Position);
        }
    }

    [Theory]
    [InlineData("weather_changed", "'{}'", "null", "'Weather, Elsewhere'")]
    [InlineData("weather_changed", "'{}'", "null", "null")]
    [InlineData("arrest_recorded", "'{}'", "null", "'Timeline.Domain.Kinds.ArrestRecorded, Timeline.Domain'")]
    [InlineData("arrest_recorded", "'[1]'", "null", "null")]
    [InlineData("entry_embargoed", "'null'", "null", "null")]
    // As Marten stores events in a binary format.
    [InlineData("arrest_recorded", """'{"entry":"e","body":{"when":{"edtf":"2021"},"headline":"Not this"}}'""", @"'\x0102'", "null")]
    // Of an entry that is not there.
    [InlineData("entry_held", """'{"entry":"none","reason":"Why"}'""", "null", "null")]
    // Recorded at no instant that a clock shows.
    [InlineData("arrest_recorded", Foldable, "null", "null", "'infinity'")]
    [InlineData("arrest_recorded", Foldable, "null", "null", "'-infinity'")]
    [InlineData("arrest_recorded", Foldable, "null", "null", "'0044-03-15 BC'")]
    public async Task An_event_that_cannot_be_folded_stops_its_own_story_on_both_engines_and_no_other(
        string type, string data, string binary, string dotnetType, string recorded = "now()")
    {
        await using var engines = await BothAsync();
        await DoAsync(engines.Native, "theirs", Open("theirs"));
        await DoAsync(engines.Native, "ours", Open("ours"));
        await engines.RowsAsync($"""
            update timeline.mt_streams set version = 2 where id = 'theirs';
            insert into timeline.mt_events (seq_id, id, stream_id, version, type, data, bdata, mt_dotnet_type, timestamp)
            values (nextval('timeline.mt_events_sequence'), gen_random_uuid(), 'theirs', 2, '{type}', {data}, {binary}, {dotnetType}, {recorded})
            """);
        var embargoed = Arrested.Example with { EmbargoUntil = DateTimeOffset.UtcNow.AddSeconds(1) };
        await DoAsync(engines.Native, "ours", new RecordEntry(embargoed));

        foreach (var newsroom in new[] { engines.Native, engines.Marten })
        {
            var refused = Assert.IsType<CommandResult.Refused>(
                await newsroom.ExecuteAsync("theirs", Arrest(), By(), Stop));
            Assert.Equal("story-stopped", refused.Refusal.Code);
            await DoAsync(newsroom, "ours", Arrest());
        }

        Assert.Equal("theirs | 2", await engines.RowsAsync("select story, version from timeline.tl_set_aside"));
        // Marten's daemon has come past it too: the embargo that it learnt of behind it has ended.
        await engines.UntilAsync("select count(*) from timeline.mt_events where type = 'embargo_lifted'", "1");
        var rebuilt = await engines.RebuildAsync();
        Assert.Equal(("theirs", 2L), rebuilt!.Stopped.Select(s => (s.Story, s.Version)).Single());
        Assert.Equal("ours | 5\ntheirs | 1", await engines.RowsAsync("select id, version from timeline.tl_stories order by id"));
    }

    [Theory]
    [InlineData("update timeline.mt_streams set type = 'their_tally'")]
    [InlineData("update timeline.mt_events set mt_dotnet_type = 'Elsewhere.Arrested, Elsewhere'")]
    [InlineData("update timeline.mt_events set headers = null, correlation_id = null")]
    [InlineData("""update timeline.mt_events set headers = '{"hash":"not ours","actor":{"name":"anna"},"n":1}'""")]
    [InlineData("update timeline.mt_events set timestamp = '1921-01-17Z' where version = 2")]
    [InlineData("update timeline.mt_events set tenant_id = 'another' where version = 2")]
    [InlineData("update timeline.mt_events set tenant_id = null; update timeline.mt_streams set is_archived = null")]
    // The alias says what an event is, and not the class that it was stored from.
    [InlineData("update timeline.mt_events set mt_dotnet_type = 'Timeline.Domain.Kinds.DetentionRecorded, Timeline.Domain' where version = 2")]
    [InlineData("update timeline.mt_events set mt_dotnet_type = 'Timeline.Domain.Editorial.EntryHeld, Timeline.Domain' where version = 2")]
    public async Task However_it_keeps_its_events_both_engines_fold_them_and_go_on(string asItKeepsThem)
    {
        await using var engines = await NativeAsync();
        await engines.RowsAsync($$"""
            insert into timeline.mt_streams (id, version) values ('story', 2);
            insert into timeline.mt_events (seq_id, id, stream_id, version, type, data, mt_dotnet_type)
            values (nextval('timeline.mt_events_sequence'), gen_random_uuid(), 'story', 1, 'story_opened',
                '{"id":"story","title":"Theirs","language":"en","timeZone":"Europe/Moscow","from":"2021"}', 'Timeline.Domain.StoryOpened, Timeline.Domain'),
              (nextval('timeline.mt_events_sequence'), gen_random_uuid(), 'story', 2, 'arrest_recorded',
                '{"entry":"e","body":{"when":{"edtf":"2021"},"headline":"Theirs"} }', 'Timeline.Domain.Kinds.ArrestRecorded, Timeline.Domain');
            {{asItKeepsThem}}
            """);
        await engines.StartMartenAsync();

        Assert.Equal(3, (await DoAsync(engines.Marten, "story", new Hold { Entry = "e", Reason = "Checking" })).Version);
        Assert.Equal(4, (await DoAsync(engines.Native, "story", Arrest())).Version);
        Assert.Equal(5, (await DoAsync(engines.Marten, "story", Arrest())).Version);

        const string folded = "select kind, versions, valid_from, valid_to, visible, doc::text from timeline.tl_entries order by versions";
        var before = await engines.RowsAsync(folded);
        Assert.Equal(4, before.Split('\n').Length);
        Assert.Empty((await engines.RebuildAsync())!.Stopped);
        Assert.Equal(before, await engines.RowsAsync(folded));
        await using var session = engines.Store.QuerySession();
        Assert.Equal(5, (await session.Events.FetchStreamAsync("story", token: Stop)).Count);
    }

    [Theory]
    [InlineData("headers = '[1]'")]
    [InlineData("headers = '\"none\"'")]
    public async Task What_Marten_would_stumble_over_is_folded_and_its_daemon_comes_past_it(string asItIsKept)
    {
        await using var engines = await NativeAsync();
        await DoAsync(engines.Native, "story", Open("story"));
        await DoAsync(engines.Native, "story", Arrest());
        await engines.RowsAsync($"update timeline.mt_events set {asItIsKept}");
        var embargoed = Arrested.Example with { EmbargoUntil = DateTimeOffset.UtcNow.AddSeconds(1) };
        await DoAsync(engines.Native, "story", new RecordEntry(embargoed));
        await engines.StartMartenAsync();

        await engines.UntilAsync("select count(*) from timeline.mt_events where type = 'embargo_lifted'", "1");
        await engines.RowsAsync($"update timeline.mt_events set {asItIsKept}");
        Assert.Empty((await engines.RebuildAsync())!.Stopped);
        Assert.Equal("4", await engines.RowsAsync("select version from timeline.tl_stories"));
        await DoAsync(engines.Marten, "story", Arrest());
        await DoAsync(engines.Native, "story", Arrest());
    }

    [Fact]
    public async Task An_embargo_that_a_row_of_no_archive_sets_ends_too()
    {
        await using var engines = await NativeAsync();
        await DoAsync(engines.Native, "story", Open("story"));
        var embargoed = Arrested.Example with { EmbargoUntil = DateTimeOffset.UtcNow.AddSeconds(1) };
        await DoAsync(engines.Native, "story", new RecordEntry(embargoed));
        await engines.RowsAsync("update timeline.mt_events set is_archived = null");

        await engines.StartMartenAsync();

        await engines.UntilAsync("select count(*) from timeline.mt_events where type = 'embargo_lifted'", "1");
    }

    [Fact]
    public async Task A_stream_that_it_archives_is_read_as_before_and_takes_nothing_more_on_either_engine()
    {
        await using var engines = await BothAsync();
        await DoAsync(engines.Native, "story", Open("story"));
        await DoAsync(engines.Marten, "story", Arrest());
        using var foreign = Foreign(engines);
        await using (var session = foreign.LightweightSession())
        {
            session.Events.ArchiveStream("story");
            await session.SaveChangesAsync(Stop);
        }

        foreach (var newsroom in new[] { engines.Native, engines.Marten })
        {
            var refused = Assert.IsType<CommandResult.Refused>(
                await newsroom.ExecuteAsync("story", Arrest(), By(), Stop));
            Assert.Equal("story-archived", refused.Refusal.Code);
        }

        await engines.RebuildAsync();
        Assert.Single((await new Reader(engines.Log).TimelineAsync("story", new TimelineQuery(), Stop))!.Docs);
        Assert.Equal("2", await engines.RowsAsync("select last_value from timeline.mt_events_sequence"));
        await engines.VerifyAsync();
    }

    private static DocumentStore Foreign(
        Engines engines, EventAppendMode mode = EventAppendMode.QuickWithServerTimestamps, bool metadata = true) =>
        DocumentStore.For(options =>
        {
            Configure(options, engines);
            options.Events.AppendMode = mode;
            options.Events.MetadataConfig.HeadersEnabled = metadata;
            options.Events.MetadataConfig.CorrelationIdEnabled = metadata;
            options.Events.MetadataConfig.CausationIdEnabled = metadata;
            // With other settings than ours it must not be let at the tables.
            if (mode == EventAppendMode.Rich)
                options.AutoCreateSchemaObjects = AutoCreate.None;
            foreach (var (alias, type) in EventTypes.All)
                options.Events.MapEventType(type, alias);
        });

    private static void Configure(StoreOptions options, Engines engines)
    {
        options.Connection(engines.ConnectionString);
        options.DatabaseSchemaName = "timeline";
        options.UseSystemTextJsonForSerialization(EnumStorage.AsString, Casing.CamelCase);
        options.Events.StreamIdentity = StreamIdentity.AsString;
    }

    private static async Task AppendAsync(DocumentStore store, string stream, params object[] events)
    {
        await using var session = store.LightweightSession();
        session.Events.Append(stream, events);
        await session.SaveChangesAsync(Stop);
    }
}

public sealed record TheirStory(string Title);

public sealed record TheirArrest(string Entry, TheirBody Body);

public sealed record TheirBody(string Headline);

public sealed partial class TheirTally
{
    public string Id { get; set; } = "";

    public int Version { get; set; }

    public string Title { get; set; } = "";

    public int Arrests { get; set; }

    public void Apply(TheirStory story) => Title = story.Title;

    public void Apply(TheirArrest arrest) => Arrests++;
}
