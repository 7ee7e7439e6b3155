using System.Globalization;
using System.Xml.Linq;
using Timeline.Api.Http;
using Timeline.Domain.Kinds;
using Timeline.Domain.Values;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Api.Formats;

/// <summary>
/// A story as a feed (Atom, RFC 4287): what changed last comes first, each entry once and as it is now. Of what went out of
/// view it says only that (RFC 6721), so that readers who have it let go of it.
/// </summary>
internal static class Feed
{
    /// <summary>The media type of Atom.</summary>
    public const string Type = "application/atom+xml";

    private const int LastChanges = 50;
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";
    private static readonly NumberParameter Until = new("until",
        "An archived page of the feed: the changes up to this public version. Follow its links instead of making one up.", 1, long.MaxValue)
    { Example = "50" };
    private static readonly XNamespace History = "http://purl.org/syndication/history/1.0";
    private static readonly XNamespace Tombstones = "http://purl.org/atompub/tombstones/1.0";

    public static void MapFeed(this IEndpointRouteBuilder app) =>
        app.MapMethods("/stories/{story}/feed.atom", AnswerSending.Reads, GetAsync).Conditional()
            .WithName("GetFeed").WithSummary("The last changes of a story as a feed (Atom)")
            .Takes(Until).PassesOverOthers()
            .Produces<string>(200, Type).ProducesProblem(404);

    private static Task GetAsync(string story, HttpContext context, TimelineDatabase db, AnswerCache cache, ComponentRenderer renderer, PublicAddress address)
    {
        var (site, ct) = (Site.Of(address, context.Request), context.RequestAborted);
        return cache.SendAsync(context, story, "feed", async Task<AnswerOrProblem> () =>
        {
            if (!SlugAttribute.IsSlug(story) || await db.StoryAsync(story, ct) is not { } current)
                return Problems.UnknownStory(story);
            var read = new QueryReader(context.Request.Query);
            var until = read.Number(Until);
            if (read.Problem is { } wrong)
                return wrong;
            var version = until == 0 ? current.Version : Math.Min(until, current.Version);
            var changes = await db.ChangesAsync(story, Math.Max(0, version - LastChanges), version, LastChanges, present: true, ct);
            var last = changes.Where(c => c.Entry is not null).Reverse().DistinctBy(c => c.Entry)
                .Select(c => (Change: c, Entry: c.Doc is null ? null : ShownEntry.Parse(c.Doc))).ToList();
            // What came into view with its story, or is read in another zone since, is no change of its own.
            if (until == 0 && changes.Any(c => c.Anew))
            {
                var told = last.Select(l => l.Change.Entry).ToHashSet();
                var anew = (await db.AnewAsync(current.Current, LastChanges, ct)).Select(ShownEntry.Parse).Where(e => !told.Contains(e.Id));
                last.AddRange(anew.Take(LastChanges - last.Count).Select(e => (changes[^1], (ShownEntry?)e)));
            }

            var since = await db.InstantOfAsync(story, 1, ct) ?? current.UpdatedAt;
            var model = new StoryModel(site, current.Story, PageQuery.Of(current.Current.Closing is null), since, current.UpdatedAt, null,
                [.. last.Select(l => l.Entry).OfType<ShownEntry>()]);
            model = model with
            {
                Coming = [.. (await db.PlannedAsync(current.Current, null, hidden: false, ct)).Select(ShownEntry.Parse)],
            };
            var feed = Describe(model, until);
            // Each page before the newest is one of so many changes (RFC 5005, section 4), down to the first.
            if ((version - 1) / LastChanges * LastChanges is > 0 and var older)
                feed.Add(Link("prev-archive", Type, $"{model.Feed}?until={older}"));
            if (until > 0)
                feed.Add(new XElement(History + "archive"), Link("current", Type, model.Feed));
            foreach (var (name, at, text) in until > 0 ? [] : await OfStoryAsync(model, renderer))
                feed.Add(OfStory(name, at, text, model));
            foreach (var (change, entry) in last)
                feed.Add(entry is null or { Status: "removed" } or { Takedown.Unlisted: true } ? Gone(change, model) : await ItemAsync(entry, model, renderer));
            return Answer.Of(XmlText.Encode(feed), $"{Type}; charset=utf-8", CacheLifetime.Present) with { Until = last.Min(l => l.Change.Until) };
        });
    }

    private static XElement Describe(StoryModel model, long until) => new(Atom + "feed",
        new XAttribute(XNamespace.Xml + "lang", model.Story.Language),
        new XElement(Atom + "id", model.Canonical),
        new XElement(Atom + "title", XmlText.Of(model.Story.Title)),
        model.Story.Standfirst is { } standfirst ? new XElement(Atom + "subtitle", XmlText.Of(standfirst)) : null,
        new XElement(Atom + "updated", Instant(model.UpdatedAt)),
        new XElement(Atom + "author", new XElement(Atom + "name", model.Site.Name)),
        Link("self", Type, until > 0 ? $"{model.Feed}?until={until}" : model.Feed),
        Link("alternate", "text/html", model.Canonical));

    private static async Task<XElement> ItemAsync(ShownEntry entry, StoryModel model, ComponentRenderer renderer) => new(Atom + "entry",
        new XElement(Atom + "id", Id(entry.Id, model)),
        new XElement(Atom + "title", XmlText.Of(entry.Called(model.Words))),
        new XElement(Atom + "published", Instant(entry.RecordedAt)),
        new XElement(Atom + "updated", Instant(entry.UpdatedAt)),
        new XElement(Atom + "category", new XAttribute("term", entry.Kind), new XAttribute("label", KindList.Find(entry.Kind) is { } kind ? model.Words.Kind(kind) : entry.Kind)),
        Link("alternate", "text/html", Id(entry.Id, model)),
        new XElement(Atom + "content", new XAttribute("type", "html"), XmlText.Of(await renderer.RenderAsync<EntryView>(
            (nameof(EntryView.Entry), entry), (nameof(EntryView.Model), model)))));

    // Where things stand, and that the story is closed, as entries of their own: a feed has no other place for them.
    private static async Task<List<(string Name, DateTimeOffset At, string Text)>> OfStoryAsync(StoryModel model, ComponentRenderer renderer)
    {
        var found = new List<(string, DateTimeOffset, string)>();
        if (model.Story.Closing is { } closing)
            found.Add(("closed", closing.At, await renderer.RenderAsync<ClosingView>((nameof(ClosingView.Model), model))));
        if (model.Story.Standing is { } standing)
            found.Add(("standing", standing.At, await renderer.RenderAsync<StandingView>((nameof(StandingView.Model), model))));
        return found;
    }

    private static XElement OfStory(string name, DateTimeOffset at, string text, StoryModel model) => new(Atom + "entry",
        new XElement(Atom + "id", $"{model.Canonical}#{name}"),
        new XElement(Atom + "title", XmlText.Of($"{model.Words[name]}: {model.Story.Title}")),
        new XElement(Atom + "published", Instant(at)),
        new XElement(Atom + "updated", Instant(at)),
        Link("alternate", "text/html", $"{model.Canonical}#{name}"),
        new XElement(Atom + "content", new XAttribute("type", "html"), XmlText.Of(text)));

    private static XElement Gone(PublicChangeRecord change, StoryModel model) => new(Tombstones + "deleted-entry",
        new XAttribute("ref", Id(change.Entry!, model)), new XAttribute("when", Instant(change.Recorded)));

    private static XElement Link(string relation, string type, string address) => new(Atom + "link",
        new XAttribute("rel", relation), new XAttribute("type", type), new XAttribute("href", address));

    private static string Id(string entry, StoryModel model) => model.EntryAddress(entry);

    private static string Instant(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
