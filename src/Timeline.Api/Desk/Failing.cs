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
        catch (Exception error) when (error is not (OperationCanceledException or BadHttpRequestException)
            && !context.Response.HasStarted && context.Request.Headers.XRequestedWith != "XMLHttpRequest")
        {
            Failed(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Timeline.Desk"), error, context.Request.Path);
            await SendAsync(context, Problems.StatusOf(error));
            return Results.Empty;
        }
    }

    private static async Task SendAsync(HttpContext context, int status)
    {
        var form = HttpMethods.IsPost(context.Request.Method) && context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : null;
        var pages = context.RequestServices.GetRequiredService<DeskPages>();
        var token = pages.Frame(context).TokenField;
        if (status == StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = "1";
        await pages.SendAsync<FailedPage>(context, status,
            (nameof(FailedPage.Address), context.Request.Path + context.Request.QueryString.ToString()),
            (nameof(FailedPage.IsAway), status == StatusCodes.Status503ServiceUnavailable),
            (nameof(FailedPage.Sent), form?.Where(f => f.Key != token).SelectMany(f => f.Value.Select(v => (f.Key, v ?? ""))).ToList()));
    }

    [LoggerMessage(LogLevel.Error, "A page of the desk failed: {Path}")]
    private static partial void Failed(ILogger log, Exception error, string path);
}
