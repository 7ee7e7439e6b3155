using Timeline.Api.Formats;
using Timeline.Api.Http;
using Timeline.Api.Reading;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Api.Pages;

/// <summary>The page at <c>/</c>: the stories, the last changed first.</summary>
internal sealed class StoryList(TimelineDatabase db, ComponentRenderer renderer, PublicAddress address)
{
    private static readonly NumberParameter OnPage = Parameters.Limit with { Otherwise = 30 };

    public async Task SendAsync(HttpContext context)
    {
        var read = new QueryReader(context.Request.Query);
        var (limit, after) = Stories.ReadPage(read, OnPage);
        if (read.Problem is { } wrong)
        {
            await context.SendAsync(wrong);
            return;
        }

        var ct = context.RequestAborted;
        var page = await db.StoriesAsync(after, limit, hidden: false, ct);
        await context.SendAsync(await renderer.PageAsync<StoryListPage>("'self'",
            (nameof(StoryListPage.Site), Site.Of(address, context.Request)), (nameof(StoryListPage.W), AskedLanguage.Of(context)),
            (nameof(StoryListPage.Page), page), (nameof(StoryListPage.Counts), await db.CountsAsync([.. page.Stories.Select(s => s.Current.Id)], ct))));
    }
}
