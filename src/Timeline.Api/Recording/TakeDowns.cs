using System.Buffers;
using System.Text.Json;
using Timeline.Api.Http;
using Timeline.Domain;
using Timeline.Domain.TakeDowns;
using Timeline.Store;
using Timeline.Store.Queries;
using Timeline.Store.TakeDowns;
using Wolverine;

namespace Timeline.Api.Recording;

/// <summary>Every take-down, to be kept outside the database, and applied again where a backup from before it is restored.</summary>
internal static class TakeDowns
{
    private const string NdJson = "application/x-ndjson";

    public static void MapTakeDowns(this WebApplication app)
    {
        app.MapMethods("/takedowns", AnswerSending.Reads, ListAsync).WithTags("Read")
            .RequireAuthorization(Roles.History)
            .WithName("ListTakeDowns").WithSummary("Every take-down, one a line (NDJSON), to be kept outside")
            .WithMetadata(AnswerHeader.NotKept).Produces<KeptTakeDown>(200, NdJson);
        app.MapPost("/takedowns", ApplyAsync)
            .RequireAuthorization(Roles.Legal)
            .WithTags("Administer").WithName("ApplyTakeDown").WithSummary("Apply a take-down again that a restored backup does not have")
            .ProducesProblem(404)
            .DescribeCommand(KeptTakeDown.Example);
    }

    private static async Task ListAsync(HttpContext context, TimelineDatabase db)
    {
        context.Response.ContentType = NdJson;
        context.Response.Headers.CacheControl = CacheLifetime.Private.CacheControl;
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        await foreach (var kept in db.TakeDownsAsync(context.RequestAborted))
        {
            context.Response.BodyWriter.Write(JsonSerializer.SerializeToUtf8Bytes(kept, DomainJson.Stored));
            context.Response.BodyWriter.Write("\n"u8);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        }
    }

    private static async Task<IResult> ApplyAsync(HttpContext context, TimelineDatabase db, IMessageBus bus)
    {
        if (Commands.ReadDryRun(context, out _) is { } wrong)
            return wrong;
        var (body, kept, problem) = await RequestBody.ReadAsync<KeptTakeDown>(context.Request);
        if (body is null || kept is null)
            return problem!;
        var last = Domain.People.StreamId.IsOne(kept.Story)
            ? await db.ReadStreamAsync(kept.Story, kept.EventVersion, context.RequestAborted).FirstOrDefaultAsync(context.RequestAborted)
            : null;
        return last?.Hash == kept.Hash
            ? TypedResults.Ok(new CommandAnswer(
                kept.Entry, (await db.PublicVersionsAsync([kept.Story], context.RequestAborted)).Select(s => s.Version).FirstOrDefault(), kept.EventVersion, null,
                "The story has that take-down, so nothing was stored.", []))
            : await Commands.ExecuteAsync(context, bus, kept.Story, kept.Command, body);
    }
}
