using System.Text;
using System.Xml.Linq;
using Timeline.Api.Http;
using Timeline.Api.Reading;
using Timeline.Domain.Dates;
using Timeline.Domain.Languages;
using Timeline.Domain.Overviews;
using Timeline.Domain.Values;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Api.Formats;

/// <summary>A story on a time axis: as JSON, from which a widget draws, as SVG where that is asked for, and as a picture.</summary>
internal static class OverviewRoutes
{
    /// <summary>The media type of SVG.</summary>
    public const string SvgType = "image/svg+xml";

    private static readonly WordParameter Size = new("size", "Of an SVG: whole, with labels and links, or small, without.", "whole", "small");
    private static readonly FlagParameter Drawing = new("drawing", "Of JSON: also the drawing itself, as lists from which a page builds it without reading markup.");
    private static readonly FlagParameter Background = Parameters.Background with { About = "Also what lies outside the story's window, beside the axis." };

    public static void MapOverview(this IEndpointRouteBuilder app)
    {
        app.MapMethods("/stories/{story}/overview", AnswerSending.Reads, GetAsync).Conditional()
            .WithName("GetOverview").WithSummary("The story on a time axis: its marks as JSON, or drawn as SVG where that is asked for")
            .Takes(Parameters.From, Parameters.To, Background, Parameters.Lang, Parameters.AsOf, Size, Drawing).PassesOverOthers(Accepting.WantsSvg)
            .Produces<OverviewAnswer>(200, "application/json", SvgType).ProducesProblem(400).ProducesProblem(404).ProducesProblem(429);
        app.MapMethods("/stories/{story}/overview.png", AnswerSending.Reads, PictureAsync).Conditional().PassesOverOthers().ExcludeFromDescription();
    }

    /// <summary>The overview of some entries of a story.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="story">The story.</param>
    /// <param name="language">The language of its words; null for the story's.</param>
    /// <param name="marked">The entry that is drawn by itself, however many there are; null for none.</param>
    public static Overview? Of(IEnumerable<EntryInBrief> entries, StoryDocument story, string? language = null, string? marked = null)
    {
        var (words, zone) = (Language.Of(language ?? story.Language), TimeZoneInfo.FindSystemTimeZoneById(story.TimeZone));
        return Overview.Of(
            [
                .. entries.Select(e => new OverviewEntry(e.Entry, e.Date, language is null ? e.Display : words.Date(e.Edtf, zone), e.Headline)
                {
                    Key = e.Key, Planned = e.Planned, Outcome = e.Outcome, Background = e.Background, Aftermath = e.Aftermath,
                    Corrected = e.Corrected, Retracted = e.Retracted, Marked = e.Entry == marked,
                }),
            ],
            Edtf.Parse($"{story.From}/{story.To ?? ".."}"), words, zone);
    }

    private static Task GetAsync(string story, HttpContext context, CostlyReads reads, AnswerCache cache, PublicAddress address)
    {
        context.Response.Headers.Vary = "Accept";
        var svg = context.Request.WantsSvg();
        var site = Site.Of(address, context.Request);
        return cache.SendAsync(context, story, svg ? "overview as svg" : "overview", () => reads.MakeAsync(
            context, context.Request.Query.ContainsKey(Parameters.AsOf.Name), db => MakeAsync(story, context, svg, site, db)));
    }

    private static async Task<AnswerOrProblem> MakeAsync(string story, HttpContext context, bool svg, Site site, TimelineDatabase db)
    {
        var ct = context.RequestAborted;
        var (found, moment, problem) = await Stories.FindAsync(context, story, db, hidden: false);
        if (problem is not null)
            return problem;
        var read = new QueryReader(context.Request.Query);
        var small = read.Word(Size) == "small";
        var drawing = read.Flag(Drawing);
        var query = new TimelineQuery
        {
            AsOf = moment?.Instant,
            From = read.Date(Parameters.From)?.Bounds(found!.Current.Zone).Earliest,
            To = read.Date(Parameters.To)?.Bounds(found!.Current.Zone).Latest,
            Background = read.Flag(Background),
            Language = read.Language(Parameters.Lang),
        };
        if (read.Problem is { } wrong)
            return wrong;
        var entries = await db.BriefAsync(story, query, ct);
        var put = svg ? new([]) : await db.CorrectionsAsync(found!.Current, moment?.Instant, ct);
        var overview = Of(entries, found!.Story, query.Language);
        var lifetime = Moment.Lifetime(moment, false, story);
        var words = Language.Of(query.Language ?? found.Story.Language);
        if (!svg)
        {
            var (zone, within) = (found.Current.Zone, entries.Where(e => !e.Background).ToList());
            var answer = OverviewAnswer.Of(found, moment, overview, entries.Count) with
            {
                Within = within.Count,
                Window = StoryModel.WindowOf(found.Story, words, zone),
                UpdatedAt = found.UpdatedAt,
                Corrections = put.Corrections,
                Retractions = put.Retractions,
                Replies = put.All.Count - put.Corrections - put.Retractions,
                Moments = [.. StoryModel.KeyMomentsOf(within).Select(e => new KeyMoment(e.Entry, e.Headline!, query.Language is null ? e.Display : words.Date(e.Edtf, zone)))],
                Days = [.. DayJump.Of([.. within.Select(e => DateHeading.DayOf(e.Date, zone)).OfType<string>()], words, zone, here: null).Select(d => new DayOfEntries(d.Edtf, d.Display, d.Entries))],
            };
            return Answer.Of(AnswerSending.Json(drawing && overview is not null ? answer.With(overview, words) : answer), Answer.Json, lifetime);
        }

        var past = moment is null ? "" : $"asOf={Uri.EscapeDataString(context.Request.Query[Parameters.AsOf.Name]!)}";
        var page = $"{site.Root}/stories/{story}";
        var drawn = overview is null
            ? new XElement((XNamespace)"http://www.w3.org/2000/svg" + "svg", new XAttribute("width", "100%"), new XAttribute("height", "1"))
            : OverviewSvg.Of(overview, new("o", words.Direction == "rtl",
                small ? null : e => $"{page}/entries/{e}{(past.Length == 0 ? "" : "?" + past)}",
                small ? null : b => $"{page}?from={Uri.EscapeDataString(b.From)}&to={Uri.EscapeDataString(b.To)}{(past.Length == 0 ? "" : "&" + past)}"),
                Style);
        return Answer.Of(Encoding.UTF8.GetBytes(drawn.ToString(SaveOptions.DisableFormatting)), $"{SvgType}; charset=utf-8", lifetime) with
        {
            // It has its rules in it, and nothing else that could do anything.
            Headers =
            [
                ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"),
                ("Cross-Origin-Resource-Policy", "cross-origin"),
            ],
        };
    }

    private static Task PictureAsync(string story, HttpContext context, TimelineDatabase db, AnswerCache cache) =>
        cache.SendAsync(context, story, "overview as png", async Task<AnswerOrProblem> () =>
        {
            if (!SlugAttribute.IsSlug(story) || await db.StoryAsync(story, context.RequestAborted) is not { } found)
                return Problems.UnknownStory(story);
            var entries = await db.BriefAsync(story, new(), context.RequestAborted);
            return Answer.Of(OverviewPicture.Png(Of(entries, found.Story), Language.Of(found.Story.Language).Direction == "rtl"), "image/png", CacheLifetime.Present) with
            {
                Headers = [("Cross-Origin-Resource-Policy", "cross-origin")],
            };
        });

    private static string Style { get; } =
        Encoding.UTF8.GetString(new EmbeddedFile("Pages/overview.css", "Pages/look.css").Answer.Body).Replace("\n", "", StringComparison.Ordinal);
}
