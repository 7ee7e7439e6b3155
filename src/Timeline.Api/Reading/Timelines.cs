using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Timeline.Api.Hosting;
using Timeline.Api.Past;
using Timeline.Domain.Values;
using Timeline.Store;
using Timeline.Store.Projections;
using Timeline.Store.Queries;

namespace Timeline.Api.Reading;

/// <summary>The chronology of one story.</summary>
internal static class Timelines
{
    public static void MapTimeline(this WebApplication app) =>
        app.MapRead("/stories/{story}/timeline", GetAsync)
            .WithName("GetTimeline").WithSummary("The chronology of a story")
            .Takes([.. Parameters.Filters, Parameters.AsOf, Parameters.Hidden, Parameters.AcceptDatetime])
            .WithMetadata(Mementos.Headers)
            .Produces<TimelineAnswer>().ProducesProblem(400).ProducesProblem(404);

    private static async Task GetAsync(
        string story, HttpContext context, TimelineDatabase db, AnswerCache cache, Settlement settlement, PublicAddress service)
    {
        // The addresses in Link are absolute, so that an answer is good for one host.
        var addresses = MementoAddresses.Of(service, context.Request, story);
        var what = $"timeline {addresses.Base} ";
        PublicVersion? chosen = null;
        if (Mementos.IsAsked(context.Request))
        {
            (chosen, var problem) = await Mementos.ChooseAsync(context, story, db);
            if (problem is not null)
            {
                await problem.ExecuteAsync(context);
                return;
            }

            what = $"{what}at {chosen!.Version} ";
        }

        await cache.SendAsync(context, story, what, hidden => MakeAsync(story, context, addresses, db, settlement, chosen, hidden));
    }

    private static async Task<(Answer?, IResult?)> MakeAsync(
        string story, HttpContext context, MementoAddresses addresses, TimelineDatabase db, Settlement settlement,
        PublicVersion? chosen, bool hidden)
    {
        var ct = context.RequestAborted;
        if (!SlugAttribute.IsSlug(story) || await db.StoryAsync(story, ct) is not { } head)
            return (null, Problems.UnknownStory(story));
        var (query, problem) = Read(context.Request.Query, head.Story);
        var read = new QueryReader(context.Request.Query);
        var moment = chosen is null
            ? await Moment.ReadAsync(read, Parameters.AsOf, story, db, ct)
            : new Moment(chosen.Recorded, chosen.Version);
        if ((problem ?? read.Problem) is { } wrong)
            return (null, wrong);

        var keep = settlement.CacheControl(moment, hidden);
        query = query! with { AsOf = moment?.Instant, Hidden = hidden };
        if (await db.TimelineAsync(story, query, ct) is not { } page)
            return (null, Problems.NotYet(story));
        var json = Write(page, moment?.Instant, Next(context.Request, chosen, page.Next));
        return (Answer.Of(json, Answer.Json, chosen is null || hidden ? keep : Answer.Present) with
        {
            Headers = hidden ? []
                : keep == Answer.Immutable
                    ? await Mementos.PastAsync(addresses, story, page.Version, head.Version, chosen is not null, db, ct)
                    : await Mementos.PresentAsync(addresses, story, page.Version, db, ct),
        }, null);
    }

    /// <summary>What is asked of a timeline, its moment and its visibility aside; or what is wrong.</summary>
    internal static (TimelineQuery? Query, IResult? Problem) Read(IQueryCollection parameters, StoryDocument story)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(story.TimeZone);
        var read = new QueryReader(parameters);
        var descending = read.Word(Parameters.Order) == "desc";
        var cursor = read.Text(Parameters.Cursor);
        var after = cursor is null ? null : TimelineCursor.Parse(cursor);
        if (cursor is not null && (after is null || after.Descending != descending))
            read.Fail(Parameters.Cursor, "is not one of this order; take it from the field next of the page before.");
        var query = new TimelineQuery
        {
            From = read.Date(Parameters.From)?.Bounds(zone).Earliest,
            To = read.Date(Parameters.To)?.Bounds(zone).Latest,
            Kinds = read.Kinds(Parameters.Kind),
            Person = read.Slug(Parameters.Person),
            Place = read.Text(Parameters.Place),
            Words = read.Text(Parameters.Words),
            KeyOnly = read.Flag(Parameters.Key),
            Background = read.Flag(Parameters.Background),
            Descending = descending,
            Limit = (int)read.Number(Parameters.Limit),
            After = after,
        };
        if (query.From > query.To)
            read.Fail(Parameters.To, "lies before from.");
        return read.Problem is null ? (query, null) : (null, read.Problem);
    }

    // A page of a memento is followed by a page of that memento.
    private static string? Next(HttpRequest request, PublicVersion? chosen, TimelineCursor? cursor)
    {
        if (cursor is null)
            return null;
        var query = request.Query.Where(p => !p.Key.Equals("cursor", StringComparison.OrdinalIgnoreCase))
            .SelectMany(p => p.Value, (p, value) => KeyValuePair.Create(p.Key, value));
        if (chosen is not null)
            query = query.Append(new("asOf", chosen.Version.ToString(CultureInfo.InvariantCulture)));
        return request.Path + QueryString.Create(query.Append(new("cursor", cursor.ToString())));
    }

    // The entries are JSON already.
    internal static byte[] Write(TimelinePage page, DateTimeOffset? asOf, string? next)
    {
        var head = JsonSerializer.Serialize(page.Story, AnswerJson.Options);
        var json = new StringBuilder(page.Docs.Sum(d => d.Length + 1) + head.Length + 200)
            .Append("{\"story\":").Append(head)
            .Append(",\"version\":").Append(page.Version)
            .Append(",\"asOf\":").Append(JsonSerializer.Serialize(asOf, AnswerJson.Options))
            .Append(",\"entries\":[").AppendJoin(',', page.Docs)
            .Append("],\"next\":").Append(JsonSerializer.Serialize(next, AnswerJson.Options))
            .Append('}');
        return Encoding.UTF8.GetBytes(json.ToString());
    }
}

/// <summary>The answer to a request for a chronology.</summary>
/// <param name="Story">The story.</param>
/// <param name="Version">Its public version.</param>
/// <param name="AsOf">The recorded moment that was asked for; null for the present.</param>
/// <param name="Entries">The entries, in order.</param>
/// <param name="Next">The address of the next page; null at the end.</param>
internal sealed record TimelineAnswer(
    StoryDocument Story, long Version, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? AsOf,
    IReadOnlyList<EntryDocument> Entries, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next);
