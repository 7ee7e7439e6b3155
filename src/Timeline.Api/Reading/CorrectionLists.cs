using System.Globalization;
using System.Text.Json.Serialization;
using Timeline.Api.Http;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Api.Reading;

/// <summary>The page of corrections as JSON: all that was put right in a story, the newest first.</summary>
internal static class CorrectionLists
{
    /// <summary>Of a version, which the address of a next page names, so that nothing that comes meanwhile moves the rest.</summary>
    public static NumberParameter Skip { get; } = new("skip", "How many stood on the pages before. Follow the field next.", 0, int.MaxValue, 0);

    public static Task SendAsync(HttpContext context, string story, TimelineDatabase db, AnswerCache cache) =>
        cache.SendAsync(context, story, "corrections", async Task<AnswerOrProblem> () =>
        {
            var read = new QueryReader(context.Request.Query);
            var (limit, skip) = ((int)read.Number(Parameters.Limit), (int)read.Number(Skip));
            var (found, moment, problem) = await Stories.FindAsync(context, story, db, hidden: false);
            if ((problem ?? read.Problem) is { } wrong)
                return wrong;
            var corrections = await db.CorrectionsAsync(found!.Current, moment?.Instant, context.RequestAborted);
            var next = corrections.All.Count <= skip + limit ? null : $"{context.Request.Path}{RouteQuery.Of(context)
                .With(Parameters.AsOf, found.Version.ToString(CultureInfo.InvariantCulture))
                .With(Skip, (skip + limit).ToString(CultureInfo.InvariantCulture))}";
            return Answer.Of(AnswerSending.Json(new CorrectionsAnswer(
                StoryDocument.Listed(found.Current), found.Version, moment?.Instant, corrections.Corrections, corrections.Retractions,
                [.. corrections.All.Skip(skip).Take(limit)], next)), Answer.Json, Moment.Lifetime(moment, false, story));
        });
}

/// <summary>What was put right in a story.</summary>
/// <param name="Story">The story.</param>
/// <param name="Version">Its public version.</param>
/// <param name="AsOf">The recorded moment that was asked for; null for the present.</param>
/// <param name="Count">How many corrections and clarifications there are in all.</param>
/// <param name="Retractions">How many retractions there are in all.</param>
/// <param name="Corrections">Corrections, clarifications, retractions, replies and notes, the newest first.</param>
/// <param name="Next">The address of the next page; null at the end.</param>
internal sealed record CorrectionsAnswer(
    StoryDocument Story, long Version, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? AsOf,
    int Count, int Retractions, IReadOnlyList<CorrectionRecord> Corrections,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next);
