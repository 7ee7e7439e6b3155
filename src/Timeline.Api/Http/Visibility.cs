using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Timeline.Api.Http;

/// <summary>Whether a reader sees what the public must not: only an editor who asks for it (<c>hidden=true</c>, or by its <c>status</c>).</summary>
internal static class Visibility
{
    /// <summary>Whether a request asks for it, or says that it does not.</summary>
    public static bool IsAsked(HttpContext context) => context.Request.Query.ContainsKey(Parameters.Hidden.Name) || ByStatus(context);

    public static async Task<(bool Hidden, ProblemHttpResult? Problem)> ReadAsync(HttpContext context)
    {
        var read = new QueryReader(context.Request.Query);
        if ((!read.Flag(Parameters.Hidden) && !ByStatus(context)) || read.Problem is not null)
            return (false, read.Problem);
        var authorization = context.RequestServices.GetRequiredService<IAuthorizationService>();
        var allowed = (await authorization.AuthorizeAsync(context.User, Roles.Editor)).Succeeded;
        if (allowed)
            return (true, null);
        if (UncheckedTokens.Of(context) is { } away)
            return (false, away);
        var known = context.User.Identity?.IsAuthenticated is true;
        if (!known)
            context.Response.Headers.WWWAuthenticate = "Bearer";
        return (false, Problems.Of(known ? 403 : 401, "not-allowed",
                "Only an editor's token may ask for what the public does not see."));
    }

    private static bool ByStatus(HttpContext context) => context.GetEndpoint()?.Metadata.GetOrderedMetadata<Parameter>().Contains(Parameters.Status) is true
        && context.Request.Query.ContainsKey(Parameters.Status.Name);
}
