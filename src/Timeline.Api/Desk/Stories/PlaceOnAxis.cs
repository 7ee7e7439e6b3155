using System.Xml.Linq;
using Timeline.Api.Formats;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Api.Desk.Stories;

/// <summary>Where an entry that is not stored yet would stand on the story's time axis: the overview's own drawing, with it marked.</summary>
internal static class PlaceOnAxis
{
    /// <summary>Draws it as SVG; null where it has no place there.</summary>
    /// <param name="db">The database.</param>
    /// <param name="model">The story.</param>
    /// <param name="entry">The entry as it would be shown, in the place of how it stands where it is stored.</param>
    /// <param name="frame">The page, whose editor may see what.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<string?> DrawAsync(TimelineDatabase db, StoryModel model, ShownEntry entry, DeskFrame frame, CancellationToken ct)
    {
        var others = await db.BriefAsync(model.Story.Id, frame.Rights.Of(new() { Background = true }), ct);
        var overview = OverviewRoutes.Of([.. others.Where(o => o.Entry != entry.Id), Brief(entry)], model.Story, marked: entry.Id);
        return overview is null ? null : OverviewSvg.Of(overview, new(
            "place", model.Words.Direction == "rtl", id => id == entry.Id ? "#preview" : frame.Url($"/desk/stories/{model.Story.Id}/entries/{id}"), null)).ToString(SaveOptions.DisableFormatting);
    }

    private static EntryInBrief Brief(ShownEntry entry) => new(
        entry.Id, entry.Kind, entry.When.Edtf, entry.When.Display, entry.Title, entry.Outcome?.Status, entry.People, DateTimeOffset.UnixEpoch)
    {
        Key = entry.Key,
        Planned = entry.Planned,
        Background = entry.Background,
        Aftermath = entry.Aftermath,
    };
}
