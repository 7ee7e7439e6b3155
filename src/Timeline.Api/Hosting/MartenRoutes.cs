using Timeline.Api.Writing;
using Timeline.Chronology;
using Timeline.Chronology.Reading;
using Timeline.Marten;

namespace Timeline.Api.Hosting;

/// <summary>What only the Marten engine has to administer; not compiled otherwise.</summary>
internal static class MartenRoutes
{
    public static void MapMartenAdministration(this WebApplication app)
    {
        var admin = app.MapGroup("/admin/marten").RequireAuthorization(SignIn.Admin).WithTags("Administer")
            .ProducesProblem(401).ProducesProblem(403);
        admin.MapGet("/dead-letters", (MartenAdministration marten, CancellationToken ct) => marten.DeadLettersAsync(ct))
            .WithName("GetDeadLetters").WithSummary("The messages that failed too often");
        admin.MapPost("/dead-letters/replay", ReplayAsync)
            .WithName("ReplayDeadLetters").WithSummary("Handle one of them (?id=), or all, again").Produces(202);
        admin.MapPost("/rebuild", RebuildAsync)
            .WithName("RebuildByMarten").WithSummary("The same as /rebuild, folded by Marten's daemon")
            .Produces<RebuildResult>().ProducesProblem(409);
    }

    private static async Task<IResult> ReplayAsync(Guid? id, MartenAdministration marten, CancellationToken ct)
    {
        await marten.ReplayAsync(id, ct);
        return TypedResults.Accepted("/admin/marten/dead-letters");
    }

    private static Task<IResult> RebuildAsync(
        MartenAdministration marten, HttpContext context, Database database, Reader reader, Announcements announcements) =>
        Rebuilding.RebuildAsync(marten.FoldAsync, context, database, reader, announcements);
}
