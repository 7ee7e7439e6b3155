using System.Net;
using System.Text.Json.Nodes;
using Timeline.Store.Commands;
using Timeline.Testing;
using Wolverine;

namespace Timeline.Api.Tests;

public sealed class DeadLetterTests
{
    private const string Route = "/admin/dead-letters";

    [Fact]
    public async Task A_message_that_failed_too_often_is_seen_and_replayed()
    {
        await using var service = await TestService.StartAsync();
        using var admin = service.Signed("admin");
        await service.OpenAsync();
        await service.RecordAsync("arrests", new
        {
            when = new { edtf = "2021-01-17" },
            headline = "An arrest",
            embargoUntil = DateTimeOffset.UtcNow.AddSeconds(1.5),
        });
        await Expect.ScalarAsync(service, """
            update timeline.mt_streams set version = 3 where id = 'story';
            insert into timeline.mt_events (seq_id, id, stream_id, version, data, type)
            values (nextval('timeline.mt_events_sequence'), gen_random_uuid(), 'story', 3, '{}', 'of_the_future')
            """);

        var letter = Assert.Single(await Until.Async(() => LettersAsync(admin), l => l.Count == 1))!;
        Assert.EndsWith("EndEmbargo", (string?)letter["message"], StringComparison.Ordinal);
        Assert.Equal("story", (string?)letter["content"]!["story"]);
        Assert.Contains("event version 3", (string?)letter["error"], StringComparison.Ordinal);
        Assert.InRange((DateTimeOffset)letter["sent"]!, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(5));

        await Expect.ScalarAsync(service, """
            delete from timeline.mt_events where version = 3; update timeline.mt_streams set version = 2 where id = 'story'
            """);
        using var replayed = await admin.PostAsync($"{Route}/replay?id={letter["id"]}", null, Expect.Stop);
        Assert.Equal(HttpStatusCode.Accepted, replayed.StatusCode);
        await Until.Async(() => LettersAsync(admin), l => l.Count == 0);
        await Until.Async(async () => (await service.GetAsync("/stories/story/timeline"))["entries"]!.AsArray(), e => e.Count == 1);
        Assert.Equal(1L, await Expect.ScalarAsync(service, "select count(*) from timeline.mt_events where type = 'embargo_lifted'"));
    }

    [Fact]
    public async Task A_message_that_was_tried_for_hours_has_all_its_tries_again_where_it_is_replayed()
    {
        await using var service = await TestService.StartAsync();
        using var admin = service.Signed("admin");
        await service.OpenAsync();
        await Expect.ScalarAsync(service, """
            update timeline.mt_streams set version = 2 where id = 'story';
            insert into timeline.mt_events (seq_id, id, stream_id, version, data, type)
            values (nextval('timeline.mt_events_sequence'), gen_random_uuid(), 'story', 2, '{}', 'of_the_future')
            """);
        await service.App.MessageBus().PublishAsync(new EndEmbargo("story", null, DateTimeOffset.UtcNow, Tries: 25));
        var letter = Assert.Single(await Until.Async(() => LettersAsync(admin), l => l.Count == 1))!;
        Assert.Equal(25, (int?)letter["content"]!["tries"]);

        using var replayed = await admin.PostAsync($"{Route}/replay?id={letter["id"]}", null, Expect.Stop);

        Assert.Equal(HttpStatusCode.Accepted, replayed.StatusCode);
        // The story is stopped still.
        var again = await Until.Async(() => LettersAsync(admin), l => l.Count == 1 && ((int?)l[0]!["content"]!["tries"] ?? 0) == 0);
        Assert.Equal("story", (string?)again[0]!["content"]!["story"]);
        Assert.Contains("event version 2", (string?)again[0]!["error"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task However_many_messages_failed_all_are_seen()
    {
        await using var service = await TestService.StartAsync();
        using var admin = service.Signed("admin");
        await Expect.ScalarAsync(service, """
            insert into timeline_wolverine.wolverine_dead_letters (id, body, message_type, sent_at, replayable)
            select gen_random_uuid(), '\x00', 'Timeline.Store.Commands.EndEmbargo', now(), false from generate_series(1, 150)
            """);

        Assert.Equal(150, (await LettersAsync(admin)).Count);
    }

    [Fact]
    public async Task Only_an_admin_sees_and_replays_messages()
    {
        await using var service = await TestService.StartAsync();
        foreach (var (method, address) in new[] { (HttpMethod.Get, Route), (HttpMethod.Post, Route + "/replay") })
        {
            using var nobody = await service.Public.SendAsync(new(method, address), Expect.Stop);
            using var editor = await service.Editor.SendAsync(new(method, address), Expect.Stop);
            Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden), (nobody.StatusCode, editor.StatusCode));
        }
    }

    [Fact]
    public async Task An_id_that_is_none_is_refused_and_nothing_is_replayed()
    {
        await using var service = await TestService.StartAsync();
        using var admin = service.Signed("admin");

        using var answer = await admin.PostAsync($"{Route}/replay?id=7", null, Expect.Stop);

        await Expect.ProblemAsync(answer, HttpStatusCode.BadRequest, "invalid-parameter");
    }

    private static async Task<JsonArray> LettersAsync(HttpClient admin) =>
        JsonNode.Parse(await admin.GetStringAsync(Route, Expect.Stop))!.AsArray();
}
