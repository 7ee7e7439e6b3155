using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Timeline.Api.Http;

/// <summary>Whether a reader sees what the public must not: only an editor who asks for it (<c>hidden=true</c>).</summary>
internal static class Visibility
{
    public static async Task<(bool Hidden, ProblemHttpResult? Problem)> ReadAsync(HttpContext context)
    {
        var read = new QueryReader(context.Request.Query);
        if (!read.Flag(Parameters.Hidden) || read.Problem is not null)
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
}
