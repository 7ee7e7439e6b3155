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
                "version, `event` the type of the change, `data` a ChangeAnswer as in `changes`.")
            .Takes(After, Parameters.LastEventId).StaysOpen().WithMetadata(AnswerHeader.NotKept)
            .Produces<string>(200, "text/event-stream").ProducesProblem(400).ProducesProblem(404);

    private static async Task GetAsync(string story, HttpContext context, Hubs hubs, TimelineDatabase db, LiveOptions options)
    {
        using var seat = SlugAttribute.IsSlug(story) ? await hubs.JoinAsync(story, context.RequestAborted) : null;
        if (seat is null)
        {
            await context.SendAsync(Problems.UnknownStory(story));
            return;
        }

        var (after, problem) = await PositionAsync(context, seat.Hub, hubs, db);
        if (problem is not null)
        {
            await context.SendAsync(problem);
            return;
        }

        EventStream.Announce(context);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, hubs.Stopping);
        await new EventStream(context, options).RunAsync(stream => FollowAsync(stream, seat.Hub, after, ended.Token));
    }

    private static async Task FollowAsync(EventStream stream, Hub hub, long position, CancellationToken ended)
    {
        // Readers who were cut off together must not come back together.
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"retry: {Random.Shared.Next(1000, 4000)}\n\n")), ended);
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

    private static async Task<(long After, ProblemHttpResult? Problem)> PositionAsync(
        HttpContext context, Hub hub, Hubs hubs, TimelineDatabase db)
    {
        var header = context.Request.Headers[Parameters.LastEventId.Name].ToString();
        var (name, text) = header.Length > 0
            ? (Parameters.LastEventId.Name, header)
            : (After.Name, context.Request.Query[After.Name].ToString());
        var given = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var after);
        if (given && after <= hub.Now.Last)
            return (after, null);

        // The hub hears of a change a moment after its commit; whoever asks for the present must get that of the database.
        var ct = context.RequestAborted;
        var last = (await hubs.OneAtATimeAsync(() => db.StoryAsync(hub.Story, ct), ct))!.Version;
        return text.Length == 0 ? (last, null)
            : given && after <= last ? (after, null)
            : (0, Problems.Field(name, string.Create(
                CultureInfo.InvariantCulture, $"must be a public version of the story: a whole number from 0 to {last}.")));
    }
}
