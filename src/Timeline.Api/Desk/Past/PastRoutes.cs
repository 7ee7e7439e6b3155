using System.Globalization;
using System.Text.Json.Nodes;
using Timeline.Api.Desk.Forms;
using Timeline.Api.Desk.Stories;
using Timeline.Api.Formats;
using Timeline.Api.Past;
using Timeline.Store;
using Timeline.Store.Projections;
using Timeline.Store.Queries;

namespace Timeline.Api.Desk.Past;

/// <summary>A story as the newsroom had it at a moment, and what changed between two: pages to read, for editors.</summary>
internal static class PastRoutes
{
    private const int OnPage = 200;

    public static void MapDeskPast(this IEndpointRouteBuilder desk)
    {
        desk.MapGet("/desk/stories/{story}/at", AtAsync);
        desk.MapGet("/desk/stories/{story}/between", BetweenAsync);
    }

    private static async Task AtAsync(string story, HttpContext context, DeskPages pages, TimelineDatabase db, TimeProvider time)
    {
        if (await StoryRoutes.FindAsync(context, pages, db, story) is not { } found)
            return;
        var parameters = context.Request.Query;
        var (dates, now) = (FormDates.Of(found.Current, time.GetUtcNow()), time.GetUtcNow());
        var at = Instant(dates, parameters["at"]) is { } asked && asked < now ? asked : now;
        var cursor = parameters["cursor"].FirstOrDefault() is { } text && TimelineCursor.Parse(text) is { Descending: false } read ? read : null;
        // What was an open draft then may be promised now, so that who may see drafts alone is shown what the public was.
        var query = new TimelineQuery { Hidden = DeskRights.Of(context).SeesAll, Background = true, AsOf = at, Limit = OnPage, After = cursor };
        var page = await db.TimelineAsync(story, query, context.RequestAborted);
        await pages.SendAsync<AtPage>(context, parameters:
        [
            (nameof(AtPage.Story), page?.Story ?? found.Story), (nameof(AtPage.At), at), (nameof(AtPage.Asked), Input(at, dates.Zone)),
            (nameof(AtPage.Entries), (page?.Docs ?? []).Select(ShownEntry.Parse).ToList()), (nameof(AtPage.Next), page?.Next?.ToString()),
        ]);
    }

    private static async Task BetweenAsync(string story, HttpContext context, DeskPages pages, TimelineDatabase db, TimeProvider time)
    {
        if (await StoryRoutes.FindAsync(context, pages, db, story) is not { } found)
            return;
        var (query, ct) = (context.Request.Query, context.RequestAborted);
        var (dates, now) = (FormDates.Of(found.Current, time.GetUtcNow()), time.GetUtcNow());
        var to = Instant(dates, query["to"]) is { } end && end < now ? end : now;
        var from = Instant(dates, query["from"]) is { } start && start < to ? start : to.AddDays(-1);
        var cursor = query["cursor"].FirstOrDefault() is { } text ? TimelineCursor.Parse(text) : null;
        // Drafts alone cannot be told apart there, so that who may see nothing else is shown what the public is.
        var all = DeskRights.Of(context).SeesAll;
        var page = await db.DifferencesAsync(story, from, to, all, cursor, OnPage, ct);
        var (was, then) = (await db.StoryAtAsync(story, from, all, ct), await db.StoryAtAsync(story, to, all, ct));
        var difference = new Difference(found.Story, new(0, from), new(0, to),
            was is null || then is null || cursor is not null ? null : Reading.FieldChanges.Between(Json(was), Json(then)), [], [], [], [], null);
        foreach (var pair in page.Pairs)
            difference.Add(pair);
        await pages.SendAsync<BetweenPage>(context, parameters:
        [
            (nameof(BetweenPage.Story), found.Story), (nameof(BetweenPage.From), Input(from, dates.Zone)), (nameof(BetweenPage.To), Input(to, dates.Zone)),
            (nameof(BetweenPage.Sections), Sections(difference, page.Pairs, new(pages.Frame(context).Words, dates.Zone))), (nameof(BetweenPage.Next), page.Next?.ToString()),
        ]);
    }

    private static List<ChangeSection> Sections(Difference difference, IReadOnlyList<EntryPair> pairs, InWords said)
    {
        // As it is called now; what is out of view, as it was.
        var entries = pairs.Select(p => ShownEntry.Parse((p.Now ?? p.Was)!)).ToDictionary(e => e.Id);
        return
        [
            .. difference.StoryChanges is { Count: > 0 } changes ? new[] { new ChangeSection("desk.diff-story", [new(null, difference.Story.Called, null, Rows(changes, said))]) } : [],
            new("desk.diff-added", [.. difference.Added.Select(e => new Change((string?)e["id"], entries[(string)e["id"]!].Called(said.Words), (string?)e["when"]?["display"], []))]),
            new("desk.diff-changed", [.. difference.Changed.Select(e => new Change(e.Id, entries[e.Id].Called(said.Words), null, Rows(e.Changes, said with { Kind = e.Kind })))]),
            new("desk.diff-retracted", [.. difference.Retracted.Select(e => new Change(e.Id, said.Words["retracted-text"], WhenAndWhy(e), []))]),
            new("desk.diff-removed", [.. difference.Removed.Select(e => new Change(e.Id, entries[e.Id].Called(said.Words), entries[e.Id].When.Display, []))]),
        ];
    }

    // A retraction may be without a reason.
    private static string WhenAndWhy(RetractedEntry entry) =>
        string.Join(" · ", new[] { (string?)entry.When["display"], entry.Retraction.Reason }.Where(part => !string.IsNullOrEmpty(part)));

    private static List<(string, string, string)> Rows(IEnumerable<Reading.FieldChange> changes, InWords said) =>
        [.. changes.Select(c => (said.Label(c.Field), said.Of(c.Field, c.Was), said.Of(c.Field, c.Now)))];

    private static JsonObject Json(Domain.Story story) => System.Text.Json.JsonSerializer.SerializeToNode(StoryDocument.Of(story), AnswerJson.Options)!.AsObject();

    // What is no instant asks for none, and neither does one before there was anything to record.
    private static DateTimeOffset? Instant(FormDates dates, string? text) =>
        DateTimeOffset.TryParse(dates.Instant(text), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) && instant > DateTimeOffset.UnixEpoch
            ? instant.ToUniversalTime() : null;

    private static string Input(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
}

/// <summary>Changes of one sort.</summary>
/// <param name="Heading">What sort: a key of the language's file.</param>
/// <param name="Changes">The changes.</param>
public sealed record ChangeSection(string Heading, IReadOnlyList<Change> Changes);

/// <summary>What changed of one entry, or of the story.</summary>
/// <param name="Entry">The entry; null where it is the story.</param>
/// <param name="Title">What it is called.</param>
/// <param name="When">When it happened, in words, and of a retracted one why it was withdrawn.</param>
/// <param name="Rows">Each field that says something else, before and after.</param>
public sealed record Change(string? Entry, string Title, string? When, IReadOnlyList<(string Field, string Was, string Now)> Rows);
