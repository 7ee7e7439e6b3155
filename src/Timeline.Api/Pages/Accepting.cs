using Microsoft.Net.Http.Headers;
using Timeline.Api.Http;

namespace Timeline.Api.Pages;

/// <summary>Whether a reader wants a page or data at an address that has both (RFC 9110, section 12.5.1).</summary>
internal static class Accepting
{
    private static readonly ReadOnce<bool> Known = new();

    /// <summary>Only who names HTML gets it, as browsers do, and not where JSON is named as dearer.</summary>
    public static bool WantsHtml(this HttpRequest request) => Known.Of(request.Headers.Accept.ToString(), request, Read);

    private static bool Read(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParseList([.. request.Headers.Accept.OfType<string>()], out var accepted))
            return false;
        var html = Quality(accepted, "text", "html");
        return html > 0 && html >= Quality(accepted, "application", "json");
    }

    private static double Quality(IList<MediaTypeHeaderValue> accepted, string type, string subtype) => accepted
        .Where(a => a.Type == type && (a.SubType == subtype || a.MatchesAllSubTypes))
        .Select(a => a.Quality ?? 1)
        .DefaultIfEmpty(0)
        .Max();
}
