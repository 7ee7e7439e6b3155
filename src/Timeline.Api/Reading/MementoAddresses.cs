using System.Globalization;
using Timeline.Api.Http;
using Timeline.Store.Queries;

namespace Timeline.Api.Reading;

/// <summary>
/// The addresses of a timeline and its past (RFC 7089). They are absolute, as its clients expect, and keep the filters, for
/// a timeline with other filters is another original resource.
/// </summary>
/// <param name="Base">Scheme, host and path up to the story's own part.</param>
/// <param name="Filters">The query without what names a moment or a page of a time map; empty or with its question mark.</param>
/// <param name="Path">What comes after the base: the timeline, or nothing of a page, which has no time map.</param>
internal sealed record MementoAddresses(string Base, string Filters, string Path = "/timeline")
{
    /// <summary>The media type of time maps (RFC 6690).</summary>
    public const string LinkFormat = "application/link-format";

    /// <summary>The original resource, which is its own time gate.</summary>
    public string Original => $"{Base}{Path}{Filters}";

    public string TimeMap => $"{Base}/timemap{Filters}";

    public static MementoAddresses Of(PublicAddress service, HttpRequest request, string story, RouteQuery filters) =>
        new($"{service.Of(request)}/stories/{story}", filters.ToString());

    /// <summary>Of the page that is asked for.</summary>
    public static MementoAddresses OfPage(PublicAddress service, HttpRequest request, RouteQuery filters) =>
        new($"{service.Of(request)}{request.Path}", filters.ToString(), "");

    public string Memento(long version) => With(Original, "asOf", version);

    public string Page(long page) => With(TimeMap, "page", page);

    /// <summary>The links that every answer carries.</summary>
    public IEnumerable<string> Basic() =>
    [
        $"<{Original}>; rel=\"original\"",
        $"<{Original}>; rel=\"timegate\"",
        .. Path.Length > 0 ? [$"<{TimeMap}>; rel=\"timemap\"; type=\"{LinkFormat}\""] : Array.Empty<string>(),
    ];

    public string Link(string rel, PublicVersion version) =>
        $"<{Memento(version.Version)}>; rel=\"{rel}\"; datetime=\"{Date(version)}\"";

    /// <summary>A date as HTTP has it (RFC 9110, section 5.6.7), whole seconds.</summary>
    public static string Date(PublicVersion version) => version.Recorded.ToString("r", CultureInfo.InvariantCulture);

    private string With(string address, string name, long number) => string.Create(
        CultureInfo.InvariantCulture, $"{address}{(Filters.Length == 0 ? '?' : '&')}{name}={number}");
}
