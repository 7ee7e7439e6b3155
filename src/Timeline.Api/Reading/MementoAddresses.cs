using System.Globalization;
using Timeline.Api.Http;
using Timeline.Store.Queries;

namespace Timeline.Api.Reading;

/// <summary>
/// The addresses of a timeline or of a page and their past (RFC 7089). They are absolute, as its clients expect, and keep the
/// filters, for a timeline with other filters is another original resource.
/// </summary>
/// <param name="Original">The original resource, which is its own time gate.</param>
/// <param name="TimeMap">The map of its mementos; null where it has none.</param>
internal sealed record MementoAddresses(string Original, string? TimeMap)
{
    /// <summary>The media type of time maps (RFC 6690).</summary>
    public const string LinkFormat = "application/link-format";

    /// <summary>What the map of a page takes: an order, or a place in it, says nothing of the past.</summary>
    public static Parameter[] OfMap { get; } =
    [
        Parameters.From, Parameters.To, Parameters.Kind, Parameters.Person, Parameters.Place, Parameters.Topic, Parameters.Words, Parameters.Key,
        Parameters.Background, Parameters.Lang,
    ];

    /// <summary>Whose states a time map lists.</summary>
    public static WordParameter MapOf { get; } = new("of", "Whose states: of the timeline as data, or of the story's page.", "timeline", "page");

    /// <summary>Of a timeline.</summary>
    public static MementoAddresses OfTimeline(PublicAddress service, HttpRequest request, string story, RouteQuery filters) =>
        new($"{Story(service, request, story)}/timeline{filters}", $"{Story(service, request, story)}/timemap{filters}");

    /// <summary>Of a story's page.</summary>
    public static MementoAddresses OfPage(PublicAddress service, HttpRequest request, string story, RouteQuery filters) => new(
        $"{Story(service, request, story)}{filters}",
        filters.Without(OfMap).IsNone ? $"{Story(service, request, story)}/timemap{filters.With(MapOf, "page")}" : null);

    /// <summary>Of an entry's page, whose states are fewer than the story's.</summary>
    public static MementoAddresses OfEntry(PublicAddress service, HttpRequest request, RouteQuery filters) =>
        new($"{service.Of(request)}{request.Path}{filters}", null);

    /// <summary>The address of one memento.</summary>
    public string Memento(long version) => With(Original, "asOf", version);

    /// <summary>The address of a page of the map.</summary>
    public string Page(long page) => With(TimeMap!, "page", page);

    /// <summary>The links that every answer carries.</summary>
    public IEnumerable<string> Basic() =>
    [
        $"<{Original}>; rel=\"original\"",
        $"<{Original}>; rel=\"timegate\"",
        .. TimeMap is null ? Array.Empty<string>() : [$"<{TimeMap}>; rel=\"timemap\"; type=\"{LinkFormat}\""],
    ];

    /// <summary>A link to a memento.</summary>
    public string Link(string rel, PublicVersion version) =>
        $"<{Memento(version.Version)}>; rel=\"{rel}\"; datetime=\"{Date(version)}\"";

    /// <summary>A date as HTTP has it (RFC 9110, section 5.6.7), whole seconds.</summary>
    public static string Date(PublicVersion version) => version.Recorded.ToString("r", CultureInfo.InvariantCulture);

    private static string Story(PublicAddress service, HttpRequest request, string story) => $"{service.Of(request)}/stories/{story}";

    private static string With(string address, string name, long number) => string.Create(
        CultureInfo.InvariantCulture, $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{name}={number}");
}
