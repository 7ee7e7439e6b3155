using Timeline.Api.Http;
using Timeline.Store.Commands;
using Wolverine.Persistence.Durability;

namespace Timeline.Api.Admin;

/// <summary>Messages that failed too often: seen, and sent again once the reason is mended.</summary>
internal static class DeadLetterRoutes
{
    private static readonly TextParameter Id = new("id", "Only this message; all by default.");

    public static void MapDeadLetters(this WebApplication app)
    {
        app.MapGet("/admin/dead-letters", (HttpContext context, IMessageStore messages) => messages.DeadLettersAsync(context.RequestAborted))
            .RequireAuthorization(Roles.Admin)
            .WithTags("Administer").WithName("ListDeadLetters").WithSummary("Messages that failed too often, and why")
            .Produces<IReadOnlyList<DeadLetter>>();
        app.MapPost("/admin/dead-letters/replay", ReplayAsync)
            .RequireAuthorization(Roles.Admin)
            .WithTags("Administer").WithName("ReplayDeadLetters").WithSummary("Let one of them (id=), or all, be handled again")
            .Takes(Id).Produces(202).ProducesProblem(400);
    }

    private static async Task<IResult> ReplayAsync(HttpContext context, IMessageStore messages)
    {
        var read = new QueryReader(context.Request.Query);
        Guid? id = null;
        if (read.Text(Id) is { } text)
        {
            if (Guid.TryParse(text, out var one))
                id = one;
            else
                read.Fail(Id, "must be the id of a message, as GET /admin/dead-letters lists it.");
        }

        if (read.Problem is { } problem)
            return problem;
        await messages.ReplayAsync(id, context.RequestAborted);
        return TypedResults.Accepted("/admin/dead-letters");
    }
}
