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
        // An operator's, described in deploy/README.md: no part of the contract, as what they show is Wolverine's.
        var admin = app.MapGroup("/admin/dead-letters").RequireAuthorization(Roles.Admin).ExcludeFromDescription();
        admin.MapGet("", (IMessageStore messages, CancellationToken ct) => messages.DeadLettersAsync(ct));
        admin.MapPost("/replay", ReplayAsync).Takes(Id);
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
