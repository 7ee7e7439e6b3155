using System.Net;
using System.Net.Http.Json;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Npgsql;
using Timeline.Chronology;
using Timeline.Domain;
using Timeline.Domain.Kinds;
using Timeline.EventLog;
using Timeline.Testing;
using Command = Timeline.Domain.Command;

namespace Timeline.Api.Tests;

/// <summary>Several nodes of the Marten engine on one database, as processes of their own; not compiled otherwise.</summary>
public sealed class MartenNodesTests
{
    // Which node holds Marten's lock on the projection across stories.
    private static readonly string Holder = $"""
        select a.application_name from pg_locks l join pg_stat_activity a using (pid)
        where l.locktype = 'advisory' and l.granted and l.database = (select oid from pg_database where datname = current_database())
          and l.objid = {ProjectionLockIds.Compute("timeline", new ShardName("TimelineEmbargoes"), 4444)}
        """;

    // What the daemon made of embargoes that the native engine set: a message for each.
    private const string Messages = """
        select count(*) || ' ' || count(distinct substring(encode(body, 'escape') from '"entry":"([a-z0-9]+)"'))
        from timeline_wolverine.wolverine_incoming_envelopes where message_type like '%LiftWhenDue' and status = 'Scheduled'
        """;

    [Fact]
    public async Task Where_the_node_of_Martens_daemon_is_killed_another_takes_over_and_loses_and_doubles_nothing()
    {
        var database = await TestCluster.NewDatabaseAsync(Expect.Stop);
        await using var source = NpgsqlDataSource.Create(database);
        var log = new EventStore(source);
        await log.MigrateAsync(ChronologySchema.Scripts, Expect.Stop);
        await using var feed = new EventFeed(log);
        var native = new Newsroom(log, feed, new Announcements(), TimeProvider.System);
        await ExecuteAsync(native, OpenStory.Example with { Id = "story" });
        var nodes = new Dictionary<string, ChildService>();
        foreach (var name in new[] { "one", "two" })
            nodes[name] = await ChildService.StartAsync(Settings(database, name));
        try
        {
            var holder = await Until.Async(() => AskAsync(source, Holder), h => h is not null);
            using var enough = new CancellationTokenSource();
            var writing = WriteAsync(native, enough.Token);
            await Until.Async(() => AskAsync(source, Messages), m => m is not null && m != "0 0");

            await nodes[holder!].KillAsync();
            var survivor = Assert.Single(nodes.Keys.Except([holder!]));
            // Sooner than the sleep by which Marten holds its lock would end.
            await Until.Async(() => AskAsync(source, Holder), h => h == survivor).WaitAsync(TimeSpan.FromSeconds(30), Expect.Stop);
            await enough.CancelAsync();
            var written = await writing;

            await Until.Async(() => AskAsync(source, Messages), m => m == $"{written} {written}");
            using var editor = TestService.SignedAt(nodes[survivor].Address, "editor", "editor");
            using var answer = await editor.PostAsJsonAsync(
                "/stories/story/arrests", new { when = new { edtf = "2021-01-17" }, headline = "After it" }, Expect.Stop);
            Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
            var verified = await log.VerifyAsync("story", ct: Expect.Stop).SingleAsync(Expect.Stop);
            Assert.Equal((written + 2, 0), (verified.Events, verified.Findings.Count));
            Assert.Equal($"{written + 1}", await AskAsync(source, "select count(*)::text from timeline.tl_entries"));
            Assert.Equal($"{written} {written}", await AskAsync(source, Messages));
        }
        finally
        {
            foreach (var node in nodes.Values)
                await node.DisposeAsync();
        }
    }

    private static async Task<long> WriteAsync(Newsroom native, CancellationToken until)
    {
        var embargoed = new RecordEntry(Arrest.Example with { EmbargoUntil = new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero) });
        var written = 0L;
        for (; !until.IsCancellationRequested; written++)
        {
            await ExecuteAsync(native, embargoed);
            // A newsroom, and no load test.
            await Task.Delay(20, Expect.Stop);
        }

        return written;
    }

    private static async Task ExecuteAsync(Newsroom native, Command command) =>
        Assert.IsType<CommandResult.Stored>(await native.ExecuteAsync("story", command, new("anna"), Expect.Stop));

    private static Dictionary<string, string> Settings(string database, string name) => new()
    {
        ["ConnectionStrings__Timeline"] = $"{database};Application Name={name};Maximum Pool Size=20",
        ["Auth__SigningKey"] = TestService.SigningKey,
    };

    private static async Task<string?> AskAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return (string?)await command.ExecuteScalarAsync(Expect.Stop);
    }
}
