using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Timeline.Api.Http;
using Timeline.Domain.Values;
using Timeline.Store;
using Timeline.Store.Projections;
using Timeline.Store.Queries;

namespace Timeline.Api.Reading;

/// <summary>One entry with its revisions.</summary>
internal static class Entries
{
    /// <summary>The most revisions of one answer.</summary>
    public static NumberParameter Limit { get; } = Parameters.Limit with
    {
        About = "The most revisions of one answer.",
        Most = 100,
        Otherwise = 20,
    };

    /// <summary>Before which revision the page begins.</summary>
    public static NumberParameter Before { get; } = new("before",
        "Only revisions before this one. Follow the field next instead of making one up.", 1, long.MaxValue, long.MaxValue)
    { Example = "2" };

    /// <summary>What an entry as JSON takes.</summary>
    public static Parameter[] TakenParameters { get; } = [Parameters.AsOf, Parameters.Lang, Limit, Before, Parameters.Hidden];

    /// <summary>One entry as JSON, now or at a recorded moment.</summary>
    public static Task SendAsync(
        string story, string entry, HttpContext context, CostlyReads reads, AnswerCache cache, PublicAddress service) =>
        cache.SendAsync(context, story, $"entry/{entry}", hidden => reads.MakeAsync(
            context, context.Request.Query.ContainsKey(Parameters.AsOf.Name), db => MakeAsync(story, entry, context, db, service, hidden)));

    private static async Task<AnswerOrProblem> MakeAsync(
        string story, string entry, HttpContext context, TimelineDatabase db, PublicAddress service, bool hidden)
    {
        var ct = context.RequestAborted;
        var draftsOnly = hidden && Visibility.IsDraftsOnly(context);
        if (!SlugAttribute.IsSlug(story) || await db.StoryAsync(story, hidden, ct) is not { } current || (draftsOnly && !current.Current.IsSeenByContributors))
            return Problems.UnknownStory(story);
        // Of all but drafts a contributor reads what the public does.
        if (draftsOnly && (!SlugAttribute.IsSlug(entry) || await db.DraftAsync(story, entry, int.MaxValue, 1, ct) is not [{ To: null }]))
            hidden = draftsOnly = false;
        var read = new QueryReader(context.Request.Query);
        var limit = (int)read.Number(Limit);
        var before = read.Number(Before);
        var language = read.Language(Parameters.Lang);
        var moment = await Moment.ReadAsync(read, Parameters.AsOf, story, db, ct);
        if (read.Problem is { } wrong)
            return wrong;
        if (moment is not null && !hidden)
            moment = await moment.OfVersionAsync(story, db, ct);
        if (moment is not null && draftsOnly)
            return Visibility.DraftsAreOfNow;
        var at = moment?.Instant;
        Task<IReadOnlyList<EntryState>> StatesAsync(long before, int most) => draftsOnly
            ? db.DraftAsync(story, entry, (int)Math.Min(before, int.MaxValue), most, ct)
            : db.EntryAsync(story, entry, at, hidden, (int)Math.Min(before, int.MaxValue), most, ct);
        if (!SlugAttribute.IsSlug(entry) || await StatesAsync(long.MaxValue, 1) is not [{ To: null } present])
            return Problems.UnknownEntry(entry, at is not null, hidden);

        var states = await StatesAsync(before, limit + 1);
        states = [.. states.Select(s => s with { Doc = InLanguage.Of(s.Doc, language, current.Story.TimeZone) })];
        var document = JsonNode.Parse(InLanguage.Of(present.Doc, language, current.Story.TimeZone))!.AsObject();
        if (!hidden && document["status"]!.GetValue<string>() == "removed"
            && Problems.Removed((string?)document["takedown"]?["public"], (string?)document["takedown"]?["text"]) is { } removed)
            return removed;
        var revisions = Revisions.Of(states, limit, document["status"]!.GetValue<string>() == "retracted");
        document["revisions"] = JsonSerializer.SerializeToNode(revisions.Page, AnswerJson.Options);
        document["next"] = revisions.Next is { } older
            ? $"{context.Request.Path}{RouteQuery.Of(context).With(Before, older.ToString(CultureInfo.InvariantCulture))}"
            : null;
        var body = Encoding.UTF8.GetBytes(document.ToJsonString(AnswerJson.Options));
        // An editor's tag names the state with all that the public does not see of it.
        var updated = hidden ? present.From : document["updatedAt"]!.GetValue<DateTimeOffset>();
        // Else the answer changes only with the entry: it has the very tag that the command answered. Or with its story, whose zone
        // and language its date is said in.
        var tag = states.Append(present).Any(s => s.Varies) || hidden || moment is not null || language is not null
            || current.Current.AnewAt > updated
            ? EntryETag.Of(updated, body)
            : EntryETag.Of(updated);
        return (new Answer(body, Answer.Json, tag, Moment.Lifetime(moment, hidden, story, entry))
        {
            Until = present.Until,
            Headers =
            [
                .. moment?.Version is { } version
                    ? [("Content-Location", service.Of(context.Request, RouteQuery.Of(context).With(Parameters.AsOf, $"{version}")))]
                    : Array.Empty<(string, string)>(),
            ],
        }).Indexed(unlisted: (bool?)document["takedown"]?["unlisted"] is true);
    }
}

/// <summary>One entry with its revisions.</summary>
internal sealed record EntryAnswer : EntryDocument
{
    /// <summary>Its last states, the newest first.</summary>
    public IReadOnlyList<RevisionAnswer> Revisions { get; init; } = [];

    /// <summary>The address of the states before these; null at the end.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Next { get; init; }
}
