using System.Text;
using Timeline.Api.Http;
using Timeline.Api.Reading;
using Timeline.Domain.Values;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Api.Past;

/// <summary>
/// All mementos of a timeline, or of a story's page (RFC 7089, section 5), in pages of 1,000: a longer map lists its pages, which are time maps
/// themselves. A full page that is not the last never changes.
/// </summary>
internal static class TimeMaps
{
    private const int PageSize = 1_000;

    private static readonly NumberParameter PageNumber = new("page",
        "A page of a long map; the map without it lists them.", 1, long.MaxValue)
    { Example = "1" };

    public static void MapTimeMap(this WebApplication app) =>
        app.MapMethods("/stories/{story}/timemap", AnswerSending.Reads, GetAsync).Conditional()
            .WithName("GetTimeMap").WithSummary("All past states of a timeline (Memento, RFC 7089)")
            .Takes([.. Parameters.Filters, MementoAddresses.MapOf, PageNumber])
            .Produces<string>(200, MementoAddresses.LinkFormat).ProducesProblem(400).ProducesProblem(404);

    private static Task GetAsync(
        string story, HttpContext context, TimelineDatabase db, AnswerCache cache, PublicAddress service)
    {
        var filters = RouteQuery.Of(context).Without(PageNumber, MementoAddresses.MapOf);
        var addresses = context.Request.Query[MementoAddresses.MapOf.Name] == "page"
            ? MementoAddresses.OfPage(service, context.Request, story, filters.Only(MementoAddresses.OfMap))
            : MementoAddresses.OfTimeline(service, context.Request, story, filters);
        return cache.SendAsync(context, story, "timemap", async Task<AnswerOrProblem> () =>
        {
            var ct = context.RequestAborted;
            if (!SlugAttribute.IsSlug(story) || await db.StoryAsync(story, ct) is not { } current)
                return Problems.UnknownStory(story);
            if (Timelines.Read(context.Request.Query, current.Current.TimeZone).Problem is { } problem)
                return problem;
            var pages = ((current.Version - 1) / PageSize) + 1;
            var read = new QueryReader(context.Request.Query);
            _ = read.Word(MementoAddresses.MapOf);
            var page = read.Number(PageNumber, most: pages);
            if (read.Problem is { } wrong)
                return wrong;

            var lines = page == 0 && pages > 1
                ? await IndexAsync(story, addresses, current.Version, pages, db, ct)
                : await PageAsync(story, addresses, current.Version, pages, page, db, ct);
            return Answer.Of(Encoding.UTF8.GetBytes(string.Join(",\n", lines) + "\n"), MementoAddresses.LinkFormat,
                page > 0 && page < pages ? CacheLifetime.Version(story, []) : CacheLifetime.Present);
        });
    }

    private static async Task<List<string>> IndexAsync(
        string story, MementoAddresses addresses, long last, long pages, TimelineDatabase db, CancellationToken ct)
    {
        var bounds = Enumerable.Range(1, (int)pages).SelectMany(p => new[] { First(p), Last(p, last) });
        var versions = (await db.VersionsAsync(story, bounds, ct)).ToDictionary(v => v.Version);
        var lines = Opening(addresses, addresses.TimeMap!, versions[1], versions[last]);
        for (var page = 1; page <= pages; page++)
            lines.Add(Map(addresses.Page(page), "timemap", versions[First(page)], versions[Last(page, last)]));
        return lines;
    }

    private static async Task<List<string>> PageAsync(
        string story, MementoAddresses addresses, long last, long pages, long page, TimelineDatabase db, CancellationToken ct)
    {
        // One more on either side: where the neighbours begin and end.
        var number = Math.Max(page, 1);
        var found = await db.VersionsAsync(story, First(number) - 1, Math.Min(Last(number, last) + 1, last), ct);
        var before = found.FirstOrDefault(v => v.Version < First(number));
        var after = found.FirstOrDefault(v => v.Version > Last(number, last));
        var versions = found.Where(v => v != before && v != after).ToList();

        var lines = Opening(addresses, page == 0 ? addresses.TimeMap! : addresses.Page(page), versions[0], versions[^1]);
        lines.AddRange(versions.Select(v => addresses.Link(
            (v.Version == 1, v.Version == last) switch
            {
                (true, true) => "first last memento",
                (true, false) => "first memento",
                (false, true) => "last memento",
                _ => "memento",
            }, v)));
        if (before is not null)
            lines.Add(Map(addresses.Page(number - 1), "timemap", null, before));
        if (after is not null)
            lines.Add(Map(addresses.Page(number + 1), "timemap", after, null));
        return lines;
    }

    private static List<string> Opening(MementoAddresses addresses, string self, PublicVersion first, PublicVersion last) =>
        [.. addresses.Basic().Take(2), Map(self, "self", first, last)];

    private static string Map(string address, string rel, PublicVersion? from, PublicVersion? until) =>
        $"<{address}>; rel=\"{rel}\"; type=\"{MementoAddresses.LinkFormat}\""
        + (from is null ? "" : $"; from=\"{MementoAddresses.Date(from)}\"")
        + (until is null ? "" : $"; until=\"{MementoAddresses.Date(until)}\"");

    private static long First(long page) => ((page - 1) * PageSize) + 1;

    private static long Last(long page, long last) => Math.Min(page * PageSize, last);
}
