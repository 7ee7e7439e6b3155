using System.Buffers;
using Timeline.Api.Http;
using Timeline.Domain;
using Timeline.Domain.People;
using Timeline.Domain.Values;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Api.Past;

/// <summary>
/// The stored events of a story, for archivists and lawyers: what was accepted, when, by whom, and its place in the hash chain. As NDJSON,
/// an event a line, sent as it comes from the database.
/// </summary>
internal static class History
{
    private const string NdJson = "application/x-ndjson";
    private const int Flush = 64 * 1024;

    private static readonly TextParameter Actor = new("actor", "Only what this actor did.") { Example = "anna" };
    private static readonly TextParameter Type = new("type", "Only events of this type.") { Example = "entry_corrected" };
    private static readonly TextParameter Entry = new("entry", "Only what concerns this entry.");
    private static readonly DateParameter Since = new("since",
        "Only what was recorded at or after the beginning of this date or time (EDTF, in the story's time zone).")
    { Example = "2021-01-22T14:00:00Z" };

    public static void MapHistory(this WebApplication app)
    {
        app.MapMethods("/stories/{story}/history", AnswerSending.Reads, (string story, HttpContext context, TimelineDatabase db) =>
                SlugAttribute.IsSlug(story) ? GetAsync(story, context, db) : Problems.UnknownStory(story).ExecuteAsync(context)).WithTags("Read")
            .RequireAuthorization(Roles.History)
            .WithName("GetHistory").WithSummary("The stored events of a story, one a line (NDJSON)")
            .Takes(Actor, Type, Entry, Since).WithMetadata(AnswerHeader.NotKept)
            .Produces<HistoryEvent>(200, NdJson).ProducesProblem(400).ProducesProblem(404);
        app.MapMethods("/people/{person}/history", AnswerSending.Reads, (string person, HttpContext context, TimelineDatabase db) =>
                GetAsync(StreamId.OfPerson(person), context, db)).WithTags("Read")
            .RequireAuthorization(Roles.History)
            .WithName("GetPersonHistory").WithSummary("The stored events about somebody in the register, one a line (NDJSON)")
            .Takes(Actor, Type, Since).WithMetadata(AnswerHeader.NotKept)
            .Produces<HistoryEvent>(200, NdJson).ProducesProblem(400).ProducesProblem(404);
    }

    private static async Task GetAsync(string stream, HttpContext context, TimelineDatabase db)
    {
        var ct = context.RequestAborted;
        if (!StreamId.IsOne(stream) || !await db.HasStreamAsync(stream, ct))
        {
            await (StreamId.PersonOf(stream) is { } person ? Problems.UnknownPerson(person) : Problems.UnknownStory(stream)).ExecuteAsync(context);
            return;
        }

        var read = new QueryReader(context.Request.Query);
        var zone = (await db.StoryAsync(stream, ct))?.Story.TimeZone ?? "UTC";
        var filter = new HistoryFilter(read.Text(Actor), read.Text(Type), StreamId.PersonOf(stream) is null ? read.Text(Entry) : null,
            read.One(Since) is { } text && Moment.TryParse(text) is { } instant ? instant : read.Date(Since)?.Bounds(TimeZoneInfo.FindSystemTimeZoneById(zone)).Earliest?.Moment);
        if (filter.Type is { } type && EventTypes.All.All(e => e.Alias != type))
            read.Fail(Type, $"is no type of event: '{type}'; the types are {string.Join(", ", EventTypes.All.Select(e => e.Alias))}.");
        if (read.Problem is { } wrong)
        {
            await wrong.ExecuteAsync(context);
            return;
        }

        context.Response.ContentType = NdJson;
        context.Response.Headers.CacheControl = CacheLifetime.Private.CacheControl;
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        var body = context.Response.BodyWriter;
        await foreach (var stored in db.ReadStreamAsync(stream, filter, ct))
        {
            body.Write("{"u8);
            HistoryEvent.WriteMembers(body, stored);
            body.Write("}\n"u8);
            if (body.UnflushedBytes > Flush)
                await body.FlushAsync(ct);
        }

        await body.FlushAsync(ct);
    }
}
