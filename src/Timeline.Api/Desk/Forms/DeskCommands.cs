using Timeline.Api.Formats;
using Timeline.Domain;
using Timeline.Domain.Languages;
using Timeline.Domain.Stories;
using Timeline.Store.Queries;

namespace Timeline.Api.Desk.Forms;

/// <summary>Which commands are offered where, and what they are called. What is offered in vain is refused by the command itself.</summary>
internal static class DeskCommands
{
    /// <summary>The route of corrections, whose form is that of the whole entry or story.</summary>
    public const string Corrections = "corrections";

    /// <summary>The name of the field with what the editor saw, as an ETag.</summary>
    public const string Seen = "seen";

    /// <summary>What editors may do with an entry. What only lawyers may is not done at the desk.</summary>
    public static IReadOnlyList<EditorialRoute<EntryCommand>> Entries { get; } = [.. CommandReader.Editorial.Where(r => r.From != Sender.Legal)];

    /// <summary>What editors may do with a story.</summary>
    public static IReadOnlyList<EditorialRoute<StoryCommand>> Stories { get; } = [.. CommandReader.OfStory.Where(r => r.From != Sender.Legal)];

    /// <summary>Those on a story.</summary>
    public static IEnumerable<EditorialRoute<StoryCommand>> On(StoryDocument story) => Stories.Where(r => r.Route switch
    {
        "publication" => story.Status == "draft",
        "embargo" => story.Status is "draft" or "embargoed",
        "embargo-lift" => story.Status == "embargoed",
        "closing" => story.Closing is null,
        "reopening" => story.Closing is not null,
        _ => true,
    });

    /// <summary>Those on an entry.</summary>
    public static IEnumerable<EditorialRoute<EntryCommand>> On(ShownEntry entry) => Entries.Where(r => entry.Status switch
    {
        "retracted" => r.Route == "past",
        _ => r.Route switch
        {
            "release" => entry.Status == "held",
            "hold" => entry.Status != "held",
            "publication" => entry.Status is "draft" or "scheduled",
            "embargo-lift" => entry.Newsroom?.Embargo is not null,
            "outcome" => entry.Planned || entry.Outcome is not null,
            _ => true,
        },
    });

    /// <summary>What a command is called: in the editor's language, else by its summary.</summary>
    public static string Label(Language words, string on, string route, string summary) =>
        words.Find($"desk.do-{on}-{route}") ?? words.Find($"desk.do-{route}") ?? summary;
}
