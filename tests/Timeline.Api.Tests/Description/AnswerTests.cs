using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Timeline.Api.Tests.Past;
using Timeline.Domain;
using Timeline.Domain.Kinds;

namespace Timeline.Api.Tests.Description;

/// <summary>What the service answers is what the document says, no less and no more.</summary>
public sealed class AnswerTests : IAsyncLifetime
{
    private static readonly string[] Told =
        ["ETag", "Cache-Control", "Link", "Memento-Datetime", "Content-Location", "Location", "WWW-Authenticate", "Retry-After"];

    private static readonly string[] Queries = ["", "?hidden=true", "?asOf=3", "?limit=2", "?background=true&order=desc"];

    private TestService _service = null!;
    private HttpClient _all = null!;
    private ApiDocument _document = null!;

    public async ValueTask InitializeAsync()
    {
        _service = await TestService.StartAsync(plant: true);
        _all = _service.Signed("editor", "archivist", "legal", "admin");
        _document = await ApiDocument.ReadAsync(_service);
    }

    public async ValueTask DisposeAsync()
    {
        _all.Dispose();
        await _service.DisposeAsync();
    }

    [Fact]
    public async Task Every_answer_that_is_JSON_is_as_the_document_says()
    {
        await _service.OpenAsync();
        var ids = new List<string>();
        foreach (var kind in KindList.All)
        {
            var body = JsonSerializer.SerializeToNode<object>(kind.Example, DomainJson.Stored)!.AsObject();
            body["planned"] = true;
            ids.Add((await _service.RecordAsync(kind.Plural, body)).Id);
        }

        var (draft, _) = await _service.RecordAsync("arrests", new { when = new { edtf = "2021-01-17" }, headline = "A draft", draft = true });
        (string Entry, string Route, object Body)[] commands =
        [
            (ids[0], "corrections", new { @class = "correction", wrong = "w", changes = new { headline = "Other" } }),
            (ids[1], "retraction", new { reason = "Wrong" }), (ids[2], "hold", new { reason = "Checking" }),
            (ids[3], "embargo", new { until = DateTimeOffset.UtcNow.AddDays(1) }), (ids[4], "outcome", new { status = "moved", when = new { edtf = "2021-02" } }),
            (ids[5], "links", new { entry = ids[4], relation = "follows" }), (ids[6], "outcome", new { status = "cancelled", reason = "No" }),
            (ids[7], "takedown", new { grounds = "g", authority = "a", reference = "r", form = "note", note = "A note." }),
            (ids[8], "replies", new { by = "Anna K.", text = "No.", basis = "b" }), (ids[9], "notes", new { text = "A note." }),
        ];
        foreach (var (entry, route, body) in commands)
            await _service.StoreAsync("story", entry, route, body, "*");

        (string Id, string[] Addresses)[] visits =
        [
            ("ListStories", ["/stories"]), ("ListKinds", ["/kinds", "/kinds?lang=de"]), ("GetStory", ["/stories/story", "/stories/navalny-2021"]),
            ("GetTimeline", [.. Queries.SelectMany(q => new[] { $"/stories/story/timeline{q}", $"/stories/navalny-2021/timeline{q}" })]),
            ("GetEntry", [.. ids.Append(draft).Select(id => $"/stories/story/entries/{id}?hidden=true")]),
            ("GetDifferences", ["/stories/story/diff?from=1", "/stories/story/diff?from=8", "/stories/story/diff?from=13", "/stories/story/diff?from=13&hidden=true", "/stories/story/diff?from=1&limit=2"]),
            ("GetCorrections", ["/stories/story/corrections", "/stories/story/corrections?limit=1", "/stories/navalny-2021/corrections"]),
            ("GetOverview", ["/stories/story/overview?background=true", "/stories/navalny-2021/overview", "/stories/navalny-2021/overview?drawing=true"]),
            ("GetStanding", ["/stories/story/standing", "/stories/navalny-2021/standing"]), ("ListCheckpoints", ["/checkpoints"]), ("GetNotes", ["/stories/story/notes"]), ("GetTodo", ["/todo", "/todo?story=story"]), ("ListTakeDowns", ["/takedowns"]),
            ("ListPlaces", ["/people/alexei-navalny/places"]),
            ("GetChanges", ["/stories/story/changes", "/stories/navalny-2021/changes?after=3&to=5"]),
            ("ListPeople", ["/people", "/people?q=na", "/people?story=navalny-2021", "/people?hidden=true"]), ("GetPerson", ["/people/alexei-navalny", "/people/alexei-navalny?hidden=true"]), ("Search", ["/search?q=Navalny"]),
            ("GetHistory", ["/stories/story/history", "/stories/navalny-2021/history"]), ("GetPersonHistory", ["/people/alexei-navalny/history"]),
            ("GetOEmbed", [$"/oembed?url={_service.Address}stories/story"]), ("GetWidget", ["/widget/story-timeline.json"]),
            ("IsLive", ["/health/live"]), ("IsReady", ["/health/ready"]),
        ];
        Assert.Equal(
            _document.Operations.Where(o => o.Method == "GET" && (o.Response(200)!["content"]!["application/json"] ?? o.Response(200)!["content"]!["application/x-ndjson"]) is not null).Select(o => o.Id).Order(),
            visits.Select(v => v.Id).Order());
        foreach (var (id, addresses) in visits)
        {
            foreach (var address in addresses)
                await IsAsDescribedAsync(_document.Operation(id), await _all.GetAsync(address, Expect.Stop));
        }

        using var rebuilt = await _all.PostAsync("/rebuild", null, Expect.Stop);
        await IsAsDescribedAsync(_document.Operation("Rebuild"), rebuilt);
    }

    [Fact]
    public async Task Every_refusal_is_a_problem_and_of_a_status_that_the_document_knows()
    {
        (string Id, string Address, int Status, HttpClient Client)[] visits =
        [
            ("GetStory", "/stories/none", 404, _all), ("GetTimeline", "/stories/none/timeline", 404, _all), ("GetTimeline", "/stories/navalny-2021/timeline?limit=0", 400, _all),
            ("GetTimeline", "/stories/navalny-2021/timeline?hidden=true", 401, _service.Public), ("GetEntry", "/stories/navalny-2021/entries/none", 404, _all),
            ("GetTimeMap", "/stories/none/timemap", 404, _all), ("GetDifferences", "/stories/none/diff?from=1", 404, _all), ("GetDifferences", "/stories/navalny-2021/diff", 400, _all),
            ("Replay", "/stories/none/replay", 404, _all), ("GetChanges", "/stories/none/changes", 404, _all), ("FollowStory", "/stories/none/live", 404, _all),
            ("GetPerson", "/people/nobody", 404, _all), ("GetPerson", "/people/alexei-navalny?hidden=true", 403, _service.Signed("admin")),
            ("Search", "/search", 400, _all), ("GetHistory", "/stories/navalny-2021/history", 401, _service.Public), ("GetHistory", "/stories/navalny-2021/history", 403, _service.Signed("editor")),
            ("GetOEmbed", "/oembed?url=https://example.org/", 404, _all), ("GetOEmbed", "/oembed?url=x&format=yaml", 501, _all),
        ];
        foreach (var (id, address, status, client) in visits)
        {
            using var answer = await client.GetAsync(address, Expect.Stop);
            Assert.Equal(status, (int)answer.StatusCode);
            await IsAsDescribedAsync(_document.Operation(id), answer);
        }
    }

    [Fact]
    public async Task A_reader_is_told_that_it_has_an_answer_already_wherever_the_document_says_so()
    {
        var entry = (string)(await _service.GetAsync("/stories/navalny-2021/timeline"))["entries"]![0]!["id"]!;
        var path = new Dictionary<string, string> { ["story"] = "navalny-2021", ["person"] = "alexei-navalny", ["entry"] = entry };
        var told = 0;
        foreach (var get in _document.Operations.Where(o => o.Method == "GET"))
        {
            var address = get.Address(path, get.In("query").Where(p => (bool?)p["required"] is true).Select(p => ((string)p["name"]!, p["example"]!.ToString()
                .Replace("http://localhost:5080/", _service.Address.ToString(), StringComparison.Ordinal))));
            using var first = await _all.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, Expect.Stop);
            Assert.Equal(get.Response(304) is not null, first.Headers.ETag is not null);
            Assert.Equal(get.Response(304) is not null, get.In("header").Any(h => (string?)h["name"] == "If-None-Match"));
            if (first.Headers.ETag is null)
                continue;
            using var again = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { IfNoneMatch = { first.Headers.ETag } } };
            using var answer = await _all.SendAsync(again, Expect.Stop);
            Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
            await IsAsDescribedAsync(get, answer);
            told++;
        }

        Assert.True(told > 10, $"{told}");
    }

    private async Task IsAsDescribedAsync(Operation operation, HttpResponseMessage answer)
    {
        var response = operation.Response((int)answer.StatusCode);
        Assert.True(response is not null, $"{operation} does not tell of {answer.StatusCode}");
        var headers = answer.Headers.Concat(answer.Content.Headers).Select(h => h.Key).Intersect(Told).ToList();
        var described = response["headers"]?.AsObject().Select(h => h.Key) ?? [];
        Assert.All(headers, h => Assert.True(described.Contains(h), $"{operation}, {answer.StatusCode}: {h}"));
        if (answer.Content.Headers.ContentType?.MediaType is not { } type)
        {
            Assert.Null(response["content"]);
            return;
        }

        var content = response["content"]?[type];
        Assert.True(content is not null, $"{operation} does not tell of {type}");
        var text = await answer.Content.ReadAsStringAsync(Expect.Stop);
        var schema = _document.Schema(content["schema"]!, closed: true);
        // Of newline-delimited JSON the schema is that of a line.
        foreach (var said in type == "application/x-ndjson" ? Expect.Lines(text) : [JsonNode.Parse(text)!])
        {
            var wrong = ApiDocument.Wrong(schema, said);
            Assert.True(wrong is null, $"{answer.RequestMessage!.RequestUri}\n{wrong}\n{said}");
        }
    }
}
