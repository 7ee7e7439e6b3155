using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Timeline.Api.Http;
using Timeline.Api.Reading;
using Timeline.Domain;
using Timeline.Domain.Values;
using Timeline.Store;
using Timeline.Store.Projections;
using Timeline.Store.Queries;

namespace Timeline.Api.Past;

/// <summary>What changed in a story between two recorded moments: as JSON, or as text for who prefers to read.</summary>
internal static class Differences
{
    private static readonly MomentParameter From = new("from",
        "The first moment: an instant with an offset, a date (its end), or a public version of the story.")
    { Required = true, Example = "1" };
    private static readonly MomentParameter To = new("to",
        "The second moment; the present where there is none.")
    { Example = "2" };
    private static readonly NumberParameter Limit = Parameters.Limit with { Otherwise = TimelineQuery.MaxLimit };

    public static void MapDifferences(this WebApplication app) =>
        app.MapMethods("/stories/{story}/diff", AnswerSending.Reads, GetAsync).Conditional()
            .WithName("GetDifferences").WithSummary("What changed between two recorded moments, from= and to=")
            .Takes(From, To, Limit, Parameters.Cursor, Parameters.Hidden)
            .Produces<Difference>(200, "application/json", "text/plain").ProducesProblem(400).ProducesProblem(404).ProducesProblem(429);

    private static Task GetAsync(string story, HttpContext context, CostlyReads reads, AnswerCache cache)
    {
        var readable = context.Request.WantsText();
        return cache.SendAsync(context, story, readable ? "diff, text" : "diff",
            hidden => reads.MakeAsync(context, true, db => MakeAsync(story, context, db, readable, hidden)));
    }

    private static async Task<AnswerOrProblem> MakeAsync(
        string story, HttpContext context, TimelineDatabase db, bool readable, bool hidden)
    {
        var ct = context.RequestAborted;
        if (!SlugAttribute.IsSlug(story) || await db.StoryAsync(story, hidden, ct) is not { } current)
            return Problems.UnknownStory(story);
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
        var end = to?.Instant ?? (hidden ? DateTimeOffset.UtcNow : current.UpdatedAt);
        if (to is not null && from is not null && from.Instant > end)
            read.Fail(To, "lies before from.");
        if (read.Problem is { } wrong)
            return wrong;

        var start = from!.Instant < end ? from.Instant : end;
        if (await db.StoryAtAsync(story, end, hidden, ct) is not { } then)
            return Problems.NotYet(story);
        var last = await db.VersionAtAsync(story, end, ct);
        var first = await db.VersionAtAsync(story, start, ct);
        var page = await db.DifferencesAsync(story, start, end, hidden, after, limit, ct);
        // On the first page.
        var before = after is null ? await db.StoryAtAsync(story, start, hidden, ct) : null;
        var ofStory = before is null ? [] : FieldChanges.Between(Told(before), Told(then));
        var difference = new Difference(
            StoryDocument.Of(then), new(first?.Version ?? 0, start), new(last?.Version ?? 0, end), ofStory.Count == 0 ? null : ofStory,
            [], [], [], [], Next(context, page.Next));
        foreach (var pair in page.Pairs)
            difference.Add(pair);
        // Both ends must be versions: what held at an instant may yet change.
        var lifetime = Moment.Lifetime(from.IsVersion ? to : from, hidden, story);
        var answer = readable
            ? Answer.Of(Encoding.UTF8.GetBytes(DifferenceText.Of(difference, await HeadlinesAsync(difference))), "text/plain; charset=utf-8", lifetime)
            : Answer.Of(AnswerSending.Json(difference), Answer.Json, lifetime);
        return answer with { Headers = [("Vary", "Accept")] };

        async Task<Dictionary<string, string>> HeadlinesAsync(Difference difference) =>
            !DifferenceText.NamesEntries(difference) ? []
                : (await db.BriefAsync(story, new() { AsOf = end, Background = true, Hidden = hidden }, ct))
                    .Where(e => e.Headline is not null).ToDictionary(e => e.Entry, e => e.Headline!, StringComparer.Ordinal);
    }

    private static JsonObject Told(Story story) => JsonSerializer.SerializeToNode(StoryDocument.Of(story), AnswerJson.Options)!.AsObject();

    private static string? Next(HttpContext context, TimelineCursor? cursor) => cursor is null
        ? null
        : $"{context.Request.Path}{RouteQuery.Of(context).With(Parameters.Cursor, cursor.ToString())}";
}
