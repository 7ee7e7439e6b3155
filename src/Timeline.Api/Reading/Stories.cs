using System.Text.Json.Serialization;
using Timeline.Api.Http;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Api.Reading;

/// <summary>The stories themselves.</summary>
internal static class Stories
{
    public static void MapStories(this WebApplication app)
    {
        app.MapRead("/stories", ListAsync)
            .WithName("ListStories").WithSummary("All stories, the last changed first").Produces<StoryList>().ProducesProblem(503);
    }

    private static async Task ListAsync(HttpContext context, TimelineDatabase db)
    {
        var stories = await db.StoriesAsync(context.RequestAborted);
        await context.SendAsync(Answer.Of(
            AnswerSending.Json(new StoryList([.. stories.Select(StoryAnswer.Of)])), Answer.Json, CacheLifetime.Present));
    }
}

/// <summary>The stories.</summary>
/// <param name="Stories">The last changed first.</param>
internal sealed record StoryList(IReadOnlyList<StoryAnswer> Stories);

/// <summary>One story and where to read on.</summary>
/// <param name="Id">The slug.</param>
/// <param name="Title">The title.</param>
/// <param name="Language">The language of its entries (BCP 47).</param>
/// <param name="TimeZone">The IANA time zone of its dates.</param>
/// <param name="From">The first day of its window, in EDTF.</param>
/// <param name="To">The last day of its window, in EDTF; null while it goes on.</param>
/// <param name="Version">Its public version.</param>
/// <param name="UpdatedAt">When the public last saw it change (UTC).</param>
/// <param name="Timeline">The address of its chronology.</param>
/// <param name="Changes">The address of its public changes.</param>
internal sealed record StoryAnswer(
    string Id, string Title, string Language, string TimeZone, string From,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? To, long Version,
    DateTimeOffset UpdatedAt, string Timeline, string Changes)
{
    public static StoryAnswer Of(PublicStory story) => new(
        story.Story.Id, story.Story.Title, story.Story.Language, story.Story.TimeZone, story.Story.From, story.Story.To,
        story.Version, story.UpdatedAt, $"/stories/{story.Story.Id}/timeline", $"/stories/{story.Story.Id}/changes");
}
