using Timeline.Api.Formats;
using Timeline.Api.Http;
using Timeline.Api.Reading;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Api.Pages;

/// <summary>The page at <c>/</c>: the stories, the last changed first.</summary>
internal sealed class StoryList(TimelineDatabase db, ComponentRenderer renderer, PublicAddress address, AnswerCache cache)
{
    private static readonly NumberParameter OnPage = Parameters.Limit with { Otherwise = 30 };

    public Task SendAsync(HttpContext context)
    {
        var words = AskedLanguage.Of(context);
        return cache.SendListAsync(context, $"page of stories, {words.Tag}", async Task<AnswerOrProblem> () =>
        {
            var read = new QueryReader(context.Request.Query);
            var (limit, after) = Stories.ReadPage(read, OnPage);
            if (read.Problem is { } wrong)
                return wrong;
            var ct = context.RequestAborted;
            var page = await db.StoriesAsync(after, limit, hidden: false, ct: ct);
            return await renderer.PageAsync<StoryListPage>("'self'",
                (nameof(StoryListPage.Site), Site.Of(address, context.Request)), (nameof(StoryListPage.W), words),
                (nameof(StoryListPage.Page), page), (nameof(StoryListPage.Counts), await db.CountsAsync([.. page.Stories.Select(s => s.Current.Id)], ct)));
        });
    }
}
