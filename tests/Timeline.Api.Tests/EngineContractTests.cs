using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Timeline.Domain;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Store.Commands;
using Timeline.Store.Log;
using Timeline.Store.Projections;
using Timeline.Store.Proof;

namespace Timeline.Api.Tests;

/// <summary>
/// What every engine owes those who send commands: run against the one that this build has. <c>deploy/test.sh</c> runs them on
/// both where it can.
/// </summary>
public sealed class EngineContractTests
{
    private static readonly string[] Racers = ["anna", "boris", "carla", "dmitri"];

    [Fact]
    public async Task Of_two_nodes_that_race_for_a_story_each_command_is_stored_once_and_numbered_without_gaps()
    {
        await using var one = await TestService.StartAsync();
        await using var two = await TestService.StartAsync(one.ConnectionString);
        await one.OpenAsync();
        const int each = 8;

        var results = await Task.WhenAll(new[] { one, two }.SelectMany(node => Racers.Select(async racer =>
        {
            var stored = new List<CommandResult.Stored>();
            for (var i = 0; i < each; i++)
                stored.Add(Assert.IsType<CommandResult.Stored>(await ExecuteAsync(node, Arrested($"{racer} {i}"), new(racer))));
            return stored;
        })));

        var all = results.SelectMany(r => r).ToList();
        Assert.Equal(Enumerable.Range(2, 2 * 4 * each).Select(v => (long)v), all.Select(s => s.Version).Order());
        // Nobody who lost a race has used up a position.
        Assert.Equal(Enumerable.Range(2, 2 * 4 * each).Select(v => (long)v), all.Select(s => s.Position).Order());
        Assert.All(all, s => Assert.Equal(s.Version, s.Position));
        var page = await two.GetAsync("/stories/story/timeline?limit=500");
        Assert.Equal(2 * 4 * each, page["entries"]!.AsArray().Select(e => (string?)e!["id"]).Distinct().Count());
        await VerifyAsync(one, 1 + (2 * 4 * each));
    }

    [Fact]
    public async Task Of_many_who_record_at_once_each_is_stored_and_of_many_who_change_one_state_one_is()
    {
        const int writers = 64;
        await using var one = await TestService.StartAsync();
        await using var two = await TestService.StartAsync(one.ConnectionString);
        await one.OpenAsync();

        var recorded = await Task.WhenAll(Enumerable.Range(0, writers)
            .Select(i => ExecuteAsync(i % 2 == 0 ? one : two, Arrested($"{i}"), new($"editor-{i}"))));
        var stored = recorded.Select(r => Assert.IsType<CommandResult.Stored>(r)).ToList();
        var (entry, state) = (stored[0].Entry!, stored[0].UpdatedAt);
        var held = await Task.WhenAll(Enumerable.Range(0, writers).Select(i =>
            ExecuteAsync(i % 2 == 0 ? one : two, new Hold { Entry = entry, Reason = $"{i}", IfUpdatedAt = [state] }, new($"editor-{i}"))));

        Assert.Equal(Enumerable.Range(2, writers).Select(v => (long)v), stored.Select(s => s.Version).Order());
        Assert.All(stored, s => Assert.Equal(s.Version, s.Position));
        var first = Assert.Single(held.OfType<CommandResult.Stored>());
        Assert.Equal((writers + 2, writers + 2), (first.Version, first.Position));
        Assert.All(held.OfType<CommandResult.Refused>(), r => Assert.Equal(RefusalReason.Stale, r.Refusal.Reason));
        Assert.Equal(writers - 1, held.OfType<CommandResult.Refused>().Count());
        await VerifyAsync(one, writers + 2);
    }

    [Theory]
    [InlineData("is_archived = true", "story-archived")]
    [InlineData("tenant_id = 'another'", "story-of-another-tenant")]
    public async Task A_stream_that_another_application_keeps_for_itself_is_read_and_takes_nothing_more(string how, string code)
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        await service.RecordAsync("arrests", new { when = new { edtf = "2021-01-17" }, headline = "An arrest" });
        await ScalarAsync(service, $"update timeline.mt_streams set {how}; update timeline.mt_events set {how}");
        var before = await CountsAsync(service);

        using var answer = await service.Editor.PostAsJsonAsync(
            "/stories/story/arrests", new { when = new { edtf = "2021-01-17" }, headline = "Too late" }, Stop);

        await Expect.ProblemAsync(answer, HttpStatusCode.Conflict, code);
        Assert.Equal(before, await CountsAsync(service));
        await new Rebuild(service.App.Services.GetRequiredService<EventStore>()).RunAsync(Stop);
        Assert.Single((await service.GetAsync("/stories/story/timeline"))["entries"]!.AsArray());
        await VerifyAsync(service, 2);
    }

    [Theory]
    [InlineData("mt_streams set tenant_id = null, type = null, is_archived = null")]
    [InlineData("mt_events set tenant_id = null, is_archived = null, mt_dotnet_type = null")]
    [InlineData("mt_events set tenant_id = 'another' where version = 2")]
    public async Task What_says_nothing_of_the_story_stands_in_nobodys_way(string how)
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        await ExecuteAsync(service, Arrested("One"), new("anna"));
        await ScalarAsync(service, $"update timeline.{how}");

        Assert.Equal(3, Assert.IsType<CommandResult.Stored>(await ExecuteAsync(service, Arrested("Two"), new("anna"))).Version);
        await VerifyAsync(service, 3);
    }

    [Fact]
    public async Task Of_many_who_open_one_story_at_once_one_does_and_the_others_are_told_that_it_exists()
    {
        await using var one = await TestService.StartAsync();
        await using var two = await TestService.StartAsync(one.ConnectionString);
        var open = OpenStory.Example with { Id = "story" };

        var results = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(i => ExecuteAsync(i % 2 == 0 ? one : two, open, new($"editor-{i}"))));

        Assert.Equal(1, Assert.Single(results.OfType<CommandResult.Stored>()).Position);
        Assert.All(results.OfType<CommandResult.Refused>(), r => Assert.Equal("story-exists", r.Refusal.Code));
        Assert.Equal(7, results.OfType<CommandResult.Refused>().Count());
        await VerifyAsync(one, 1);
    }

    [Fact]
    public async Task A_request_that_comes_again_is_answered_again_and_carried_out_once_on_whatever_node()
    {
        await using var one = await TestService.StartAsync();
        await using var two = await TestService.StartAsync(one.ConnectionString);
        await one.OpenAsync();
        var by = new Submission("anna", "request-1", "key-1", [1, 2, 3]);

        var atOnce = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(i => ExecuteAsync(i % 2 == 0 ? one : two, Arrested("Once"), by)));
        var first = Assert.IsType<CommandResult.Stored>(atOnce[0]);
        var entry = first.Entry!;
        await ExecuteAsync(one, new Hold { Entry = entry, Reason = "Checking" }, new("anna"));
        var later = await ExecuteAsync(two, Arrested("Once"), by);
        var another = await ExecuteAsync(one, Arrested("Another"), by with { Fingerprint = [4] });
        var ofAnother = await ExecuteAsync(one, Arrested("Of another"), by with { Actor = "boris" });

        Assert.All(atOnce, result => Assert.Equal(first, result));
        Assert.Equal(first, later);
        Assert.Equal("idempotency-key-reused", Assert.IsType<CommandResult.Refused>(another).Refusal.Code);
        Assert.Equal(4, Assert.IsType<CommandResult.Stored>(ofAnother).Version);
        await VerifyAsync(one, 4);
    }

    [Fact]
    public async Task A_request_that_is_sent_to_two_nodes_at_once_has_one_answer_even_where_it_may_be_carried_out_only_once()
    {
        await using var one = await TestService.StartAsync();
        await using var two = await TestService.StartAsync(one.ConnectionString);

        for (var i = 0; i < 40; i++)
        {
            var open = OpenStory.Example with { Id = $"story-{i}" };
            var by = new Submission("anna", null, $"key-{i}", [1]);
            var results = await Task.WhenAll(Enumerable.Range(0, 8)
                .Select(n => ExecuteAsync(n % 2 == 0 ? one : two, open, by, open.Id)));
            Assert.All(results, result => Assert.Equal(Assert.IsType<CommandResult.Stored>(result), results[0]));
        }
    }

    [Fact]
    public async Task One_key_for_two_stories_at_once_stores_one_and_refuses_the_other()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync("story-1");
        await service.OpenAsync("story-2");

        var results = await Task.WhenAll(Enumerable.Range(1, 2).Select(i =>
            ExecuteAsync(service, Arrested("An arrest"), new("anna", null, "key-1", [(byte)i]), $"story-{i}")));

        Assert.Single(results.OfType<CommandResult.Stored>());
        Assert.Equal("idempotency-key-reused", Assert.Single(results.OfType<CommandResult.Refused>()).Refusal.Code);
    }

    [Fact]
    public async Task A_refusal_is_a_value_and_leaves_nothing_behind()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        var (entry, _) = await service.RecordAsync("arrests", new { when = new { edtf = "2021-01-17" }, headline = "An arrest" });
        var by = new Submission("anna", null, "key-1", [1]);
        var before = await CountsAsync(service);

        var results = new[]
        {
            await ExecuteAsync(service, Arrested(""), by),
            await ExecuteAsync(service, Arrested("Nowhere"), by, "no-such-story"),
            await ExecuteAsync(service, new Hold { Entry = "no-such-entry", Reason = "Checking" }, by),
            await ExecuteAsync(service, new Hold { Entry = entry, Reason = "Late", IfUpdatedAt = [DateTimeOffset.UnixEpoch] }, by),
            await ExecuteAsync(service, new Correct { Entry = entry }, by),
            await ExecuteAsync(service, OpenStory.Example with { Id = "story" }, by),
            await ExecuteAsync(service, Arrested("\0"), by),
        };

        Assert.Equal(
            [
                RefusalReason.Invalid, RefusalReason.Unknown, RefusalReason.Unknown, RefusalReason.Stale,
                RefusalReason.PreconditionMissing, RefusalReason.State, RefusalReason.Invalid,
            ],
            results.Select(r => Assert.IsType<CommandResult.Refused>(r).Refusal.Reason));
        Assert.Equal(before, await CountsAsync(service));
    }

    [Fact]
    public async Task That_nothing_would_change_is_an_answer_which_leaves_nothing_behind_but_itself()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        var (entry, _) = await service.RecordAsync("arrests", new { when = new { edtf = "2021-01-17" }, headline = "An arrest" });
        var before = await CountsAsync(service);
        var asked = new MarkKey { Entry = entry, Key = false };

        var nothing = Assert.IsType<CommandResult.Unchanged>(await ExecuteAsync(service, asked, new Submission("anna")));
        Assert.Equal(before, await CountsAsync(service));
        var remembered = await ExecuteAsync(service, asked, new Submission("anna", null, "key-1", [1]));
        await ExecuteAsync(service, asked with { Key = true }, new Submission("anna"));

        Assert.Equal(entry, nothing.Entry);
        Assert.Equal(nothing, remembered);
        Assert.Equal(nothing, await ExecuteAsync(service, asked, new Submission("anna", null, "key-1", [1])));
        Assert.Equal(3L, await Expect.ScalarAsync(service, "select count(*) from timeline.mt_events"));
        Assert.Equal(1L, await Expect.ScalarAsync(service, "select count(*) from timeline.tl_idempotency"));
    }

    [Fact]
    public async Task What_is_stored_says_who_did_it_for_which_request_and_a_change_of_it_is_found()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        var stored = Assert.IsType<CommandResult.Stored>(
            await ExecuteAsync(service, Arrested("An arrest"), new("anna", "request-1")));
        await VerifyAsync(service, 2);

        var log = service.App.Services.GetRequiredService<EventStore>();
        var last = await log.ReadStreamAsync("story", 2, ct: Stop).SingleAsync(Stop);
        Assert.Equal(("anna", "request-1", null, "arrest_recorded", stored.UpdatedAt, stored.Position),
            (last.Actor, last.CorrelationId, last.CausationId, last.Type, last.Recorded, last.Position));

        await ScalarAsync(service, """update timeline.mt_events set headers = headers || '{"actor": "boris"}' where version = 2""");
        var verified = await log.VerifyAsync("story", ct: Stop).SingleAsync(Stop);
        Assert.Equal(FindingKind.Changed, Assert.Single(verified.Findings).Kind);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static RecordEntry Arrested(string headline) => new(Arrest.Example with { Headline = headline });

    private static Task<CommandResult> ExecuteAsync(TestService node, Command command, Submission by, string story = "story") =>
        node.App.Services.GetRequiredService<INewsroom>().ExecuteAsync(story, command, by, Stop);

    private static async Task VerifyAsync(TestService service, long events)
    {
        var verified = await service.App.Services.GetRequiredService<EventStore>().VerifyAsync("story", ct: Stop).SingleAsync(Stop);
        Assert.Empty(verified.Findings);
        Assert.Equal(events, verified.Events);
    }

    // Events, keys, states of entries, and the last position that anybody took.
    private static async Task<string> CountsAsync(TestService service) => (string)(await ScalarAsync(service, """
        select (select count(*) from timeline.mt_events) || ' ' || (select count(*) from timeline.tl_idempotency) || ' '
          || (select count(*) from timeline.tl_entries) || ' ' || (select last_value from timeline.mt_events_sequence) || ' '
          || (select count(*) from timeline.mt_streams where version > 0)
        """))!;

    private static async Task<object?> ScalarAsync(TestService service, string sql)
    {
        await using var source = NpgsqlDataSource.Create(service.ConnectionString);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Stop);
    }
}
