using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Timeline.Api.Http;
using Timeline.Domain.Values;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Api.Reading;

/// <summary>
/// Datetime negotiation on a timeline (RFC 7089, pattern 1.2: the original resource is its own time gate and answers 200,
/// and each memento has an address of its own). Every public version of a story is a memento, <c>asOf=</c> its number. HTTP
/// dates have whole seconds and a second may see several versions: the one chosen for a date is the last that was made
/// before that second was over, or the first of all where there was none.
/// </summary>
internal static class Mementos
{
    /// <summary>What an answer says beside its body.</summary>
    public static AnswerHeader[] Headers { get; } =
    [
        new("Link", "The addresses of the original, the time map and the mementos around (RFC 7089, RFC 8288).", 200, 304),
        new("Memento-Datetime", "Of a past state: when it was recorded, to the second (RFC 7089).", 200, 304),
        AnswerHeader.ContentLocation,
    ];

    /// <summary>Whether a request negotiates; a request for a memento does not.</summary>
    public static bool IsAsked(HttpRequest request) =>
        request.Headers.ContainsKey(Parameters.AcceptDatetime.Name) && !request.Query.ContainsKey(Parameters.AsOf.Name);

    /// <summary>The memento that is asked for, or what is wrong.</summary>
    public static async Task<(PublicVersion? Version, ProblemHttpResult? Problem)> ChooseAsync(
        HttpContext context, string story, TimelineDatabase db)
    {
        if (!DateTimeOffset.TryParseExact(context.Request.Headers[Parameters.AcceptDatetime.Name].ToString().Trim(), "r",
            CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
        {
            context.Response.Headers.Append("Vary", "accept-datetime");
            return (null, Problems.Of(400, "invalid-accept-datetime",
                "Accept-Datetime must be one date as in HTTP, such as Fri, 22 Jan 2021 14:00:00 GMT."));
        }

        var ct = context.RequestAborted;
        if (!SlugAttribute.IsSlug(story))
            return (null, Problems.UnknownStory(story));
        var end = date < DateTimeOffset.MaxValue.AddSeconds(-1) ? date.AddSeconds(1).AddMicroseconds(-1) : date;
        var version = await db.VersionAtAsync(story, end, ct) ?? (await db.VersionsAsync(story, [1], ct)).FirstOrDefault();
        return version is null ? (null, Problems.UnknownStory(story)) : (version, null);
    }

    /// <summary>The headers of an answer about the present, or of the last version while it may yet be another that held then.</summary>
    public static async Task<IReadOnlyList<(string, string)>> PresentAsync(
        MementoAddresses addresses, string story, long version, TimelineDatabase db, CancellationToken ct)
    {
        var ends = await db.VersionsAsync(story, [1, version], ct);
        return
        [
            ("Vary", "accept-datetime"),
            Links([.. addresses.Basic(), addresses.Link("first memento", ends[0]), addresses.Link("last memento", ends[^1])]),
        ];
    }

    /// <summary>The headers of a memento; its body stays as it is, the links around it are as far as they are known now.</summary>
    public static async Task<IReadOnlyList<(string, string)>> PastAsync(
        MementoAddresses addresses, string story, long version, long last, bool negotiated, TimelineDatabase db, CancellationToken ct)
    {
        var around = await db.VersionsAsync(story, [1, version - 1, version, version + 1, last], ct);
        var itself = around.First(v => v.Version == version);
        var links = addresses.Basic().ToList();
        links.Add(addresses.Link("first memento", around[0]));
        links.AddRange(around.Where(v => v.Version == version - 1).Select(v => addresses.Link("prev memento", v)));
        links.Add(addresses.Link("memento", itself));
        links.AddRange(around.Where(v => v.Version == version + 1).Select(v => addresses.Link("next memento", v)));
        links.Add(addresses.Link("last memento", around[^1]));
        List<(string, string)> headers =
            [("Memento-Datetime", MementoAddresses.Date(itself)), Links(links), ("Content-Location", addresses.Memento(version))];
        if (negotiated)
            headers.Add(("Vary", "accept-datetime"));
        return headers;
    }

    private static (string, string) Links(IEnumerable<string> links) => ("Link", string.Join(", ", links));
}
