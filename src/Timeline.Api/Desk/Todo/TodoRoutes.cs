using Timeline.Api.Desk.Stories;
using Timeline.Api.Http;
using Timeline.Domain.Editorial;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Api.Desk.Todo;

/// <summary>The desk's first page.</summary>
internal static class TodoRoutes
{
    private const int StoriesBeside = 12;
    private const int OfOneNeed = 200;

    public static void MapDeskTodo(this IEndpointRouteBuilder desk) => desk.MapGet(DeskAddress.Home, GetAsync);

    private static async Task GetAsync(HttpContext context, DeskPages pages, TimelineDatabase db, TimeProvider time)
    {
        var (rights, asked, ct) = (DeskRights.Of(context), context.Request.Query, context.RequestAborted);
        PublicStory? story = null;
        if (asked["story"].FirstOrDefault() is { Length: > 0 } id && (story = await StoryRoutes.FindAsync(context, pages, db, id)) is null)
            return;
        var one = asked["need"].FirstOrDefault() is { } need && Need.All.Contains(need) ? need : null;
        var query = new NeedQuery(time.GetUtcNow(), story?.Story.Id, rights.DraftsOnly, one is null ? 20 : OfOneNeed);
        // Who works on nothing hidden is told of nothing.
        var works = rights.SeesAll || rights.DraftsOnly;
        var needs = works ? await db.NeedsAsync(query, ct) : [];
        var changed = works && one is null ? await db.ChangedByOthersAsync(query, query.Now - Reading.Todo.News, Roles.Subject(context.User), ct) : [];
        var stories = await db.StoriesAsync(null, StoriesBeside, hidden: rights.SeesAll || rights.DraftsOnly, rights.DraftsOnly, ct);
        await pages.SendAsync<TodoPage>(context, parameters:
        [
            (nameof(TodoPage.Needs), needs.Where(n => one is null || n.Need == one).ToList()), (nameof(TodoPage.Changed), changed),
            (nameof(TodoPage.Stories), stories.Stories.Select(s => s.Story).ToList()), (nameof(TodoPage.Story), story?.Story),
        ]);
    }
}
