using System.Text.Json.Nodes;
using Timeline.Api.Desk.Forms;
using Timeline.Api.Formats;
using Timeline.Api.Http;
using Timeline.Domain;
using Timeline.Domain.Kinds;
using Timeline.Domain.Values;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Api.Desk.Stories;

/// <summary>The stories, and one of them.</summary>
internal static class StoryRoutes
{
    private const int OnPage = 200;

    private static readonly NumberParameter OnList = Parameters.Limit with { Otherwise = 50 };
    private static readonly IReadOnlyList<KindField> OpenFields = KindField.Of(typeof(OpenStory));

    public static void MapDeskStories(this IEndpointRouteBuilder desk)
    {
        desk.MapGet(DeskAddress.Home, HomeAsync);
        desk.MapGet("/desk/stories/{story}", GetAsync);
        desk.MapGet("/desk/open", (HttpContext context, DeskPages pages) => ShowOpenAsync(context, pages, [], null, new JsonObject { ["language"] = "en", ["timeZone"] = "UTC" }));
        desk.MapPost("/desk/open", OpenAsync);
    }

    /// <summary>A story, also one that the public does not see; null where there is none, and the page says so.</summary>
    public static async Task<PublicStory?> FindAsync(HttpContext context, DeskPages pages, TimelineDatabase db, string story)
    {
        var found = SlugAttribute.IsSlug(story) ? await db.StoryAsync(story, hidden: true, context.RequestAborted) : null;
        if (found is null)
            await pages.SendAsync<MissingPage>(context, StatusCodes.Status404NotFound, (nameof(MissingPage.Sentence), "error.unknown-story"));
        return found;
    }

    private static async Task HomeAsync(HttpContext context, DeskPages pages, TimelineDatabase db)
    {
        var (limit, after) = Reading.Stories.ReadPage(new QueryReader(context.Request.Query), OnList);
        await pages.SendAsync<HomePage>(context, parameters: (nameof(HomePage.Page), await db.StoriesAsync(after, limit, hidden: true, context.RequestAborted)));
    }

    private static async Task GetAsync(string story, HttpContext context, DeskPages pages, TimelineDatabase db)
    {
        if (await FindAsync(context, pages, db, story) is null)
            return;
        var cursor = context.Request.Query["cursor"].FirstOrDefault() is { } text ? TimelineCursor.Parse(text) : null;
        var page = (await db.TimelineAsync(story, new()
        {
            Hidden = true,
            Background = true,
            Limit = OnPage,
            After = cursor is { Descending: false } ? cursor : null,
        }, context.RequestAborted))!;
        await pages.SendAsync<OneStory>(context, parameters:
        [
            (nameof(OneStory.Story), page.Story), (nameof(OneStory.Entries), page.Docs.Select(ShownEntry.Parse).ToList()),
            (nameof(OneStory.Next), page.Next?.ToString()), (nameof(OneStory.Done), context.Request.Query["done"].FirstOrDefault()),
        ]);
    }

    private static async Task OpenAsync(HttpContext context, DeskPages pages, TimeProvider time)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var body = new FormReader(form, FormDates.Now(time.GetUtcNow())).Read(OpenFields);
        if (body["id"] is null && body["title"] is { } title && Names.Slug(title.GetValue<string>()) is { Length: > 0 } slug)
            body["id"] = slug;
        var sent = await Sending.SendAsync(context, FormModel.Text(body["id"]), body, typeof(OpenStory), open => (OpenStory)open!);
        if (sent.IsDone)
            context.Response.Redirect(pages.Frame(context).Url($"/desk/stories/{body["id"]}?done=open&once={form[Sending.Once]}"));
        else
            await ShowOpenAsync(context, pages, sent.Problems, sent.Sentence, body);
    }

    private static Task ShowOpenAsync(HttpContext context, DeskPages pages, IReadOnlyList<FieldProblem> problems, string? sentence, JsonObject value) =>
        pages.SendAsync<FormPage>(context, problems.Count > 0 || sentence is not null ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK,
            (nameof(FormPage.Title), "desk.open-story"), (nameof(FormPage.Address), "/desk/open"), (nameof(FormPage.Fields), OpenFields),
            (nameof(FormPage.Value), value), (nameof(FormPage.Problems), problems), (nameof(FormPage.Sentence), sentence));
}
