using System.Text;
using System.Text.Json;
using Timeline.Api.Hosting;
using Timeline.Chronology;
using Timeline.Chronology.Reading;
using Timeline.Domain.Values;

namespace Timeline.Api.Reading;

/// <summary>The chronology of one story.</summary>
internal static class Timelines
{
    public static void MapTimeline(this WebApplication app) =>
        app.MapRead("/stories/{story}/timeline", GetAsync)
            .WithName("GetTimeline").WithSummary("The chronology of a story")
            .Produces<TimelineAnswer>().ProducesProblem(400).ProducesProblem(404);

    private static Task GetAsync(string story, HttpContext context, Reader reader, AnswerCache cache, Settlement settlement) =>
        cache.SendAsync(context, story, "timeline", hidden => MakeAsync(story, context, reader, settlement, hidden));

    private static async Task<(Answer?, IResult?)> MakeAsync(
        string story, HttpContext context, Reader reader, Settlement settlement, bool hidden)
    {
        if (!SlugAttribute.IsSlug(story) || await reader.StoryAsync(story, context.RequestAborted) is not { } head)
            return (null, Problems.UnknownStory(story));
        var zone = TimeZoneInfo.FindSystemTimeZoneById(head.Story.TimeZone);
        var read = new QueryReader(context.Request.Query);
        var order = read.Text("order");
        if (order is not (null or "asc" or "desc"))
            read.Fail("order", "must be asc or desc.");
        var cursor = read.Text("cursor");
        var after = cursor is null ? null : TimelineCursor.Parse(cursor);
        if (cursor is not null && (after is null || after.Descending != (order == "desc")))
            read.Fail("cursor", "is not one of this order; take it from the field next of the page before.");
        var moment = await Moment.ReadAsync(read, "asOf", story, reader, context.RequestAborted);
        var query = new TimelineQuery
        {
            AsOf = moment?.Instant,
            Hidden = hidden,
            From = read.Date("from")?.Bounds(zone).Earliest,
            To = read.Date("to")?.Bounds(zone).Latest,
            Kinds = read.Kinds("kind"),
            Person = read.Slug("person"),
            Place = read.Text("place"),
            Words = read.Text("q"),
            KeyOnly = read.Flag("key"),
            Background = read.Flag("background"),
            Descending = order == "desc",
            Limit = (int)read.Number("limit", 1, TimelineQuery.MaxLimit, 100),
            After = after,
        };
        if (query.From > query.To)
            read.Fail("to", "lies before from.");
        if (read.Problem is not null)
            return (null, read.Problem);

        if (await reader.TimelineAsync(story, query, context.RequestAborted) is not { } page)
            return (null, Problems.NotYet(story));
        var json = Write(page, moment?.Instant, Next(context.Request, page.Next));
        return (Answer.Of(json, Answer.Json, await settlement.CacheControlAsync(moment, hidden, context.RequestAborted)), null);
    }

    private static string? Next(HttpRequest request, TimelineCursor? cursor) =>
        cursor is null
            ? null
            : request.Path + QueryString.Create(request.Query
                .Where(p => p.Key != "cursor")
                .SelectMany(p => p.Value, (p, value) => KeyValuePair.Create(p.Key, value))
                .Append(KeyValuePair.Create("cursor", (string?)cursor.ToString())));

    // The entries are JSON already.
    internal static byte[] Write(TimelinePage page, DateTimeOffset? asOf, string? next)
    {
        var head = JsonSerializer.Serialize(page.Story, AnswerJson.Options);
        var json = new StringBuilder(page.Docs.Sum(d => d.Length + 1) + head.Length + 200)
            .Append("{\"story\":").Append(head)
            .Append(",\"version\":").Append(page.Version)
            .Append(",\"asOf\":").Append(JsonSerializer.Serialize(asOf, AnswerJson.Options))
            .Append(",\"entries\":[").AppendJoin(',', page.Docs)
            .Append("],\"next\":").Append(JsonSerializer.Serialize(next, AnswerJson.Options))
            .Append('}');
        return Encoding.UTF8.GetBytes(json.ToString());
    }
}

/// <summary>The answer to a request for a chronology.</summary>
/// <param name="Story">The story.</param>
/// <param name="Version">Its public version.</param>
/// <param name="AsOf">The recorded moment that was asked for; null for the present.</param>
/// <param name="Entries">The entries, in order.</param>
/// <param name="Next">The address of the next page; null at the end.</param>
internal sealed record TimelineAnswer(
    StoryDocument Story, long Version, DateTimeOffset? AsOf, IReadOnlyList<EntryDocument> Entries, string? Next);
