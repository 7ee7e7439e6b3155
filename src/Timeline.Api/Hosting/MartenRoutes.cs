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
        // The described contract is the same whichever engine serves.
        var admin = app.MapGroup("/admin/marten").RequireAuthorization(SignIn.Admin).ExcludeFromDescription();
        admin.MapGet("/dead-letters", (MartenAdministration marten, CancellationToken ct) => marten.DeadLettersAsync(ct));
        // One of them (?id=), or all.
        admin.MapPost("/dead-letters/replay", ReplayAsync);
        admin.MapPost("/rebuild", RebuildAsync);
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
