using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
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
        builder.Services.Configure<SocketTransportOptions>(EventStream.Configure);
    }

    private static readonly byte[] Beat = ":\n\n"u8.ToArray();

    private static readonly NumberParameter After = Parameters.After with { Otherwise = null };

    public static void MapLiveStreams(this WebApplication app)
    {
        app.MapGet("/stories/{story}/live", GetAsync).WithTags("Read")
            .WithName("FollowStory").WithSummary("Public changes as they come (Server-Sent Events)")
            .WithDescription("From the header Last-Event-ID, else from the parameter after, else from now on. `id` is the public " +
                "version, `event` the type of the change, `data` a ChangeAnswer as in `changes`. `event: story-reset` with `data: {\"storyId\": …, \"version\": …, \"lineage\": …}` " +
                "says that an older backup was restored: read the timeline anew.")
            .Takes(After, Parameters.Lang, Parameters.Lineage, Parameters.LastEventId).StaysOpen().WithMetadata(AnswerHeader.NotKept)
            .Produces<string>(200, "text/event-stream").ProducesProblem(400).ProducesProblem(404);
        SeveralStories.Map(app);
    }

    private static async Task GetAsync(string story, HttpContext context, Hubs hubs, TimelineDatabase db, LiveOptions options)
    {
        using var seat = SlugAttribute.IsSlug(story) ? await hubs.JoinAsync(story, context.RequestAborted) : null;
        var (strand, problem) = seat is null ? default : await BeginAsync(seat.Hub, context, hubs, db);
        if (strand is null)
        {
            await context.SendAsync(problem ?? await Problems.UnknownStory(story).OrGoneAsync(context, story, db));
            return;
        }

        EventStream.Announce(context);
        // When the service stops, the hub ends, and with it the waiting for what comes.
        await new EventStream(context, options, hubs.Stopping).RunAsync(stream => FollowAsync(stream, [strand], (frame, _) => frame.Id, options, context.RequestAborted));
    }

    // Apart from what stays for as long as the stream: there may be thousands.
    private static async Task<(Strand? Strand, ProblemHttpResult? Problem)> BeginAsync(Hub hub, HttpContext context, Hubs hubs, TimelineDatabase db)
    {
        var header = context.Request.Headers[Parameters.LastEventId.Name].ToString();
        var (name, text) = header.Length > 0
            ? (Parameters.LastEventId.Name, header)
            : (After.Name, context.Request.Query[After.Name].ToString());
        var read = new QueryReader(context.Request.Query);
        var lineage = read.Text(Parameters.Lineage);
        var language = read.Language(Parameters.Lang);
        long? given = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var after) ? after : null;
        var problem = read.Problem;
        if (problem is null && given is null && text.Length > 0)
            problem = await NoVersionAsync(name, hub, hubs, db, context.RequestAborted);
        return problem is null ? (await Strand.OfAsync(hub, given, lineage, language, hubs, db, context.RequestAborted), null) : (null, problem);
    }

    private static async Task<ProblemHttpResult?> NoVersionAsync(string name, Hub hub, Hubs hubs, TimelineDatabase db, CancellationToken ct) =>
        await hubs.OneAtATimeAsync(() => db.StoryAsync(hub.Story, ct), ct) is { } current
            ? Problems.Field(name, string.Create(
                CultureInfo.InvariantCulture, $"must be a public version of the story: a whole number from 0 to {current.Version}."))
            : null;

    /// <summary>Sends the changes of stories until the reader goes, or must come again.</summary>
    /// <param name="stream">The reader.</param>
    /// <param name="strands">The stories, none or more.</param>
    /// <param name="id">The line of an event's id, once its strand is where the event leads.</param>
    /// <param name="options">How long it may be quiet.</param>
    /// <param name="ended">The end.</param>
    public static async Task FollowAsync(
        EventStream stream, Strand[] strands, Func<Frame, Strand[], byte[]> id, LiveOptions options, CancellationToken ended)
    {
        // Readers who were cut off together must not come back together.
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"retry: {Random.Shared.Next(1000, 4000)}\n\n")), ended);
        foreach (var reset in strands.Select(s => s.Reset).OfType<Frame>())
        {
            await stream.WriteAsync(id(reset, strands), ended);
            await stream.WriteAsync(reset.Bytes, ended);
        }

        for (var first = true; !strands.Any(s => s.Hub.Ended); first = false)
        {
            // Before we look: what comes after that ends it.
            var over = strands.Length switch
            {
                0 => Task.Delay(options.Heartbeat, ended),
                1 => strands[0].Hub.Now.Over,
                _ => Task.WhenAny(strands.Select(s => s.Hub.Now.Over)),
            };
            var quiet = true;
            foreach (var strand in strands)
            {
                for (; await strand.Hub.NextAsync(strand.Position, ended) is { } frame; quiet = false)
                {
                    strand.Position = frame.Version;
                    await stream.WriteAsync(id(frame, strands), ended);
                    await stream.WriteAsync(frame.In(strand.Language, strand.Hub.TimeZone), ended);
                }
            }

            // Woken, and nothing new: that is the heartbeat.
            if (quiet && !first)
                await stream.WriteAsync(Beat, ended);
            await stream.FlushAsync(ended);
            await over.WaitAsync(ended);
        }
    }
}

/// <summary>One story in a reader's stream, and how far the reader has come in it.</summary>
/// <param name="hub">The story's hub.</param>
/// <param name="position">The version that the reader has.</param>
/// <param name="language">The language in which dates are said (BCP 47); null for the story's.</param>
/// <param name="reset">Tells the reader that what it had is of another history; null where it is not.</param>
internal sealed class Strand(Hub hub, long position, string? language, Frame? reset)
{
    public string? Language => language;

    public Hub Hub => hub;

    public Frame? Reset => reset;

    public long Position { get; set; } = position;

    /// <summary>Where a reader begins; null where the story is gone meanwhile.</summary>
    /// <param name="hub">The story's hub, started.</param>
    /// <param name="given">The version that the reader says it has; null: from now on.</param>
    /// <param name="lineage">Of which history that is; null where it does not say.</param>
    /// <param name="language">In which dates are said; null for the story's.</param>
    /// <param name="hubs">All hubs.</param>
    /// <param name="db">The database.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<Strand?> OfAsync(
        Hub hub, long? given, string? lineage, string? language, Hubs hubs, TimelineDatabase db, CancellationToken ct)
    {
        lineage ??= hub.Lineage;
        if (given <= hub.Now.Last && lineage == hub.Lineage)
            return new(hub, given.Value, language, null);

        // The hub hears of a change a moment after its commit; whoever asks for the present must get that of the database.
        if (await hubs.OneAtATimeAsync(() => db.StoryAsync(hub.Story, ct), ct) is not { } current)
            return null;
        var reset = lineage != current.Lineage || given > current.Version ? Frame.Reset(current) : null;
        if (current.Lineage == hub.Lineage && current.Version >= hub.Now.Last)
            return new(hub, reset is null ? given ?? current.Version : current.Version, language, reset);
        // The hub does not know yet that a backup was restored: it ends when it looks, and its readers come again.
        hub.Wake();
        return new(hub, hub.Now.Last, language, reset);
    }
}
