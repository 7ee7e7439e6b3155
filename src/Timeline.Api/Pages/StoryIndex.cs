using Microsoft.Extensions.Caching.Memory;
using Timeline.Api.Formats;
using Timeline.Domain.Dates;
using Timeline.Domain.Overviews;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Api.Pages;

/// <summary>A story in brief: all its entries in the order of their dates, and its time axis.</summary>
/// <param name="All">The entries, with the background; of the people in them, those who may be listed.</param>
/// <param name="Overview">The axis; null where nothing has a place there.</param>
internal sealed record StoryInBrief(IReadOnlyList<EntryInBrief> All, Overview? Overview)
{
    /// <summary>The axis of some of the entries alone: a part of the time is shown enlarged.</summary>
    public Overview? Part(IReadOnlySet<string> found, StoryDocument story) => OverviewRoutes.Of(All.Where(e => found.Contains(e.Entry)), story);

    /// <summary>Whether all that happened, or was reported, on a day, in a month or a year came after the story's window.</summary>
    public bool IsAftermath(string day, bool reported)
    {
        var there = All.Where(e => $"{(reported ? e.ReportedOn : e.Day)}-".StartsWith($"{day}-", StringComparison.Ordinal)).ToList();
        return there.Count > 0 && there.TrueForAll(e => e.Aftermath);
    }
}

/// <summary>
/// Stories in brief, kept by their public version: every page of a story needs that for its axis, its days and who is in it,
/// whatever its reader searches for.
/// </summary>
internal sealed class StoryIndex(StoryWatch watch) : IDisposable
{
    // So many entries of all stories together, about a kilobyte each.
    private const int MostKept = 50_000;

    // As long as answers are kept.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly MemoryCache _kept = new(new MemoryCacheOptions { SizeLimit = MostKept });

    public void Dispose() => _kept.Dispose();

    /// <summary>A story in brief.</summary>
    /// <param name="story">The story, as it stood then or stands now.</param>
    /// <param name="asOf">As it stood at this recorded instant; null for now.</param>
    /// <param name="db">The database.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<StoryInBrief> OfAsync(PublicStory story, DateTimeOffset? asOf, TimelineDatabase db, CancellationToken ct)
    {
        // Before it is read: what is kept may be newer than its version says, never older.
        if (asOf is not null || await watch.VersionAsync(story.Current.Id, ct) is not { } version)
            return await MakeAsync(story, asOf, db, ct);
        if (_kept.TryGetValue((story.Current.Id, version), out StoryInBrief? kept))
            return kept!;
        var made = await MakeAsync(story, asOf, db, ct);
        _kept.Set((story.Current.Id, version), made, new MemoryCacheEntryOptions { Size = made.All.Count + 1, AbsoluteExpirationRelativeToNow = Longest });
        return made;
    }

    private static async Task<StoryInBrief> MakeAsync(PublicStory story, DateTimeOffset? asOf, TimelineDatabase db, CancellationToken ct)
    {
        var all = await db.BriefAsync(story.Current.Id, new() { AsOf = asOf, Background = true }, ct);
        // Whoever has no page is named in their entries and in no list.
        var listed = await db.ListedAsync([.. all.SelectMany(e => e.People).Select(p => p.Id).Distinct()], ct);
        var zone = story.Current.Zone;
        all =
        [
            .. all.Select(e => e with
            {
                People = e.People.All(p => listed.Contains(p.Id)) ? e.People : [.. e.People.Where(p => listed.Contains(p.Id))],
                Day = DateHeading.DayOf(e.Date, zone),
                ReportedOn = EntryGroup.DayOf(e.Since, zone),
            }),
        ];
        return new(all, OverviewRoutes.Of(all, story.Story));
    }
}
