using Timeline.Api.Formats;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Api.Desk.Stories;

/// <summary>What a story already uses: offered to whoever types a name, a place, an outlet, a topic or an entry.</summary>
/// <param name="People">Ids by name.</param>
/// <param name="Places">Places.</param>
/// <param name="Outlets">Where the newsroom has it from.</param>
/// <param name="Topics">Ids by label.</param>
/// <param name="Entries">Headlines by id, the newest first.</param>
public sealed record StoryWords(
    IReadOnlyDictionary<string, string> People, IReadOnlyList<string> Places, IReadOnlyList<string> Outlets,
    IReadOnlyDictionary<string, string> Topics, IReadOnlyList<(string Id, string Headline)> Entries)
{
    private const int Most = 500;

    /// <summary>Of the latest entries of a story, the hidden among them.</summary>
    internal static async Task<StoryWords> OfAsync(TimelineDatabase db, string story, HttpContext context)
    {
        var page = await db.TimelineAsync(story, DeskRights.Of(context).Of(new() { Background = true, Descending = true, AftermathLast = false, Limit = Most }), context.RequestAborted);
        List<ShownEntry> entries = [.. (page?.Docs ?? []).Select(ShownEntry.Parse)];
        return new(
            entries.SelectMany(e => e.People).GroupBy(p => p.Name).ToDictionary(g => g.Key, g => g.First().Id),
            [.. entries.SelectMany(e => e.Places).Distinct().Order(StringComparer.CurrentCulture)],
            [.. entries.SelectMany(e => e.Sources).Select(s => s.Outlet).Distinct().Order(StringComparer.CurrentCulture)],
            entries.SelectMany(e => e.Topics).GroupBy(t => t.Label).ToDictionary(g => g.Key, g => g.First().Slug),
            [.. entries.Where(e => e.Title is not null).Select(e => (e.Id, $"{e.When.Display}: {e.Title}"))]);
    }
}
