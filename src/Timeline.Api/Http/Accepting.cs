using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Timeline.Api.Http;

/// <summary>
/// Whether a reader wants something else than JSON at an address that has both (RFC 9110, section 12.5.1): what is dearer, or as dear and
/// named more closely. So whoever takes everything gets JSON, and browsers, which name HTML, a page.
/// </summary>
internal static class Accepting
{
    private static readonly ReadOnce<bool> Html = new(), Svg = new(), Text = new();

    /// <summary>Whether it is a page.</summary>
    public static bool WantsHtml(this HttpRequest request) =>
        Html.Of(request.Headers.Accept.ToString(), request, r => Prefers(r, "text/html"));

    /// <summary>Whether it is a drawing.</summary>
    public static bool WantsSvg(this HttpRequest request) =>
        Svg.Of(request.Headers.Accept.ToString(), request, r => Prefers(r, "image/svg+xml"));

    /// <summary>Whether it is something to read; a browser, which asks for HTML, gets text, too.</summary>
    public static bool WantsText(this HttpRequest request) =>
        Text.Of(request.Headers.Accept.ToString(), request, r => Prefers(r, "text/plain", "text/html"));

    private static bool Prefers(HttpRequest request, params string[] types)
    {
        if (!MediaTypeHeaderValue.TryParseList([.. request.Headers.Accept.OfType<string>()], out var accepted))
            return false;
        var dearest = types.Max(type => Welcome(accepted, type));
        return dearest.Quality > 0 && dearest.CompareTo(Welcome(accepted, "application/json")) > 0;
    }

    // By the range that names it most closely, whatever its parameters.
    private static (double Quality, int Closeness) Welcome(IEnumerable<MediaTypeHeaderValue> accepted, string type)
    {
        var asked = new MediaTypeHeaderValue(type);
        return accepted
            .Where(a => a.MatchesAllTypes || (Same(a.Type, asked.Type) && (a.MatchesAllSubTypes || Same(a.SubType, asked.SubType))))
            .Select(a => (a.Quality ?? 1, Closeness: a.MatchesAllTypes ? 0 : a.MatchesAllSubTypes ? 1 : 2))
            .OrderByDescending(a => a.Closeness).FirstOrDefault();

        static bool Same(StringSegment one, StringSegment other) =>
            one.Equals(other, StringComparison.OrdinalIgnoreCase);
    }
}
