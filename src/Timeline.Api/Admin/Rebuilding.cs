using Timeline.Api.Http;
using Timeline.Store;
using Timeline.Store.Log;
using Timeline.Store.Projections;
using Timeline.Store.Queries;

namespace Timeline.Api.Admin;

/// <summary>Making the read models anew. The command line does the same and shows how far it is.</summary>
internal static class Rebuilding
{
    /// <summary>The key of the database over connections of its own: while a rebuild swaps, all the others may wait for it.</summary>
    public const string Apart = "rebuild";

    public static void MapRebuild(this WebApplication app) =>
        app.MapPost("/rebuild", RunAsync)
            .RequireAuthorization(Roles.Admin)
            .WithTags("Administer").WithName("Rebuild")
            .WithSummary("Make the chronology anew from the log; answers when it is done, and reading and writing go on")
            .Produces<RebuildResult>().ProducesProblem(409);

    private static async Task<IResult> RunAsync(
        HttpContext context, [FromKeyedServices(Apart)] TimelineDatabase db, StoryWatch watch)
    {
        if (await new Rebuild(new EventStore(db.Source, db.Schema)).RunAsync(context.RequestAborted) is not { } result)
            return Problems.Of(409, "rebuild-running", "Another rebuild is under way. Wait for its end.");
        // Answers that are kept may be those that the rebuild was to mend.
        watch.Rebuilt();
        return TypedResults.Json(result, AnswerJson.Options);
    }
}
