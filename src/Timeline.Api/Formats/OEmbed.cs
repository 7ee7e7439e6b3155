using System.Text.Json;
using System.Text.Json.Serialization;
using System.Xml.Linq;
using Timeline.Api.Http;
using Timeline.Domain.Values;
using Timeline.Store;
using Timeline.Store.Projections;
using Timeline.Store.Queries;

namespace Timeline.Api.Formats;

/// <summary>Says how another site shows a story of which it has only the address (oEmbed 1.0).</summary>
internal static class OEmbed
{
    private const int Width = 600;
    private const int Height = 700;
    private const int CacheSeconds = 3600;
    private static readonly TextParameter Url = new("url", "The address of a page or frame of a story or an entry.")
    { Longest = 2_000, Required = true, Example = "http://localhost:5080/stories/navalny-2021" };
    private static readonly NumberParameter MaxWidth = new("maxwidth", "The most pixels that the frame may be wide.", 1, int.MaxValue, Width);
    private static readonly NumberParameter MaxHeight = new("maxheight", "The most pixels that the frame may be high.", 1, int.MaxValue, Height);
    private static readonly TextParameter Format = new("format", "How the answer is written: json (the default) or xml.") { Example = "xml" };

    private static readonly string[] Embeddable = ["stories", "embed"];

    public static void MapOEmbed(this IEndpointRouteBuilder app) =>
        app.MapMethods("/oembed", AnswerSending.Reads, GetAsync).Conditional()
            .WithName("GetOEmbed").WithSummary("How to embed the story at an address (oEmbed 1.0)").WithTags("Widget")
            .Takes(Url, MaxWidth, MaxHeight, Format).PassesOverOthers()
            .Produces<OEmbedAnswer>(200, "application/json", "text/xml").ProducesProblem(400).ProducesProblem(404).ProducesProblem(410).ProducesProblem(451).ProducesProblem(501);

    private static async Task GetAsync(HttpContext context, TimelineDatabase db, ComponentRenderer renderer, PublicAddress address)
    {
        var site = Site.Of(address, context.Request);
        var read = new QueryReader(context.Request.Query);
        var width = Math.Min(Width, read.Number(MaxWidth));
        var height = Math.Min(Height, read.Number(MaxHeight));
        var format = read.Text(Format);
        var url = read.Text(Url);
        var problem = read.Problem
            ?? (format is not (null or "json" or "xml") ? Problems.Of(501, "no-such-format", "The formats are json and xml.")
                : url is null ? Problems.Field(Url.Name, "is missing; give the address of a story.")
                : null);
        var (story, entry) = problem is null ? Read(url!, site) : default;
        var current = story is null ? null : await db.StoryAsync(story, context.RequestAborted);
        var shown = current is null || entry is null ? null
            : await db.EntryAsync(story!, entry, null, hidden: false, int.MaxValue, 1, context.RequestAborted) is [{ To: null } state] ? ShownEntry.Parse(state.Doc)
            : null;
        var title = current is null || (entry is not null && shown is null) ? null : shown?.Title ?? current.Story.Title;
        if (shown?.Status == "removed")
            problem ??= Problems.Removed(shown.Takedown?.Public, shown.Takedown?.Text);
        if (problem is null && title is null)
        {
            problem = await Problems.Of(404, "unknown-address", $"There is no story at that address; they are at {site.Address}/stories/….")
                .OrGoneAsync(context, story, db);
        }

        if (problem is not null)
        {
            await problem.ExecuteAsync(context);
            return;
        }

        var frame = await renderer.RenderAsync<EmbedFrame>(
            (nameof(EmbedFrame.Address), $"{site.Address}/embed/{story}{(entry is null ? "" : $"/{entry}")}"), (nameof(EmbedFrame.Title), title!),
            (nameof(EmbedFrame.Width), width), (nameof(EmbedFrame.Height), height));
        var embed = new OEmbedAnswer("rich", "1.0", title!, site.Name, site.Address + "/", CacheSeconds, frame, width, height);
        var answer = format == "xml"
            ? Answer.Of(Xml(embed), "text/xml; charset=utf-8", CacheLifetime.Present)
            : Answer.Of(AnswerSending.Json(embed), Answer.Json, CacheLifetime.Present);
        await context.SendAsync(answer.Indexed(unlisted: (shown?.Takedown ?? current!.Story.Takedown)?.Unlisted is true));
    }

    // Both formats have the same members.
    private static byte[] Xml(OEmbedAnswer embed) => XmlText.Encode(new XElement("oembed",
        JsonSerializer.SerializeToNode(embed, AnswerJson.Options)!.AsObject()
            .Select(member => new XElement(member.Key, XmlText.Of(member.Value!.ToString())))));

    /// <summary>Where a page's own oEmbed is.</summary>
    /// <param name="site">Where the pages are.</param>
    /// <param name="page">The page's address.</param>
    /// <param name="format">json or xml.</param>
    public static string AddressOf(Site site, string page, string format) =>
        site.Address + "/oembed" + QueryString.Create("url", page).Add("format", format);

    private static (string? Story, string? Entry) Read(string url, Site site) =>
        !Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")
            || !uri.Authority.Equals(new Uri(site.Address).Authority, StringComparison.OrdinalIgnoreCase)
            || !uri.AbsolutePath.StartsWith(site.Root + "/", StringComparison.OrdinalIgnoreCase)
        ? default
        : uri.AbsolutePath[site.Root.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries) switch
        {
            [var room, var story] when Embeddable.Contains(room, StringComparer.OrdinalIgnoreCase) && SlugAttribute.IsSlug(story) => (story, null),
            ["stories", var story, "entries", var entry] when SlugAttribute.IsSlug(story) && SlugAttribute.IsSlug(entry) => (story, entry),
            ["embed", var story, var entry] when SlugAttribute.IsSlug(story) && SlugAttribute.IsSlug(entry) => (story, entry),
            _ => default,
        };
}

/// <summary>How to embed a story; the members are those of oEmbed 1.0, section 2.3.4.</summary>
/// <param name="Type">Always <c>rich</c>.</param>
/// <param name="Version">Of oEmbed.</param>
/// <param name="Title">The story's title.</param>
/// <param name="ProviderName">The publisher.</param>
/// <param name="ProviderUrl">The service's address.</param>
/// <param name="CacheAge">For how many seconds this may be kept.</param>
/// <param name="Html">The frame.</param>
/// <param name="Width">Its width in pixels.</param>
/// <param name="Height">Its height in pixels.</param>
internal sealed record OEmbedAnswer(
    string Type, string Version, string Title,
    [property: JsonPropertyName("provider_name")] string ProviderName,
    [property: JsonPropertyName("provider_url")] string ProviderUrl,
    [property: JsonPropertyName("cache_age")] int CacheAge,
    string Html, long Width, long Height);
