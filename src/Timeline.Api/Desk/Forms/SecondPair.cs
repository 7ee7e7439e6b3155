using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Timeline.Domain;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Domain.Stories;

namespace Timeline.Api.Desk.Forms;

/// <summary>What a form has beside its command's own fields where the story asks another editor to approve it: why it cannot wait.</summary>
internal static class SecondPair
{
    private static readonly IReadOnlyList<KindField> Reason = KindField.Of(typeof(UrgentReason));

    /// <summary>The field; none where the command waits for nobody in this story.</summary>
    public static IReadOnlyList<KindField> Of<TOn>(EditorialRoute<TOn> route, Story story)
        where TOn : Command =>
        route.FourEyes && (route.Make(route.Example) switch { EntryCommand entry => entry.FourEyes, StoryCommand of => of.FourEyes, _ => null }) is { } name
            && story.FourEyes.Contains(name) ? Reason : [];

    /// <summary>Takes what was said in it out of a form's value; null where nothing was.</summary>
    public static string? Take(JsonObject value) => value.Remove(FourEyes.Urgent, out var reason) ? FormModel.Text(reason) : null;

    private sealed record UrgentReason
    {
        /// <summary>As the API takes it.</summary>
        [MaxLength(FourEyes.LongestReason), Label("Why it cannot wait")]
        public string? Urgent { get; init; }
    }
}
