using Timeline.Api.Desk.Forms;
using Timeline.Domain;
using Timeline.Domain.Editorial;
using Timeline.Domain.Languages;
using Timeline.Store.Queries;

namespace Timeline.Api.Desk.Todo;

/// <summary>From what needs doing to where it is done.</summary>
internal static class TodoLinks
{
    /// <summary>The entry, or the story itself.</summary>
    public static string Of(Needed item) => item.Entry is null ? $"/desk/stories/{item.Story}" : $"/desk/stories/{item.Story}/entries/{item.Entry}";

    /// <summary>The entry that changed, or its story where nothing is left to be seen of the entry.</summary>
    public static string Of(LastChange change) =>
        change.Entry is null || change.Status is null ? $"/desk/stories/{change.Story}" : $"/desk/stories/{change.Story}/entries/{change.Entry}";

    /// <summary>The form of the command that it needs; null where whoever is signed in may not send that.</summary>
    public static string? Command(Needed item, DeskRights rights, string actor) =>
        item.Need is Need.Urgent or Need.Approval && item.By == actor ? null
        : item.Need == Need.Outcome ? rights.May(Sender.Editor) ? $"/desk/stories/{item.Story}/record?outcomeOf={item.Entry}" : null
        : !rights.May(SenderOf(item, Route(item, rights))) ? null
        : item.Entry is null ? $"/desk/stories/{item.Story}/do/{Route(item, rights)}"
        : $"{Of(item)}/{Route(item, rights)}";

    /// <summary>What that is called.</summary>
    public static string Label(Needed item, DeskRights rights, Language words) => item.Need == Need.Outcome ? words["desk.record-outcome"]
        : DeskCommands.Label(words, item.Entry is null ? "story" : "entry", Route(item, rights), "");

    /// <summary>The form that holds the entry; null where that is done already, makes no sense, or may not be.</summary>
    public static string? Hold(Needed item, DeskRights rights) =>
        item.Entry is null || item.Need == Need.Held || item.Status is "held" or "retracted" or "removed" || !rights.May(Sender.Editor) ? null : $"{Of(item)}/hold";

    /// <summary>What waits to be approved, in words.</summary>
    public static string Proposed(Needed item, string command, Language words) => item.Entry is null
        ? CommandReader.OfStory.FirstOrDefault(r => r.Name == command) is { } ofStory ? DeskCommands.Label(words, "story", ofStory.Route, ofStory.Summary) : command
        : CommandReader.Editorial.FirstOrDefault(r => r.Name == command) is { } route ? DeskCommands.Label(words, "entry", route.Route, route.Summary) : command;

    private static string Route(Needed item, DeskRights rights) => item.Need switch
    {
        Need.Urgent => "seen",
        Need.Approval => "approval",
        Need.Legal => "legal",
        Need.Embargoed => "embargo-lift",
        Need.Scheduled => "scheduling",
        Need.Held => "release",
        Need.Report => "outcome",
        Need.Source => "sources",
        _ => rights.DraftsOnly ? DeskCommands.Corrections : "publication",
    };

    private static Sender SenderOf(Needed item, string route) => item.Entry is null
        ? DeskCommands.Stories.First(r => r.Route == route).From
        : DeskCommands.Entries.First(r => r.Route == route).From;
}
