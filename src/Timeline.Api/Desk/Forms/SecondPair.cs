using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Timeline.Domain;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Domain.Stories;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Api.Desk.Forms;

/// <summary>What a form has beside its command's own fields where the story asks another editor to approve it: why it cannot wait.</summary>
internal static class SecondPair
{
    private static readonly IReadOnlyList<KindField> Reason = KindField.Of(typeof(UrgentReason));

    /// <summary>The field; none where the command waits for nobody in this story.</summary>
    public static IReadOnlyList<KindField> Of(EditorialRoute<StoryCommand> route, Story story) =>
        route.Command.IsAskedFor(story) ? Reason : [];

    /// <summary>The field; none where the command waits for nobody with this entry.</summary>
    public static async Task<IReadOnlyList<KindField>> OfAsync(
        TimelineDatabase db, EditorialRoute<EntryCommand> route, Story story, string entry, CancellationToken ct)
    {
        if (!route.MayWait || story.FourEyes.Count == 0)
            return [];
        // Most wait whatever the entry is; only of the rest it must be known.
        return route.Command.IsAskedFor(story)
            || ((await db.FoldedAsync(story.Id, [entry], ct))?.Entries.GetValueOrDefault(entry) is { } known && route.Command.ChangesWhatTwoSaw(known, story)) ? Reason : [];
    }

    /// <summary>Takes what was said in it out of a form's value; null where nothing was.</summary>
    public static string? Take(JsonObject value) => value.Remove(FourEyes.Urgent, out var reason) ? FormModel.Text(reason) : null;

    private sealed record UrgentReason
    {
        /// <summary>As the API takes it.</summary>
        [MaxLength(FourEyes.LongestReason), Label("Why it cannot wait")]
        public string? Urgent { get; init; }
    }
}
