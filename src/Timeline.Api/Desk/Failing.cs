using Timeline.Api.Http;

namespace Timeline.Api.Desk;

/// <summary>What an editor sees where something fails, most often the database: a page, and on it what was sent.</summary>
internal static partial class Failing
{
    /// <summary>Answers a request of the desk, or says that it cannot be answered just now.</summary>
    public static async ValueTask<object?> GuardAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        try
        {
            return await next(invocation);
        }
        catch (Exception error) when (error is not OperationCanceledException && !Problems.IsOfClient(error)
            && !context.Response.HasStarted && context.Request.Headers.XRequestedWith != "XMLHttpRequest")
        {
            Failed(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Timeline.Desk"), error, context.Request.Path);
            await SendAsync(context, Problems.StatusOf(error));
            return Results.Empty;
        }
    }

    /// <summary>Answers a form that is not ours, or no longer: most often its editor has signed in anew since it was opened, and loses no word of it.</summary>
    public static async Task<object?> ForgedAsync(HttpContext context)
    {
        var pages = context.RequestServices.GetRequiredService<DeskPages>();
        if (!context.Request.WantsHtml())
            return Problems.Of(StatusCodes.Status400BadRequest, "forged-form", pages.Frame(context).Words["desk.forged-what"]);
        // Of another site's form no word is shown, and nothing of it can be sent from here.
        var own = context.Request.Headers["Sec-Fetch-Site"] == "same-origin";
        await SendAsync(context, StatusCodes.Status400BadRequest, "desk.forged", "desk.forged-what",
            DeskAddress.PageOf(context, DeskAddress.Home), own ? await SentAsync(context) : null, again: false);
        return Results.Empty;
    }

    private static async Task SendAsync(HttpContext context, int status)
    {
        var (sent, isAway) = (await SentAsync(context), status == StatusCodes.Status503ServiceUnavailable);
        if (isAway)
            context.Response.Headers.RetryAfter = "1";
        await SendAsync(context, status, sent is null ? "desk.failed-read" : "desk.failed",
            !isAway ? "desk.failed-here" : sent is null ? "desk.failed-read-what" : "desk.failed-what",
            context.Request.Path + context.Request.QueryString.ToString(), sent, again: true);
    }

    private static Task SendAsync(
        HttpContext context, int status, string heading, string sentence, string address, IReadOnlyList<(string Name, string Text)>? sent, bool again) =>
        context.RequestServices.GetRequiredService<DeskPages>().SendAsync<FailedPage>(context, status,
            (nameof(FailedPage.Heading), heading), (nameof(FailedPage.What), sentence), (nameof(FailedPage.Address), address),
            (nameof(FailedPage.Form), context.Request.Path.Value), (nameof(FailedPage.Sent), sent), (nameof(FailedPage.Again), again));

    private static async Task<IReadOnlyList<(string Name, string Text)>?> SentAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method) || !context.Request.HasFormContentType)
            return null;
        var token = context.RequestServices.GetRequiredService<DeskPages>().Frame(context).TokenField;
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        return [.. form.Where(f => f.Key != token).SelectMany(f => f.Value.Select(v => (f.Key, v ?? "")))];
    }

    [LoggerMessage(LogLevel.Error, "A page of the desk failed: {Path}")]
    private static partial void Failed(ILogger log, Exception error, string path);
}
