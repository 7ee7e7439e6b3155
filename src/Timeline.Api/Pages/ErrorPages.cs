using Microsoft.AspNetCore.Http.HttpResults;
using Timeline.Api.Formats;
using Timeline.Api.Http;

namespace Timeline.Api.Pages;

/// <summary>
/// What a reader at a browser is told in place of a page: a sentence for readers, in the language of the story where there is
/// one, else in one that the browser asks for. What programs are told is for those who write them.
/// </summary>
internal sealed class ErrorPages(ProblemTitles titles, ComponentRenderer renderer, PublicAddress address)
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

        await SendPageAsync(context, story, problem.StatusCode, problem.ProblemDetails.Type!,
            // What was taken down says itself when, in the language of its story.
            problem.StatusCode is 410 or 451 ? problem.ProblemDetails.Detail : null);
    }

    /// <summary>Tells it of what was thrown, as the story itself cannot be asked for.</summary>
    public static Task SendAsync(HttpContext context, ProblemHttpResult problem) =>
        context.RequestServices.GetRequiredService<ErrorPages>().SendAsync(context, null, problem);

    /// <summary>Answers a browser that asks for an address which there is not.</summary>
    public static void Use(WebApplication app) => app.Use((context, next) => context.GetEndpoint() is null ? OrPageAsync(context, next) : next(context));

    private static async Task OrPageAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (context.Response is { HasStarted: false, StatusCode: StatusCodes.Status404NotFound, ContentType: null } && context.Request.WantsHtml()
            && Reads(context))
        {
            var story = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries) is [_, var second, ..] ? second : null;
            await context.RequestServices.GetRequiredService<ErrorPages>().SendPageAsync(context, story, StatusCodes.Status404NotFound, Unknown);
        }
    }

    private static bool Reads(HttpContext context) => HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);

    private async Task SendPageAsync(HttpContext context, string? story, int status, string code, string? said = null)
    {
        context.Response.StatusCode = status;
        var (words, about) = await titles.LanguageAsync(context, story);
        await context.SendAsync(await renderer.PageAsync<ErrorPage>("'self'",
            (nameof(ErrorPage.Site), Site.Of(address, context.Request)), (nameof(ErrorPage.Words), words),
            (nameof(ErrorPage.Sentence), said ?? ProblemTitles.Sentence(words, status, code, Reads(context))), (nameof(ErrorPage.Story), about)));
    }
}
