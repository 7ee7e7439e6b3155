using Timeline.Api.Hosting;
using Timeline.Store;
using Timeline.Store.Projections;
using Timeline.Store.Queries;

namespace Timeline.Api.Writing;

/// <summary>Making the chronology anew. The command line does the same and shows how far it is.</summary>
internal static class Rebuilding
{
    public static void MapRebuild(this WebApplication app) =>
        app.MapPost("/rebuild", RunAsync)
            .RequireAuthorization(SignIn.Admin)
            .WithTags("Administer").WithName("Rebuild")
            .WithSummary("Make the chronology anew from the log; answers when it is done, and reading and writing go on")
            .Produces<RebuildResult>().ProducesProblem(409);

    private static Task<IResult> RunAsync(
        HttpContext context, Database database, TimelineDatabase db, Announcements announcements) =>
        RebuildAsync(null, context, database, db, announcements);

    /// <summary>Rebuilds, by folding in another way where there is one, and answers.</summary>
    public static async Task<IResult> RebuildAsync(
        Func<CancellationToken, Task>? fold, HttpContext context, Database database, TimelineDatabase db, Announcements announcements)
    {
        var log = database.OpenApart();
        await using var connections = log.Source;
        if (await new Rebuild(log, fold: fold).RunAsync(context.RequestAborted) is not { } result)
            return Problems.Of(409, "rebuild-running", "Another rebuild is under way. Wait for its end.");
        // Answers that are kept may be those that the rebuild was to mend.
        foreach (var story in await db.StoriesAsync(context.RequestAborted))
            announcements.Announce(story.Story.Id);
        return TypedResults.Json(result, AnswerJson.Options);
    }
}
