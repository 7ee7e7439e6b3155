using System.Text.Json.Nodes;
using Timeline.Api.Desk.Forms;
using Timeline.Api.Desk.Live;
using Timeline.Api.Formats;
using Timeline.Api.Http;
using Timeline.Domain;
using Timeline.Domain.Kinds;
using Timeline.Domain.Languages;
using Timeline.Domain.Values;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Api.Desk.Stories;

/// <summary>The stories, and one of them.</summary>
internal static class StoryRoutes
{
    /// <summary>The most entries of a page.</summary>
    public const int OnPage = 200;

    private static readonly NumberParameter OnList = Parameters.Limit with { Otherwise = 50 };

    // What few stories need comes last and is folded away; the id is made of the title.
    private static readonly string[] Seldom = ["picture", "embargoUntil", "id"];

    private static readonly IReadOnlyList<KindField> OpenFields =
        [.. KindField.Of(typeof(OpenStory)).Select(f => f.Name == "id" ? f with { Required = false } : f).OrderBy(f => Array.IndexOf(Seldom, f.Name))];

    public static void MapDeskStories(this IEndpointRouteBuilder desk)
    {
        desk.MapGet("/desk/stories", ListAsync);
        desk.MapGet("/desk/stories/{story}", GetAsync);
        desk.MapGet("/desk/open", (HttpContext context, DeskPages pages) =>
            ShowOpenAsync(context, pages, [], null, new JsonObject { ["language"] = pages.Frame(context).Words.Tag, ["timeZone"] = "UTC" }))
            .RequireAuthorization(Roles.Editor);
        desk.MapPost("/desk/open", OpenAsync).RequireAuthorization(Roles.Editor);
    }

    /// <summary>A story, also one that the public does not see; null where there is none, and the page says so.</summary>
    public static async Task<PublicStory?> FindAsync(HttpContext context, DeskPages pages, TimelineDatabase db, string story)
    {
        var found = SlugAttribute.IsSlug(story) ? await db.StoryAsync(story, hidden: true, context.RequestAborted) : null;
        if (found is not null && !DeskRights.Of(context).Sees(found.Current))
            found = null;
        if (found is null)
            await pages.SendAsync<MissingPage>(context, StatusCodes.Status404NotFound, (nameof(MissingPage.Sentence), "error.unknown-story"));
        return found;
    }

    private static async Task ListAsync(HttpContext context, DeskPages pages, TimelineDatabase db)
    {
        var rights = DeskRights.Of(context);
        var (limit, after) = Reading.Stories.ReadPage(new QueryReader(context.Request.Query), OnList);
        var page = await db.StoriesAsync(after, limit, hidden: rights.SeesAll || rights.DraftsOnly, rights.DraftsOnly, context.RequestAborted);
        await pages.SendAsync<StoriesPage>(context, parameters: (nameof(StoriesPage.Page), page));
    }

    private static async Task GetAsync(string story, HttpContext context, DeskPages pages, TimelineDatabase db)
    {
        if (await FindAsync(context, pages, db, story) is { } found)
            await ShowAsync(context, pages, db, found.Current, [], null);
    }

    /// <summary>Shows a story, and what was refused of what was asked of several of its entries.</summary>
    public static async Task ShowAsync(
        HttpContext context, DeskPages pages, TimelineDatabase db, Story story, IReadOnlyList<(string Entry, string Sentence)> refused, string? reason)
    {
        var asked = context.Request.Query;
        var cursor = asked["cursor"].FirstOrDefault() is { } text ? TimelineCursor.Parse(text) : null;
        var query = DeskRights.Of(context).Of(new()
        {
            Background = true,
            Limit = OnPage,
            After = cursor is { Descending: false, Reported: false } ? cursor : null,
            SearchText = asked["q"].FirstOrDefault()?.Trim() is { Length: > 0 and <= 200 } words && !words.Contains('\0', StringComparison.Ordinal) ? words : null,
            Statuses = [.. Parameters.Status.Words.Where(w => asked["status"].Contains(w))],
        });
        var live = await LivePlace.OfAsync(context, db, story.Id, null, false);
        var page = await db.TimelineAsync(story.Id, query, context.RequestAborted);
        await pages.SendAsync<OneStory>(context, refused.Count > 0 ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK,
            (nameof(OneStory.Story), story), (nameof(OneStory.Live), live), (nameof(OneStory.Entries), (page?.Docs ?? []).Select(ShownEntry.Parse).ToList()), (nameof(OneStory.Asked), query),
            (nameof(OneStory.Next), page?.Next?.ToString()), (nameof(OneStory.Done), asked["done"].FirstOrDefault()),
            (nameof(OneStory.Refused), refused), (nameof(OneStory.Reason), reason));
    }

    private static async Task OpenAsync(HttpContext context, DeskPages pages, TimeProvider time)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var body = new FormReader(form, FormDates.Now(time.GetUtcNow())).Read(OpenFields);
        if (body["id"] is null && body["title"] is { } title && Slugs.Of(title.GetValue<string>()) is { Length: > 0 } slug)
            body["id"] = slug;
        var sent = await Sending.SendAsync(context, FormModel.Text(body["id"]), body, typeof(OpenStory), open => (OpenStory)open!);
        if (sent.IsDone)
            context.Response.Redirect(pages.Frame(context).Url($"/desk/stories/{body["id"]}?done=open&once={form[Sending.Once]}"));
        else
            // Its name in addresses is made of the title, which is what is missing then.
            await ShowOpenAsync(context, pages, [.. sent.Problems.Where(p => p.Field != "id" || body["title"] is not null)], sent.Sentence, body);
    }

    private static Task ShowOpenAsync(HttpContext context, DeskPages pages, IReadOnlyList<FieldProblem> problems, Sentence? sentence, JsonObject value) =>
        pages.SendAsync<FormPage>(context, problems.Count > 0 || sentence is not null ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK,
            (nameof(FormPage.Title), "desk.open-story"), (nameof(FormPage.Address), "/desk/open"), (nameof(FormPage.Command), "open"),
            (nameof(FormPage.Fields), OpenFields), (nameof(FormPage.Folded), Seldom),
            (nameof(FormPage.Value), value), (nameof(FormPage.Problems), problems), (nameof(FormPage.Sentence), sentence));
}
