using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Timeline.Api.Tests;

/// <summary>Of every command it can be asked what would become of it.</summary>
public sealed class DryRunTests(SharedService shared) : IClassFixture<SharedService>
{
    private static readonly object Body = new { when = new { edtf = "2021-01-17" }, headline = "Once" };
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
        foreach (var (to, body, status) in new (string, object, HttpStatusCode)[]
        {
            (address, late, HttpStatusCode.PreconditionFailed),
            ("/stories/nowhere/arrests", Body, HttpStatusCode.NotFound),
            ("/stories/story/arrests", new { when = new { edtf = "2099" }, headline = "Later" }, HttpStatusCode.UnprocessableEntity),
            ("/stories", new { id = "story", title = "Again", language = "en", timeZone = "UTC", from = "2021" }, HttpStatusCode.Conflict),
        })
        {
            var dry = await SendAsync($"{to}?dryRun=true", body, status, etag);

            Assert.Equal((await SendAsync(to, body, status, etag)).ToJsonString(), dry.ToJsonString());
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
            await SendAsync($"{to}?dryRun=true", body, HttpStatusCode.OK, etag, to.EndsWith("takedown", StringComparison.Ordinal) ? legal : null);
        }

        Assert.Equal(events, await Expect.EventsAsync(_service));
        Assert.Equal("Once", (string?)(await _service.GetAsync($"/stories/story/entries/{id}"))["headline"]);
        // And what is kept of the story is as before.
        await SendAsync($"/stories/story/entries/{id}/corrections", new { @class = "update", changes = new { headline = "Twice" } }, HttpStatusCode.Created, etag);
    }

    [Fact]
    public async Task What_is_neither_true_nor_false_is_refused_and_not_taken_for_a_command()
    {
        var events = await Expect.EventsAsync(_service);

        await SendAsync("/stories/story/arrests?dryRun=yes", Body, HttpStatusCode.BadRequest);

        Assert.Equal(events, await Expect.EventsAsync(_service));
    }

    private async Task<JsonNode> SendAsync(string address, object body, HttpStatusCode status, EntityTagHeaderValue? seen = null, HttpClient? by = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(body) };
        if (seen is not null)
            request.Headers.IfMatch.Add(seen);
        using var answer = await (by ?? _service.Editor).SendAsync(request, Expect.Stop);
        var text = await answer.Content.ReadAsStringAsync(Expect.Stop);
        Assert.True(answer.StatusCode == status, $"{address}: {(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }
}
