using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using Microsoft.OpenApi;

namespace Timeline.Api.Tests.Description;

/// <summary>The document as a whole, and its parameters.</summary>
public sealed class DocumentTests
{
    // Pages and files, which are for browsers.
    private static readonly string[] LeftOut = ["^/?desk(/|$)", "^/$", "^/embed/", "^/pages/", "^/pictures/", "overview\\.png$", "^/favicon", "^/swagger/", "^/admin/dead-letters", "^/widget/(demo$|.*\\.js$)"];

    private static readonly Dictionary<string, string> Path = new() { ["story"] = "navalny-2021", ["person"] = "alexei-navalny" };

    [Fact]
    public async Task A_reader_of_OpenAPI_takes_it_without_an_error_or_a_warning()
    {
        await using var service = await TestService.StartAsync();
        await using var text = await service.Public.GetStreamAsync("/swagger/v1/swagger.json", Expect.Stop);

        var read = await OpenApiDocument.LoadAsync(text, "json", cancellationToken: Expect.Stop);

        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic.SpecificationVersion);
        var operations = read.Document!.Paths.SelectMany(p => p.Value.Operations!.Values).ToList();
        Assert.Equal(operations.Count, operations.Select(o => o.OperationId).Distinct().Count());
        Assert.All(operations, o => Assert.Matches("^[A-Z][A-Za-z]+$", o.OperationId));
        Assert.All(operations, o => Assert.False(string.IsNullOrEmpty(o.Summary), o.OperationId));
        Assert.All(operations, o => Assert.Contains(Assert.Single(o.Tags!).Name, read.Document.Tags!.Select(t => t.Name)));
        Assert.All(operations.SelectMany(o => o.Parameters ?? []), p => Assert.False(string.IsNullOrEmpty(p.Description), p.Name));
    }

    [Fact]
    public async Task Every_route_is_in_it_but_for_pages_files_and_what_operators_have()
    {
        await using var service = await TestService.StartAsync();
        var document = await ApiDocument.ReadAsync(service);
        var routes = service.App.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().ToList();

        var described = routes.Where(r => !Hides(r)).SelectMany(Methods, (r, m) => $"{m} /{r.RoutePattern.RawText!.TrimStart('/')}");

        Assert.Equal(described.Order(), document.Operations.Select(o => o.ToString()).Order());
        Assert.All(routes.Where(Hides), r => Assert.Contains(LeftOut, pattern => Regex.IsMatch(r.RoutePattern.RawText!, pattern)));

        static bool Hides(RouteEndpoint route) => route.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is not null;
        // HEAD is GET without a body.
        static IEnumerable<string> Methods(RouteEndpoint route) =>
            route.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods.Where(m => m != "HEAD");
    }

    [Fact]
    public async Task What_a_route_reads_of_the_query_is_what_it_says()
    {
        HashSet<string> read = [];
        await using var service = await TestService.StartAsync(plant: true, before: app => app.Use((context, next) =>
        {
            context.Request.Query = new Recording(context.Request.Query, read);
            return next(context);
        }));
        using var all = service.Signed("editor", "archivist", "legal");
        var path = await PathAsync(service);
        foreach (var get in (await ApiDocument.ReadAsync(service)).Operations.Where(o => o.Method == "GET"))
        {
            read.Clear();
            foreach (var accept in Accepts(get))
            {
                using var answer = await SendAsync(all, get, path, Needed(service, get), accept);
                Assert.True(answer.IsSuccessStatusCode, $"{get}: {answer.StatusCode}");
            }

            Assert.Equal(get.In("query").Select(p => (string)p["name"]!).Order(), read.Order());
        }
    }

    [Fact]
    public async Task A_parameter_is_taken_as_it_says_and_nothing_else_is()
    {
        await using var service = await TestService.StartAsync(plant: true);
        using var all = service.Signed("editor", "archivist", "legal");
        var path = await PathAsync(service);
        var tried = 0;
        foreach (var get in (await ApiDocument.ReadAsync(service)).Operations.Where(o => o.Method == "GET"))
        {
            foreach (var parameter in get.In("query"))
            {
                var name = (string)parameter["name"]!;
                var others = Needed(service, get).Where(n => n.Name != name).ToList();
                foreach (var (value, good) in Values(parameter))
                {
                    // Those of the page concern the page alone.
                    var accept = Accepts(get).Last();
                    using var answer = await SendAsync(all, get, path, [.. others, .. value is null ? [] : new[] { (name, value) }], accept);
                    // A moment may lie before there was anything.
                    Assert.True(good ? (int)answer.StatusCode is 200 or 404 || (name, (int)answer.StatusCode) is ("lineage", 410) : (int)answer.StatusCode == 400, $"{get} {name}={value}: {answer.StatusCode}");
                    if (!good && accept != "text/html")
                        Assert.Contains($"\"{name}\":", await answer.Content.ReadAsStringAsync(Expect.Stop), StringComparison.Ordinal);
                    tried++;
                }
            }
        }

        Assert.True(tried > 150, $"{tried}");
    }

    private static IEnumerable<(string? Value, bool Good)> Values(JsonNode parameter)
    {
        var schema = parameter["schema"]!;
        if ((bool?)parameter["required"] is true)
            yield return (null, false);
        else if ((schema["examples"]?[0] is JsonArray list ? list[0] : schema["examples"]?[0]) is { } example)
            yield return (example.ToString(), true);
        if (schema["default"] is { } otherwise)
            yield return (otherwise.ToString(), true);
        if (schema["maxLength"] is { } longest)
            yield return (new string('x', (int)longest + 1), false);
        if (schema["minimum"] is { } least)
            yield return (((long)least - 1).ToString(CultureInfo.InvariantCulture), false);
        if (schema["maximum"] is { } most)
        {
            yield return (most.ToString(), true);
            yield return (((long)most + 1).ToString(CultureInfo.InvariantCulture), false);
        }

        foreach (var word in (schema["enum"] ?? schema["items"]?["enum"])?.AsArray() ?? [])
            yield return ((string)word!, true);
        // No text of 200 characters can be anything that is not any text.
        if ((string?)schema["type"] is not "string" || schema["enum"] is not null || schema["format"] is not null || schema["pattern"] is not null)
            yield return ("No such thing", false);
    }

    private static string[] Accepts(Operation get) => get.Response(200)!["content"]!.AsObject().Select(c => c.Key).ToArray() is { Length: > 1 } several
        ? several : ["*/*"];

    private static (string Name, string Value)[] Needed(TestService service, Operation get) =>
    [
        .. get.In("query").Where(p => (bool?)p["required"] is true).Select(p => ((string)p["name"]!, (p["example"] is JsonArray list ? list[0]! : p["example"]!).ToString()
            .Replace("http://localhost:5080/", service.Address.ToString(), StringComparison.Ordinal))),
        // As fast as it may be, for nobody watches.
        .. get.Id == "Replay" ? new[] { ("speed", "1000000") } : [],
    ];

    private static async Task<Dictionary<string, string>> PathAsync(TestService service) => new(Path)
    {
        // Not the address that a test asks for, whose answer would then be kept.
        ["entry"] = (string)(await service.GetAsync("/stories/navalny-2021/timeline?limit=1"))["entries"]![0]!["id"]!,
    };

    // Of a stream that does not end, the beginning.
    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient client, Operation get, Dictionary<string, string> path, (string, string)[] query, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, get.Address(path, query)) { Headers = { { "Accept", accept } } };
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Expect.Stop);
    }

    private sealed class Recording(IQueryCollection query, HashSet<string> read) : IQueryCollection
    {
        public int Count => query.Count;

        public ICollection<string> Keys => query.Keys;

        public StringValues this[string key] => Note(key) ? query[key] : default;

        public bool ContainsKey(string key) => Note(key) && query.ContainsKey(key);

        public bool TryGetValue(string key, out StringValues value)
        {
            read.Add(key);
            return query.TryGetValue(key, out value);
        }

        public IEnumerator<KeyValuePair<string, StringValues>> GetEnumerator() => query.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

        private bool Note(string key) => read.Add(key) || true;
    }
}
