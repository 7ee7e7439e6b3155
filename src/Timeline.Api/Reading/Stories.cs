using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Timeline.Api.Http;
using Timeline.Domain.Values;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Api.Reading;

/// <summary>The stories themselves.</summary>
internal static class Stories
{
    private static readonly NumberParameter Limit = Parameters.Limit with { About = "The most stories of one answer." };

    public static void MapStories(this WebApplication app) =>
        app.MapMethods("/stories", AnswerSending.Reads, ListAsync).Conditional()
            .WithName("ListStories").WithSummary("The stories, the last changed first, in pages")
            .Takes(Limit, Parameters.Cursor, Parameters.Hidden)
            .Produces<StoryList>().ProducesProblem(400);

    private static async Task ListAsync(HttpContext context, TimelineDatabase db, AnswerCache cache)
    {
        var (hidden, problem) = await Visibility.ReadAsync(context);
        if (problem is not null)
            await context.SendAsync(problem);
        else if (hidden)
            await context.SendAsync(await MakeListAsync(context, db, hidden));
        else
            await cache.SendListAsync(context, "stories", () => MakeListAsync(context, db, hidden));
    }

    private static async Task<AnswerOrProblem> MakeListAsync(HttpContext context, TimelineDatabase db, bool hidden)
    {
        var read = new QueryReader(context.Request.Query);
        var (limit, after) = ReadPage(read, Limit);
        if (read.Problem is { } wrong)
            return wrong;
        var page = await db.StoriesAsync(after, limit, hidden, ct: context.RequestAborted);
        var next = page.Next is null ? null : $"/stories{RouteQuery.Of(context).With(Parameters.Cursor, $"{page.Next}")}";
        return Answer.Of(
            AnswerSending.Json(new StoryList([.. page.Stories.Select(s => new StoryAnswer(StoryDocument.Listed(s.Current), s))], next)),
            Answer.Json, hidden ? CacheLifetime.Private : CacheLifetime.Present);
    }

    /// <summary>Which page of the stories is asked for.</summary>
    public static (int Limit, StoryCursor? After) ReadPage(QueryReader read, NumberParameter limit)
    {
        var cursor = read.Text(Parameters.Cursor);
        var after = cursor is null ? null : StoryCursor.Parse(cursor);
        if (cursor is not null && after is null)
            read.Fail(Parameters.Cursor, "is not one of ours; take it from the field next of the page before.");
        return ((int)read.Number(limit), after);
    }

    /// <summary>One story as JSON, now or at a recorded moment.</summary>
    public static Task SendAsync(HttpContext context, string story, TimelineDatabase db, AnswerCache cache) =>
        cache.SendAsync(context, story, "story", RouteQuery.Of(context).Only(Parameters.AsOf), async Task<AnswerOrProblem> (hidden) =>
        {
            var (found, moment, problem) = await FindAsync(context, story, db, hidden);
            if (problem is not null)
                return problem;
            var corrections = await db.CorrectionsAsync(found!.Current, moment?.Instant, context.RequestAborted);
            var body = AnswerSending.Json(new StoryAnswer(found.Story, found)
            {
                Corrections = corrections.Corrections,
                Retractions = corrections.Retractions,
            });
            var seen = hidden ? found.Current.UpdatedAt : found.Current.PublicUpdatedAt!.Value;
            return new Answer(body, Answer.Json, EntryETag.Of(seen, body), Moment.Lifetime(moment, hidden, story));
        });

    /// <summary>The story that a request is about, as it stands or as it stood at the moment that it names.</summary>
    public static async Task<(PublicStory? Story, Moment? Moment, ProblemHttpResult? Problem)> FindAsync(
        HttpContext context, string story, TimelineDatabase db, bool hidden)
    {
        var ct = context.RequestAborted;
        if (!SlugAttribute.IsSlug(story) || await db.StoryAsync(story, hidden, ct) is null)
            return (null, null, Problems.UnknownStory(story));
        var read = new QueryReader(context.Request.Query);
        var moment = await Moment.ReadAsync(read, Parameters.AsOf, story, db, ct);
        return read.Problem is { } wrong ? (null, null, wrong) : await FindAsync(story, moment, db, hidden, ct);
    }

    /// <summary>The story as it stands, or as it stood at a moment where there is one.</summary>
    public static async Task<(PublicStory? Story, Moment? Moment, ProblemHttpResult? Problem)> FindAsync(
        string story, Moment? moment, TimelineDatabase db, bool hidden, CancellationToken ct)
    {
        if (!SlugAttribute.IsSlug(story) || await db.StoryAsync(story, hidden, ct) is not { } current)
            return (null, null, Problems.UnknownStory(story));
        if (moment is null)
            return (current, null, null);
        var version = await db.VersionAtAsync(story, moment.Instant, ct);
        return await db.StoryAtAsync(story, moment.Instant, hidden, ct) is { } then
            ? (new(then, version?.Version ?? 0, version?.Recorded ?? then.UpdatedAt, current.Lineage), moment, null)
            : (null, null, Problems.NotYet(story));
    }
}

/// <summary>A page of the stories.</summary>
/// <param name="Stories">The last changed first.</param>
/// <param name="Next">The address of the next page; null at the end.</param>
internal sealed record StoryList(
    IReadOnlyList<StoryAnswer> Stories, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next);

/// <summary>One story and where to read on.</summary>
internal sealed record StoryAnswer : StoryDocument
{
    /// <param name="document">The story, by itself or as one of several.</param>
    /// <param name="story">The same, and how far it has come.</param>
    public StoryAnswer(StoryDocument document, PublicStory story)
        : base(document)
    {
        (Version, UpdatedAt) = (story.Version, story.UpdatedAt);
        (Timeline, Changes) = ($"/stories/{Id}/timeline", $"/stories/{Id}/changes");
    }

    /// <summary>Its public version.</summary>
    [JsonPropertyOrder(1)]
    public long Version { get; }

    /// <summary>When the public last saw it or an entry of it change (UTC).</summary>
    [JsonPropertyOrder(1)]
    public DateTimeOffset UpdatedAt { get; }

    /// <summary>How many corrections and clarifications its page of corrections has; absent in a list of stories.</summary>
    [JsonPropertyOrder(1)]
    public int? Corrections { get; init; }

    /// <summary>How many retractions it has; absent in a list of stories.</summary>
    [JsonPropertyOrder(1)]
    public int? Retractions { get; init; }

    /// <summary>The address of its chronology.</summary>
    [JsonPropertyOrder(1)]
    public string Timeline { get; }

    /// <summary>The address of its public changes.</summary>
    [JsonPropertyOrder(1)]
    public string Changes { get; }
}
