using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Timeline.Api.Formats;
using Timeline.Api.Http;
using Timeline.Api.Reading;
using Timeline.Api.Widget;
using Timeline.Store;

namespace Timeline.Api.Pages;

/// <summary>Stories as pages that need no script, and as frames on other sites' pages.</summary>
internal static class PageRoutes
{
    /// <summary>What a page does where scripts run. It loads the widget's module where it goes on by itself, by the address that never changes.</summary>
    public static EmbeddedFile Script { get; } = new("page.js", Encoding.UTF8.GetBytes(
        (EmbeddedFile.TextOf("Pages/page.js") + EmbeddedFile.TextOf("Pages/frame.js") + EmbeddedFile.TextOf("Pages/follow.js"))
        .Replace(WidgetModule.File.Name, WidgetModule.File.VersionedName, StringComparison.Ordinal)));

    /// <summary>The style sheet of all pages, with the properties that the widget shares.</summary>
    public static EmbeddedFile Style { get; } = new("Pages/timeline.css", "Pages/look.css", "Pages/overview.css");

    public static void AddPages(this IServiceCollection services)
    {
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.AddSingleton<ComponentRenderer>();
        services.AddSingleton(s => Publisher.Of(s.GetRequiredService<IConfiguration>()));
        services.AddSingleton<StoryIndex>();
        services.AddSingleton<StoryPages>();
        services.AddSingleton<EntryPages>();
        services.AddSingleton<StoryList>();
        services.AddSingleton<ErrorPages>();
    }

    public static void MapPages(this WebApplication app)
    {
        Style.Map(app, "/pages/");
        Script.Map(app, "/pages/");
        new EmbeddedFile("Pages/icon.svg").Map(app, "/pages/");
        // Where browsers look that have read no page of ours.
        new EmbeddedFile("Pages/favicon.ico").MapAt(app, "/favicon.ico");
        app.MapMethods("/", AnswerSending.Reads, (HttpContext context, StoryList list) => list.SendAsync(context)).Conditional().Takes(Parameters.Cursor).PassesOverOthers().ExcludeFromDescription();
        app.MapMethods("/stories/{story}", AnswerSending.Reads, GetAsync).Conditional()
            .WithName("GetStory").WithSummary("One story; as a page where HTML is asked for")
            .WithDescription("The page shows the timeline. Of the parameters, all but hidden are the page's, and asOf alone is the data's.")
            .Takes([.. PageParameters.OfPage, Parameters.Hidden, Parameters.AcceptDatetime]).PassesOverOthers(Accepting.WantsHtml)
            .Produces<StoryAnswer>(200, "application/json", "text/html").ProducesProblem(400).ProducesProblem(404).ProducesProblem(429);
        app.MapMethods("/stories/{story}/corrections", AnswerSending.Reads, (string story, HttpContext context, TimelineDatabase db, AnswerCache cache, StoryPages pages) =>
            {
                context.Response.Headers.Vary = "Accept";
                return context.Request.WantsHtml() ? pages.SendCorrectionsAsync(context, story) : CorrectionLists.SendAsync(context, story, db, cache);
            }).Conditional()
            .WithName("GetCorrections").WithSummary("All corrections, clarifications and retractions of a story, the newest first; as a page where HTML is asked for")
            .Takes(Parameters.AsOf, Parameters.Limit, CorrectionLists.Skip).PassesOverOthers(Accepting.WantsHtml)
            .Produces<CorrectionsAnswer>(200, "application/json", "text/html").ProducesProblem(400).ProducesProblem(404).ProducesProblem(429);
        app.MapMethods("/stories/{story}/entries/{entry}", AnswerSending.Reads, GetEntryAsync).Conditional()
            .WithName("GetEntry").WithSummary("One entry with its last revisions; as a page where HTML is asked for")
            .Takes([.. Entries.TakenParameters, Parameters.AcceptDatetime]).PassesOverOthers(Accepting.WantsHtml).WithMetadata(AnswerHeader.ContentLocation)
            .ShowsDrafts().Produces<EntryAnswer>(200, "application/json", "text/html").ProducesProblem(400).ProducesProblem(404).ProducesProblem(410)
            .ProducesProblem(429).ProducesProblem(451);
        app.MapMethods("/embed/{story}/{entry}", AnswerSending.Reads, (string story, string entry, HttpContext context, EntryPages pages) => pages.SendEmbedAsync(context, story, entry)).Conditional()
            .PassesOverOthers().ExcludeFromDescription();
        app.MapMethods("/embed/{story}", AnswerSending.Reads, (string story, HttpContext context, StoryPages pages) => pages.SendEmbedAsync(context, story)).Conditional()
            .Takes(PageParameters.OfFrame).PassesOverOthers().ExcludeFromDescription();
    }

    private static Task GetAsync(string story, HttpContext context, TimelineDatabase db, AnswerCache cache, StoryPages pages)
    {
        context.Response.Headers.Vary = "Accept";
        // Pages show what the public sees, and nothing else.
        return context.Request.WantsHtml() && !context.Request.Query.ContainsKey(Parameters.Hidden.Name)
            ? pages.SendPageAsync(context, story, db)
            : Stories.SendAsync(context, story, db, cache);
    }

    private static Task GetEntryAsync(
        string story, string entry, HttpContext context, TimelineDatabase db, CostlyReads reads, AnswerCache cache, PublicAddress service, EntryPages pages)
    {
        context.Response.Headers.Vary = "Accept";
        return context.Request.WantsHtml() && !context.Request.Query.ContainsKey(Parameters.Hidden.Name)
            ? pages.SendPageAsync(context, story, entry, db)
            : Entries.SendAsync(story, entry, context, reads, cache, service);
    }
}
