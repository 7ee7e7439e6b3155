using Timeline.Api.Http;

namespace Timeline.Api.Desk;

/// <summary>What an editor sees while the database cannot be reached: a page, and on it what was sent.</summary>
internal static class Failing
{
    /// <summary>Answers a request of the desk, or says that the database is away.</summary>
    public static async ValueTask<object?> GuardAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        try
        {
            return await next(invocation);
        }
        catch (Exception error) when (Problems.StatusOf(error) == StatusCodes.Status503ServiceUnavailable
            && !context.Response.HasStarted && context.Request.Headers.XRequestedWith != "XMLHttpRequest")
        {
            var form = HttpMethods.IsPost(context.Request.Method) && context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : null;
            var pages = context.RequestServices.GetRequiredService<DeskPages>();
            var token = pages.Frame(context).TokenField;
            context.Response.Headers.RetryAfter = "1";
            await pages.SendAsync<FailedPage>(context, StatusCodes.Status503ServiceUnavailable,
                (nameof(FailedPage.Address), context.Request.Path + context.Request.QueryString.ToString()),
                (nameof(FailedPage.Sent), form?.Where(f => f.Key != token).SelectMany(f => f.Value.Select(v => (f.Key, v ?? ""))).ToList()));
            return Results.Empty;
        }
    }
}
