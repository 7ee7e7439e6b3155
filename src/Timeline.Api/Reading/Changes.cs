using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Timeline.Api.Hosting;
using Timeline.Domain.Values;
using Timeline.Store;
using Timeline.Store.Projections;
using Timeline.Store.Queries;

namespace Timeline.Api.Reading;

/// <summary>What changed in public since a version: the same sequence as the live stream, for polling and for caches.</summary>
internal static class Changes
{
    private const int Most = 500;

    private static readonly NumberParameter To = new("to",
        "The last public version that is asked for: a closed range never changes and may be kept for ever.", 0, long.MaxValue, long.MaxValue)
    { Example = "2" };

    public static void MapChanges(this WebApplication app) =>
        app.MapRead("/stories/{story}/changes", GetAsync)
            .WithName("GetChanges").WithSummary("The public changes after a version; a closed range never changes")
            .Takes(Parameters.After, To)
            .Produces<ChangesAnswer>().ProducesProblem(400).ProducesProblem(404);

    private static Task GetAsync(string story, HttpContext context, TimelineDatabase db, AnswerCache cache) =>
        cache.SendAsync(context, story, "changes", async () =>
        {
            if (!SlugAttribute.IsSlug(story) || await db.StoryAsync(story, context.RequestAborted) is not { } head)
                return (null, Problems.UnknownStory(story));
            var read = new QueryReader(context.Request.Query);
            var after = read.Number(Parameters.After, most: head.Version);
            var to = read.Number(To, least: after);
            if (read.Problem is not null)
                return (null, read.Problem);

            var changes = await db.ChangesAsync(story, after, to, Most, context.RequestAborted);
            var last = changes.Count > 0 ? changes[^1].Version : after;
            // Closed: it ends before the head, by the reader's wish or because the page is full.
            var closed = last == to || changes.Count == Most;
            // Also where nothing follows yet: this page is kept for ever, and what follows later must be found from it.
            var next = changes.Count == Most && last < to
                ? string.Create(CultureInfo.InvariantCulture, $"/stories/{story}/changes?after={last}{(to == long.MaxValue ? "" : $"&to={to}")}")
                : null;
            return (Answer.Of(Write(head.Story, after, last, changes, next), Answer.Json,
                closed && last > after ? Answer.Immutable : Answer.Present), null);
        });

    private static byte[] Write(
        StoryDocument story, long after, long version, IReadOnlyList<PublicChangeRecord> changes, string? next)
    {
        var json = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"{{\"story\":\"{story.Id}\",\"after\":{after},\"version\":{version},\"changes\":[")
            .AppendJoin(',', changes.Select(c => Json(c, story)))
            .Append("],\"next\":").Append(JsonSerializer.Serialize(next, AnswerJson.Options)).Append('}');
        return Encoding.UTF8.GetBytes(json.ToString());
    }

    /// <summary>One change as a server-sent event (WHATWG HTML, section 9.2); its id is the public version.</summary>
    internal static SseItem<string> Event(PublicChangeRecord change, StoryDocument story) =>
        new(Json(change, story), change.Type) { EventId = change.Version.ToString(CultureInfo.InvariantCulture) };

    private static string Json(PublicChangeRecord change, StoryDocument story)
    {
        var text = string.Create(CultureInfo.InvariantCulture,
            $"{{\"version\":{change.Version},\"type\":\"{change.Type}\",\"id\":{JsonSerializer.Serialize(change.Entry)}," +
            $"\"recordedAt\":{JsonSerializer.Serialize(change.Recorded, AnswerJson.Options)},\"entry\":{change.Doc ?? "null"}");
        return change.Entry is null ? $"{text},\"story\":{JsonSerializer.Serialize(story, AnswerJson.Options)}}}"
            : change.Linking is { } linking ? $"{text},\"linking\":{linking}}}"
            : text + "}";
    }
}

/// <summary>The public changes of a story in a range of versions.</summary>
/// <param name="Story">The story's id.</param>
/// <param name="After">The version that the reader has.</param>
/// <param name="Version">The version that the reader has after these changes.</param>
/// <param name="Changes">The changes, oldest first.</param>
/// <param name="Next">Where more changes follow, as the page is full; null otherwise.</param>
internal sealed record ChangesAnswer(
    string Story, long After, long Version, IReadOnlyList<ChangeAnswer> Changes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next);

/// <summary>One public change.</summary>
/// <param name="Version">The public version that it made.</param>
/// <param name="Type"><c>entry-recorded</c>, <c>entry-changed</c>, <c>entry-removed</c> or <c>story-changed</c>.</param>
/// <param name="Id">The entry's id; null where the story itself changed.</param>
/// <param name="RecordedAt">When (UTC).</param>
/// <param name="Entry">The entry after the change; null where it went out of view.</param>
/// <param name="Linking">The entries that link to one which came into view or went out of it: nothing else of them changes.</param>
/// <param name="Story">The story; only where it changed itself.</param>
internal sealed record ChangeAnswer(
    long Version,
    [property: OneOf("entry-recorded", "entry-changed", "entry-removed", "story-changed")] string Type,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Id,
    DateTimeOffset RecordedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] EntryDocument? Entry,
    IReadOnlyList<LinkingAnswer>? Linking,
    StoryDocument? Story);

/// <summary>An entry that links to another.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Links">All the links that it shows after the change.</param>
internal sealed record LinkingAnswer(string Id, IReadOnlyList<Link> Links);
