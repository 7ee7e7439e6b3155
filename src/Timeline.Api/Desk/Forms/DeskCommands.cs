using Timeline.Api.Formats;
using Timeline.Domain;
using Timeline.Domain.Languages;
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

    // A take-down first lists every place of the words, and has no form here yet.
    private const string TakeDown = "takedown";

    /// <summary>What may be done with an entry.</summary>
    public static IReadOnlyList<EditorialRoute<EntryCommand>> Entries { get; } = [.. CommandReader.Editorial.Where(r => r.Route != TakeDown)];

    /// <summary>What may be done with a story.</summary>
    public static IReadOnlyList<EditorialRoute<StoryCommand>> Stories { get; } = [.. CommandReader.OfStory.Where(r => r.Route != TakeDown)];

    /// <summary>Those on a story that somebody may send.</summary>
    public static IEnumerable<EditorialRoute<StoryCommand>> On(Story story, DeskRights rights) => Stories.Where(r => rights.May(r.From) && r.Route switch
    {
        Approval => story.Proposal is not null,
        "seen" => story.UrgentlyDone is not null,
        "publication" => story.Status == "draft",
        "embargo" => story.Status is "draft" or "embargoed",
        "embargo-lift" => story.Agreed is not null,
        "closing" => story.Closing is null,
        "reopening" => story.Closing is not null,
        _ => true,
    });

    /// <summary>Those on an entry that somebody may send.</summary>
    /// <param name="entry">The entry as it is shown.</param>
    /// <param name="state">The same, as the newsroom knows it.</param>
    /// <param name="rights">What they may.</param>
    public static IEnumerable<EditorialRoute<EntryCommand>> On(ShownEntry entry, Entry state, DeskRights rights) => Entries.Where(r => rights.May(r.From)
        && (rights.May(Sender.Editor) || !rights.DraftsOnly || (state.Draft && state.PublicSince is null)) && entry.Status switch
        {
            "removed" => false,
            "retracted" => r.Route is "past" or "notes" or "legal" || (r.Route == "seen" && state.UrgentlyDone is not null),
            _ => r.Route switch
            {
                Approval => state.Proposal is not null,
                "seen" => state.UrgentlyDone is not null,
                "release" => entry.Status == "held",
                "hold" => entry.Status != "held",
                "publication" => entry.Status is "draft" or "scheduled",
                "embargo-lift" => (entry.Newsroom?.Embargo ?? entry.Newsroom?.Promised) is not null,
                "outcome" => entry.Planned || entry.Outcome is not null,
                _ => true,
            },
        });

    /// <summary>What a command is called: in the editor's language, else by its summary.</summary>
    public static string Label(Language words, string on, string route, string summary) =>
        words.Find($"desk.do-{on}-{route}") ?? words.Find($"desk.do-{route}") ?? summary;
}
