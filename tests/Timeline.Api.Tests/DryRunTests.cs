using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Timeline.Api.Tests;

/// <summary>Of every command it can be asked what would become of it.</summary>
public sealed class DryRunTests(SharedService shared) : IClassFixture<SharedService>
{
    private static readonly object Body = new { when = new { edtf = "2021-01-17" }, headline = "Once" };
    private static readonly string[] Retraction = ["retraction"];
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task What_would_be_stored_is_answered_with_its_notes_and_is_not()
    {
        var events = await Expect.EventsAsync(_service);
        var caesar = new { when = new { edtf = "-0043-03-15" }, headline = "Caesar is stabbed", background = true };

        var dry = await SendAsync("/stories/story/attacks?dryRun=true", caesar, HttpStatusCode.OK);

        Assert.Equal(events, await Expect.EventsAsync(_service));
        Assert.Equal(("It would be stored, and this is a dry run.", null, null), ((string?)dry["unchanged"], dry["position"], dry["entry"]));
        var real = await SendAsync("/stories/story/attacks?dryRun=false", caesar, HttpStatusCode.Created);
        Assert.Contains("-0043 is 44 BC", dry["notes"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(real["notes"]!.ToJsonString(), dry["notes"]!.ToJsonString());
        Assert.Equal($"{real["eventVersion"]} {real["version"]}", $"{dry["eventVersion"]} {dry["version"]}");
    }

    [Fact]
    public async Task What_would_be_refused_is_refused_in_the_same_words()
    {
        var (id, etag) = await _service.RecordAsync("arrests", Body);
        var address = $"/stories/story/entries/{id}/corrections";
        var late = new { @class = "update", changes = new { headline = "Twice" } };
        await SendAsync(address, late, HttpStatusCode.Created, etag);
        using var contributor = _service.SignedAs("carla", "contributor");
        foreach (var (to, body, status, seen, by) in new (string, object, HttpStatusCode, EntityTagHeaderValue?, HttpClient?)[]
        {
            (address, late, HttpStatusCode.PreconditionFailed, etag, null),
            (address, late, HttpStatusCode.PreconditionRequired, null, null),
            ("/stories/nowhere/arrests", Body, HttpStatusCode.NotFound, null, null),
            ("/stories/story/arrests", new { when = new { edtf = "2099" }, headline = "Later" }, HttpStatusCode.UnprocessableEntity, null, null),
            ("/stories", new { id = "story", title = "Again", language = "en", timeZone = "UTC", from = "2021" }, HttpStatusCode.Conflict, null, null),
            // Who works on drafts alone.
            ("/stories/story/arrests", Body, HttpStatusCode.Forbidden, null, contributor),
            (address, late, HttpStatusCode.Forbidden, EntityTagHeaderValue.Any, contributor),
        })
        {
            var dry = await SendAsync($"{to}?dryRun=true", body, status, seen, by);

            Assert.Equal((await SendAsync(to, body, status, seen, by)).ToJsonString(), dry.ToJsonString());
        }
    }

    [Fact]
    public async Task Whatever_the_command_nothing_is_stored()
    {
        var (id, etag) = await _service.RecordAsync("arrests", Body);
        using var legal = _service.SignedAs("lea", "legal");
        var events = await Expect.EventsAsync(_service);
        foreach (var (to, body) in new (string, object)[]
        {
            ("/stories", new { id = "untold", title = "Untold", language = "en", timeZone = "UTC", from = "2021" }),
            ($"/stories/story/entries/{id}/corrections", new { @class = "update", changes = new { headline = "Twice" } }),
            ($"/stories/story/entries/{id}/retraction", new { reason = "wrong" }),
            ($"/stories/story/entries/{id}/takedown", new { form = "remove", grounds = "A ruling", authority = "A court", reference = "1", @public = "legal" }),
        })
        {
            await SendAsync($"{to}?dryRun=true", body, HttpStatusCode.OK, etag, by: to.EndsWith("takedown", StringComparison.Ordinal) ? legal : null);
        }

        Assert.Equal(events, await Expect.EventsAsync(_service));
        Assert.Equal("Once", (string?)(await _service.GetAsync($"/stories/story/entries/{id}"))["headline"]);
        // And what is kept of the story is as before.
        await SendAsync($"/stories/story/entries/{id}/corrections", new { @class = "update", changes = new { headline = "Twice" } }, HttpStatusCode.Created, etag);
    }

    [Theory]
    [InlineData("?dryRun=yes")]
    [InlineData("?dryRun=")]
    [InlineData("?dryRun")]
    [InlineData("?dryRun=true&dryRun=true")]
    public async Task What_is_neither_true_nor_false_is_refused_and_not_taken_for_a_command(string query)
    {
        var (id, etag) = await _service.RecordAsync("arrests", Body);
        using var legal = _service.SignedAs("lea", "legal");
        var ruling = new { form = "remove", grounds = "A ruling", authority = "A court", reference = "1", @public = "legal" };
        await SendAsync($"/stories/story/entries/{id}/takedown", ruling, HttpStatusCode.Created, etag, by: legal);
        var kept = (await legal.GetStringAsync("/takedowns", Expect.Stop)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)
            .Single(k => (string?)k["entry"] == id);
        var events = await Expect.EventsAsync(_service);

        await SendAsync($"/stories/story/arrests{query}", Body, HttpStatusCode.BadRequest);
        // Which the story has, so that nothing would be stored anyway.
        await SendAsync($"/takedowns{query}", kept, HttpStatusCode.BadRequest, by: legal);

        Assert.Equal(events, await Expect.EventsAsync(_service));
    }

    [Fact]
    public async Task Under_a_key_whose_command_is_stored_already_it_is_answered_as_that_is()
    {
        var (key, other) = (Guid.NewGuid().ToString(), new { when = new { edtf = "2021-01-18" }, headline = "Another" });
        await SendAsync("/stories/story/arrests?dryRun=true", Body, HttpStatusCode.OK, key: key);
        var stored = await SendAsync("/stories/story/arrests", Body, HttpStatusCode.Created, key: key);

        Assert.Equal(stored.ToJsonString(), (await SendAsync("/stories/story/arrests?dryRun=true", Body, HttpStatusCode.Created, key: key)).ToJsonString());
        var refused = await SendAsync("/stories/story/arrests?dryRun=true", other, HttpStatusCode.UnprocessableEntity, key: key);
        Assert.Equal((await SendAsync("/stories/story/arrests", other, HttpStatusCode.UnprocessableEntity, key: key)).ToJsonString(), refused.ToJsonString());
    }

    [Fact]
    public async Task What_would_change_nothing_is_answered_as_it_is()
    {
        var (id, etag) = await _service.RecordAsync("arrests", Body);
        var same = new { @class = "update", changes = new { headline = "Once" } };

        var dry = await SendAsync($"/stories/story/entries/{id}/corrections?dryRun=true", same, HttpStatusCode.OK, etag);

        Assert.Equal((await SendAsync($"/stories/story/entries/{id}/corrections", same, HttpStatusCode.OK, etag)).ToJsonString(), dry.ToJsonString());
        Assert.Equal(id, (string?)dry["entry"]);
    }

    [Fact]
    public async Task What_another_editor_must_approve_is_told_as_what_waits_for_them()
    {
        await _service.OpenAsync("watched");
        await StoryEditing.StoreAsync(_service, "watched", "four-eyes", new { commands = Retraction });
        var (id, etag) = await _service.RecordAsync("arrests", Body, "watched");
        var (address, wrong) = ($"/stories/watched/entries/{id}/retraction", new { reason = "It was another person." });

        var dry = await SendAsync($"{address}?dryRun=true", wrong, HttpStatusCode.OK, etag);

        var real = await SendAsync(address, wrong, HttpStatusCode.Created, etag);
        Assert.Equal($"{real["eventVersion"]} {real["version"]} {real["notes"]!.ToJsonString()}", $"{dry["eventVersion"]} {dry["version"]} {dry["notes"]!.ToJsonString()}");
        Assert.NotEqual("retracted", (string?)(await _service.GetAsync($"/stories/watched/entries/{id}"))["status"]);
    }

    [Fact]
    public async Task A_take_down_of_what_the_register_says_is_answered_as_one_of_a_person()
    {
        using var legal = _service.SignedAs("lea", "legal");
        await _service.RegisterAsync("tried-out", "Somebody");
        var places = JsonNode.Parse(await legal.GetStringAsync("/people/tried-out/places?name=Somebody", Expect.Stop))!["places"]!.AsArray();
        var hash = await Expect.ScalarAsync(_service, "select headers ->> 'hash' from timeline.mt_events where stream_id = $1", "person:tried-out");
        // As one that a restored backup does not have.
        var kept = new
        {
            story = "person:tried-out",
            eventVersion = 2,
            hash = new string('0', 64),
            asked = new { form = "remove", grounds = "A ruling", authority = "A court", reference = "1" },
            events = new[] { new { version = 1, hash, removed = places.Select(p => (string)p!["field"]!) } },
        };

        var dry = await SendAsync("/takedowns?dryRun=true", kept, HttpStatusCode.OK, by: legal);

        Assert.Equal(["person", "eventVersion", "unchanged", "notes"], dry.AsObject().Select(f => f.Key));
        Assert.Equal("tried-out", (string?)dry["person"]);
    }

    [Fact]
    public async Task The_register_knows_no_dry_run_and_takes_none_for_a_command()
    {
        var events = await Expect.EventsAsync(_service);

        await SendAsync("/people/not-tried-out?dryRun=true", new { name = "Somebody", visibility = "public" }, HttpStatusCode.BadRequest, method: HttpMethod.Put);

        Assert.Equal(events, await Expect.EventsAsync(_service));
    }

    private async Task<JsonNode> SendAsync(
        string address, object body, HttpStatusCode status, EntityTagHeaderValue? seen = null, HttpClient? by = null, string? key = null, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Post, address) { Content = JsonContent.Create(body) };
        if (seen is not null)
            request.Headers.IfMatch.Add(seen);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        using var answer = await (by ?? _service.Editor).SendAsync(request, Expect.Stop);
        var text = await answer.Content.ReadAsStringAsync(Expect.Stop);
        Assert.True(answer.StatusCode == status, $"{address}: {(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }
}
