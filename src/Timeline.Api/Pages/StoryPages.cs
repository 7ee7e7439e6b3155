using Timeline.Api.Formats;
using Timeline.Api.Http;
using Timeline.Api.Reading;
using Timeline.Domain.Values;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Api.Pages;

/// <summary>The pages of one story: its own, and the small one for frames. Kept and purged like its other answers.</summary>
internal sealed class StoryPages(
    CostlyReads reads, AnswerCache cache, ComponentRenderer renderer, PublicAddress address, ErrorPages errors)
{
    private const int OnPage = 200;

    private static readonly WordParameter FrameOrder = Parameters.Order with { Words = ["desc", "asc"] };
    private static readonly NumberParameter FrameLimit = Parameters.Limit with { Most = 50, Otherwise = 10 };
    private static readonly WordParameter Theme = new("theme", "The colours of the frame.", "auto", "light", "dark");

    /// <summary>What the page takes.</summary>
    public static Parameter[] OnPageParameters { get; } =
        [Parameters.Order, Parameters.Background, Parameters.AsOf, Parameters.Cursor];

    /// <summary>What the frame takes.</summary>
    public static Parameter[] FrameParameters { get; } = [FrameOrder, Parameters.Background, FrameLimit, Theme];

    /// <summary>The page at <c>/stories/{story}</c>.</summary>
    public Task SendPageAsync(HttpContext context, string story)
    {
        var read = new QueryReader(context.Request.Query);
        var query = new PageQuery(read.Word(Parameters.Order) == "desc", read.Flag(Parameters.Background), read.One(Parameters.AsOf), read.Text(Parameters.Cursor));
        return SendAsync(context, story, "page", read, query, OnPage,
            model => renderer.PageAsync<StoryPage>("'self'", (nameof(StoryPage.Model), model)));
    }

    /// <summary>The page at <c>/embed/{story}</c>.</summary>
    public Task SendEmbedAsync(HttpContext context, string story)
    {
        var read = new QueryReader(context.Request.Query);
        var query = new PageQuery(read.Word(FrameOrder) == "desc", read.Flag(Parameters.Background), null, null);
        var limit = (int)read.Number(FrameLimit);
        var theme = read.Word(Theme);
        return SendAsync(context, story, "embed", read, query, limit, model => renderer.PageAsync<EmbedPage>(
            "*", (nameof(EmbedPage.Model), model), (nameof(EmbedPage.Theme), theme)));
    }

    /// <summary>The page at <c>/stories/{story}/corrections</c>.</summary>
    public Task SendCorrectionsAsync(HttpContext context, string story)
    {
        var read = new QueryReader(context.Request.Query);
        var (limit, skip) = ((int)read.Number(Parameters.Limit), (int)read.Number(CorrectionLists.Skip));
        return SendAsync(context, story, "page of corrections", read, new(false, false, read.One(Parameters.AsOf), null), 1,
            model => renderer.PageAsync<CorrectionsPage>("'self'",
                (nameof(CorrectionsPage.Model), model), (nameof(CorrectionsPage.Limit), limit), (nameof(CorrectionsPage.Skip), skip)));
    }

    private async Task SendAsync(
        HttpContext context, string story, string route, QueryReader read, PageQuery query, int limit,
        Func<StoryModel, Task<Answer>> render)
    {
        var site = Site.Of(address, context.Request);
        var made = await cache.GetAsync(context, story, route, RouteQuery.Of(context),
            () => reads.MakeAsync(context, query.AsOf is not null,
                db => MakeAsync(story, site, read, query, limit, render, db, context.RequestAborted)));
        await (made.Problem is { } problem ? errors.SendAsync(context, story, problem) : context.SendAsync(made));
    }

    private static async Task<AnswerOrProblem> MakeAsync(
        string story, Site site, QueryReader read, PageQuery query, int limit, Func<StoryModel, Task<Answer>> render,
        TimelineDatabase db, CancellationToken ct)
    {
        if (!SlugAttribute.IsSlug(story) || await db.StoryAsync(story, ct) is not { } current)
            return Problems.UnknownStory(story);
        var after = query.Cursor is null ? null : TimelineCursor.Parse(query.Cursor);
        if (query.Cursor is not null && after?.Descending != query.Descending)
            read.Fail(Parameters.Cursor, "is not one of this order; follow the link of the page before.");
        var moment = query.AsOf is null ? null : await Moment.ReadAsync(read, Parameters.AsOf, story, db, ct);
        if (read.Problem is { } wrong)
            return wrong;

        var asked = new TimelineQuery
        {
            AsOf = moment?.Instant,
            Descending = query.Descending,
            Background = query.Background,
            Limit = limit,
            After = after,
            Aftermath = false,
        };
        var page = await db.TimelineAsync(story, asked, ct);
        var since = await db.InstantOfAsync(story, 1, ct);
        if (page is null)
            return Problems.NotYet(story);
        // What came after the story's window is shown last, in either order.
        var aftermath = page.Next is null
            ? await db.TimelineAsync(story, asked with { Aftermath = true, After = null, Limit = TimelineQuery.MaxLimit }, ct)
            : null;
        var then = await db.StoryAtAsync(story, moment?.Instant, hidden: false, ct) ?? current.Current;
        // Of pages not even the past is kept long, as their design may change.
        var answer = await render(new(site, page.Story, query, since ?? current.UpdatedAt, current.UpdatedAt, moment?.Instant,
            [.. page.Docs.Concat(aftermath?.Docs ?? []).Select(ShownEntry.Parse)], page.Next?.ToString())
        {
            Coming = [.. (await db.PlannedAsync(then, moment?.Instant, hidden: false, ct)).Select(ShownEntry.Parse)],
            Corrections = await db.CorrectionsAsync(then, moment?.Instant, ct),
        });
        return answer with { Until = page.Until };
    }
}
