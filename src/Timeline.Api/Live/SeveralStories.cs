using System.Globalization;
using Timeline.Api.Http;
using Timeline.Domain.Values;
using Timeline.Store;

namespace Timeline.Api.Live;

/// <summary>
/// Several stories in one stream, since browsers allow few connections. An event's <c>id</c> is where the reader is in all of
/// them, <c>a:12,b:7</c>, and its <c>data</c> names its story.
/// </summary>
internal static class SeveralStories
{
    private const int Most = 20;
    private const int Longest = Most * (SlugAttribute.MaxLength + 22);

    private static readonly SlugsParameter Story = new("story", $"The stories to follow, 1 to {Most}: story=a&story=b.", Most)
    { Example = "navalny-2021", Required = true };

    private static readonly TextParameter After = new("after", "The public version that the reader has of each story; from now on where one is not named.")
    { Longest = Longest, Example = "navalny-2021:1" };

    private static readonly TextParameter Lineage = new("lineage", "Which history each version is of, as answers say it.")
    { Longest = Longest, Example = "navalny-2021:0123456789ab" };

    private static readonly HeaderParameter LastEventId = Parameters.LastEventId with
    {
        About = "The id of the last event received; it goes before after. Browsers send it by themselves.",
        Example = "navalny-2021:1",
        Longest = Longest,
    };

    public static void Map(WebApplication app) =>
        app.MapGet("/live", GetAsync).WithTags("Read")
            .WithName("FollowStories").WithSummary("Public changes of several stories as they come (Server-Sent Events)")
            .WithDescription("As of one story; `id` is the public version of each, `a:12,b:7`, and `data` names its story by `storyId`. Of a story that there is not " +
                "`event: unknown-story` tells, and of one that was taken down `event: story-removed`, with `type`, `status` and `detail` " +
                "of the problem that its own routes answer with; the others go on.")
            .Takes(Story, After, Parameters.Lang, Lineage, LastEventId).StaysOpen().WithMetadata(AnswerHeader.NotKept)
            .Produces<string>(200, "text/event-stream").ProducesProblem(400);

    private static async Task GetAsync(HttpContext context, Hubs hubs, TimelineDatabase db, LiveOptions options)
    {
        var read = new QueryReader(context.Request.Query);
        var stories = read.Slugs(Story);
        var header = context.Request.Headers[LastEventId.Name].ToString();
        var versions = Pairs(read, header.Length > 0 ? LastEventId : After, header.Length > 0 ? header : read.Text(After))
            .ToDictionary(p => p.Story, p => long.TryParse(p.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : -1);
        if (versions.ContainsValue(-1))
            read.Fail(header.Length > 0 ? LastEventId : After, "must name a public version of each story, a whole number: a:12,b:7.");
        var lineages = Pairs(read, Lineage, read.Text(Lineage)).ToDictionary(p => p.Story, p => p.Value);
        var language = read.Language(Parameters.Lang);
        if (read.Problem is { } problem)
        {
            await context.SendAsync(problem);
            return;
        }

        var seats = new List<Hubs.Seat>();
        try
        {
            var (strands, absent) = (new List<Strand>(), new List<byte[]>());
            foreach (var story in stories)
            {
                var seat = await hubs.JoinAsync(story, context.RequestAborted);
                if (seat is not null)
                    seats.Add(seat);
                var strand = seat is null ? null : await Strand.OfAsync(seat.Hub, versions.TryGetValue(story, out var version) ? version : null,
                    lineages.GetValueOrDefault(story), language, hubs, db, context.RequestAborted);
                if (strand is null)
                    absent.Add(await GoneStories.GoneAsync(context, story, db) is { } gone ? Frame.Removed(story, gone.ProblemDetails) : Frame.Unknown(story));
                else
                    strands.Add(strand);
            }

            EventStream.Announce(context);
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, hubs.Stopping);
            await new EventStream(context, options, hubs.Stopping).RunAsync(async stream =>
            {
                foreach (var frame in absent)
                    await stream.WriteAsync(frame, ended.Token);
                await LiveStreams.FollowAsync(stream, [.. strands], (_, all) => Frame.IdOf(IdOf(all)), options, ended.Token);
            });
        }
        finally
        {
            seats.ForEach(s => s.Dispose());
        }
    }

    private static string IdOf(Strand[] strands) => string.Join(',', strands.Select(s =>
        string.Create(CultureInfo.InvariantCulture, $"{s.Hub.Story}:{s.Position}")));

    // Of a story named twice the last counts.
    private static IEnumerable<(string Story, string Value)> Pairs(QueryReader read, Parameter parameter, string? text)
    {
        var pairs = (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split(':')).ToArray();
        if (pairs.FirstOrDefault(p => p.Length != 2 || !SlugAttribute.IsSlug(p[0]) || p[1].Length == 0) is not null)
            read.Fail(parameter, "must name a story and its own before and behind a colon, and a comma between stories: a:12,b:7.");
        return pairs.Where(p => p.Length == 2).Select(p => (p[0], p[1])).GroupBy(p => p.Item1).Select(g => g.Last());
    }
}
