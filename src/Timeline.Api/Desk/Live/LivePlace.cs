using Timeline.Store;
using Timeline.Store.Desk;

namespace Timeline.Api.Desk.Live;

/// <summary>What a page of the desk follows: what others do in its story.</summary>
/// <param name="Story">The story.</param>
/// <param name="Entry">The entry that the page is about; null where it is about the story.</param>
/// <param name="AtWork">Whether the editor is at work on it, which others are told.</param>
/// <param name="After">How many events of the story the page was made from.</param>
public sealed record LivePlace(string Story, string? Entry, bool AtWork, long After)
{
    /// <summary>To be asked before the page's own questions, so that what is done meanwhile is told once more and never missed.</summary>
    internal static async Task<LivePlace> OfAsync(TimelineDatabase db, string story, string? entry, bool atWork, CancellationToken ct) =>
        new(story, entry, atWork, (await db.EventVersionsAsync([story], ct)).GetValueOrDefault(story));
}
