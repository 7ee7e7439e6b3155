using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Npgsql;
using Timeline.Api.Formats;
using Timeline.Api.Http;
using Timeline.Domain.Languages;
using Timeline.Domain.Values;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Api.Pages;

/// <summary>
/// What a reader at a browser is told in place of a page: a sentence for readers, in the language of the story where there is
/// one, else in one that the browser asks for. What programs are told is for those who write them.
/// </summary>
internal sealed class ErrorPages(TimelineDatabase db, ComponentRenderer renderer, PublicAddress address)
{
    private const string Unknown = "no-such-address";

    /// <summary>Tells a browser on a page, and every other reader as JSON, what is wrong.</summary>
    public async Task SendAsync(HttpContext context, string? story, ProblemHttpResult problem)
    {
        if (!context.Request.WantsHtml())
        {
            await context.SendAsync(problem);
            return;
        }

        var type = problem.ProblemDetails.Type!;
        await SendPageAsync(context, story, problem.StatusCode, type[(type.LastIndexOf(':') + 1)..],
            // What was taken down says itself when, in the language of its story.
            problem.StatusCode is 410 or 451 ? problem.ProblemDetails.Detail : null);
    }

    /// <summary>Answers a browser that asks for an address which there is not.</summary>
    public static void Use(WebApplication app) => app.Use(async (context, next) =>
    {
        await next(context);
        if (context.Response is { HasStarted: false, StatusCode: StatusCodes.Status404NotFound, ContentType: null }
            && context.GetEndpoint() is null && context.Request.WantsHtml()
            && (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)))
        {
            var story = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries) is [_, var second, ..] ? second : null;
            await context.RequestServices.GetRequiredService<ErrorPages>().SendPageAsync(context, story, StatusCodes.Status404NotFound, Unknown);
        }
    });

    private async Task SendPageAsync(HttpContext context, string? story, int status, string code, string? said = null)
    {
        var about = await StoryAsync(story, context.RequestAborted);
        var words = Language.Of(AskedLanguage.In(context.Request) ?? about?.Language ?? Asked(context.Request));
        var sentence = said ?? words.Find($"error.{code}") ?? words[status is >= 400 and < 500 ? "error.request" : "error.service"];
        var page = await renderer.PageAsync<ErrorPage>("'self'",
            (nameof(ErrorPage.Site), Site.Of(address, context.Request)), (nameof(ErrorPage.Words), words),
            (nameof(ErrorPage.Sentence), sentence), (nameof(ErrorPage.Story), about));
        context.Response.StatusCode = status;
        if (about is null)
            context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptLanguage);
        await context.SendAsync(page);
    }

    private async Task<StoryDocument?> StoryAsync(string? story, CancellationToken ct)
    {
        try
        {
            return story is not null && SlugAttribute.IsSlug(story) ? (await db.StoryAsync(story, ct))?.Story : null;
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }

    // The first that we speak, by the reader's own order.
    private static string? Asked(HttpRequest request) =>
        StringWithQualityHeaderValue.TryParseList([.. request.Headers.AcceptLanguage.OfType<string>()], out var asked)
            ? asked.Where(l => l.Quality is null or > 0).OrderByDescending(l => l.Quality ?? 1).Select(l => l.Value.ToString())
                .FirstOrDefault(tag => Language.All.Contains(tag.Split('-')[0].ToLowerInvariant()))
            : null;
}
