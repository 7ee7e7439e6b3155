using System.Globalization;
using System.Text;
using Timeline.Api.Hosting;
using Timeline.Api.Reading;
using Timeline.Chronology.Reading;
using Timeline.Domain.Values;

namespace Timeline.Api.Past;

/// <summary>
/// The story as it unfolded, as server-sent events (WHATWG HTML, section 9.2): the public changes up to the moment of the
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

    private static async Task GetAsync(
        string story, HttpContext context, Reader reader, TimeProvider clock, IHostApplicationLifetime lifetime)
    {
        // A replay that is under way must not keep the service from stopping.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        var head = SlugAttribute.IsSlug(story) ? await reader.StoryAsync(story, stop.Token) : null;
        var read = new QueryReader(context.Request.Query);
        var speed = read.Number(Speed);
        var after = read.Number(Parameters.After, most: head?.Version ?? 0);
        if ((head is null ? Problems.UnknownStory(story) : read.Problem) is { } problem)
        {
            await problem.ExecuteAsync(context);
            return;
        }

        context.Response.Headers.CacheControl = "no-store";
        var seen = context.Request.Headers[Parameters.LastEventId.Name].ToString();
        if (seen.Length > 0 && long.TryParse(seen, NumberStyles.None, CultureInfo.InvariantCulture, out var last))
        {
            after = Math.Max(after, last);
            if (after >= head!.Version)
            {
                // A browser comes again whenever a stream ends; this tells it not to.
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            }
        }

        context.Response.ContentType = "text/event-stream";
        // Some proxies collect answers before they pass them on.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        try
        {
            await PlayAsync(context.Response, head!, after, speed, reader, clock, stop.Token);
        }
        catch (OperationCanceledException)
        {
            // The reader or the service went away; there is nobody to tell.
        }
    }

    private static async Task PlayAsync(
        HttpResponse response, StoryHead head, long after, long speed, Reader reader, TimeProvider clock, CancellationToken ct)
    {
        DateTimeOffset? before = null;
        for (var more = true; more;)
        {
            var page = await reader.ChangesAsync(head.Story.Id, after, head.Version, PageSize, ct);
            more = page.Count == PageSize;
            foreach (var change in page)
            {
                if (before is { } earlier)
                {
                    await response.Body.FlushAsync(ct);
                    await Task.Delay(Pause(earlier, change.Recorded, speed), clock, ct);
                }

                await WriteAsync(response, string.Create(CultureInfo.InvariantCulture,
                    $"id: {change.Version}\nevent: {change.Type}\ndata: {Changes.Json(change, head.Story)}\n\n"), ct);
                (before, after) = (change.Recorded, change.Version);
            }
        }

        await WriteAsync(response, string.Create(CultureInfo.InvariantCulture,
            $"event: end\ndata: {{\"version\":{head.Version}}}\n\n"), ct);
    }

    internal static TimeSpan Pause(DateTimeOffset earlier, DateTimeOffset later, long speed)
    {
        var pause = (later - earlier) / speed;
        return pause < LongestPause ? pause : LongestPause;
    }

    private static Task WriteAsync(HttpResponse response, string text, CancellationToken ct) =>
        response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), ct).AsTask();
}
