using System.Text.Encodings.Web;
using System.Text.Unicode;
using Timeline.Api.Formats;
using Timeline.Api.Http;
using Timeline.Api.Reading;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Api.Pages;

/// <summary>Stories as pages that need no script, and as frames on other sites' pages.</summary>
internal static class PageRoutes
{
    private static readonly NumberParameter OnList = Parameters.Limit with { Otherwise = 50 };

    /// <summary>The style sheet of all pages.</summary>
    public static EmbeddedFile Style { get; } = new("Pages/timeline.css");

    public static void AddPages(this IServiceCollection services)
    {
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.AddSingleton<ComponentRenderer>();
        services.AddSingleton<StoryPages>();
        services.AddSingleton<ErrorPages>();
    }

    public static void MapPages(this WebApplication app)
    {
        Style.Map(app, "/pages/");
        new EmbeddedFile("Pages/icon.svg").Map(app, "/pages/");
        // Where browsers look that have read no page of ours.
        new EmbeddedFile("Pages/favicon.ico").MapAt(app, "/favicon.ico");
        app.MapRead("/", ListAsync).Takes(Parameters.Cursor).PassesOverOthers().ExcludeFromDescription();
        app.MapRead("/stories/{story}", GetAsync)
            .WithName("GetStory").WithSummary("One story; as a page where HTML is asked for")
            .WithDescription("The page shows the timeline. Of the parameters, order, background and cursor are the page's, hidden is not.")
            .Takes([.. StoryPages.OnPageParameters, Parameters.Hidden]).PassesOverOthers(Accepting.WantsHtml)
            .Produces<StoryAnswer>(200, "application/json", "text/html").ProducesProblem(400).ProducesProblem(404).ProducesProblem(429);
        app.MapRead("/stories/{story}/corrections", (string story, HttpContext context, TimelineDatabase db, AnswerCache cache, StoryPages pages) =>
            {
                context.Response.Headers.Vary = "Accept";
                return context.Request.WantsHtml() ? pages.SendCorrectionsAsync(context, story) : CorrectionLists.SendAsync(context, story, db, cache);
            })
            .WithName("GetCorrections").WithSummary("All corrections, clarifications and retractions of a story, the newest first; as a page where HTML is asked for")
            .Takes(Parameters.AsOf, Parameters.Limit, CorrectionLists.Skip).PassesOverOthers(Accepting.WantsHtml)
            .Produces<CorrectionsAnswer>(200, "application/json", "text/html").ProducesProblem(400).ProducesProblem(404).ProducesProblem(429);
        app.MapRead("/embed/{story}", (string story, HttpContext context, StoryPages pages) => pages.SendEmbedAsync(context, story))
            .Takes(StoryPages.FrameParameters).PassesOverOthers().ExcludeFromDescription();
    }

    private static async Task ListAsync(HttpContext context, TimelineDatabase db, ComponentRenderer renderer, PublicAddress address)
    {
        var read = new QueryReader(context.Request.Query);
        var (limit, after) = Stories.ReadPage(read, OnList);
        if (read.Problem is { } wrong)
        {
            await context.SendAsync(wrong);
            return;
        }

        var page = await db.StoriesAsync(after, limit, hidden: false, context.RequestAborted);
        await context.SendAsync(await renderer.PageAsync<StoryListPage>("'self'",
            (nameof(StoryListPage.Site), Site.Of(address, context.Request)), (nameof(StoryListPage.W), AskedLanguage.Of(context)),
            (nameof(StoryListPage.Page), page)));
    }

    private static Task GetAsync(string story, HttpContext context, TimelineDatabase db, AnswerCache cache, StoryPages pages)
    {
        context.Response.Headers.Vary = "Accept";
        // Pages show what the public sees, and nothing else.
        return context.Request.WantsHtml() && !context.Request.Query.ContainsKey(Parameters.Hidden.Name)
            ? pages.SendPageAsync(context, story)
            : Stories.SendAsync(context, story, db, cache);
    }
}
