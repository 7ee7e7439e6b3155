using System.Diagnostics;
using System.Net.Http.Json;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Timeline.Chronology;
using Timeline.Domain;
using Timeline.Domain.Kinds;
using Timeline.EventLog;
using Timeline.EventLog.Embedded;
using Timeline.Marten;

namespace Timeline.Benchmarks;

/// <summary>
/// Both engines in turns, each with a database of its own in one cluster, and each with its followers beside it. Over HTTP the
/// services are processes of their own: this build's, and the native build's beside it.
/// </summary>
internal static class EnginesBenchmark
{
    private const int Rounds = 3;
    private const int Many = 8;
    private const int Batch = 100;
    private const int Rebuilt = 10_000;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);
    private static readonly object Detention = new
    {
        when = new { edtf = "2021-01-22~", note = "around noon" },
        headline = "An activist is detained in Moscow",
        people = new[] { new { id = "anna-k", name = "Anna K." } },
        places = new[] { "Russia", "Moscow" },
    };

    public static async Task<IEnumerable<Figure>> RunAsync()
    {
        await using var cluster = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { Ephemeral = true });
        var figures = new List<Figure>();
        await using (var marten = await Service.StartAsync(cluster, "marten"))
        await using (var native = await Native.StartAsync(cluster))
        {
            string[] stories = [.. Enumerable.Range(0, 10).Select(i => $"story-{i}")];
            await Filling.FillAsync(marten.Log, stories, Rebuilt, changes: true);
            await Filling.FillAsync(native.Log, stories, Rebuilt, changes: true);
            await marten.CatchUpAsync();
            var administration = marten.App.Services.GetRequiredService<MartenAdministration>();
            figures.Add(await DuelAsync("rebuild of 10,000 events in 10 stories", "events/s", 2,
                () => SpeedAsync(() => new Rebuild(marten.Log, fold: administration.FoldAsync).RunAsync()),
                () => SpeedAsync(() => new Rebuild(native.Log).RunAsync())));

            string[] own = [.. Enumerable.Range(0, Many).Select(i => $"own-{i}")];
            foreach (var story in own)
            {
                await StoreAsync(marten.Newsroom, story, OpenStory.Example with { Id = story });
                await StoreAsync(native.Newsroom, story, OpenStory.Example with { Id = story });
            }

            foreach (var writers in new[] { 1, Many })
            {
                figures.Add(await DuelAsync($"append, writers: {writers}", "events/s", Rounds,
                    () => RecordAsync(marten.Newsroom, writers, own), () => RecordAsync(native.Newsroom, writers, own)));
            }

            var store = marten.App.Services.GetRequiredService<IDocumentStore>();
            figures.Add(await DuelAsync("append, 1 writer, batches of 100", "events/s", Rounds,
                async () => Batch * await Figure.RateAsync(1, Turn, _ => AppendAsync(store)),
                async () => Batch * await Figure.RateAsync(1, Turn, _ => AppendAsync(native.Log))));
        }

        figures.AddRange(await OverHttpAsync(cluster));
        return figures;
    }

    private static async Task<IEnumerable<Figure>> OverHttpAsync(EmbeddedPostgres cluster)
    {
        string[] connections = ["", ""];
        for (var i = 0; i < 2; i++)
        {
            await using var planted = await Service.StartAsync(cluster, $"http_{i}", plant: true);
            for (var writer = 0; writer < Many; writer++)
                await planted.OpenAsync($"own-{writer}");
            connections[i] = planted.ConnectionString;
        }

        using var marten = await Server.ServiceAsync(connections[0], Folder("bin/marten"));
        using var native = await Server.ServiceAsync(connections[1], Folder("bin"));
        using var load = new Load();
        const string path = "/stories/navalny-2021/timeline?background=true";
        return
        [
            await DuelAsync("GET of the timeline, 20 entries, 8 readers", "answers/s", Rounds,
                () => load.RateAsync(new Uri(marten.Address, path)), () => load.RateAsync(new Uri(native.Address, path))),
            await DuelAsync("POST of a detention, 8 writers", "answers/s", Rounds,
                () => Figure.RateAsync(Many, Turn, w => PostAsync(marten, w)),
                () => Figure.RateAsync(Many, Turn, w => PostAsync(native, w))),
        ];

        static string Folder(string bin) =>
            Path.GetFullPath($"../../../../../../src/Timeline.Api/{bin}/Release/net10.0", AppContext.BaseDirectory);
    }

    private static Task<Figure> DuelAsync(string name, string unit, int rounds, Func<Task<double>> marten, Func<Task<double>> native) =>
        Figure.DuelAsync(name, unit, rounds, 0, marten, native);

    private static Task<double> RecordAsync(INewsroom newsroom, int writers, string[] stories)
    {
        var n = 0;
        return Figure.RateAsync(writers, Turn, w =>
            StoreAsync(newsroom, stories[w], new RecordEntry(Service.Bodies[Interlocked.Increment(ref n) % Service.Bodies.Count])));
    }

    private static async Task StoreAsync(INewsroom newsroom, string story, Command command)
    {
        var result = await newsroom.ExecuteAsync(story, command, new Submission("editor", "0HN7GLLMQ7V5C:00000001"));
        if (result is not CommandResult.Stored)
            throw new InvalidOperationException($"Not stored: {result}");
    }

    // A new story and its entries, with actor and hash, and its chronology, in one session of Marten's.
    private static async Task AppendAsync(IDocumentStore store)
    {
        var (story, now, hash) = (EntryId.New(), Now(), "");
        await using var session = store.LightweightSession();
        session.CorrelationId = "0HN7GLLMQ7V5C:00000001";
        session.Events.StartStream(story, Events(story).Select((e, i) =>
        {
            var (type, _, data) = Codec.Write(e);
            var stored = session.Events.BuildEvent(e);
            stored.Timestamp = now.AddMicroseconds(i);
            hash = HashChain.Next(hash, story, i + 1, type, stored.Timestamp, "editor", session.CorrelationId, null, data);
            stored.SetHeader("actor", "editor");
            stored.SetHeader("hash", hash);
            return (object)stored;
        }).ToArray());
        await session.SaveChangesAsync();
    }

    // The same in one append of ours.
    private static async Task AppendAsync(EventStore log)
    {
        var (story, now) = (EntryId.New(), Now());
        var projection = new Projection(log.Schema);
        var (state, events) = (StoryState.Empty, Events(story));
        for (var i = 0; i < events.Count; i++)
            state = projection.Fold(state, events[i], i + 1, now.AddMicroseconds(i));
        var result = await log.AppendAsync(new Append
        {
            Stream = story,
            ExpectedVersion = 0,
            PreviousHash = "",
            Recorded = now,
            Actor = "editor",
            CorrelationId = "0HN7GLLMQ7V5C:00000001",
            Events = [.. events.Select(Codec.Write)],
            Also = [.. projection.Commands()],
        });
        if (result is not Appended)
            throw new InvalidOperationException($"Not stored: {result}");
    }

    // No finer than PostgreSQL stores it.
    private static DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());

    private static List<StoryEvent> Events(string story) =>
    [
        new StoryOpened(story, "A story", "en", "Europe/Moscow", "2021-01-01", null),
        .. Enumerable.Range(1, Batch - 1).Select(i =>
            KindList.All[i % KindList.All.Count].Recorded($"entry-{i}", Service.Bodies[i % KindList.All.Count])),
    ];

    private static async Task<double> SpeedAsync(Func<Task> rebuild)
    {
        var start = Stopwatch.GetTimestamp();
        await rebuild();
        return Rebuilt / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task PostAsync(Server server, int writer)
    {
        using var answer = await server.Editor.PostAsJsonAsync($"/stories/own-{writer}/detentions", Detention);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The native engine as the service has it: in a build with Marten, its parts must be put together by hand.</summary>
    private sealed class Native : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly EventFeed _feed;
        private readonly Task _following;

        private Native(EventStore log)
        {
            var announcements = new Announcements();
            (Log, _feed) = (log, new EventFeed(log));
            Newsroom = new Newsroom(log, _feed, announcements, TimeProvider.System);
            _following = new Follower(log, _feed, announcements, TimeProvider.System).RunAsync(e => throw e, _stop.Token);
        }

        public EventStore Log { get; }

        public INewsroom Newsroom { get; }

        public static async Task<Native> StartAsync(EmbeddedPostgres cluster)
        {
            var connection = await Service.NewDatabaseAsync(cluster, "native");
            // As Database.OpenAsync does.
            var log = new EventStore(NpgsqlDataSource.Create(
                $"{connection};Max Auto Prepare=100;Auto Prepare Min Usages=2;No Reset On Close=true"));
            await log.MigrateAsync(ChronologySchema.Scripts);
            return new Native(log);
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _following.ContinueWith(_ => { }, TaskScheduler.Default);
            await _feed.DisposeAsync();
            await Log.Source.DisposeAsync();
            _stop.Dispose();
        }
    }
}
