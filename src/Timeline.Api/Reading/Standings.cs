using System.Text;
using System.Text.Json.Serialization;
using Timeline.Api.Http;
using Timeline.Domain.Stories;
using Timeline.Store;
using Timeline.Store.Projections;
using Timeline.Store.Queries;

namespace Timeline.Api.Reading;

/// <summary>Where things stand in a story, and what is still to come.</summary>
internal static class Standings
{
    public static void MapStanding(this WebApplication app) =>
        app.MapMethods("/stories/{story}/standing", AnswerSending.Reads, GetAsync).Conditional()
            .WithName("GetStanding").WithSummary("Where things stand: what is known, what is not, and what is still to come")
            .Takes(Parameters.AsOf, Parameters.Hidden)
            .Produces<StandingAnswer>().ProducesProblem(400).ProducesProblem(404);

    private static Task GetAsync(string story, HttpContext context, TimelineDatabase db, AnswerCache cache) =>
        cache.SendAsync(context, story, "standing", async Task<AnswerOrProblem> (hidden) =>
        {
            var (found, moment, problem) = await Stories.FindAsync(context, story, db, hidden);
            if (problem is not null)
                return problem;
            var next = await db.PlannedAsync(found!.Current, moment?.Instant, hidden, context.RequestAborted);
            var standing = found.Current.Standing;
            var body = AnswerSending.Json(new StandingAnswer(
                StoryDocument.Listed(found.Current), found.Version, moment?.Instant, standing?.Known ?? [], standing?.Unknown ?? [],
                standing?.At, []));
            // The entries are JSON already.
            var json = Encoding.UTF8.GetString(body);
            return Answer.Of(Encoding.UTF8.GetBytes($"{json[..^"[]}".Length]}[{string.Join(',', next)}]}}"), Answer.Json,
                Moment.Lifetime(moment, hidden, story));
        });
}

/// <summary>Where things stand.</summary>
/// <param name="Story">The story.</param>
/// <param name="Version">Its public version.</param>
/// <param name="AsOf">The recorded moment that was asked for; null for the present.</param>
/// <param name="Known">What is known, the most important first.</param>
/// <param name="Unknown">What is not known, the most important first.</param>
/// <param name="At">When the newsroom said so (UTC); null where nobody has.</param>
/// <param name="Next">The planned entries still to come, at most five, in the order of their dates.</param>
internal sealed record StandingAnswer(
    StoryDocument Story, long Version, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? AsOf,
    IReadOnlyList<StandingPoint> Known, IReadOnlyList<StandingPoint> Unknown,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? At, IReadOnlyList<EntryDocument> Next);
