using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Timeline.Api.Tests.Past;
using Timeline.Domain;
using Timeline.Domain.Kinds;
using Timeline.Domain.Values;

namespace Timeline.Api.Tests.Description;

/// <summary>The bodies of commands: their examples, and their rules.</summary>
public sealed class CommandTests(SharedService shared) : IClassFixture<SharedService>
{
    private static readonly Type[] Bodies =
        [typeof(OpenStory), .. KindList.All.Select(k => k.BodyType), .. CommandReader.Editorial.Select(e => e.BodyType).OfType<Type>(),
        .. CommandReader.OfStory.Select(e => e.BodyType).OfType<Type>()];

    public static TheoryData<string> Names => [.. Bodies.Select(b => b.Name).Distinct()];

    [Fact]
    public async Task Every_example_can_be_sent_as_it_stands()
    {
        var service = shared.Service;
        var document = await ApiDocument.ReadAsync(service);
        var path = new Dictionary<string, string>();
        var commands = document.Operations.Where(o => o.Method == "POST" && o.Id is not ("Rebuild" or "MakeCheckpoint" or "UploadPicture" or "ApplyTakeDown" or "TakeDownPerson" or "MergePeople" or "UndoMerge" or "Approve" or "SeeUrgent" or "ApproveStory" or "SeeStoryUrgent")).ToList();
        Assert.Equal(Bodies.Length, commands.Count(c => c.Node["requestBody"] is not null));

        // First the story, then what is recorded in it, then what is done with that.
        foreach (var command in commands.OrderBy(c => c.Parameters.Count(p => (string?)p["in"] == "path")))
        {
            var content = command.Node["requestBody"]?["content"]!["application/json"]!;
            var body = content?["example"]!.DeepClone();
            if (command.Path.Contains("{entry}", StringComparison.Ordinal))
                path["entry"] = await FittingAsync(service, path["story"], command.Id);
            // The one id that only the service can give.
            if (command.Id == "LinkEntry")
                body!["entry"] = await FittingAsync(service, path["story"], "");
            var place = new Dictionary<string, string>(path);
            if (CommandReader.OfStory.Any(c => c.Name == command.Id))
                place["story"] = await FittingStoryAsync(service, command.Id);
            if (command.Id == "SetStanding")
            {
                foreach (var point in body!["known"]!.AsArray().Concat(body["unknown"]!.AsArray()))
                    point!["entries"] = new JsonArray(await FittingAsync(service, place["story"], ""));
            }

            if (command.Id == "PlaceEntry")
                body!["after"] = await FittingAsync(service, path["story"], "");
            if (body is not null)
                Assert.Null(ApiDocument.Wrong(document.Schema(content!["schema"]!, closed: false), body));

            using var request = new HttpRequestMessage(HttpMethod.Post, command.Address(place, []))
            { Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
            foreach (var header in command.In("header").Where(h => (bool?)h["required"] is true))
            {
                Assert.Equal("If-Match", (string?)header["name"]);
                request.Headers.Add("If-Match", await TagAsync(service, command, path));
            }

            using var answer = await service.Editor.SendAsync(request, Expect.Stop);

            var text = await answer.Content.ReadAsStringAsync(Expect.Stop);
            Assert.True(answer.StatusCode == HttpStatusCode.Created, $"{command}: {answer.StatusCode} {text}");
            Assert.Null(ApiDocument.Wrong(document.Component("CommandAnswer", closed: true), JsonNode.Parse(text)));
            Assert.NotNull(answer.Headers.ETag);
            Assert.NotNull(answer.Headers.Location);
            if (command.Id == "OpenStory")
                path["story"] = (string)body!["id"]!;
        }
    }

    [Fact]
    public async Task A_page_that_tries_a_command_out_fills_in_neither_where_it_goes_nor_whatever_state_there_is()
    {
        var document = await ApiDocument.ReadAsync(shared.Service);

        foreach (var command in document.Operations.Where(o => o.Method is "POST" or "PUT"))
        {
            Assert.All(command.In("path"), p => Assert.Null(p["example"] ?? p["schema"]!["default"]));
            Assert.All(command.In("header"), h => Assert.Null(h["example"] ?? h["schema"]!["default"]));
            Assert.DoesNotContain("\"*\"", command.Node.ToJsonString(), StringComparison.Ordinal);
        }

        var script = await shared.Service.Public.GetStringAsync("/swagger/index.js", Expect.Stop);
        Assert.Contains("\"persistAuthorization\":true", script, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_editorial_example_can_be_sent_to_an_entry_of_the_first_story()
    {
        await using var service = await TestService.StartAsync(plant: true);
        var document = await ApiDocument.ReadAsync(service);
        var entries = (await service.GetAsync("/stories/navalny-2021/timeline?background=true"))["entries"]!.AsArray();
        await service.RecordAsync("rallies", new { when = new { edtf = "2021-01-23" }, headline = "A draft", draft = true }, "navalny-2021");
        entries = JsonNode.Parse((await service.Editor.ReadAsync("/stories/navalny-2021/timeline?background=true&hidden=true")).Text)!["entries"]!.AsArray();
        var sent = new List<string>();

        foreach (var command in document.Operations.Where(o => o.Path.Contains("{entry}", StringComparison.Ordinal) && o.Node["requestBody"] is not null))
        {
            var body = command.Node["requestBody"]!["content"]!["application/json"]!["example"]!.ToJsonString();
            var fits = false;
            // Some need an entry of their own sort, such as a plan; an editor knows which.
            foreach (var entry in entries)
            {
                var path = new Dictionary<string, string> { ["story"] = "navalny-2021", ["entry"] = (string)entry!["id"]! };
                using var request = new HttpRequestMessage(HttpMethod.Post, command.Address(path, []))
                { Content = new StringContent(body, Encoding.UTF8, "application/json") };
                request.Headers.Add("If-Match", await TagAsync(service, command, path));
                using var answer = await service.Editor.SendAsync(request, Expect.Stop);
                if (fits = answer.StatusCode == HttpStatusCode.Created)
                    break;
            }

            Assert.True(fits, $"{command} {body}");
            sent.Add(command.Id);
        }

        Assert.Contains("LinkEntry", sent);
        Assert.Contains("Correct", sent);
        // And an import, which refuses what no command stores, takes all of it.
        var file = Path.Combine(Directory.CreateTempSubdirectory("archive").FullName, "all.tar");
        Assert.Equal(0, (await CommandLine.RunAsync(service, "export", "--out", file)).Code);
        var imported = await CommandLine.RunInAsync(
            new() { ["ConnectionStrings__Timeline"] = await Timeline.Testing.TestCluster.NewDatabaseAsync(Expect.Stop) }, ["import", file, "--dry-run"]);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        Assert.True(imported is { Code: 0, Error: "" }, imported.Error);
    }

    [Fact]
    public async Task Every_command_names_its_role_and_nothing_public_asks_for_one()
    {
        foreach (var operation in (await ApiDocument.ReadAsync(shared.Service)).Operations)
        {
            var role = operation.Id switch
            {
                "Rebuild" => "admin",
                "GetHistory" or "GetPersonHistory" or "ListTakeDowns" => "legal archivist",
                "GetArchive" or "GetArchives" or "ListCheckpoints" or "MakeCheckpoint" => "archivist",
                "TakeDownEntry" or "TakeDownStory" or "SetFourEyes" or "TakeDownPerson" or "ListPlaces" or "ApplyTakeDown" => "legal",
                "Correct" or "AddFigure" or "AddSource" or "LinkEntry" or "PlaceEntry" or "RecordOutcome" => "contributor editor",
                "AddNote" or "GetTodo" or "UploadPicture" => "contributor editor",
                "GetNotes" => "editor legal archivist",
                _ when operation.Id != "RecordReply" && operation.Id.StartsWith("Record", StringComparison.Ordinal) => "contributor editor",
                _ when operation.Method is "POST" or "PUT" => "editor",
                _ => null
            };
            var needs = (operation.Node["security"]?.AsArray() ?? [new JsonObject()]).Select(n => (string?)n!["bearer"]?[0]).ToList();
            if (role is null)
                Assert.Contains(null, needs);
            else
                Assert.Equal(role.Split(' '), needs);
            Assert.Equal(needs is [null], operation.Response(401) is null);
            Assert.Equal(needs is [null], operation.Response(403) is null);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public async Task What_the_document_takes_the_service_takes_and_what_it_refuses_is_refused(string name)
    {
        var document = await ApiDocument.ReadAsync(shared.Service);
        var type = Bodies.First(b => b.Name == name);
        var schema = document.Component(name);
        var (taken, refused) = (0, 0);

        foreach (var body in Samples(document.Root, document.Root["components"]!["schemas"]![name]!))
        {
            var read = CommandReader.Read(JsonSerializer.SerializeToUtf8Bytes(body), type, out var problem);
            IReadOnlyList<FieldProblem> problems = problem is not null ? [problem] : Checks.Problems(read!);
            var wrong = ApiDocument.Wrong(schema, body);

            Assert.True((wrong is null) == (problems.Count == 0),
                $"{Short(body)}\nthe document: {wrong}\nthe service: {string.Join(' ', problems.Select(p => $"{p.Field} {p.Sentence}"))}");
            _ = wrong is null ? taken++ : refused++;
        }

        Assert.True(taken > 0 && refused > 1, $"{taken} {refused}");
    }

    // Of the entry that it is about, at the address before its last part.
    private static async Task<string> TagAsync(TestService service, Operation command, Dictionary<string, string> path)
    {
        var address = command.Address(path, []);
        if (!command.Path.Contains("{entry}", StringComparison.Ordinal))
            return "*";
        using var read = await service.Editor.GetAsync(address[..address.LastIndexOf('/')] + "?hidden=true", Expect.Stop);
        return read.Headers.ETag!.ToString();
    }

    private static async Task<string> FittingAsync(TestService service, string story, string command)
    {
        var (id, _) = await service.RecordAsync("rallies", new
        {
            when = new { edtf = "2021-01-23" },
            headline = $"For {command}",
            summary = "What is to be changed.",
            planned = true,
            people = new[] { new { id = "alexei-navalny", name = "Alexei Navalny" }, new { id = "yulia-navalnaya", name = "Yulia Navalnaya" } },
            draft = command is "Publish" or "Schedule",
            embargoUntil = command == "LiftEmbargo" ? "2099-01-01T00:00:00Z" : null,
        }, story);
        if (command == "ReleaseHold")
        {
            using var held = await service.Editor.PostAsync($"/stories/{story}/entries/{id}/hold",
                new StringContent("""{"reason":"Checking"}""", Encoding.UTF8, "application/json"), Expect.Stop);
            Assert.Equal(HttpStatusCode.Created, held.StatusCode);
        }

        return id;
    }

    private static async Task<string> FittingStoryAsync(TestService service, string command)
    {
        var story = $"for-{command.ToLowerInvariant()}";
        using var opened = await service.Editor.PostAsJsonAsync("/stories", new
        {
            id = story,
            title = story,
            timeZone = "UTC",
            from = "2021",
            draft = command is "PublishStory" or "EmbargoStory" or "ScheduleStory",
            embargoUntil = command == "LiftStoryEmbargo" ? "2099-01-01T00:00:00Z" : null,
        }, Expect.Stop);
        Assert.Equal(HttpStatusCode.Created, opened.StatusCode);
        if (command == "ReopenStory")
        {
            using var closed = await service.Editor.PostAsJsonAsync($"/stories/{story}/closing", new { }, Expect.Stop);
            Assert.Equal(HttpStatusCode.Created, closed.StatusCode);
        }

        return story;
    }

    private static string Short(JsonNode body) => body.ToJsonString() is { Length: > 300 } text ? text[..300] + "…" : body.ToJsonString();

    /// <summary>Values at either side of every rule of a schema; the first is the least that will do.</summary>
    private static IEnumerable<JsonNode> Samples(JsonNode root, JsonNode schema)
    {
        if ((schema["$ref"] ?? schema["allOf"]?[0]?["$ref"]) is { } reference)
            return Samples(root, root["components"]!["schemas"]![((string)reference!).Split('/')[^1]]!);
        if (schema["anyOf"] is JsonArray any && schema["properties"] is null)
            return any.SelectMany(one => Samples(root, one!)).Where(sample => sample.ToJsonString().Length < 100_000);
        if (schema["enum"] is JsonArray words)
            return [.. words.Select(w => w!.DeepClone()), "no such word", 1];
        return (string?)schema["type"] switch
        {
            "object" when schema["properties"] is JsonObject properties => Objects(root, schema, properties),
            "object" => [new JsonObject { ["headline"] = "Other" }, "text"],
            "array" => Lists(root, schema),
            "boolean" => [true, false, "true"],
            "integer" or "number" => Numbers(schema),
            _ => Texts(schema),
        };
    }

    private static IEnumerable<JsonNode> Objects(JsonNode root, JsonNode schema, JsonObject properties)
    {
        var needed = (schema["required"]?.AsArray() ?? []).Select(r => (string)r!).ToList();
        // One of a few is needed.
        if (properties.ContainsKey("verb"))
            needed.Add("text");
        else if ((schema["oneOf"] ?? schema["anyOf"])?[0]?["required"] is JsonArray one && !properties.ContainsKey("relation"))
            needed.AddRange(one.Select(r => (string)r!));
        var least = new JsonObject();
        foreach (var name in needed)
            least[name] = Samples(root, properties[name]!).First();
        yield return least;
        yield return With(least, "noSuchField", 1);
        foreach (var name in needed)
        {
            var without = least.DeepClone();
            without.AsObject().Remove(name);
            yield return without;
        }

        foreach (var (name, property) in properties)
        {
            foreach (var value in Samples(root, property!))
                yield return With(least, name, value);
        }
    }

    private static JsonNode With(JsonObject whole, string name, JsonNode value)
    {
        var copy = whole.DeepClone();
        copy[name] = value.DeepClone();
        return copy;
    }

    private static IEnumerable<JsonNode> Lists(JsonNode root, JsonNode schema)
    {
        var items = Samples(root, schema["items"]!).ToList();
        if (schema["minItems"] is not null)
            yield return new JsonArray(items[0].DeepClone());
        yield return new JsonArray();
        foreach (var item in items)
            yield return new JsonArray(item.DeepClone());
        var most = (int)schema["maxItems"]!;
        yield return new JsonArray([.. Enumerable.Repeat(0, most).Select(_ => items[0].DeepClone())]);
        yield return new JsonArray([.. Enumerable.Repeat(0, most + 1).Select(_ => items[0].DeepClone())]);
    }

    private static IEnumerable<JsonNode> Numbers(JsonNode schema)
    {
        yield return 7;
        yield return "7";
        foreach (var (bound, step) in new[] { ("minimum", -0.5m), ("maximum", 0.5m) })
        {
            if (schema[bound] is not { } limit)
                continue;
            yield return (decimal)limit;
            yield return (decimal)limit + step;
        }
    }

    private static IEnumerable<JsonNode> Texts(JsonNode schema)
    {
        // Of these the format alone says what will do, and only in words: one value that does.
        string? formed = (string?)schema["format"] switch
        {
            "edtf" => "2021-01-17",
            "uri" => "https://example.org/",
            "date-time" => "2099-01-01T00:00:00Z",
            "time-zone" => "Europe/Moscow",
            _ => null,
        };
        yield return formed ?? "en";
        yield return 7;
        if (schema["pattern"] is not null)
            yield return " ";
        if (schema["maxLength"] is not { } most)
            yield break;
        yield return new string('x', (int)most + 1);
        if (formed is null && (string?)schema["pattern"] is null or "\\S")
            yield return new string('x', (int)most);
    }
}
