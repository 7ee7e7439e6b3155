using Microsoft.AspNetCore.Http.HttpResults;
using Timeline.Api.Hosting;
using Timeline.Api.Reading;
using Timeline.Domain.Values;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Api.Pages;

/// <summary>The pages of one story: its own, and the small one for frames. Kept and purged like its other answers.</summary>
internal sealed class StoryPages(TimelineDatabase db, AnswerCache cache, PageRenderer renderer, Settlement settlement)
{
    private const int OnPage = 200;

    private static readonly WordParameter FrameOrder = Parameters.Order with { Words = ["desc", "asc"] };
    private static readonly NumberParameter FrameLimit = Parameters.Limit with { Most = 50, Otherwise = 10 };
    private static readonly WordParameter Theme = new("theme", "The colours of the frame.", "auto", "light", "dark");

    /// <summary>What the page takes.</summary>
    public static Parameter[] OnPageParameters { get; } =
        [Parameters.Order, Parameters.Background, Parameters.AsOf, Parameters.Cursor];

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

    /// <summary>Tells a browser on a page, and every other reader as JSON, what is wrong.</summary>
    public async Task SendProblemAsync(HttpContext context, IResult problem)
    {
        if (problem is not ProblemHttpResult { ProblemDetails: { } details } result || !context.Request.WantsHtml())
        {
            await problem.ExecuteAsync(context);
            return;
        }

        var page = await renderer.PageAsync<ErrorPage>("'self'",
            (nameof(ErrorPage.Site), renderer.Site(context.Request)), (nameof(ErrorPage.Sentence), details.Detail));
        context.Response.StatusCode = result.StatusCode;
        await context.SendAsync(page);
    }

    private async Task SendAsync(
        HttpContext context, string story, string what, QueryReader read, PageQuery query, int limit,
        Func<StoryModel, Task<Answer>> render)
    {
        var site = renderer.Site(context.Request);
        IResult? problem = null;
        // A page has its own address in it, so what one host asks for is never sent to another.
        await cache.SendAsync(context, story, $"{what} {site.Address} ", async () =>
        {
            (var answer, problem) = await MakeAsync(story, site, read, query, limit, render, context.RequestAborted);
            return (answer, problem is null ? null : Results.Empty);
        });
        if (problem is not null)
            await SendProblemAsync(context, problem);
    }

    private async Task<(Answer?, IResult?)> MakeAsync(
        string story, Site site, QueryReader read, PageQuery query, int limit, Func<StoryModel, Task<Answer>> render,
        CancellationToken ct)
    {
        if (!SlugAttribute.IsSlug(story) || await db.StoryAsync(story, ct) is not { } head)
            return (null, Problems.UnknownStory(story));
        var after = query.Cursor is null ? null : TimelineCursor.Parse(query.Cursor);
        if (query.Cursor is not null && after?.Descending != query.Descending)
            read.Fail(Parameters.Cursor, "is not one of this order; follow the link of the page before.");
        var moment = query.AsOf is null ? null : await Moment.ReadAsync(read, Parameters.AsOf, story, db, ct);
        if (read.Problem is not null)
            return (null, read.Problem);

        // Of pages not even the settled past is for ever, as their design may change.
        var keep = settlement.CacheControl(moment, false);
        var page = await db.TimelineAsync(story, new TimelineQuery
        {
            AsOf = moment?.Instant,
            Descending = query.Descending,
            Background = query.Background,
            Limit = limit,
            After = after,
        }, ct);
        var since = await db.InstantOfAsync(story, 1, ct);
        if (page is null)
            return (null, Problems.NotYet(story));
        var answer = await render(new(site, page.Story, query, since ?? head.UpdatedAt, head.UpdatedAt, moment?.Instant,
            [.. page.Docs.Select(ShownEntry.Parse)], page.Next?.ToString()));
        return (keep == Answer.Unsettled ? answer with { CacheControl = keep } : answer, null);
    }
}
