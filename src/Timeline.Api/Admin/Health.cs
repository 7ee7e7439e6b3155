using Microsoft.AspNetCore.Authorization;
using Npgsql;
using Timeline.Api.Http;
using Timeline.Domain.Values;
using Timeline.Store;
using Timeline.Store.Projections;
using Timeline.Store.Queries;

namespace Timeline.Api.Admin;

/// <summary>Whether the service lives, and whether it is up to date.</summary>
internal static class Health
{
    private static readonly TimeSpan MostBehind = TimeSpan.FromSeconds(15);

    public static void MapHealth(this WebApplication app)
    {
        app.MapMethods("/health/live", AnswerSending.Reads, () => TypedResults.Ok(new Liveness("live"))).WithTags("Read")
            .WithName("IsLive").WithTags("Health").WithSummary("Whether the service runs");
        app.MapMethods("/health/ready", AnswerSending.Reads, ReadyAsync).WithTags("Read")
            .WithName("IsReady").WithTags("Health").WithSummary("What is behind, and by how much")
            .WithMetadata(AnswerHeader.NotKept)
            .Produces<Readiness>().Produces<Readiness>(503);
    }

    private static async Task<IResult> ReadyAsync(
        HttpContext context, StoryWatch watch, TimelineDatabase db)
    {
        Readiness readiness;
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
            patience.CancelAfter(TimeSpan.FromSeconds(5));
            var stopped = await db.StoppedAsync(patience.Token);
            var behind = watch.Behind;
            readiness = new(behind <= MostBehind ? "ready" : "behind", Seconds(behind),
                [.. stopped.Select(s => new Stopped(s.Story, s.EventVersion, s.Reason))]);
            if (!await HasRoleAsync(context))
            {
                var inView = await db.PublicVersionsAsync([.. stopped.Select(s => s.Story)], patience.Token);
                readiness = readiness.ForThePublic([.. inView.Select(s => s.Story)]);
            }
        }
        catch (Exception error) when (error is NpgsqlException or OperationCanceledException or TimeoutException)
        {
            readiness = new("database unavailable", Seconds(watch.Behind), []);
        }

        context.Response.Headers.CacheControl = "no-store";
        // A node that is behind still reads and writes (it keeps no answers meanwhile), and what holds it up, a slow database,
        // mostly holds up every node alike: to take them all away would help nobody.
        return TypedResults.Json(readiness, AnswerJson.Options, statusCode: readiness.Status == "database unavailable" ? 503 : 200);
    }

    private static double Seconds(TimeSpan behind) => Math.Round(behind.TotalSeconds, 1);

    private static async Task<bool> HasRoleAsync(HttpContext context)
    {
        var authorization = context.RequestServices.GetRequiredService<IAuthorizationService>();
        foreach (var role in new[] { Roles.Admin, Roles.Archivist, Roles.Editor })
        {
            if ((await authorization.AuthorizeAsync(context.User, role)).Succeeded)
                return true;
        }

        return false;
    }
}

/// <summary>That the service runs.</summary>
/// <param name="Status">Always <c>live</c>.</param>
internal sealed record Liveness(string Status);

/// <summary>Whether the service is ready.</summary>
/// <param name="Status"><c>ready</c>, <c>behind</c> or <c>database unavailable</c>.</param>
/// <param name="SecondsBehind">How many seconds ago this node knew that it had missed no change of the stories that it serves.</param>
/// <param name="Stopped">Stories that cannot be folded on, and why.</param>
internal sealed record Readiness(
    [property: OneOf("ready", "behind", "database unavailable")] string Status, double SecondsBehind, IReadOnlyList<Stopped> Stopped)
{
    // Event versions count drafts, too, and so would tell the public of each.
    public Readiness ForThePublic(HashSet<string> inView) => this with
    {
        Stopped = [.. Stopped.Where(s => inView.Contains(s.Story)).Select(s => new Stopped(s.Story, null, null))],
    };
}

/// <summary>A story that cannot be folded on.</summary>
/// <param name="Story">The story.</param>
/// <param name="EventVersion">The number of the event that cannot be folded; only for those with a role.</param>
/// <param name="Reason">Why; only for those with a role.</param>
internal sealed record Stopped(string Story, long? EventVersion, string? Reason);
