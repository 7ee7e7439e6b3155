using System.Text;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Xml.Linq;
using Microsoft.Net.Http.Headers;
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
            .Takes(Parameters.From, Parameters.To, Background, Parameters.Lang, Parameters.AsOf, Size, Drawing).PassesOverOthers(WantsSvg)
            .Produces<OverviewAnswer>(200, "application/json", SvgType).ProducesProblem(400).ProducesProblem(404).ProducesProblem(429);
        app.MapMethods("/stories/{story}/overview.png", AnswerSending.Reads, PictureAsync).Conditional().PassesOverOthers().ExcludeFromDescription();
    }

    /// <summary>The overview of some entries of a story.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="story">The story.</param>
    /// <param name="language">The language of its words; null for the story's.</param>
    public static Overview? Of(IEnumerable<EntryInBrief> entries, StoryDocument story, string? language = null)
    {
        var (words, zone) = (Language.Of(language ?? story.Language), TimeZoneInfo.FindSystemTimeZoneById(story.TimeZone));
        return Overview.Of(
            [
                .. entries.Select(e => new OverviewEntry(e.Entry, Edtf.Parse(e.Edtf), language is null ? e.Display : words.Date(e.Edtf, zone), e.Headline)
                {
                    Key = e.Key, Planned = e.Planned, Outcome = e.Outcome, Background = e.Background, Aftermath = e.Aftermath,
                    Corrected = e.Corrected, Retracted = e.Retracted,
                }),
            ],
            Edtf.Parse($"{story.From}/{story.To ?? ".."}"), words, zone);
    }

    private static Task GetAsync(string story, HttpContext context, CostlyReads reads, AnswerCache cache, PublicAddress address)
    {
        context.Response.Headers.Vary = "Accept";
        var svg = WantsSvg(context.Request);
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
        var overview = Of(entries, found!.Story, query.Language);
        var lifetime = Moment.Lifetime(moment, false, story);
        var words = Language.Of(query.Language ?? found.Story.Language);
        if (!svg)
        {
            return Answer.Of(AnswerSending.Json(OverviewAnswer.Of(found, moment, overview, entries.Count) with
            {
                Drawing = drawing && overview is not null ? Lists(OverviewSvg.Of(overview, new("o", words.Direction == "rtl",
                    e => $"#{e}", b => $"?from={Uri.EscapeDataString(b.From)}&to={Uri.EscapeDataString(b.To)}"))) : null,
            }), Answer.Json, lifetime);
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

    private static JsonArray Lists(XElement element) =>
    [
        element.Name.LocalName,
        new JsonObject(element.Attributes().Where(a => !a.IsNamespaceDeclaration).Select(a => KeyValuePair.Create(a.Name.LocalName, (JsonNode?)a.Value))),
        .. element.Nodes().Select(n => n is XElement child ? Lists(child) : (JsonNode?)((XText)n).Value),
    ];

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

    private static bool WantsSvg(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList([.. request.Headers.Accept.OfType<string>()], out var accepted)
        && accepted.Any(a => a.MediaType.Equals(SvgType, StringComparison.OrdinalIgnoreCase) && a.Quality is not 0)
        && !accepted.Any(a => a.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) && (a.Quality ?? 1) > 0);
}

/// <summary>A story on a time axis. Places run from 0, where the overview begins, to 1; rows from 0.</summary>
/// <param name="Story">The story's id.</param>
/// <param name="Version">Its public version.</param>
/// <param name="AsOf">The recorded moment that was asked for; null for the present.</param>
/// <param name="Sentence">All of it in one sentence; null where no entry has a place on an axis.</param>
/// <param name="Entries">How many entries there are.</param>
/// <param name="Start">Where the axis begins; above 0 where the background stands before it, not to scale.</param>
/// <param name="End">Where it ends; below 1 where the aftermath stands behind it.</param>
/// <param name="Background">The years of the background, in words; null where there is none.</param>
/// <param name="Aftermath">The years of the aftermath, in words; null where there is none.</param>
/// <param name="Rows">How many rows the marks take.</param>
/// <param name="Ticks">The axis's round places.</param>
/// <param name="Marks">The entries that are drawn one by one.</param>
/// <param name="Density">How the others are spread; empty where all are drawn one by one.</param>
internal sealed record OverviewAnswer(
    string Story, long Version, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? AsOf,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Sentence, int Entries, double Start, double End,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Background,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Aftermath, int Rows,
    IReadOnlyList<AxisTick> Ticks, IReadOnlyList<MarkAnswer> Marks, IReadOnlyList<DensityBin> Density)
{
    /// <summary>
    /// The drawing, where it was asked for: <c>[tag, attributes, ...children]</c>, each child such a list or a text. A link to an entry is
    /// <c>#</c> and its id, one to a part of the density the query of that part.
    /// </summary>
    [SentAs(typeof(List<object>))]
    public JsonArray? Drawing { get; init; }

    public static OverviewAnswer Of(PublicStory story, Moment? moment, Overview? overview, int entries) => overview is null
        ? new(story.Current.Id, story.Version, moment?.Instant, null, entries, 0, 1, null, null, 0, [], [], [])
        : new(story.Current.Id, story.Version, moment?.Instant, overview.Sentence, entries, overview.Start, overview.End,
            overview.Background, overview.Aftermath, overview.Rows, [.. overview.Ticks.Select(t => t with { At = Rounded(t.At) })],
            [.. overview.Marks.Select(MarkAnswer.Of)],
            [.. overview.Density.Select(d => d with { Start = Rounded(d.Start), End = Rounded(d.End) })]);

    public static double Rounded(double place) => Math.Round(place, 5);
}

/// <summary>An entry on the axis.</summary>
/// <param name="Entry">Its id.</param>
/// <param name="Headline">One line that names it; null of what was withdrawn.</param>
/// <param name="Display">Its date in words.</param>
/// <param name="Form">What is known of the date, and so how it is drawn: a dot, a bar, a bar with caps, one that fades.</param>
/// <param name="Side">Whether it lies on the axis or beside it.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Middle">Where the ring is that stands for the one moment; absent where none is drawn.</param>
/// <param name="Row">Its row: no two of a row overlap.</param>
/// <param name="Label">What stands beside a key entry; absent where nothing does.</param>
/// <param name="LabelAt">Where the label begins; absent beside no label.</param>
/// <param name="LabelEnds">Whether the label ends there; absent where it begins.</param>
/// <param name="Key">A reader in a hurry must see it.</param>
/// <param name="Planned">It is still to come: dashed.</param>
/// <param name="Outcome">What became of what was planned; absent where nothing is known.</param>
/// <param name="Approximate">It is about then: soft at its ends.</param>
/// <param name="Uncertain">It is perhaps then: a question mark beside it.</param>
/// <param name="Corrected">It was put right: a notch.</param>
/// <param name="Retracted">It was withdrawn: hollow.</param>
internal sealed record MarkAnswer(
    string Entry, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Headline, string Display, MarkForm Form,
    MarkSide Side, double Start, double End, double? Middle, int Row, string? Label, double? LabelAt, bool? LabelEnds, bool Key,
    bool Planned, string? Outcome, bool Approximate, bool Uncertain, bool Corrected, bool Retracted)
{
    public static MarkAnswer Of(Mark mark) => new(
        mark.Entry.Id, mark.Entry.Headline, mark.Entry.Display, mark.Form, mark.Side,
        OverviewAnswer.Rounded(mark.Start), OverviewAnswer.Rounded(mark.End),
        mark.Middle is { } middle ? OverviewAnswer.Rounded(middle) : null, mark.Row, mark.Label,
        mark.Label is null ? null : OverviewAnswer.Rounded(mark.LabelAt), mark.LabelEnds ? true : null, mark.Entry.Key,
        mark.Entry.Planned, mark.Entry.Outcome, mark.Approximate, mark.Uncertain, mark.Entry.Corrected, mark.Entry.Retracted);
}
