using System.Globalization;
using System.Text;
using Timeline.Api.Http;
using Timeline.Domain.Values;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Api.Live;

/// <summary>
/// The story as it unfolded, as server-sent events: the public changes up to the moment of the
/// request in recorded order, each with its version as id, and at last the event <c>end</c>. The pauses are those of the
/// newsroom divided by <c>speed</c>, and never longer than three seconds.
/// </summary>
internal static class Replays
{
    private static readonly NumberParameter Speed = new("speed", "How many times faster than it happened.", 1, 1_000_000, 60)
    { Example = "1000000" };

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(3);

    // Nobody sees less, and each would be a packet of its own.
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(5);

    public static void MapReplay(this WebApplication app) =>
        app.MapMethods("/stories/{story}/replay", AnswerSending.Reads, GetAsync).WithTags("Read")
            .WithName("Replay").WithSummary("The story as it unfolded, time compressed by speed= (60: a minute a second)")
            .WithDescription("Server-sent events: `id` is the public version, `event` the type of the change, `data` a ChangeAnswer; " +
                "at last `event: end` with `data: {\"version\": …}`. 204 tells a browser that had it all not to come again.")
            .Takes(Speed, Parameters.After, Parameters.Lineage, Parameters.LastEventId).StaysOpen().WithMetadata(AnswerHeader.NotKept)
            .Produces<string>(200, "text/event-stream").Produces(204).ProducesProblem(400).ProducesProblem(404).ProducesProblem(410);

    private static async Task GetAsync(
        string story, HttpContext context, Hubs hubs, TimelineDatabase db, LiveOptions options, TimeProvider clock)
    {
        var current = SlugAttribute.IsSlug(story) ? await db.StoryAsync(story, context.RequestAborted) : null;
        var read = new QueryReader(context.Request.Query);
        var speed = read.Number(Speed);
        var after = read.Number(Parameters.After);
        var lineage = read.Text(Parameters.Lineage);
        if ((current is null ? Problems.UnknownStory(story) : read.Problem) is { } problem)
        {
            await context.SendAsync(await problem.OrGoneAsync(context, story, db));
            return;
        }

        if (after > current!.Version || (lineage is not null && lineage != current.Lineage))
        {
            await context.SendAsync(Problems.StoryReset(story));
            return;
        }

        var seen = context.Request.Headers[Parameters.LastEventId.Name].ToString();
        if (seen.Length > 0 && long.TryParse(seen, NumberStyles.None, CultureInfo.InvariantCulture, out var last))
        {
            after = Math.Max(after, last);
            // A browser comes again whenever a stream ends; this tells it not to.
            if (after >= current.Version)
            {
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                context.Response.Headers.CacheControl = "no-store";
                return;
            }
        }

        EventStream.Announce(context);
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, hubs.Stopping);
        await new EventStream(context, options, hubs.Stopping).RunAsync(async stream =>
        {
            using var seat = await hubs.JoinAsync(story, ended.Token);
            if (seat is not null)
                await PlayAsync(stream, seat.Hub, after, current!.Version, speed, clock, ended.Token);
        });
    }

    private static async Task PlayAsync(
        EventStream stream, Hub hub, long position, long last, long speed, TimeProvider clock, CancellationToken ended)
    {
        // Until the hub has heard of the last change, it may still have what that withheld or took down.
        for (var now = hub.Now; now.Last < last && !hub.Ended; now = hub.Now)
            await now.Over.WaitAsync(ended);
        DateTimeOffset? before = null;
        while (position < last)
        {
            var over = hub.Now.Over;
            if (await hub.NextAsync(position, ended) is not { } frame)
            {
                if (hub.Ended)
                    return;
                // The hub hears of the last change a moment after its commit.
                await over.WaitAsync(ended);
                continue;
            }

            if (before is { } earlier && Pause(earlier, frame.Recorded, speed) is var pause && pause > Shortest)
            {
                await stream.FlushAsync(ended);
                await Task.Delay(pause, clock, ended);
            }

            await stream.WriteAsync(frame.Id, ended);
            await stream.WriteAsync(frame.Bytes, ended);
            (before, position) = (frame.Recorded, frame.Version);
        }

        await stream.WriteAsync(Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"event: end\ndata: {{\"version\":{last}}}\n\n")), ended);
    }

    internal static TimeSpan Pause(DateTimeOffset earlier, DateTimeOffset later, long speed)
    {
        var pause = (later - earlier) / speed;
        return pause < LongestPause ? pause : LongestPause;
    }
}
