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
    public static void MapEntries(this WebApplication app) =>
        app.MapRead("/stories/{story}/entries/{entry}", GetAsync)
            .WithName("GetEntry").WithSummary("One entry with its revisions")
            .Takes(Parameters.AsOf, Parameters.Hidden).WithMetadata(AnswerHeader.ContentLocation)
            .Produces<EntryAnswer>().ProducesProblem(400).ProducesProblem(404);

    private static Task GetAsync(
        string story, string entry, HttpContext context, TimelineDatabase db, AnswerCache cache, PublicAddress service) =>
        cache.SendAsync(context, story, $"entry/{entry}", async Task<AnswerOrProblem> (hidden) =>
        {
            if (!SlugAttribute.IsSlug(story) || await db.StoryAsync(story, hidden, context.RequestAborted) is not { } current)
                return Problems.UnknownStory(story);
            var read = new QueryReader(context.Request.Query);
            var moment = await Moment.ReadAsync(read, Parameters.AsOf, story, db, context.RequestAborted);
            if (read.Problem is { } wrong)
                return wrong;
            if (moment is not null && !hidden)
                moment = await moment.OfVersionAsync(story, db, context.RequestAborted);
            var states = SlugAttribute.IsSlug(entry)
                ? await db.EntryAsync(story, entry, moment?.Instant, hidden, context.RequestAborted)
                : [];
            if (states is not [.., { To: null } present])
                return Problems.UnknownEntry(entry);

            var document = JsonNode.Parse(present.Doc)!.AsObject();
            var retracted = document["status"]!.GetValue<string>() == "retracted";
            document["revisions"] = new JsonArray([.. states.Select((state, i) => Revision(state, i + 1, retracted))]);
            var body = Encoding.UTF8.GetBytes(document.ToJsonString(AnswerJson.Options));
            // An editor's tag names the state with all that the public does not see of it.
            var updated = hidden ? present.From : document["updatedAt"]!.GetValue<DateTimeOffset>();
            // Without links the answer changes only with the entry: it has the very tag that the command answered. Or with its story,
            // whose zone and language its date is said in.
            var linked = document["revisions"]!.AsArray().Any(r => r!["entry"]?["links"] is JsonArray { Count: > 0 });
            var tag = linked || hidden || moment is not null || current.Current.AnewAt > updated ? EntryETag.Of(updated, body) : EntryETag.Of(updated);
            return new Answer(body, Answer.Json, tag, Moment.Lifetime(moment, hidden, story, entry))
            {
                Headers = moment?.Version is { } version
                    ? [("Content-Location", service.Of(context.Request, RouteQuery.Of(context).With(Parameters.AsOf, $"{version}")))]
                    : [],
            };
        });

    // The text of what is retracted leaves every answer about the present, also as an earlier revision.
    private static JsonObject Revision(EntryState state, int number, bool retracted)
    {
        var revision = new JsonObject
        {
            ["revision"] = number,
            ["from"] = JsonSerializer.SerializeToNode(state.From, AnswerJson.Options),
            ["to"] = JsonSerializer.SerializeToNode(state.To, AnswerJson.Options),
        };
        if (!retracted)
            revision["entry"] = JsonNode.Parse(state.Doc);
        return revision;
    }
}

/// <summary>One entry with its revisions.</summary>
internal sealed record EntryAnswer : EntryDocument
{
    /// <summary>Its states, oldest first; the last is the one shown.</summary>
    public IReadOnlyList<RevisionAnswer> Revisions { get; init; } = [];
}

/// <summary>One state of an entry.</summary>
/// <param name="Revision">Its number, from 1.</param>
/// <param name="From">Since when it held (UTC).</param>
/// <param name="To">Until when; null for the one that holds.</param>
/// <param name="Entry">What it said; absent once the entry is retracted.</param>
internal sealed record RevisionAnswer(
    int Revision, DateTimeOffset From, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? To,
    EntryDocument? Entry);
