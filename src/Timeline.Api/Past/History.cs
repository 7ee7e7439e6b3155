using System.Buffers;
using System.Text;
using Timeline.Api.Http;
using Timeline.Domain.Values;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Api.Past;

/// <summary>
/// The stored events of a story, for archivists: what was accepted, when, by whom, and its place in the hash chain. As NDJSON,
/// an event a line, sent as it comes from the database.
/// </summary>
internal static class History
{
    private const string NdJson = "application/x-ndjson";
    private const int Flush = 64 * 1024;

    public static void MapHistory(this WebApplication app) =>
        app.MapFresh("/stories/{story}/history", GetAsync)
            .RequireAuthorization(Roles.Archivist)
            .WithName("GetHistory").WithSummary("The stored events of a story, one a line (NDJSON)")
            .WithMetadata(AnswerHeader.NotKept)
            .Produces<HistoryEvent>(200, NdJson).ProducesProblem(404);

    private static async Task GetAsync(string story, HttpContext context, TimelineDatabase db)
    {
        var ct = context.RequestAborted;
        await using var events = db.ReadStreamAsync(story, ct: ct).GetAsyncEnumerator(ct);
        if (!SlugAttribute.IsSlug(story) || !await events.MoveNextAsync())
        {
            await Problems.UnknownStory(story).ExecuteAsync(context);
            return;
        }

        context.Response.ContentType = NdJson;
        context.Response.Headers.CacheControl = CacheLifetime.Private.CacheControl;
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        var body = context.Response.BodyWriter;
        do
        {
            body.Write(Encoding.UTF8.GetBytes(HistoryEvent.Json(events.Current) + "\n"));
            if (body.UnflushedBytes > Flush)
                await body.FlushAsync(ct);
        }
        while (await events.MoveNextAsync());

        await body.FlushAsync(ct);
    }
}
