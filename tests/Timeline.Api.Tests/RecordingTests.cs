using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Timeline.Domain;
using Timeline.Domain.Kinds;

namespace Timeline.Api.Tests;

public sealed class RecordingTests(SharedService shared) : IClassFixture<SharedService>
{
    private readonly TestService _service = shared.Service;

    public static TheoryData<string> Kinds => [.. KindList.All.Select(k => k.Name)];

    [Fact]
    public async Task Recording_says_where_the_entry_is_and_the_next_reader_sees_it()
    {
        using var answer = await _service.Editor.PostAsJsonAsync("/stories/story/detentions", Detention("Anna is detained"), Expect.Stop);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var stored = (await answer.Content.ReadFromJsonAsync<JsonObject>(Expect.Stop))!;
        Assert.Equal(["entry", "version", "eventVersion", "position", "notes"], stored.Select(p => p.Key));
        Assert.Equal($"/stories/story/entries/{stored["entry"]}", answer.Headers.Location!.ToString());
        Assert.False(answer.Headers.ETag!.IsWeak);

        using var read = await _service.Public.GetAsync(answer.Headers.Location, Expect.Stop);
        Assert.StartsWith(answer.Headers.ETag.Tag.TrimEnd('"'), read.Headers.ETag!.Tag, StringComparison.Ordinal);
        Assert.Equal("Anna is detained", (string?)(await read.Content.ReadFromJsonAsync<JsonObject>(Expect.Stop))!["headline"]);
        var timeline = await _service.GetAsync("/stories/story/timeline?q=Anna");
        Assert.Equal((string?)stored["entry"], (string?)Assert.Single(timeline["entries"]!.AsArray())!["id"]);
    }

    [Fact]
    public async Task The_history_keeps_the_event_under_its_alias_and_version_with_the_editor_and_the_hash()
    {
        var anna = _service.SignedAs("anna@example.org", "editor");
        using var answer = await anna.PostAsJsonAsync("/stories/story/detentions", Detention("Boris is detained"), Expect.Stop);
        var stored = (await answer.Content.ReadFromJsonAsync<JsonObject>(Expect.Stop))!;

        await using var command = _service.Database.CreateCommand("""
            select e.stream_id, e.version, e.type, e.mt_dotnet_type, e.headers->>'actor', e.headers->>'hash', e.correlation_id,
              e.data->>'entry', e.data->'body'->>'headline', s.version, e.headers->>'salt'
            from timeline.mt_events e join timeline.mt_streams s on s.id = e.stream_id where e.seq_id = $1
            """);
        command.Parameters.Add(new() { Value = (long)stored["position"]! });
        await using var row = await command.ExecuteReaderAsync(Expect.Stop);
        Assert.True(await row.ReadAsync(Expect.Stop));
        Assert.Equal("story", row.GetString(0));
        Assert.Equal((long)stored["eventVersion"]!, row.GetInt64(1));
        Assert.Equal("detention_recorded", row.GetString(2));
        Assert.StartsWith("Timeline.Domain.Recorded`1[[Timeline.Domain.Kinds.Detention,", row.GetString(3), StringComparison.Ordinal);
        Assert.Equal("anna@example.org", row.GetString(4));
        Assert.Matches("^[0-9a-f]{64}$", row.GetString(5));
        Assert.False(string.IsNullOrEmpty(row.GetString(6)));
        Assert.Equal((string?)stored["entry"], row.GetString(7));
        Assert.Equal("Boris is detained", row.GetString(8));
        Assert.Equal((long)stored["eventVersion"]!, row.GetInt64(9));
        Assert.Matches("^[0-9a-f]{32}$", row.GetString(10));
    }

    [Fact]
    public async Task Every_event_has_the_next_event_version_and_only_what_the_public_sees_the_next_version()
    {
        await _service.OpenAsync("versions");
        var draft = new { when = new { edtf = "2021-01-21" }, headline = "A draft", draft = true };
        var answers = new List<JsonObject>();
        foreach (var body in new[] { Detention("One"), draft, Detention("Two"), draft })
        {
            using var answer = await _service.Editor.PostAsJsonAsync("/stories/versions/detentions", body, Expect.Stop);
            answers.Add((await answer.Content.ReadFromJsonAsync<JsonObject>(Expect.Stop))!);
        }

        Assert.Equal([2, 3, 4, 5], answers.Select(a => (int)a["eventVersion"]!));
        Assert.Equal([2, 2, 3, 3], answers.Select(a => (int)a["version"]!));
        Assert.Equal(3, (int)(await _service.GetAsync("/stories/versions"))["version"]!);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Every_kind_can_be_recorded_by_its_own_route_and_shows_its_own_fields(string name)
    {
        var kind = KindList.Find(name)!;
        var body = JsonSerializer.SerializeToNode<object>(kind.Example, DomainJson.Stored)!.AsObject();

        var (id, _) = await _service.RecordAsync(kind.Plural, body);

        var entry = await _service.GetAsync($"/stories/story/entries/{id}");
        Assert.Equal(name, (string?)entry["kind"]);
        Assert.Equal((string?)body["headline"], (string?)entry["headline"]);
        var details = entry["details"]!.AsObject();
        Assert.Equal(kind.OwnFields.Where(body.ContainsKey).Order(), details.Where(d => d.Value is not JsonArray { Count: 0 }).Select(d => d.Key).Order());
        Assert.All(kind.OwnFields.Where(body.ContainsKey), f => Assert.True(Contains(details[f], body[f]), f));
    }

    [Fact]
    public async Task A_story_is_opened_where_its_id_says_and_listed()
    {
        using var answer = await _service.Editor.PostAsJsonAsync("/stories", new
        {
            id = "another",
            title = "Another",
            language = "de",
            timeZone = "Europe/Berlin",
            from = "2021-01",
        }, Expect.Stop);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal("/stories/another", answer.Headers.Location!.ToString());
        var story = await _service.GetAsync("/stories/another");
        Assert.Equal(("another", "Another", "de", "Europe/Berlin", "2021-01", null, 1),
            ((string?)story["id"], (string?)story["title"], (string?)story["language"], (string?)story["timeZone"],
            (string?)story["from"], (string?)story["to"], (int)story["version"]!));
        Assert.Contains((await _service.GetAsync("/stories"))["stories"]!.AsArray(), s => (string?)s!["id"] == "another");
        Assert.Empty((await _service.GetAsync((string)story["timeline"]!))["entries"]!.AsArray());
        Assert.Equal("story-changed", (string?)(await _service.GetAsync((string)story["changes"]!))["changes"]![0]!["type"]);
        await Expect.ProblemAsync(
            await _service.Editor.PostAsJsonAsync("/stories", JsonNode.Parse((await answer.RequestMessage!.Content!.ReadAsStringAsync(Expect.Stop))), Expect.Stop),
            HttpStatusCode.Conflict, "story-exists");
    }

    [Fact]
    public async Task A_link_leads_from_one_entry_to_another_of_the_story()
    {
        var (first, _) = await _service.RecordAsync("arrests", new { when = new { edtf = "2021-01-17" }, headline = "First" });
        var (second, _) = await _service.RecordAsync("releases", new
        {
            when = new { edtf = "2021-01-18" },
            headline = "Second",
            links = new[] { new { entry = first, relation = "follows" } },
        });

        var link = Assert.Single((await _service.GetAsync($"/stories/story/entries/{second}"))["links"]!.AsArray())!;

        Assert.Equal((first, "follows"), ((string?)link["entry"], (string?)link["relation"]));
    }

    private static object Detention(string headline) => new { when = new { edtf = "2021-01-21" }, headline, places = new[] { "Moscow" } };

    // What is sent may leave out what an answer spells out.
    private static bool Contains(JsonNode? whole, JsonNode? part) => (whole, part) switch
    {
        (JsonObject w, JsonObject p) => p.All(f => Contains(w[f.Key], f.Value)),
        (JsonArray w, JsonArray p) => w.Count == p.Count && w.Zip(p).All(x => Contains(x.First, x.Second)),
        _ => JsonNode.DeepEquals(whole, part),
    };
}
