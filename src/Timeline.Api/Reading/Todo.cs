using Microsoft.AspNetCore.Authorization;
using Timeline.Api.Http;
using Timeline.Store;
using Timeline.Store.Projections;
using Timeline.Store.Queries;

namespace Timeline.Api.Reading;

/// <summary>What needs doing: for the newsroom alone.</summary>
internal static class Todo
{
    /// <summary>So long what others changed is news.</summary>
    public static readonly TimeSpan News = TimeSpan.FromHours(1);

    public static void MapTodo(this WebApplication app) =>
        app.MapMethods("/todo", AnswerSending.Reads, GetAsync).WithTags("Read")
            .RequireAuthorization(Roles.Contributor)
            .WithName("GetTodo").WithSummary("What needs doing in all stories or in one, and what others changed in the last hour; of hidden entries a contributor is told the drafts")
            .Takes(Parameters.Story)
            .WithMetadata(AnswerHeader.NotKept).Produces<TodoAnswer>().ProducesProblem(400);

    private static async Task<IResult> GetAsync(HttpContext context, TimelineDatabase db, IAuthorizationService authorization, TimeProvider time)
    {
        context.Response.Headers.CacheControl = CacheLifetime.Private.CacheControl;
        var read = new QueryReader(context.Request.Query);
        var story = read.Slug(Parameters.Story);
        if (read.Problem is not null)
            return read.Problem;
        var query = new NeedQuery(time.GetUtcNow(), story, DraftsOnly: !(await authorization.AuthorizeAsync(context.User, Roles.Editor)).Succeeded);
        return TypedResults.Json(new TodoAnswer(
            await db.NeedsAsync(query, context.RequestAborted),
            await db.ChangedByOthersAsync(query, query.Now - News, Roles.Subject(context.User), context.RequestAborted)), AnswerJson.Options);
    }
}

/// <summary>What needs doing.</summary>
/// <param name="Needs">By what it waits for; what presses most first.</param>
/// <param name="Changed">What others did in the last hour: of each entry and story the last, the newest first.</param>
internal sealed record TodoAnswer(IReadOnlyList<NeedList> Needs, IReadOnlyList<LastChange> Changed);
