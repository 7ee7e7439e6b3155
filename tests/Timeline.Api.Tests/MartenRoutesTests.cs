using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Timeline.Api.Tests;

/// <summary>What only the Marten engine has for its keepers, by HTTP; not compiled otherwise.</summary>
public sealed class MartenRoutesTests
{
    private const string DeadLetters = "/admin/marten/dead-letters";
    private const string Lifted = "select count(*) from timeline.mt_events where type = 'embargo_lifted'";

    [Fact]
    public async Task A_message_that_failed_too_often_is_seen_and_replayed()
    {
        await using var service = await TestService.StartAsync();
        await using var other = new ForeignWriter(service.ConnectionString);
        using var admin = service.Signed("admin");
        await service.OpenAsync();
        await EmbargoAsync(service, TimeSpan.FromSeconds(1));
        await other.AppendAsync("story", "of_the_future", "{}");

        var letters = await Until.Async(() => LettersAsync(admin), l => l.Count == 2);
        Assert.All(letters, letter =>
        {
            Assert.EndsWith("LiftWhenDue", (string?)letter!["message"], StringComparison.Ordinal);
            Assert.Equal("story", (string?)letter["content"]!["story"]);
            Assert.Contains("of_the_future", (string?)letter["error"], StringComparison.Ordinal);
            Assert.InRange((DateTimeOffset)letter["sent"]!, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(5));
        });
        await other.RunAsync("""
            delete from timeline.mt_events where version = 3; update timeline.mt_streams set version = 2 where id = 'story'
            """);
        await ReplayAsync(admin, $"?id={letters[0]!["id"]}");
        var left = await Until.Async(() => LettersAsync(admin), l => l.Count == 1);
        Assert.Equal((string?)letters[1]!["id"], (string?)left[0]!["id"]);
        await ReplayAsync(admin, "");
        await Until.Async(() => LettersAsync(admin), l => l.Count == 0);

        await Until.Async(async () => (await service.GetAsync("/stories/story/timeline"))["entries"]!.AsArray(), e => e.Count == 1);
        Assert.Equal(1L, await Expect.ScalarAsync(service, Lifted));
    }

    [Fact]
    public async Task However_many_messages_failed_all_are_seen()
    {
        await using var service = await TestService.StartAsync();
        using var admin = service.Signed("admin");
        await Expect.ScalarAsync(service, """
            insert into timeline_wolverine.wolverine_dead_letters (id, body, message_type, sent_at, replayable)
            select gen_random_uuid(), '\x00', 'Timeline.Marten.LiftWhenDue', now(), false from generate_series(1, 150)
            """);

        Assert.Equal(150, (await LettersAsync(admin)).Count);
    }

    [Fact]
    public async Task An_embargo_whose_message_is_lost_ends_all_the_same()
    {
        await using var service = await TestService.StartAsync();
        await using var other = new ForeignWriter(service.ConnectionString);
        await service.OpenAsync();
        await EmbargoAsync(service, TimeSpan.FromSeconds(4));

        // Its own, and the one of Marten's daemon.
        await Until.Async(() => other.AskAsync<long>($"select count(*) {Scheduled}"), n => n == 2);
        await other.RunAsync($"delete {Scheduled}");

        await Until.Async(async () => (await service.GetAsync("/stories/story/timeline"))["entries"]!.AsArray(), e => e.Count == 1);
        Assert.Equal(1L, await Expect.ScalarAsync(service, Lifted));
        Assert.Equal(0L, await Expect.ScalarAsync(service, $"select count(*) {Scheduled}"));
    }

    [Fact]
    public async Task Marten_rebuilds_the_chronology_that_was_there()
    {
        await using var service = await TestService.StartAsync(plant: true);
        using var admin = service.Signed("admin");
        var before = await service.Public.GetStringAsync("/stories/navalny-2021/timeline?background=true", Expect.Stop);
        await Expect.ScalarAsync(service, "update timeline.tl_entries set doc = '{}'");

        using var answer = await admin.PostAsync("/admin/marten/rebuild", null, Expect.Stop);

        var result = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Expect.Stop))!;
        Assert.Equal((21, 1, 0), ((int)result["events"]!, (int)result["stories"]!, result["stopped"]!.AsArray().Count));
        Assert.Equal(before, await service.Public.GetStringAsync("/stories/navalny-2021/timeline?background=true", Expect.Stop));
    }

    [Fact]
    public async Task Only_an_admin_sees_and_replays_messages_and_lets_Marten_rebuild()
    {
        await using var service = await TestService.StartAsync();
        (HttpMethod Method, string Address)[] routes =
            [(HttpMethod.Get, DeadLetters), (HttpMethod.Post, DeadLetters + "/replay"), (HttpMethod.Post, "/admin/marten/rebuild")];

        foreach (var (method, address) in routes)
        {
            using var nobody = await service.Public.SendAsync(new(method, address), Expect.Stop);
            using var editor = await service.Editor.SendAsync(new(method, address), Expect.Stop);
            Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden), (nobody.StatusCode, editor.StatusCode));
        }
    }

    private const string Scheduled = """
        from timeline_wolverine.wolverine_incoming_envelopes where message_type like '%LiftWhenDue' and status = 'Scheduled'
        """;

    private static async Task EmbargoAsync(TestService service, TimeSpan length) => await service.RecordAsync("arrests", new
    {
        when = new { edtf = "2021-01-17" },
        headline = "An arrest",
        embargoUntil = DateTimeOffset.UtcNow + length,
    });

    private static async Task<JsonArray> LettersAsync(HttpClient admin) =>
        (await admin.GetFromJsonAsync<JsonArray>(DeadLetters, Expect.Stop))!;

    private static async Task ReplayAsync(HttpClient admin, string which)
    {
        using var answer = await admin.PostAsync($"{DeadLetters}/replay{which}", null, Expect.Stop);
        Assert.Equal((HttpStatusCode.Accepted, DeadLetters), (answer.StatusCode, answer.Headers.Location?.ToString()));
    }
}
