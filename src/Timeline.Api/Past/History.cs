using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Timeline.Api.Http;
using Timeline.Domain.Values;
using Timeline.Store.Log;
using Timeline.Store.Queries;

namespace Timeline.Api.Past;

/// <summary>The stored events of a story, for archivists: what was accepted, when, by whom, and its place in the hash chain.</summary>
internal static class History
{
    private const int Most = 500;

    private static readonly NumberParameter After = new("after",
        "The version of the story (the number of its events) that the reader has.", 0, long.MaxValue - Most, 0)
    { Example = "1" };

    public static void MapHistory(this WebApplication app) =>
        app.MapRead("/stories/{story}/history", GetAsync)
            .RequireAuthorization(Roles.Archivist)
            .WithName("GetHistory").WithSummary("The stored events of a story")
            .Takes(After)
            .Produces<HistoryAnswer>().ProducesProblem(400).ProducesProblem(404);

    private static async Task GetAsync(string story, HttpContext context, EventStore log)
    {
        var ct = context.RequestAborted;
        var read = new QueryReader(context.Request.Query);
        var after = read.Number(After);
        if ((read.Problem ?? (SlugAttribute.IsSlug(story) && await log.HeadAsync(story, ct) is not null
                ? null
                : Problems.UnknownStory(story))) is { } problem)
        {
            await problem.ExecuteAsync(context);
            return;
        }

        var events = new List<string>();
        var last = after;
        await foreach (var stored in log.ReadStreamAsync(story, after + 1, after + Most, ct))
        {
            events.Add(HistoryEvent.Json(stored));
            last = stored.Version;
        }

        var next = events.Count == Most
            ? string.Create(CultureInfo.InvariantCulture, $"/stories/{story}/history?after={last}")
            : null;
        var json = $"{{\"story\":\"{story}\",\"events\":[{string.Join(',', events)}],\"next\":{JsonSerializer.Serialize(next)}}}";
        await context.SendAsync(Answer.Of(Encoding.UTF8.GetBytes(json), Answer.Json, CacheLifetime.Private));
    }
}

/// <summary>The stored events of a story.</summary>
/// <param name="Story">The story's id.</param>
/// <param name="Events">The events, in the order of their versions.</param>
/// <param name="Next">The address of the next page; null at the end.</param>
internal sealed record HistoryAnswer(
    string Story, IReadOnlyList<HistoryEvent> Events, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next);
