using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Timeline.Api.Http;
using Timeline.Api.Reading;
using Timeline.Domain.Values;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Api.Past;

/// <summary>
/// The story as it unfolded, as server-sent events: the public changes up to the moment of the
/// request in recorded order, each with its version as id, and at last the event <c>end</c>. The pauses are those of the
/// newsroom divided by <c>speed</c>, and never longer than three seconds.
/// </summary>
internal static class Replays
{
    private const int PageSize = 100;

    private static readonly NumberParameter Speed = new("speed", "How many times faster than it happened.", 1, 1_000_000, 60)
    { Example = "1000000" };

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(3);

    public static void MapReplay(this WebApplication app) =>
        app.MapFresh("/stories/{story}/replay", GetAsync)
            .WithName("Replay").WithSummary("The story as it unfolded, time compressed by speed= (60: a minute a second)")
            .WithDescription("Server-sent events: `id` is the public version, `event` the type of the change, `data` a ChangeAnswer; " +
                "at last `event: end` with `data: {\"version\": …}`. 204 tells a browser that had it all not to come again.")
            .Takes(Speed, Parameters.After, Parameters.LastEventId).WithMetadata(AnswerHeader.NotKept)
            .Produces<string>(200, "text/event-stream").Produces(204).ProducesProblem(400).ProducesProblem(404);

    private static async Task<IResult> GetAsync(
        string story, HttpContext context, TimelineDatabase db, TimeProvider clock, IHostApplicationLifetime lifetime)
    {
        var ct = context.RequestAborted;
        var current = SlugAttribute.IsSlug(story) ? await db.StoryAsync(story, ct) : null;
        var read = new QueryReader(context.Request.Query);
        var speed = read.Number(Speed);
        var after = read.Number(Parameters.After, most: current?.Version ?? 0);
        if ((current is null ? Problems.UnknownStory(story) : read.Problem) is { } problem)
            return problem;

        context.Response.Headers.CacheControl = "no-store";
        var seen = context.Request.Headers[Parameters.LastEventId.Name].ToString();
        if (seen.Length > 0 && long.TryParse(seen, NumberStyles.None, CultureInfo.InvariantCulture, out var last))
        {
            after = Math.Max(after, last);
            // A browser comes again whenever a stream ends; this tells it not to.
            if (after >= current!.Version)
                return TypedResults.NoContent();
        }

        // Some proxies collect answers before they pass them on.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(HttpMethods.IsHead(context.Request.Method)
            ? AsyncEnumerable.Empty<SseItem<string>>()
            : PlayAsync(current!, after, speed, db, clock, lifetime.ApplicationStopping));
    }

    private static async IAsyncEnumerable<SseItem<string>> PlayAsync(
        PublicStory current, long after, long speed, TimelineDatabase db, TimeProvider clock, CancellationToken stopping,
        [EnumeratorCancellation] CancellationToken ct = default)
    {
        // A replay that is under way must not keep the service from stopping.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, stopping);
        DateTimeOffset? before = null;
        for (var more = true; more;)
        {
            var page = await db.ChangesAsync(current.Current.Id, after, current.Version, PageSize, ct);
            more = page.Count == PageSize;
            foreach (var change in page)
            {
                if (before is { } earlier)
                {
                    await Task.Delay(Pause(earlier, change.Recorded, speed), clock, stop.Token)
                        .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }

                if (stop.IsCancellationRequested)
                    yield break;
                yield return PublicChanges.Event(change);
                (before, after) = (change.Recorded, change.Version);
            }
        }

        yield return new(string.Create(CultureInfo.InvariantCulture, $"{{\"version\":{current.Version}}}"), "end");
    }

    internal static TimeSpan Pause(DateTimeOffset earlier, DateTimeOffset later, long speed)
    {
        var pause = (later - earlier) / speed;
        return pause < LongestPause ? pause : LongestPause;
    }
}
