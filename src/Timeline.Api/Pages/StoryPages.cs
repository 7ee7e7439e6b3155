using Timeline.Api.Formats;
using Timeline.Api.Http;
using Timeline.Api.Reading;
using Timeline.Domain;
using Timeline.Store;
using Timeline.Store.Projections;
using Timeline.Store.Queries;

namespace Timeline.Api.Pages;

/// <summary>The pages of one story: its own, and the small one for frames. Kept and purged like its other answers.</summary>
internal sealed class StoryPages(
    CostlyReads reads, AnswerCache cache, ComponentRenderer renderer, PublicAddress address, ErrorPages errors, StoryIndex index, TimeProvider clock)
{
    private const int OnPage = 50, OnWhole = 5_000, Newest = 20;

    private static readonly WordParameter FrameOrder = Parameters.Order with { Words = ["desc", "asc"] };
    private static readonly NumberParameter FrameLimit = Parameters.Limit with { Most = 50, Otherwise = 10 };
    private static readonly WordParameter Theme = new("theme", "The colours of the frame.", "auto", "light", "dark");
    private static readonly DateParameter Day = new("day", "Of the page: begin at this day.") { Example = "2021-01-22" };
    private static readonly TextParameter Before = new("before", "Of the page: end before this place. Follow its links instead of making one up.")
    { Longest = Domain.EntryOrder.MaxLength + 2 };
    private static readonly FlagParameter Whole = new("whole", "Of the page: all entries on one, to print.");

    private const string Auto = "auto";
    private static readonly WordParameter Order = Parameters.Order with { Words = [Auto, .. Parameters.Order.Words] };
    private static readonly WordParameter By = Parameters.By with
    {
        About = Parameters.By.About + " A page opens on what was reported last while its story runs, and on what happened first once it is closed.",
        Words = [Auto, .. Parameters.By.Words],
    };

    // What of them the page reads itself, as a story's page opens in its own order.
    private static readonly Parameter[] Places = [Order, By, Parameters.Cursor];

    // Of these, an answer may read much more of the story than it shows.
    private static readonly Parameter[] Costly =
    [
        Parameters.From, Parameters.To, Parameters.Kind, Parameters.Person, Parameters.Place, Parameters.Topic, Parameters.Words, Parameters.Key,
        Parameters.AsOf, Whole,
    ];

    /// <summary>What the page takes.</summary>
    public static Parameter[] OnPageParameters { get; } =
    [
        Parameters.From, Parameters.To, Parameters.Kind, Parameters.Person, Parameters.Place, Parameters.Topic, Parameters.Words, Parameters.Key,
        Parameters.Background, Order, By, Parameters.Lang, Parameters.AsOf, Parameters.Cursor, Day, Before, Whole,
    ];

    /// <summary>What the frame takes.</summary>
    public static Parameter[] FrameParameters { get; } = [FrameOrder, Parameters.Background, FrameLimit, Theme];

    /// <summary>The page at <c>/stories/{story}</c>.</summary>
    public async Task SendPageAsync(HttpContext context, string story, TimelineDatabase database)
    {
        var (chosen, problem) = Mementos.IsAsked(context.Request) ? await Mementos.ChooseAsync(context, story, database) : (null, null);
        if (problem is not null)
            await errors.SendAsync(context, story, problem);
        else
            await SendAsync(context, story, $"page at {chosen?.Version}", db => MakePageAsync(story, context, chosen, db));
    }

    /// <summary>The page at <c>/embed/{story}</c>.</summary>
    public Task SendEmbedAsync(HttpContext context, string story) => SendAsync(context, story, "embed", async db =>
    {
        var read = new QueryReader(context.Request.Query);
        var (limit, theme) = ((int)read.Number(FrameLimit), read.Word(Theme));
        // A frame shows the present, whatever else stands in its address.
        var (found, _, problem) = await Stories.FindAsync(story, moment: null, db, hidden: false, context.RequestAborted);
        var query = PageQuery.Of(found?.Current.Closing is null) with { Descending = read.Word(FrameOrder) == "desc", Background = read.Flag(Parameters.Background) };
        if ((problem ?? read.Problem) is { } wrong)
            return wrong;
        var page = await db.TimelineAsync(story, Asked(query) with { Limit = limit }, context.RequestAborted);
        var model = await ModelAsync(context, found!, null, query, [.. page!.Docs.Select(ShownEntry.Parse)], db);
        return await renderer.PageAsync<EmbedPage>("*", (nameof(EmbedPage.Model), model), (nameof(EmbedPage.Theme), theme)) with { Until = page.Until };
    });

    /// <summary>The page at <c>/stories/{story}/corrections</c>.</summary>
    public Task SendCorrectionsAsync(HttpContext context, string story) => SendAsync(context, story, "page of corrections", async db =>
    {
        var read = new QueryReader(context.Request.Query);
        var (limit, skip) = ((int)read.Number(Parameters.Limit), (int)read.Number(CorrectionLists.Skip));
        var (found, moment, problem) = await Stories.FindAsync(context, story, db, hidden: false);
        if ((problem ?? read.Problem) is { } wrong)
            return wrong;
        var query = PageQuery.Of(found!.Current.Closing is null) with { AsOf = read.One(Parameters.AsOf) };
        return await renderer.PageAsync<CorrectionsPage>("'self'", (nameof(CorrectionsPage.Model), await ModelAsync(context, found, moment, query, [], db)),
            (nameof(CorrectionsPage.Limit), limit), (nameof(CorrectionsPage.Skip), skip));
    });

    /// <summary>What a page of a story needs beside its entries.</summary>
    public async Task<StoryModel> ModelAsync(
        HttpContext context, PublicStory found, Moment? moment, PageQuery query, IReadOnlyList<ShownEntry> entries, TimelineDatabase db)
    {
        var (ct, at, id) = (context.RequestAborted, moment?.Instant, found.Current.Id);
        return new(Site.Of(address, context.Request), found.Story, query,
            await db.InstantOfAsync(id, 1, ct) ?? found.UpdatedAt, found.UpdatedAt, at, entries)
        {
            Version = found.Version,
            Lineage = found.Lineage,
            Now = clock.GetUtcNow(),
            Coming = [.. (await db.PlannedAsync(found.Current, at, hidden: false, ct)).Select(d => ShownEntry.Parse(InLanguage.Of(d, query.Lang, found.Current.TimeZone)))],
            Corrections = await db.CorrectionsAsync(found.Current, at, ct),
        };
    }

    private async Task SendAsync(HttpContext context, string story, string route, Func<TimelineDatabase, Task<AnswerOrProblem>> make)
    {
        var costly = context.Request.Query.Keys.Any(k => Costly.Any(p => p.Name.Equals(k, StringComparison.OrdinalIgnoreCase)));
        var made = await cache.GetAsync(context, story, route, RouteQuery.Of(context), () => reads.MakeAsync(context, costly, make));
        await (made.Problem is { } problem ? errors.SendAsync(context, story, problem) : context.SendAsync(made));
    }

    private async Task<AnswerOrProblem> MakePageAsync(string story, HttpContext context, PublicVersion? chosen, TimelineDatabase db)
    {
        var ct = context.RequestAborted;
        var (found, moment, problem) = chosen is null
            ? await Stories.FindAsync(context, story, db, hidden: false)
            : await Stories.FindAsync(story, new Moment(chosen.Recorded, chosen.Version, false), db, hidden: false, ct);
        if (problem is not null)
            return problem;
        var zone = found!.Current.Zone;
        var (query, start, wrong) = Read(context.Request.Query, PageQuery.Of(found.Current.Closing is null), zone);
        var (filter, unread) = Timelines.Read(new QueryCollection(context.Request.Query
            .Where(p => !Places.Any(o => o.Name.Equals(p.Key, StringComparison.OrdinalIgnoreCase))).ToDictionary()), found.Current.TimeZone);
        if ((wrong ?? unread) is { } refused)
            return refused;

        query = query with { AsOf = chosen?.Version.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? query.AsOf };
        var asked = filter! with { AsOf = moment?.Instant, Descending = query.Descending, Reported = query.Reported, Limit = query.Whole ? OnWhole : OnPage };
        var (entries, pages, until) = await EntriesAsync(found.Current, asked, query, start, db, ct);
        var brief = await index.OfAsync(found, moment?.Instant, db, ct);
        var model = await ModelAsync(context, found, moment, query, entries, db);
        model = model with
        {
            All = brief.All,
            // A part of the time is shown enlarged.
            Overview = query.From is null && query.To is null ? brief.Overview : OverviewRoutes.Of(await db.BriefAsync(story, asked, ct), found.Story),
            Pages = new(pages.First is { } f ? model.Page(f) : null, pages.Previous is { } p ? model.Page(p) : null,
                pages.Next is { } n ? model.Page(n) : null, pages.Last is { } l ? model.Page(l) : null),
            Newest = pages.Previous is null && pages.Next is null && !query.IsFiltered
                ? [.. entries.OrderByDescending(e => e.RecordedAt).Take(Newest)]
                : [.. (await db.TimelineAsync(story, new() { AsOf = moment?.Instant, Reported = true, Descending = true, Limit = Newest }, ct))!.Docs.Select(ShownEntry.Parse)],
        };
        var answer = await renderer.PageAsync<StoryPage>("'self'", (nameof(StoryPage.Model), model));
        // Of pages not even the past is kept long, as their design may change.
        var addresses = MementoAddresses.OfPage(address, context.Request, story, RouteQuery.Of(context).Without(Parameters.AsOf));
        return answer with
        {
            Until = until,
            Headers = [.. answer.Headers, .. await PageMementos.HeadersAsync(context, story, addresses, moment, found.Version, chosen is not null, db)],
        };
    }

    // A page from a place on, or the one before a place, which is read backwards; what came after the story's window is last in either order.
    private static async Task<(IReadOnlyList<ShownEntry> Entries, (PageQuery? First, PageQuery? Previous, PageQuery? Next, PageQuery? Last) Pages, DateTimeOffset? Until)> EntriesAsync(
        Story current, TimelineQuery asked, PageQuery query, TimelineCursor? start, TimelineDatabase db, CancellationToken ct)
    {
        var story = current.Id;
        var forward = query.Before is null;
        bool? aftermath = query.Reported ? null : false;
        asked = asked with { Aftermath = aftermath, After = start, Descending = asked.Descending == forward };
        var page = (await db.TimelineAsync(story, asked, ct))!;
        IEnumerable<string> docs = forward ? page.Docs : page.Docs.Reverse();
        var (first, last) = forward ? (page.First, page.Last) : (page.Last, page.First);
        var more = page.Next is not null;
        // Before a day there may be nothing.
        var earlier = !forward ? more : query.Cursor is not null
            || (query.Day is not null && first is not null && (await db.TimelineAsync(story, asked with { Descending = !asked.Descending, After = first, Limit = 1 }, ct))!.Docs.Count > 0);
        var later = forward ? more : query.Before != PageQuery.End;
        if (!later && aftermath is false)
            docs = docs.Concat((await db.TimelineAsync(story, asked with { Aftermath = true, After = null, Descending = query.Descending, Limit = TimelineQuery.MaxLimit }, ct))!.Docs);
        var plain = query.First;
        return ([.. docs.Select(d => ShownEntry.Parse(InLanguage.Of(d, query.Lang, current.TimeZone)))], (
            earlier ? plain : null,
            earlier && first is not null ? plain with { Before = Place(first) } : null,
            later && last is not null ? plain with { Cursor = Place(last) } : null,
            later ? plain with { Before = PageQuery.End } : null), page.Until);

        string Place(TimelineCursor cursor) => $"{cursor with { Descending = query.Descending }}";
    }

    private static TimelineQuery Asked(PageQuery query) => new() { Descending = query.Descending, Reported = query.Reported, Background = query.Background };

    private static (PageQuery Query, TimelineCursor? Start, Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult? Problem) Read(
        IQueryCollection parameters, PageQuery query, TimeZoneInfo zone)
    {
        var read = new QueryReader(parameters);
        var (by, order) = (read.Word(By), read.Word(Order));
        var reported = by == Auto ? query.Running : by == "reported";
        query = query with
        {
            Reported = reported,
            Descending = order == Auto ? reported : order == "desc",
            Background = read.Flag(Parameters.Background),
            Key = read.Flag(Parameters.Key),
            Kind = string.Join(',', read.Kinds(Parameters.Kind)) is { Length: > 0 } kinds ? kinds : null,
            Person = read.Slug(Parameters.Person),
            Place = read.Text(Parameters.Place),
            Topic = read.Slug(Parameters.Topic),
            Words = read.Text(Parameters.Words),
            From = read.Date(Parameters.From)?.ToString(),
            To = read.Date(Parameters.To)?.ToString(),
            Lang = read.Language(Parameters.Lang),
            AsOf = read.One(Parameters.AsOf),
            Cursor = read.Text(Parameters.Cursor),
            Before = read.Text(Before),
            Whole = read.Flag(Whole),
        };
        var start = Place(query.Cursor, Parameters.Cursor) ?? (query.Before == PageQuery.End ? null : Place(query.Before, Before));
        if (query is { Cursor: null, Before: null } && read.Date(Day) is { } day)
        {
            var (bounds, asked) = (day.Bounds(zone), new TimelineQuery { Reported = reported, Descending = query.Descending });
            if ((query.Descending ? bounds.Latest?.UnixSeconds + 1 : bounds.Earliest?.UnixSeconds) is not { } second)
                read.Fail(Day, "must be a day, a month or a year.");
            else
                (query, start) = (query with { Day = day.ToString() }, TimelineCursor.Before(second, asked));
        }

        return (query, start, read.Problem);

        TimelineCursor? Place(string? text, Parameter parameter)
        {
            if (text is null)
                return null;
            if (TimelineCursor.Parse(text) is { } cursor && cursor.Descending == query.Descending && cursor.Reported == query.Reported)
                return cursor;
            read.Fail(parameter, "is not one of this order; follow the link of the page before.");
            return null;
        }
    }
}
