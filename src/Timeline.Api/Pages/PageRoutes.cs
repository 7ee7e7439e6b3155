using System.Text.Encodings.Web;
using System.Text.Unicode;
using Timeline.Api.Hosting;
using Timeline.Api.Reading;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Api.Pages;

/// <summary>Stories as pages that need no script, and as frames on other sites' pages.</summary>
internal static class PageRoutes
{
    public static void AddPages(this IServiceCollection services)
    {
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.AddSingleton<PageRenderer>();
        services.AddSingleton<StoryPages>();
    }

    public static void MapPages(this WebApplication app)
    {
        app.Services.GetRequiredService<PageRenderer>().Style.Map(app, "/pages/");
        new EmbeddedFile("Pages/icon.svg").Map(app, "/pages/");
        app.MapRead("/", ListAsync).ExcludeFromDescription();
        app.MapRead("/embed/{story}", (string story, HttpContext context, StoryPages pages) => pages.SendEmbedAsync(context, story))
            .ExcludeFromDescription();
        app.MapFeed();
        app.MapOEmbed();
    }

    private static async Task ListAsync(HttpContext context, TimelineDatabase db, PageRenderer renderer) =>
        await context.SendAsync(await renderer.PageAsync<StoryListPage>("'self'",
            (nameof(StoryListPage.Site), renderer.Site(context.Request)),
            (nameof(StoryListPage.Stories), await db.StoriesAsync(context.RequestAborted))));
}
