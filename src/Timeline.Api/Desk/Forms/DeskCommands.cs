using Timeline.Api.Formats;
using Timeline.Domain;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Domain.Languages;
using Timeline.Domain.People;
using Timeline.Domain.Stories;

namespace Timeline.Api.Desk.Forms;

/// <summary>Which commands are offered where, and what they are called. What is offered in vain is refused by the command itself.</summary>
internal static class DeskCommands
{
    /// <summary>The route of corrections, whose form is that of the whole entry or story.</summary>
    public const string Corrections = "corrections";

    /// <summary>The route of approvals, whose form shows what is approved.</summary>
    public const string Approval = "approval";

    /// <summary>The name of the field with what the editor saw, as an ETag.</summary>
    public const string Seen = "seen";

    /// <summary>The route of take-downs, of which one chooses the way first.</summary>
    public const string TakeDown = "takedown";

    // In the order of the page. What is named nowhere, as a command that is new, stands with the last.
    private static readonly (string Name, string[] Routes)[] Groups =
    [
        (First, [Corrections, "hold", "release", "publication", Approval, "seen", "standing"]),
        ("says", ["outcome", "figures", "sources", "links", "replies", "key", "placement"]),
        ("sight", ["scheduling", "embargo", "embargo-lift", "past", "retraction", "closing", "reopening", TakeDown]),
        ("room", []),
    ];

    /// <summary>The group of what is done most: its commands are buttons.</summary>
    public const string First = "first";

    /// <summary>Commands in groups, in which a page offers them.</summary>
    public static IEnumerable<(string Group, IReadOnlyList<EditorialRoute<T>> Routes)> Grouped<T>(IEnumerable<EditorialRoute<T>> routes)
        where T : EditorialCommand => Groups.Select(g => (g.Name, (IReadOnlyList<EditorialRoute<T>>)[.. routes
            .Where(r => (Groups.FirstOrDefault(o => o.Routes.Contains(r.Route)).Name ?? Groups[^1].Name) == g.Name)
            .OrderBy(r => Array.IndexOf(g.Routes, r.Route))]))
        .Where(g => g.Item2.Count > 0);

    /// <summary>What may be done with an entry.</summary>
    public static IReadOnlyList<EditorialRoute<EntryCommand>> Entries => CommandReader.Editorial;

    /// <summary>What may be done with a story.</summary>
    public static IReadOnlyList<EditorialRoute<StoryCommand>> Stories => CommandReader.OfStory;

    /// <summary>What the forms of all commands ask for, recording apart.</summary>
    public static IReadOnlyList<KindField> Fields { get; } = [.. InWords.OfCommands, .. KindField.Of(typeof(PersonRecord)), .. FormFields.Common];

    /// <summary>Those on a story that somebody may send.</summary>
    public static IEnumerable<EditorialRoute<StoryCommand>> On(Story story, DeskFrame frame) => Stories.Where(r => story.Status != "removed" && frame.Rights.May(r.From) && r.Route switch
    {
        Approval => IsForThem(story.Proposal, frame),
        "seen" => story.UrgentlyDone is not null,
        "publication" or "scheduling" => story.Status is "draft" or "scheduled",
        "embargo" => story.Status is "draft" or "embargoed",
        "embargo-lift" => story.Agreed is not null,
        "closing" => story.Closing is null,
        "reopening" => story.Closing is not null,
        _ => true,
    });

    /// <summary>Those on an entry that somebody may send.</summary>
    /// <param name="entry">The entry as it is shown.</param>
    /// <param name="state">The same, as the newsroom knows it.</param>
    /// <param name="frame">Who they are, and what they may.</param>
    public static IEnumerable<EditorialRoute<EntryCommand>> On(ShownEntry entry, Entry state, DeskFrame frame) => Entries.Where(r => frame.Rights.May(r.From)
        && (frame.Rights.May(Sender.Editor) || !frame.Rights.DraftsOnly || state.TakesContributions) && entry.Status switch
        {
            "removed" => false,
            "retracted" => r.Route is "past" or "notes" or "legal" or TakeDown || (r.Route == "seen" && state.UrgentlyDone is not null),
            _ => r.Route switch
            {
                Approval => IsForThem(state.Proposal, frame),
                "seen" => state.UrgentlyDone is not null,
                "release" => entry.Status == "held",
                "hold" => entry.Status != "held",
                "publication" or "scheduling" => entry.Status is "draft" or "scheduled",
                "embargo-lift" => (entry.Newsroom?.Embargo ?? entry.Newsroom?.Promised) is not null,
                "outcome" => entry.Planned || entry.Outcome is not null,
                _ => true,
            },
        });

    // Nobody approves their own work.
    private static bool IsForThem(Proposal? proposal, DeskFrame frame) => proposal is not null && proposal.By != frame.Actor;

    /// <summary>What a command is called: in the editor's language, else by its summary.</summary>
    public static string Label(Language words, string on, string route, string summary) =>
        words.Find($"desk.do-{on}-{route}") ?? words.Find($"desk.do-{route}") ?? summary;
}
