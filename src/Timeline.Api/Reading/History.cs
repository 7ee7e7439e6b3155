using System.Globalization;
using System.Text;
using System.Text.Json;
using Timeline.Api.Hosting;
using Timeline.Chronology;
using Timeline.Domain.Values;
using Timeline.EventLog;

namespace Timeline.Api.Reading;

/// <summary>The stored events of a story, for archivists: what was accepted, when, by whom, and its place in the hash chain.</summary>
internal static class History
{
    private const int Most = 500;

    public static void MapHistory(this WebApplication app) =>
        app.MapRead("/stories/{story}/history", GetAsync)
            .RequireAuthorization(SignIn.Archivist)
            .WithName("GetHistory").WithSummary("The stored events of a story").Produces<HistoryAnswer>()
            .ProducesProblem(401).ProducesProblem(403).ProducesProblem(404);

    private static async Task GetAsync(string story, HttpContext context, EventStore log)
    {
        var ct = context.RequestAborted;
        var read = new QueryReader(context.Request.Query);
        var after = read.Number("after", 0, long.MaxValue - Most, 0);
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
            var row = JsonSerializer.Serialize(new HistoryEvent(
                stored.Version, stored.Position, stored.Id, stored.Type, stored.Recorded, stored.Actor, stored.CorrelationId,
                stored.CausationId, stored.Hash, default), AnswerJson.Options);
            events.Add($"{row[..^1]},\"data\":{stored.Data}}}");
            last = stored.Version;
        }

        var next = events.Count == Most
            ? string.Create(CultureInfo.InvariantCulture, $"/stories/{story}/history?after={last}")
            : null;
        var json = $"{{\"story\":\"{story}\",\"events\":[{string.Join(',', events)}],\"next\":{JsonSerializer.Serialize(next)}}}";
        await context.SendAsync(Answer.Of(Encoding.UTF8.GetBytes(json), Answer.Json, Answer.Private));
    }
}

/// <summary>The stored events of a story.</summary>
/// <param name="Story">The story's id.</param>
/// <param name="Events">The events, in the order of their versions.</param>
/// <param name="Next">The address of the next page; null at the end.</param>
internal sealed record HistoryAnswer(string Story, IReadOnlyList<HistoryEvent> Events, string? Next);

/// <summary>One stored event.</summary>
/// <param name="Version">Its number in the story.</param>
/// <param name="Position">Its number in the whole log.</param>
/// <param name="Id">Its own id.</param>
/// <param name="Type">Its alias.</param>
/// <param name="RecordedAt">When it was recorded (UTC).</param>
/// <param name="Actor">Who did it.</param>
/// <param name="CorrelationId">The request that it belongs to.</param>
/// <param name="CausationId">The message that caused it.</param>
/// <param name="Hash">SHA-256 over the hash before and this event (<see cref="HashChain"/>).</param>
/// <param name="Data">The event itself.</param>
internal sealed record HistoryEvent(
    long Version, long Position, Guid Id, string Type, DateTimeOffset RecordedAt, string? Actor, string? CorrelationId,
    string? CausationId, string? Hash,
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingDefault)]
    JsonElement Data);
