using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Timeline.Api.Http;
using Timeline.Domain.Values;
using Timeline.Store;
using Timeline.Store.Projections;
using Timeline.Store.Queries;

namespace Timeline.Api.Reading;

/// <summary>The chronology of one story.</summary>
internal sealed class Timelines(TimelineDatabase database, CostlyReads reads, AnswerCache cache, PublicAddress service)
{
    /// <summary>Sends it, as it is or as it was.</summary>
    public async Task GetAsync(string story, HttpContext context)
    {
        if (!Mementos.IsAsked(context.Request))
        {
            await cache.SendAsync(context, story, "timeline", hidden => reads.MakeAsync(context, IsCostly(context.Request),
                apart => MakeAsync(story, context, apart, null, hidden)));
            return;
        }

        var (chosen, problem) = await Mementos.ChooseAsync(context, story, database);
        await (problem is not null
            ? context.SendAsync(problem)
            : cache.SendAsync(context, story, $"timeline at {chosen!.Version}",
                hidden => reads.MakeAsync(context, true, apart => MakeAsync(story, context, apart, chosen, hidden))));
    }

    // Whatever is not simply the next page of the present may read much more of the story than it answers.
    private static bool IsCostly(HttpRequest request) =>
        request.Query.Keys.Any(name => !Parameters.Plain.Any(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase)));

    private async Task<AnswerOrProblem> MakeAsync(
        string story, HttpContext context, TimelineDatabase db, PublicVersion? chosen, bool hidden)
    {
        var ct = context.RequestAborted;
        var draftsOnly = hidden && Visibility.IsDraftsOnly(context);
        if (!SlugAttribute.IsSlug(story) || await db.StoryAsync(story, hidden, ct) is not { } current || (draftsOnly && !current.Current.IsSeenByContributors))
            return Problems.UnknownStory(story);
        var read = new QueryReader(context.Request.Query);
        var moment = chosen is null
            ? await Moment.ReadAsync(read, Parameters.AsOf, story, db, ct)
            : new Moment(chosen.Recorded, chosen.Version, false);
        if (read.Problem is not null)
            return read.Problem;
        if (moment is not null && draftsOnly)
            return Visibility.DraftsAreOfNow;
        if (moment is not null && !hidden)
            moment = await moment.OfVersionAsync(story, db, ct);
        // Days are meant in the zone that the story had then.
        if ((moment is null ? current.Current : await db.StoryAtAsync(story, moment.Instant, hidden, ct)) is not { } then)
            return Problems.NotYet(story);
        var (query, problem) = Read(context.Request.Query, then.TimeZone);
        if (problem is not null)
            return problem;

        query = query! with { AsOf = moment?.Instant, Hidden = hidden, DraftsOnly = draftsOnly, Statuses = read.Words(Parameters.Status) };
        if (read.Problem is not null)
            return read.Problem;
        if (await db.TimelineAsync(story, query, ct) is not { } page)
            return Problems.NotYet(story);
        var asked = RouteQuery.Of(context);
        // A page of a memento is followed by a page of that memento.
        var itself = moment?.Version is { } version ? asked.With(Parameters.AsOf, $"{version}") : asked;
        var next = page.Next is null ? null : $"{context.Request.Path}{itself.With(Parameters.Cursor, $"{page.Next}")}";
        var json = Write(page, query.Language, current.Lineage, moment?.Instant, next);
        var addresses = MementoAddresses.OfTimeline(service, context.Request, story, asked.Without(Parameters.AsOf));
        return Answer.Of(json, Answer.Json, Moment.Lifetime(moment, hidden, story, page.Entries)) with
        {
            Until = page.Until,
            Headers = hidden ? [] : await HeadersAsync(addresses, story, moment, chosen is not null, page.Version, current.Version, db, ct),
        };
    }

    private static async Task<IReadOnlyList<(string, string)>> HeadersAsync(
        MementoAddresses addresses, string story, Moment? moment, bool negotiated, long version, long last, TimelineDatabase db,
        CancellationToken ct)
    {
        if (moment is null)
            return await Mementos.PresentAsync(addresses, story, version, db, ct);
        // Versions have ever later instants: once there is a next one, no other can have been the one before it.
        return moment.IsVersion || negotiated || version < last
            ? await Mementos.PastAsync(addresses, story, version, last, negotiated, db, ct)
            : [.. await Mementos.PresentAsync(addresses, story, version, db, ct), ("Content-Location", addresses.Memento(version))];
    }

    /// <summary>What is asked of a timeline, its moment and its visibility aside; or what is wrong.</summary>
    internal static (TimelineQuery? Query, ProblemHttpResult? Problem) Read(IQueryCollection parameters, string timeZone)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(timeZone);
        var read = new QueryReader(parameters);
        var descending = read.Word(Parameters.Order) == "desc";
        var reported = read.Word(Parameters.By) == "reported";
        var cursor = read.Text(Parameters.Cursor);
        var after = cursor is null ? null : TimelineCursor.Parse(cursor);
        if (cursor is not null && (after is null || after.Descending != descending || after.Reported != reported))
            read.Fail(Parameters.Cursor, "is not one of this order; take it from the field next of the page before.");
        var query = new TimelineQuery
        {
            From = read.Date(Parameters.From)?.Bounds(zone).Earliest,
            To = read.Date(Parameters.To)?.Bounds(zone).Latest,
            Kinds = read.Kinds(Parameters.Kind),
            Person = read.Slug(Parameters.Person),
            Place = read.Text(Parameters.Place),
            Topic = read.Slug(Parameters.Topic),
            SearchText = read.Text(Parameters.Words),
            KeyOnly = read.Flag(Parameters.Key),
            Background = read.Flag(Parameters.Background),
            Language = read.Language(Parameters.Lang),
            Descending = descending,
            Reported = reported,
            Limit = (int)read.Number(Parameters.Limit),
            After = after,
        };
        if (query.From > query.To)
            read.Fail(Parameters.To, "lies before from.");
        return read.Problem is null ? (query, null) : (null, read.Problem);
    }

    // The entries are JSON already.
    internal static byte[] Write(TimelinePage page, string? language, string lineage, DateTimeOffset? asOf, string? next)
    {
        string[] docs = [.. page.Docs.Select(d => InLanguage.Of(d, language, page.Story.TimeZone))];
        var story = InLanguage.Of(JsonSerializer.Serialize(page.Story, AnswerJson.Options), language, page.Story.TimeZone);
        var json = new StringBuilder(docs.Sum(d => d.Length + 1) + story.Length + 200)
            .Append("{\"story\":").Append(story)
            .Append(",\"version\":").Append(page.Version)
            .Append(",\"lineage\":\"").Append(lineage).Append('"')
            .Append(",\"asOf\":").Append(JsonSerializer.Serialize(asOf, AnswerJson.Options))
            .Append(",\"entries\":[").AppendJoin(',', docs)
            .Append("],\"next\":").Append(JsonSerializer.Serialize(next, AnswerJson.Options))
            .Append('}');
        return Encoding.UTF8.GetBytes(json.ToString());
    }
}

/// <summary>The answer to a request for a chronology.</summary>
/// <param name="Story">The story.</param>
/// <param name="Version">Its public version.</param>
/// <param name="Lineage">Which history of the story the version is of; to be sent back beside it.</param>
/// <param name="AsOf">Since when it was so (UTC), where the past was asked for; null for the present.</param>
/// <param name="Entries">The entries, in order.</param>
/// <param name="Next">The address of the next page; null at the end.</param>
internal sealed record TimelineAnswer(
    StoryDocument Story, long Version, string Lineage, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? AsOf,
    IReadOnlyList<EntryDocument> Entries, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next);
