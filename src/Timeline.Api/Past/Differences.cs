using System.Text;
using Microsoft.Net.Http.Headers;
using Timeline.Api.Hosting;
using Timeline.Api.Reading;
using Timeline.Domain.Values;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Api.Past;

/// <summary>What changed in a story between two recorded moments: as JSON, or as text for who prefers to read.</summary>
internal static class Differences
{
    private static readonly MomentParameter From = new("from",
        "The first moment: an instant with an offset, or a public version of the story.")
    { Required = true, Example = "1" };
    private static readonly MomentParameter To = new("to",
        "The second moment; the present where there is none.")
    { Example = "2" };
    private static readonly NumberParameter Limit = Parameters.Limit with { Otherwise = TimelineQuery.MaxLimit };

    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly MediaTypeHeaderValue[] Readable = [new("text/plain"), new("text/html")];

    public static void MapDifferences(this WebApplication app) =>
        app.MapRead("/stories/{story}/diff", GetAsync)
            .WithName("GetDifferences").WithSummary("What changed between two recorded moments, from= and to=")
            .Takes(From, To, Limit, Parameters.Cursor, Parameters.Hidden)
            .Produces<Difference>(200, "application/json", "text/plain").ProducesProblem(400).ProducesProblem(404);

    private static Task GetAsync(string story, HttpContext context, TimelineDatabase db, AnswerCache cache, Settlement settlement)
    {
        var readable = PrefersText(context.Request);
        return cache.SendAsync(context, story, readable ? "diff, text" : "diff",
            hidden => MakeAsync(story, context, db, settlement, readable, hidden));
    }

    private static async Task<(Answer?, IResult?)> MakeAsync(
        string story, HttpContext context, TimelineDatabase db, Settlement settlement, bool readable, bool hidden)
    {
        var ct = context.RequestAborted;
        if (!SlugAttribute.IsSlug(story) || await db.StoryAsync(story, ct) is not { } head)
            return (null, Problems.UnknownStory(story));
        var read = new QueryReader(context.Request.Query);
        var from = await Moment.ReadAsync(read, From, story, db, ct);
        var to = await Moment.ReadAsync(read, To, story, db, ct);
        var limit = (int)read.Number(Limit);
        var cursor = read.Text(Parameters.Cursor);
        var after = cursor is null ? null : TimelineCursor.Parse(cursor);
        if (from is null)
            read.Fail(From, "is missing; give an instant or a version of the story to compare with.");
        if (cursor is not null && after is null)
            read.Fail(Parameters.Cursor, "is not one of ours; take it from the field next of the page before.");
        // The last public version is all of the present that the public sees; the newsroom's present goes further.
        var end = to?.Instant ?? (hidden ? DateTimeOffset.UtcNow : head.UpdatedAt);
        if (to is not null && from is not null && from.Instant > end)
            read.Fail(To, "lies before from.");
        if (read.Problem is not null)
            return (null, read.Problem);

        var keep = Keep(settlement, from!, to, hidden);
        var start = from!.Instant < end ? from.Instant : end;
        if (await db.VersionAtAsync(story, end, ct) is not { } last)
            return (null, Problems.NotYet(story));
        var first = await db.VersionAtAsync(story, start, ct);
        var page = await db.DifferencesAsync(story, start, end, hidden, after, limit, ct);
        var difference = new Difference(
            head.Story, new(first?.Version ?? 0, start), new(last.Version, end), [], [], [], [], Next(context.Request, page.Next));
        foreach (var pair in page.Pairs)
            difference.Add(pair);
        var answer = readable
            ? Answer.Of(Encoding.UTF8.GetBytes(DifferenceText.Of(difference)), "text/plain; charset=utf-8", keep)
            : Answer.Of(Answering.Json(difference), Answer.Json, keep);
        return (answer with { Headers = [("Vary", "Accept")] }, null);
    }

    private static string Keep(Settlement settlement, Moment from, Moment? to, bool hidden)
    {
        var ends = settlement.CacheControl(to, hidden);
        return ends == Answer.Immutable ? settlement.CacheControl(from, hidden) : ends;
    }

    private static string? Next(HttpRequest request, TimelineCursor? cursor) => cursor is null
        ? null
        : request.Path + QueryString.Create(request.Query.Where(p => p.Key != "cursor")
            .SelectMany(p => p.Value, (p, value) => KeyValuePair.Create(p.Key, value))
            .Append(new("cursor", cursor.ToString())));

    // JSON where both are as welcome; a browser, which asks for HTML first, gets text.
    private static bool PrefersText(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        double Welcome(MediaTypeHeaderValue type) => accepted
            .Where(a => type.IsSubsetOf(a))
            .OrderByDescending(a => a.MatchesAllTypes ? 0 : a.MatchesAllSubTypes ? 1 : 2)
            .Select(a => a.Quality ?? 1).FirstOrDefault();
        return accepted.Count > 0 && Readable.Max(Welcome) > Welcome(Json);
    }
}
