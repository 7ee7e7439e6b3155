using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Timeline.Api.Http;
using Timeline.Domain.Values;
using Timeline.Store;
using Timeline.Store.Projections;
using Timeline.Store.Queries;

namespace Timeline.Api.Reading;

/// <summary>What changed in public since a version: the same sequence as the live stream, for polling and for caches.</summary>
internal static class Changes
{
    private const int Most = 500;

    // A change carries its entry whole: five hundred of long ones would be 50 MB. So a page ends after the block that fills it.
    private const int Block = 25;
    private const int MostCharacters = 1_000_000;

    private static readonly NumberParameter To = new("to",
        "The last public version that is asked for: a closed range never changes and may be kept long.", 0, long.MaxValue, long.MaxValue)
    { Example = "2" };

    public static void MapChanges(this WebApplication app) =>
        app.MapMethods("/stories/{story}/changes", AnswerSending.Reads, GetAsync).Conditional()
            .WithName("GetChanges").WithSummary("The public changes after a version; a closed range never changes")
            .Takes(Parameters.After, To, Parameters.Lang, Parameters.Lineage)
            .Produces<ChangesAnswer>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(410);

    private static Task GetAsync(string story, HttpContext context, TimelineDatabase db, AnswerCache cache) =>
        cache.SendAsync(context, story, "changes", async Task<AnswerOrProblem> () =>
        {
            if (!SlugAttribute.IsSlug(story) || await db.StoryAsync(story, context.RequestAborted) is not { } current)
                return Problems.UnknownStory(story);
            var read = new QueryReader(context.Request.Query);
            var after = read.Number(Parameters.After);
            var lineage = read.Text(Parameters.Lineage);
            var to = read.Number(To, least: after);
            var language = read.Language(Parameters.Lang);
            if (read.Problem is { } wrong)
                return wrong;
            if (after > current.Version || (lineage is not null && lineage != current.Lineage))
                return Problems.StoryReset(story);

            var (found, full) = await PageAsync(db, story, after, to, context.RequestAborted);
            var changes = found.ConvertAll(c => InLanguage.Of(PublicChanges.Json(c, story, current.Lineage), language, current.Story.TimeZone));
            var last = found.Count > 0 ? found[^1].Version : after;
            // Closed: it ends before the present, by the reader's wish or because the page is full.
            var closed = last == to || full;
            // Also where nothing follows yet: this page is kept long, and what follows later must be found from it.
            var next = full && last < to
                ? string.Create(CultureInfo.InvariantCulture, $"/stories/{story}/changes?after={last}") +
                    (to == long.MaxValue ? "" : string.Create(CultureInfo.InvariantCulture, $"&to={to}")) +
                    (language is null ? "" : $"&lang={language}") + (lineage is null ? "" : $"&lineage={lineage}")
                : null;
            return Answer.Of(Write(story, current.Lineage, after, last, changes, next), Answer.Json,
                closed && last > after ? CacheLifetime.Version(story, [.. found.Select(c => c.Entry).OfType<string>().Distinct()]) : CacheLifetime.Present);
        });

    private static async Task<(List<PublicChangeRecord> Changes, bool Full)> PageAsync(
        TimelineDatabase db, string story, long after, long to, CancellationToken ct)
    {
        var changes = new List<PublicChangeRecord>();
        for (var characters = 0L; characters < MostCharacters && changes.Count < Most;)
        {
            var block = await db.ChangesAsync(story, changes.Count > 0 ? changes[^1].Version : after, to, Block, ct: ct);
            changes.AddRange(block);
            if (block.Count < Block)
                return (changes, false);
            characters += block.Sum(c => (long)(c.Doc?.Length ?? 0) + (c.Linking?.Length ?? 0));
        }

        return (changes, true);
    }

    private static byte[] Write(
        string story, string lineage, long after, long version, IReadOnlyList<string> changes, string? next)
    {
        var json = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"{{\"story\":\"{story}\",\"lineage\":\"{lineage}\",\"after\":{after},\"version\":{version},\"changes\":[")
            .AppendJoin(',', changes)
            .Append("],\"next\":").Append(JsonSerializer.Serialize(next, AnswerJson.Options)).Append('}');
        return Encoding.UTF8.GetBytes(json.ToString());
    }
}

/// <summary>The public changes of a story in a range of versions.</summary>
/// <param name="Story">The story's id.</param>
/// <param name="Lineage">Which history of the story the versions are of; to be sent back beside a version.</param>
/// <param name="After">The version that the reader has.</param>
/// <param name="Version">The version that the reader has after these changes.</param>
/// <param name="Changes">The changes, oldest first.</param>
/// <param name="Next">Where more changes follow, as the page is full; null otherwise.</param>
internal sealed record ChangesAnswer(
    string Story, string Lineage, long After, long Version, IReadOnlyList<ChangeAnswer> Changes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next);
