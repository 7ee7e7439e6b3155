using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Timeline.Api.Http;
using Timeline.Domain.Values;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Api.Live;

/// <summary>
/// Public changes as they come, as Server-Sent Events: the sequence of <c>changes</c>, each event's <c>data</c> one of its
/// changes and its <c>id</c> the public version, so that a reader goes on where it was: nothing lost, nothing twice.
/// </summary>
internal static class LiveStreams
{
    public static void AddLiveStreams(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(builder.Configuration.GetSection("Live").Get<LiveOptions>() ?? new LiveOptions());
        builder.Services.AddSingleton<Hubs>();
    }

    private static readonly byte[] Beat = ":\n\n"u8.ToArray();

    private static readonly NumberParameter After = Parameters.After with { Otherwise = null };

    public static void MapLiveStreams(this WebApplication app) =>
        app.MapGet("/stories/{story}/live", GetAsync).WithTags("Read")
            .WithName("FollowStory").WithSummary("Public changes as they come (Server-Sent Events)")
            .WithDescription("From the header Last-Event-ID, else from the parameter after, else from now on. `id` is the public " +
                "version, `event` the type of the change, `data` a ChangeAnswer as in `changes`. `event: story-reset` with `data: {\"version\": …, \"lineage\": …}` " +
                "says that an older backup was restored: read the timeline anew.")
            .Takes(After, Parameters.Lineage, Parameters.LastEventId).StaysOpen().WithMetadata(AnswerHeader.NotKept)
            .Produces<string>(200, "text/event-stream").ProducesProblem(400).ProducesProblem(404);

    private static async Task GetAsync(string story, HttpContext context, Hubs hubs, TimelineDatabase db, LiveOptions options)
    {
        using var seat = SlugAttribute.IsSlug(story) ? await hubs.JoinAsync(story, context.RequestAborted) : null;
        if (seat is null)
        {
            await context.SendAsync(Problems.UnknownStory(story));
            return;
        }

        var (after, first, problem) = await PositionAsync(context, seat.Hub, hubs, db);
        if (problem is not null)
        {
            await context.SendAsync(problem);
            return;
        }

        EventStream.Announce(context);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, hubs.Stopping);
        await new EventStream(context, options).RunAsync(stream => FollowAsync(stream, seat.Hub, first, after, ended.Token));
    }

    private static async Task FollowAsync(EventStream stream, Hub hub, Frame? reset, long position, CancellationToken ended)
    {
        // Readers who were cut off together must not come back together.
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"retry: {Random.Shared.Next(1000, 4000)}\n\n")), ended);
        if (reset is not null)
            await stream.WriteAsync(reset.Bytes, ended);
        for (var first = true; !hub.Ended; first = false)
        {
            // Before we look: what comes after that ends it.
            var over = hub.Now.Over;
            var before = position;
            for (; await hub.NextAsync(position, ended) is { } frame; position = frame.Version)
                await stream.WriteAsync(frame.Bytes, ended);
            // Woken, and nothing new: that is the heartbeat.
            if (position == before && !first)
                await stream.WriteAsync(Beat, ended);
            await stream.FlushAsync(ended);
            await over.WaitAsync(ended);
        }
    }

    private static async Task<(long After, Frame? First, ProblemHttpResult? Problem)> PositionAsync(
        HttpContext context, Hub hub, Hubs hubs, TimelineDatabase db)
    {
        var header = context.Request.Headers[Parameters.LastEventId.Name].ToString();
        var (name, text) = header.Length > 0
            ? (Parameters.LastEventId.Name, header)
            : (After.Name, context.Request.Query[After.Name].ToString());
        var read = new QueryReader(context.Request.Query);
        var lineage = read.Text(Parameters.Lineage) ?? hub.Lineage;
        if (read.Problem is { } wrong)
            return (0, null, wrong);
        var given = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var after);
        if (given && after <= hub.Now.Last && lineage == hub.Lineage)
            return (after, null, null);

        // The hub hears of a change a moment after its commit; whoever asks for the present must get that of the database.
        var ct = context.RequestAborted;
        if (await hubs.OneAtATimeAsync(() => db.StoryAsync(hub.Story, ct), ct) is not { } current)
            return (0, null, Problems.UnknownStory(hub.Story));
        if (text.Length > 0 && !given)
        {
            return (0, null, Problems.Field(name, string.Create(
                CultureInfo.InvariantCulture, $"must be a public version of the story: a whole number from 0 to {current.Version}.")));
        }

        var first = lineage != current.Lineage || (given && after > current.Version) ? await Frame.ResetAsync(current) : null;
        if (current.Lineage == hub.Lineage && current.Version >= hub.Now.Last)
            return (given && first is null ? after : current.Version, first, null);
        // The hub does not know yet that a backup was restored: it ends when it looks, and its readers come again.
        hub.Wake();
        return (hub.Now.Last, first, null);
    }
}
