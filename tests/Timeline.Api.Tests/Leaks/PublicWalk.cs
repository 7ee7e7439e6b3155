using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Timeline.Api.Tests.Leaks;

/// <summary>A public address, as it is asked of the story and of its twin.</summary>
/// <param name="Address">The address, with the ids of that story.</param>
/// <param name="Headers">Headers to send.</param>
/// <param name="Name">The same for both.</param>
/// <param name="Past">Whether it may tell what was in view once and is no longer.</param>
/// <param name="Method">GET, or HEAD.</param>
internal sealed record Visit(string Address, (string, string)[] Headers, string Name, bool Past, string Method = "GET");

/// <summary>What a place holds to fill addresses with.</summary>
/// <param name="Service">The address of the service, without a slash at the end.</param>
/// <param name="Story">The story.</param>
/// <param name="Entries">Each entry's name and its id there, or one that is nobody's.</param>
/// <param name="People">Ids of people.</param>
/// <param name="Words">Words to search for.</param>
/// <param name="Version">The public version.</param>
/// <param name="Instants">Recorded instants, by name.</param>
internal sealed record Place(
    string Service, string Story, IReadOnlyList<(string Name, string Id)> Entries, IReadOnlyList<string> People, IReadOnlyList<string> Words,
    long Version, IReadOnlyList<(string Name, string Instant)> Instants);

/// <summary>
/// Every address under which the service tells the public something. They come from its routes: a new one is walked without
/// being named here, unless it has a parameter that nobody said how to fill, and then the walk fails.
/// </summary>
internal static class PublicWalk
{
    private static readonly string[] Accepts = ["application/json", "text/html", "text/plain"];

    private static readonly string[] Pages = ["/stories/{story}", "/embed/{story}"];

    // What tells of the past by its nature; every other address is about the present unless its query names a moment.
    private static readonly string[] AboutThePast =
        ["/stories/{story}/changes", "/stories/{story}/replay", "/stories/{story}/live", "/live"];

    public static IEnumerable<string> Routes(TestService service) => service.App.Services
        .GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
        .Where(e => e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") is not false
            && e.Metadata.GetMetadata<IAuthorizeData>() is null
            // The door to the editors' desk says nothing of any story, and something else to each who knocks.
            && !e.RoutePattern.RawText!.StartsWith("/desk/sign-in", StringComparison.Ordinal))
        .Select(e => "/" + e.RoutePattern.RawText!.TrimStart('/')).Distinct();

    public static IEnumerable<Visit> Visits(string route, Place place)
    {
        foreach (var (path, name) in Fill(route, place))
        {
            foreach (var (i, (query, past)) in Queries(route, place).Index())
            {
                foreach (var accept in i == 0 || Pages.Contains(route) ? Accepts : Accepts[..1])
                {
                    var visit = new Visit(path + query.Text, [("Accept", accept)], $"{name}{query.Name} as {accept}",
                        past || AboutThePast.Contains(route));
                    yield return visit;
                    if (i == 0)
                        yield return visit with { Method = "HEAD", Name = $"HEAD {visit.Name}" };
                }
            }

            if (route.EndsWith("/timeline", StringComparison.Ordinal))
            {
                foreach (var date in new[] { "Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT" })
                    yield return new(path, [("Accept-Datetime", date)], $"{name} at {date}", true);
            }
        }
    }

    private static IEnumerable<(string Path, string Name)> Fill(string route, Place place)
    {
        var start = route.IndexOf('{', StringComparison.Ordinal);
        if (start < 0)
            return [(route, route)];
        var end = route.IndexOf('}', start);
        var parameter = route[(start + 1)..end].Split(':', '=', '?')[0].TrimStart('*');
        IEnumerable<(string Name, string Value)> values = parameter switch
        {
            "story" => [(place.Story, place.Story)],
            "entry" => place.Entries,
            "person" => place.People.Select(p => (p, p)),
            // What shows them is walked; a name is found by nobody who was not told of it.
            "picture" => [("picture", new string('0', 64) + ".jpg")],
            _ => throw new InvalidOperationException(
                $"The route {route} is public, but nobody said what to fill {{{parameter}}} with: say so here, so that what " +
                "it tells the public is looked through for what is hidden."),
        };
        return values.SelectMany(v => Fill(route[..start] + v.Value + route[(end + 1)..], place)
            .Select(rest => (rest.Path, rest.Name.Replace(v.Value, v.Name, StringComparison.Ordinal))));
    }

    private static IEnumerable<((string Text, string Name) Query, bool Past)> Queries(string route, Place place)
    {
        static ((string, string), bool) Now(string query) => ((query, query), false);
        static ((string, string), bool) Then(string query) => ((query, query), true);
        var half = Math.Max(1, place.Version / 2);
        var versions = Enumerable.Range(1, (int)place.Version)
            .Where(v => v == place.Version || v % Math.Max(1, place.Version / 10) == 0).Select(v => Then($"?asOf={v}"));
        IEnumerable<((string, string), bool)> Instants(string and) => place.Instants
            .Select(i => (($"?asOf={i.Instant}{and}", $"?asOf={i.Name}{and}"), true));
        return route switch
        {
            "/stories/{story}/timeline" =>
            [
                Now(""), Now("?background=true&order=desc&limit=2"), Now("?kind=rally&limit=1"), Now("?person=alexei-navalny"),
                Now("?place=russia&key=true"), Now("?q=everybody"), .. place.Words.Select(w => Now($"?q={w}")),
                .. versions, .. Instants("&background=true"),
            ],
            "/stories/{story}" => [Now(""), Now("?background=true&order=desc&by=happened"), Now("?day=2021-01-17&q=everybody"), Then($"?asOf={half}"), Then($"?asOf={place.Version}&background=true")],
            "/stories/{story}/overview" => [Now(""), Now("?background=true&drawing=true"), Then($"?asOf={half}")],
            "/embed/{story}" => [Now(""), Now("?background=true&order=asc&limit=3")],
            "/oembed" => [((($"?url={Uri.EscapeDataString($"{place.Service}/stories/{place.Story}")}", "?url=its"), false))],
            "/stories/{story}/entries/{entry}" => [Now(""), Then($"?asOf={half}"), Then($"?asOf={place.Version}"), .. Instants("")],
            "/stories/{story}/changes" => [Now("?after=0"), Now($"?after={half}"), Now($"?after=0&to={half}")],
            "/stories/{story}/live" => [Now("?after=0")],
            "/live" => [Now($"?story={place.Story}&after={place.Story}:0")],
            "/stories/{story}/replay" => [Now("?speed=1000000")],
            "/stories/{story}/timemap" => [Now(""), Now("?kind=rally"), Now("?page=1"), Now("?of=page")],
            "/stories/{story}/diff" => [Now("?from=1"), Now($"?from={half}"), Then($"?from=1&to={half}"), Now("?from=1&limit=1"), Now($"?from={half}&limit=1")],
            "/people" => [Now(""), Now("?limit=1"), Now("?q=zq"), Now($"?story={place.Story}"), .. place.Words.Select(w => Now($"?q={w}"))],
            "/people/{person}" => [Now(""), .. Instants("")],
            "/search" => [Now("?q=everybody"), .. place.Words.Select(w => Now($"?q={w}")), .. Instants("&q=everybody")],
            _ => [Now("")],
        };
    }

    /// <summary>Reads an answer; a stream as far as the story has come.</summary>
    public static async Task<(HttpStatusCode Status, Dictionary<string, string> Headers, string Text)> ReadAsync(
        HttpClient client, Visit visit, long version, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(new HttpMethod(visit.Method), visit.Address);
        foreach (var (name, value) in visit.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        var headers = answer.Headers.Concat(answer.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value));
        if (answer.Content.Headers.ContentType?.MediaType != "text/event-stream")
            return (answer.StatusCode, headers, await answer.Content.ReadAsStringAsync(ct));

        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(ct));
        var lines = new List<string>();
        for (var last = false; await reader.ReadLineAsync(ct) is { } line && !(last && line.Length == 0);)
        {
            // Signs of life come when they come.
            if (!line.StartsWith(':'))
                lines.Add(line);
            last |= line is "event: end" or "event: unknown-story" or "event: story-removed"
                || ((line == $"id: {version}" || (line.StartsWith("id: ", StringComparison.Ordinal) && line.EndsWith($":{version}", StringComparison.Ordinal))) && !visit.Address.Contains("/replay", StringComparison.Ordinal));
        }

        return (answer.StatusCode, headers, string.Join('\n', lines));
    }
}
