using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Timeline.Api.Http;

/// <summary>
/// Whether a reader sees what the public must not: only who works there and asks for it (<c>hidden=true</c>, or by its <c>status</c>). A
/// contributor sees drafts, where a route can tell them from the rest (<see cref="ShowsDrafts"/>).
/// </summary>
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
        if ((await authorization.AuthorizeAsync(context.User, Roles.Newsroom)).Succeeded
            || (context.GetEndpoint()?.Metadata.GetMetadata<DraftsShown>() is not null && (await authorization.AuthorizeAsync(context.User, Roles.Contributor)).Succeeded))
            return (true, null);
        if (UncheckedTokens.Of(context) is { } away)
            return (false, away);
        var known = context.User.Identity?.IsAuthenticated is true;
        if (!known)
            context.Response.Headers.WWWAuthenticate = "Bearer";
        return (false, Problems.Of(known ? 403 : 401, "not-allowed",
                "Only a token of an editor, of legal or of an archivist may ask for what the public does not see; a contributor's may ask a timeline and an entry for drafts."));
    }

    /// <summary>Says of a route that of what is hidden it shows a contributor the drafts and nothing else.</summary>
    public static RouteHandlerBuilder ShowsDrafts(this RouteHandlerBuilder route) => route.WithMetadata(new DraftsShown());

    /// <summary>Of who may see what is hidden: whether that is drafts alone.</summary>
    public static bool IsDraftsOnly(HttpContext context) =>
        !Roles.Of(Roles.Newsroom).Any(context.User.IsInRole);

    /// <summary>What a contributor is told who asks for drafts of the past.</summary>
    public static ProblemHttpResult DraftsAreOfNow => Problems.Field(Parameters.AsOf.Name, "a contributor reads drafts as they are now; leave it out, or hidden.");

    private sealed record DraftsShown;

    private static bool ByStatus(HttpContext context) => context.GetEndpoint()?.Metadata.GetOrderedMetadata<Parameter>().Contains(Parameters.Status) is true
        && context.Request.Query.ContainsKey(Parameters.Status.Name);
}
