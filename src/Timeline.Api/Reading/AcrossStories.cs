using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Timeline.Api.Http;
using Timeline.Store;
using Timeline.Store.Projections;
using Timeline.Store.Queries;

namespace Timeline.Api.Reading;

/// <summary>A person, and words, in all stories or in one.</summary>
internal static class AcrossStories
{
    public static void MapSearch(this WebApplication app) =>
        app.MapMethods("/search", AnswerSending.Reads, SearchAsync).Conditional()
            .WithName("Search").WithSummary("Entries of all stories with these words, the best match first")
            .Takes(Parameters.Words with { Required = true }, Parameters.Story, Parameters.Limit, Parameters.Cursor,
                Parameters.AsOfAcross, Parameters.Hidden)
            .WithMetadata(AnswerHeader.ContentLocation)
            .Produces<SearchAnswer>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(429);

    private static async Task SearchAsync(HttpContext context, CostlyReads reads, PublicAddress service) =>
        await context.SendAsync(await reads.MakeAsync(context, true, async Task<AnswerOrProblem> (db) =>
        {
            var (asked, problem) = await Across.ReadAsync(context, db, service);
            var read = new QueryReader(context.Request.Query);
            var words = read.Text(Parameters.Words);
            problem ??= read.Problem;
            if (problem is null && string.IsNullOrWhiteSpace(words))
                problem = Problems.Field(Parameters.Words.Name, "is missing; give the words to search for.");
            return problem is null
                ? asked!.Answer(context, "q", words!, await db.SearchAsync(words!, asked!.Query, context.RequestAborted))
                : problem;
        }));
}

/// <summary>What is asked of all stories, or of one.</summary>
/// <param name="Query">What is asked for.</param>
/// <param name="Lifetime">How long its answer may be kept.</param>
/// <param name="Itself">The query that names the version of the story, where one was asked for.</param>
/// <param name="Location">The address that names that version; null where there is none.</param>
internal sealed record Across(AcrossQuery Query, CacheLifetime Lifetime, RouteQuery Itself, string? Location)
{
    public static async Task<(Across? Asked, ProblemHttpResult? Problem)> ReadAsync(
        HttpContext context, TimelineDatabase db, PublicAddress service)
    {
        var ct = context.RequestAborted;
        var (hidden, problem) = await Visibility.ReadAsync(context);
        if (problem is not null)
            return (null, problem);
        var read = new QueryReader(context.Request.Query);
        var story = read.Slug(Parameters.Story);
        if (story is not null && await db.StoryAsync(story, hidden, ct) is null)
            return (null, await Problems.UnknownStory(story).OrGoneAsync(context, story, db));
        var moment = await Moment.ReadAsync(read, Parameters.AsOfAcross, story, db, ct);
        if (moment is not null && story is not null && !hidden)
            moment = await moment.OfVersionAsync(story, db, ct);
        var cursor = read.Text(Parameters.Cursor);
        var after = cursor is null ? null : AcrossCursor.Parse(cursor);
        if (cursor is not null && after is null)
            read.Fail(Parameters.Cursor, "is none of ours; take it from the field next of the page before.");
        var itself = RouteQuery.Of(context);
        if (moment?.Version is { } version)
            itself = itself.With(Parameters.AsOfAcross, $"{version}");
        var location = moment?.Version is null ? null : service.Of(context.Request, itself);
        var query = new AcrossQuery(story, moment?.Instant, hidden, (int)read.Number(Parameters.Limit), after);
        return read.Problem is null
            ? (new(query, Moment.Lifetime(moment, hidden, story), itself, location), null)
            : (null, read.Problem);
    }

    /// <summary>The address of the next page; null at the end.</summary>
    public string? Next(HttpContext context, FoundPage found) =>
        found.Next is null ? null : $"{context.Request.Path}{Itself.With(Parameters.Cursor, $"{found.Next}")}";

    /// <summary>The answer: what was asked for, and a page of what was found.</summary>
    public Answer Answer<T>(HttpContext context, string name, T what, FoundPage found)
    {
        var next = Next(context, found);
        var json = new StringBuilder("{\"").Append(name).Append("\":").Append(JsonSerializer.Serialize(what, AnswerJson.Options))
            .Append(",\"asOf\":").Append(JsonSerializer.Serialize(Query.AsOf, AnswerJson.Options))
            .Append(CultureInfo.InvariantCulture, $",\"total\":{found.Total},\"totalIsExact\":{(found.IsExact ? "true" : "false")}")
            .Append(",\"entries\":[")
            // An entry's JSON begins with a brace: the story goes in behind it.
            .AppendJoin(',', found.Entries.Select(f => $"{{\"story\":{JsonSerializer.Serialize(f.Story, AnswerJson.Options)},{f.Doc[1..]}"))
            .Append("],\"next\":").Append(JsonSerializer.Serialize(next, AnswerJson.Options)).Append('}');
        return Http.Answer.Of(Encoding.UTF8.GetBytes(json.ToString()), Http.Answer.Json, Lifetime) with
        {
            Headers = Location is not null ? [("Content-Location", Location)] : [],
        };
    }
}

/// <summary>What was found in all stories.</summary>
/// <param name="Q">The words.</param>
/// <param name="AsOf">The recorded moment that was asked for; null for the present.</param>
/// <param name="Total">How many entries there are on all pages; 1,000 at most.</param>
/// <param name="TotalIsExact">Whether there are no more than that.</param>
/// <param name="Entries">The entries, the best match first, each with its <c>story</c>.</param>
/// <param name="Next">The address of the next page; null at the end.</param>
internal sealed record SearchAnswer(
    string Q, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? AsOf,
    int Total, bool TotalIsExact, IReadOnlyList<EntryOfStory> Entries,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next);

/// <summary>An entry, and the story that it is in.</summary>
internal sealed record EntryOfStory : EntryDocument
{
    /// <summary>The story.</summary>
    public required StoryDocument Story { get; init; }
}
