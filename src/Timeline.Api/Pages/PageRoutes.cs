using System.Text.Encodings.Web;
using System.Text.Unicode;
using Timeline.Api.Formats;
using Timeline.Api.Http;
using Timeline.Api.Reading;
using Timeline.Domain.Values;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Api.Pages;

/// <summary>Stories as pages that need no script, and as frames on other sites' pages.</summary>
internal static class PageRoutes
{
    /// <summary>The style sheet of all pages.</summary>
    public static EmbeddedFile Style { get; } = new("Pages/timeline.css");

    public static void AddPages(this IServiceCollection services)
    {
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.AddSingleton<ComponentRenderer>();
        services.AddSingleton<StoryPages>();
    }

    public static void MapPages(this WebApplication app)
    {
        Style.Map(app, "/pages/");
        new EmbeddedFile("Pages/icon.svg").Map(app, "/pages/");
        app.MapRead("/", ListAsync).ExcludeFromDescription();
        app.MapRead("/stories/{story}", GetAsync)
            .WithName("GetStory").WithSummary("One story; as a page where HTML is asked for")
            .WithDescription("The page shows the timeline; the parameters of the query are the page's.")
            .Takes(StoryPages.OnPageParameters)
            .Produces<StoryAnswer>(200, "application/json", "text/html").ProducesProblem(400).ProducesProblem(404);
        app.MapRead("/embed/{story}", (string story, HttpContext context, StoryPages pages) => pages.SendEmbedAsync(context, story))
            .Takes(StoryPages.FrameParameters).ExcludeFromDescription();
    }

    private static async Task ListAsync(HttpContext context, TimelineDatabase db, ComponentRenderer renderer, PublicAddress address) =>
        await context.SendAsync(await renderer.PageAsync<StoryListPage>("'self'",
            (nameof(StoryListPage.Site), Site.Of(address, context.Request)),
            (nameof(StoryListPage.Stories), await db.StoriesAsync(context.RequestAborted))));

    private static Task GetAsync(string story, HttpContext context, TimelineDatabase db, AnswerCache cache, StoryPages pages)
    {
        context.Response.Headers.Vary = "Accept";
        return context.Request.WantsHtml()
            ? pages.SendPageAsync(context, story)
            : SendJsonAsync(story, context, db, cache);
    }

    // The parameters of the query are the page's.
    private static async Task SendJsonAsync(string story, HttpContext context, TimelineDatabase db, AnswerCache cache) =>
        await context.SendAsync(await cache.GetAsync(context, story, "story", RouteQuery.None, async Task<AnswerOrProblem> () =>
            SlugAttribute.IsSlug(story) && await db.StoryAsync(story, context.RequestAborted) is { } current
                ? Answer.Of(AnswerSending.Json(StoryAnswer.Of(current)), Answer.Json, CacheLifetime.Present)
                : Problems.UnknownStory(story)));
}
