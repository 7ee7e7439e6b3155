using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Timeline.Domain;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Domain.Values;

namespace Timeline.Api.Tests;

public sealed partial class FuzzTests(SharedService shared) : IClassFixture<SharedService>
{
    private readonly TestService _service = shared.Service;

    // Values of other types, at the rim of their own, and such as have broken services before.
    private static readonly string[] Odd =
    [
        "null", "true", "0", "-1", "1.5", "1e400", "-1e-400", "9223372036854775808", "79228162514264337593543950335", "100.4",
        "0.1000000000000000055511151231257827", "\"\"", "\" \"", "\"\\u0000\"", "\"\\ud83d\"", "\"\\ud83d\\ude00\"", "\"a\\nb\"",
        "\"\\u202e\"", "\"../../etc/passwd\"", "\"2021-02-30\"", "\"2021/2020\"", "\"Y99999999999\"", "\"-9999\"", "\"..\"",
        "\"2021-01-2X\"", "\"javascript:alert(1)\"", "\"https://example.org/\"", "\"'; drop table x; --\"", "\"<script>\"",
        "\"anna\"", "\"says\"", "\"2099-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59.9999999Z\"", "\"0001-01-01T00:00:00Z\"", "[]", "[null]", "[[]]",
        "[\"\"]", "[{}]", "{}", "{\"edtf\":\"2021\"}", "{\"a\":{\"a\":{\"a\":{}}}}", "[{\"id\":\"anna\",\"name\":\"Anna\"}]",
        "[{\"by\":\"a\",\"verb\":\"says\",\"text\":\"b\"}]", "[{\"entry\":\"abc\",\"relation\":\"follows\"}]",
        $"\"{new string('x', 501)}\"", $"\"{new string('ß', 20_000)}\"", $"[{string.Join(',', Enumerable.Repeat("\"x y\"", 101))}]",
    ];

    private static readonly Gen<Func<JsonNode, Random, string?>> Mutation = Gen.Elements<Func<JsonNode, Random, string?>>(
        (body, random) => { Pick(body, random)?.Remove(random); return null; },
        (body, random) => { Pick(body, random)?.Set(AnyOdd(random)); return null; },
        (body, random) => { var p = Pick(body, random); p?.Set(new JsonArray(p.Value?.DeepClone(), p.Value?.DeepClone())); return null; },
        (body, random) => { var p = Pick(body, random); p?.Set(new JsonObject { ["x"] = p.Value?.DeepClone() }); return null; },
        (body, random) => { body[$"x{random.Next(9)}"] = AnyOdd(random); return null; },
        (body, random) => { body[AnyField(random)] = AnyOdd(random); return null; },
        // And the text itself: something cut out, put in or doubled.
        (body, random) => { var t = Text(body); return t.Remove(random.Next(t.Length), 1); },
        (body, random) => { var t = Text(body); return t.Insert(random.Next(t.Length), Odd[random.Next(Odd.Length)]); },
        (body, random) => { var t = Text(body); return t[..random.Next(t.Length)]; });

    [Fact]
    public async Task Whatever_is_sent_is_stored_and_can_be_read_or_is_refused_with_a_reason()
    {
        var cases = from kind in Gen.Elements(KindList.All.ToArray())
                    from mutations in Mutation.ListOf(3)
                    from seed in Gen.Choose(0, int.MaxValue)
                    select (kind, body: Mutate(kind.Example, mutations, seed));
        foreach (var (kind, body) in cases.Sample(400))
            await SentAsync($"/stories/story/{kind.Plural}", body);
    }

    [Fact]
    public async Task Whatever_is_sent_to_change_an_entry_changes_it_or_is_refused_with_a_reason()
    {
        var (id, _) = await _service.RecordAsync("rallies", JsonSerializer.SerializeToNode(Rally.Example, DomainJson.Stored)!);
        (string Route, object Example)[] commands =
        [
            ("corrections", new { @class = "correction", wrong = "w", changes = JsonSerializer.SerializeToNode<object>(Rally.Example, DomainJson.Stored) }),
            ("hold", new Hold { Reason = "r" }), ("embargo", new { until = DateTimeOffset.UtcNow.AddHours(1) }), ("key", new { key = true }),
            ("sources", new Source { Outlet = "DW" }), ("links", new { entry = id, relation = "follows" }),
            ("outcome", new { status = "moved", when = new { edtf = "2021-01-24" } }), ("release", new { }), ("publication", new { }),
        ];
        var cases = from command in Gen.Elements(commands)
                    from mutations in Mutation.ListOf(3)
                    from seed in Gen.Choose(0, int.MaxValue)
                    select (command.Route, body: Mutate(command.Example, mutations, seed));
        foreach (var (route, body) in cases.Sample(300))
            await SentAsync($"/stories/story/entries/{id}/{route}", body);
    }

    private async Task SentAsync(string address, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content, Headers = { { "If-Match", "*" } } };
        using var answer = await _service.Editor.SendAsync(request, Expect.Stop);
        var text = await answer.Content.ReadAsStringAsync(Expect.Stop);
        if (!answer.IsSuccessStatusCode)
        {
            Assert.True((int)answer.StatusCode is >= 400 and < 500, $"{(int)answer.StatusCode} {text} to {body}");
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            Assert.StartsWith("urn:timeline:problem:", (string?)JsonNode.Parse(text)!["type"], StringComparison.Ordinal);
            return;
        }

        var entry = (string)JsonNode.Parse(text)!["entry"]!;
        using var read = await _service.Editor.GetAsync($"/stories/story/entries/{entry}?hidden=true", Expect.Stop);
        Assert.True(read.StatusCode == HttpStatusCode.OK, $"{read.StatusCode} after {body}");
        var shown = JsonNode.Parse(await read.Content.ReadAsStringAsync(Expect.Stop))!;
        using var timeline = await _service.Editor.GetAsync(
            $"/stories/story/timeline?hidden=true&background=true&limit=500&kind={shown["kind"]}", Expect.Stop);
        Assert.Contains(entry, await timeline.Content.ReadAsStringAsync(Expect.Stop), StringComparison.Ordinal);
    }

    private static string Mutate(object example, IEnumerable<Func<JsonNode, Random, string?>> mutations, int seed)
    {
        var random = new Random(seed);
        var body = JsonSerializer.SerializeToNode(example, DomainJson.Stored)!;
        foreach (var mutate in mutations)
        {
            if (mutate(body, random) is { } text)
                return text;
        }

        return Text(body);
    }

    // What cannot be a node stands in the tree by its number.
    private static JsonNode AnyOdd(Random random) => $"odd {random.Next(Odd.Length)}";

    private static string Text(JsonNode body) =>
        Number().Replace(body.ToJsonString(), m => Odd[int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)]);

    [GeneratedRegex("\"odd ([0-9]+)\"")]
    private static partial Regex Number();

    private static string AnyField(Random random)
    {
        var fields = typeof(Statement).GetProperties().Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name)).ToArray();
        return fields[random.Next(fields.Length)];
    }

    // Any place in the tree but its root.
    private static Place? Pick(JsonNode root, Random random)
    {
        var all = Places(root).ToArray();
        return all.Length == 0 ? null : all[random.Next(all.Length)];
    }

    private static IEnumerable<Place> Places(JsonNode? node) => node switch
    {
        JsonObject o => o.ToArray().SelectMany(p => Places(p.Value).Prepend(new(o, p.Key, 0))),
        JsonArray a => a.ToArray().SelectMany((v, i) => Places(v).Prepend(new(a, null, i))),
        _ => [],
    };

    private sealed record Place(JsonNode Parent, string? Key, int Index)
    {
        public JsonNode? Value => Key is null ? Parent[Index] : Parent[Key];

        public void Set(JsonNode? value)
        {
            if (Key is null)
                Parent[Index] = value;
            else
                Parent[Key] = value;
        }

        public void Remove(Random random)
        {
            if (Key is null)
                ((JsonArray)Parent).RemoveAt(Index);
            else if (random.Next(4) == 0 && ((JsonObject)Parent).Remove(Key, out var value))
                Parent[Key.ToUpperInvariant()] = value;
            else
                ((JsonObject)Parent).Remove(Key);
        }
    }
}
