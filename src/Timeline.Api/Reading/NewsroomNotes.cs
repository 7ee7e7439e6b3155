using Timeline.Api.Http;
using Timeline.Domain.Values;
using Timeline.Store;
using Timeline.Store.Projections;
using Timeline.Store.Queries;

namespace Timeline.Api.Reading;

/// <summary>Notes, flags for lawyers, and what waits for another editor: for the newsroom alone, and not for contributors, who see drafts
/// and none of what is held or promised.</summary>
internal static class NewsroomNotes
{
    public static void MapNewsroomNotes(this WebApplication app) =>
        app.MapMethods("/stories/{story}/notes", AnswerSending.Reads, GetAsync).WithTags("Read")
            .RequireAuthorization(Roles.Newsroom)
            .WithName("GetNotes").WithSummary("What the newsroom tells itself of a story: notes, flags for lawyers, what waits to be approved or seen")
            .WithMetadata(AnswerHeader.NotKept).Produces<NewsroomNoteList>().ProducesProblem(404);

    private static async Task<IResult> GetAsync(string story, HttpContext context, TimelineDatabase db)
    {
        context.Response.Headers.CacheControl = CacheLifetime.Private.CacheControl;
        return !SlugAttribute.IsSlug(story) || !await db.HasStreamAsync(story, context.RequestAborted)
            ? Problems.UnknownStory(story)
            : TypedResults.Json(new NewsroomNoteList(await db.NewsroomNotesAsync(story, context.RequestAborted)), AnswerJson.Options);
    }
}

/// <summary>What the newsroom tells itself.</summary>
/// <param name="Notes">The newest first.</param>
internal sealed record NewsroomNoteList(IReadOnlyList<NewsroomNote> Notes);
