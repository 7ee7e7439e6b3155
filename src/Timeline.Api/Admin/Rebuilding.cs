using Timeline.Api.Http;
using Timeline.Store;
using Timeline.Store.Projections;
using Timeline.Store.Queries;

namespace Timeline.Api.Admin;

/// <summary>Making the read models anew. The command line does the same and shows how far it is.</summary>
internal static class Rebuilding
{
    public static void MapRebuild(this WebApplication app) =>
        app.MapPost("/rebuild", RunAsync)
            .RequireAuthorization(Roles.Admin)
            .WithTags("Administer").WithName("Rebuild")
            .WithSummary("Make the chronology anew from the events; answers when it is done, and reading and writing go on")
            .Produces<RebuildResult>().ProducesProblem(409);

    private static async Task<IResult> RunAsync(HttpContext context, TimelineDatabase db, StoryWatch watch)
    {
        await using var apart = db.OpenApart();
        try
        {
            if (await new Rebuild(apart).RunAsync(context.RequestAborted) is not { } result)
                return Problems.Of(409, "rebuild-running", "Another rebuild is under way. Wait for its end.");
            // Answers that are kept may be those that the rebuild was to mend.
            watch.Rebuilt();
            return TypedResults.Json(result, AnswerJson.Options);
        }
        catch (NewerReadModelsException newer)
        {
            return Problems.Of(409, "newer-read-models", newer.Message);
        }
    }
}
