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
        var (limit, theme) = ((int)read.Number(PageParameters.FrameLimit), read.Word(PageParameters.Theme));
        // A frame shows the present, whatever else stands in its address.
        var (found, _, problem) = await Stories.FindAsync(story, moment: null, db, hidden: false, context.RequestAborted);
        var query = PageQuery.Of(found?.Current.Closing is null) with { Descending = read.Word(PageParameters.FrameOrder) == "desc", Background = read.Flag(Parameters.Background) };
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
        var asked = RouteQuery.Of(context);
        var made = await cache.GetAsync(context, story, route, asked, () => reads.MakeAsync(context, PageParameters.AreCostly(asked), make));
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
        var (query, filter, start, wrong) = PageParameters.Read(context.Request.Query, PageQuery.Of(found!.Current.Closing is null), found.Current);
        if (wrong is not null)
            return wrong;

        query = query with { AsOf = chosen?.Version.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? query.AsOf };
        var asked = filter! with { AsOf = moment?.Instant, Limit = query.Whole ? OnWhole : OnPage };
        var brief = await index.OfAsync(found, moment?.Instant, db, ct);
        if (query.Day is not null && brief.IsAftermath(query.Day, query.Reported))
            start = start! with { Aftermath = true };
        var (entries, pages, until) = await EntriesAsync(found.Current, asked, query, start, db, ct);
        var model = await ModelAsync(context, found, moment, query, entries, db);
        model = model with
        {
            All = brief.All,
            // A part of the time is shown enlarged.
            Overview = query.From is null && query.To is null ? brief.Overview : brief.Part(await db.FoundAsync(story, asked, ct), found.Story),
            Pages = new(pages.First is { } f ? model.Page(f) : null, pages.Previous is { } p ? model.Page(p) : null,
                pages.Next is { } n ? model.Page(n) : null, pages.Last is { } l ? model.Page(l) : null),
            Newest = pages.Previous is null && pages.Next is null && !query.IsFiltered
                ? [.. entries.OrderByDescending(e => e.RecordedAt).Take(Newest)]
                : [.. (await db.TimelineAsync(story, new() { AsOf = moment?.Instant, Reported = true, Descending = true, AftermathLast = false, Limit = Newest }, ct))!.Docs.Select(ShownEntry.Parse)],
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

    // A page from a place on, or the one before a place, which is read backwards.
    private static async Task<(IReadOnlyList<ShownEntry> Entries, (PageQuery? First, PageQuery? Previous, PageQuery? Next, PageQuery? Last) Pages, DateTimeOffset? Until)> EntriesAsync(
        Story current, TimelineQuery asked, PageQuery query, TimelineCursor? start, TimelineDatabase db, CancellationToken ct)
    {
        var backward = query.Before is not null;
        var page = (await db.TimelineAsync(current.Id, asked with { After = start, Backward = backward }, ct))!;
        var (docs, first, last) = backward ? (page.Docs.Reverse(), page.Last, page.First) : (page.Docs, page.First, page.Last);
        var more = page.Next is not null;
        // Before a day there may be nothing.
        var earlier = backward ? more : query.Cursor is not null
            || (query.Day is not null && first is not null && (await db.TimelineAsync(current.Id, asked with { After = first, Backward = true, Limit = 1 }, ct))!.Docs.Count > 0);
        var later = backward ? query.Before != PageQuery.End : more;
        var plain = query.First;
        return ([.. docs.Select(d => ShownEntry.Parse(InLanguage.Of(d, query.Lang, current.TimeZone)))], (
            earlier ? plain : null,
            earlier && first is not null ? plain with { Before = $"{first}" } : null,
            later && last is not null ? plain with { Cursor = $"{last}" } : null,
            later ? plain with { Before = PageQuery.End } : null), page.Until);
    }

    private static TimelineQuery Asked(PageQuery query) => new() { Descending = query.Descending, Reported = query.Reported, Background = query.Background };
}
