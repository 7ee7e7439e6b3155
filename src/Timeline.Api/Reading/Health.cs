using Microsoft.AspNetCore.Authorization;
using Npgsql;
using Timeline.Api.Hosting;
using Timeline.Domain.Values;
using Timeline.Store.Log;
using Timeline.Store.Projections;

namespace Timeline.Api.Reading;

/// <summary>Whether the service lives, and whether it is up to date.</summary>
internal static class Health
{
    private static readonly TimeSpan MostBehind = TimeSpan.FromSeconds(15);

    public static void MapHealth(this WebApplication app)
    {
        app.MapFresh("/health/live", () => TypedResults.Ok(new Liveness("live")))
            .WithName("IsLive").WithTags("Health").WithSummary("Whether the service runs");
        app.MapFresh("/health/ready", ReadyAsync)
            .WithName("IsReady").WithTags("Health").WithSummary("What is behind, and by how much")
            .WithMetadata(AnswerHeader.NotKept)
            .Produces<Readiness>().Produces<Readiness>(503);
    }

    private static async Task<IResult> ReadyAsync(
        HttpContext context, EventStore log, Follower follower, ChronologyStatus status)
    {
        Readiness readiness;
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
            patience.CancelAfter(TimeSpan.FromSeconds(5));
            var stopped = await status.StoppedAsync(patience.Token);
            var end = await log.EndAsync(patience.Token);
            var behind = new Behind("chronology", follower.Position, end, Math.Max(0, end - follower.Position),
                Math.Round(follower.Behind.TotalSeconds, 1));
            readiness = new(follower.Behind <= MostBehind ? "ready" : "behind", [behind],
                [.. stopped.Select(s => new Stopped(s.Story, s.Version, s.Position, s.Reason, s.Since))]);
            // Positions count drafts too, and so would tell the public of each.
            if (!await IsNewsroomAsync(context))
                readiness = readiness.ForThePublic();
        }
        catch (Exception error) when (error is NpgsqlException or OperationCanceledException or TimeoutException)
        {
            readiness = new("database unavailable", [], []);
        }

        context.Response.Headers.CacheControl = "no-store";
        // A node that is behind still reads and writes, and what holds it up (a transaction that somebody left open) mostly holds
        // up every node alike: to take them all away would help nobody.
        return TypedResults.Json(readiness, AnswerJson.Options, statusCode: readiness.Status == "database unavailable" ? 503 : 200);
    }

    private static async Task<bool> IsNewsroomAsync(HttpContext context)
    {
        var authorization = context.RequestServices.GetRequiredService<IAuthorizationService>();
        foreach (var role in new[] { SignIn.Admin, SignIn.Archivist, SignIn.Editor })
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
/// <param name="Projections">How far each projection is.</param>
/// <param name="Stopped">Stories that cannot be folded on, and why.</param>
internal sealed record Readiness(
    [property: OneOf("ready", "behind", "database unavailable")] string Status, IReadOnlyList<Behind> Projections, IReadOnlyList<Stopped> Stopped)
{
    public Readiness ForThePublic() => this with
    {
        Projections = [.. Projections.Select(p => p with { Position = null, End = null, Events = null })],
        // A stream that stops at its first event is no story; its name is another application's affair.
        Stopped = [.. Stopped.Where(s => s.Version > 1).Select(s => new Stopped(s.Story, null, null, null, s.Since))],
    };
}

/// <summary>How far a projection is on this node.</summary>
/// <param name="Name">The projection.</param>
/// <param name="Position">The position that it has reached; only for the newsroom.</param>
/// <param name="End">The last position of the log; only for the newsroom.</param>
/// <param name="Events">How many positions it is behind; only for the newsroom.</param>
/// <param name="Seconds">How many seconds ago it knew that nothing was missing.</param>
internal sealed record Behind(string Name, long? Position, long? End, long? Events, double Seconds);

/// <summary>A story that cannot be folded on.</summary>
/// <param name="Story">The story.</param>
/// <param name="Version">The version that cannot be folded; only for the newsroom.</param>
/// <param name="Position">Its position; only for the newsroom.</param>
/// <param name="Reason">Why; only for the newsroom.</param>
/// <param name="Since">Since when (UTC).</param>
internal sealed record Stopped(string Story, long? Version, long? Position, string? Reason, DateTimeOffset Since);
