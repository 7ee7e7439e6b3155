using Timeline.Api.Http;
using Timeline.Api.Reading;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Api.Pages;

/// <summary>Pages and their past (RFC 7089): each page is its own time gate, and <c>asOf</c> names its mementos.</summary>
internal static class PageMementos
{
    /// <summary>What a page says of its past, or of the present.</summary>
    /// <param name="context">The request.</param>
    /// <param name="story">The story.</param>
    /// <param name="addresses">The page's addresses.</param>
    /// <param name="moment">The moment that it shows; null for the present.</param>
    /// <param name="version">The public version that it shows.</param>
    /// <param name="negotiated">Whether the reader asked by <c>Accept-Datetime</c>.</param>
    /// <param name="db">The database.</param>
    public static async Task<IReadOnlyList<(string, string)>> HeadersAsync(
        HttpContext context, string story, MementoAddresses addresses, Moment? moment, long version, bool negotiated, TimelineDatabase db)
    {
        var ct = context.RequestAborted;
        if (moment is null || version == 0)
            return version == 0 ? [] : await Mementos.PresentAsync(addresses, story, version, db, ct);
        var last = (await db.PublicVersionsAsync([story], ct)).FirstOrDefault().Version;
        return await Mementos.PastAsync(addresses, story, version, Math.Max(last, version), negotiated, db, ct);
    }
}
