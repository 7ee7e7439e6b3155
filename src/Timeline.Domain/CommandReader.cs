using System.Text.Json;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Domain.Languages;
using Timeline.Domain.Stories;
using Timeline.Domain.TakeDowns;

namespace Timeline.Domain;

/// <summary>A command that editors may send about an entry that exists, or about the story itself.</summary>
/// <typeparam name="TOn"><see cref="EntryCommand"/> or <see cref="StoryCommand"/>.</typeparam>
/// <param name="Route">The last part of its address, such as <c>corrections</c>.</param>
/// <param name="Summary">What it does, in a line.</param>
/// <param name="Command">The command with nothing in it: what it is, whatever its body.</param>
/// <param name="Example">A worked example of its body; null where it has none.</param>
/// <param name="Make">The command, from its body.</param>
public sealed record EditorialRoute<TOn>(
    string Route, string Summary, TOn Command, object? Example, Func<object?, TOn> Make)
    where TOn : EditorialCommand
{
    /// <summary>The command's name, such as <c>Correct</c>.</summary>
    public string Name => Command.GetType().Name;

    /// <summary>Who may send it.</summary>
    public Sender From { get; init; } = Sender.Editor;

    /// <inheritdoc cref="EditorialCommand.MustName"/>
    public bool MustName => Command.MustName;

    /// <inheritdoc cref="EditorialCommand.MayWait"/>
    public bool MayWait => Command.MayWait;

    /// <summary>The type of its body; null where it has none.</summary>
    public Type? BodyType => Example?.GetType();
}

/// <summary>Who may send a command.</summary>
public enum Sender
{
    /// <summary>Editors.</summary>
    Editor,

    /// <summary>Contributors too, of drafts.</summary>
    Contributor,

    /// <summary>Those who answer for the law.</summary>
    Legal,
}

/// <summary>From the JSON that an editor sends to the command that it means.</summary>
public static class CommandReader
{
    /// <summary>Every editorial command on an entry: one line each.</summary>
    public static IReadOnlyList<EditorialRoute<EntryCommand>> Editorial { get; } =
    [
        OnEntry("corrections", "Correct fields of the entry; needs If-Match", Correct.Example, c => c) with { From = Sender.Contributor },
        OnEntry("hold", "Hide the entry from the public until it is released", Hold.Example, h => h),
        OnEntry<ReleaseHold>("release", "Show a held entry again"),
        OnEntry("retraction", "Withdraw the entry for good; a tombstone stays", Retract.Example, r => r),
        OnEntry("past", "Withhold from the public what the entry said before, or show it again", ChangePast.Example, p => p),
        OnEntry<Publish>("publication", "Publish a draft"),
        OnEntry("scheduling", "Publish a draft at an instant, or take that plan back", Schedule.Example, s => s),
        OnEntry("embargo", "Hide the entry until an instant or until words are spoken, as somebody was promised", AskedEmbargo.Example, e => new Embargo { Asked = e }),
        OnEntry("embargo-lift", "End the embargo; before its instant with a reason", EmbargoEnd.Example, e => new LiftEmbargo { End = e }),
        OnEntry("key", "Mark the entry as key, or take the mark away", MarkKey.Example, k => k),
        OnEntry("figures", "Give a figure; it takes the place of an earlier one of its author", AddFigure.Example, f => f) with { From = Sender.Contributor },
        OnEntry("sources", "Add a source", AddSource.Example, s => new AddSource { Source = s }) with { From = Sender.Contributor },
        OnEntry("links", "Link the entry to another of its story", LinkEntry.Example, l => new LinkEntry { Link = l }) with { From = Sender.Contributor },
        OnEntry("placement", "Place the entry beside another, inside the bounds of its date", PlaceEntry.Example, p => p) with { From = Sender.Contributor },
        OnEntry("person-move", "Move the entry from one person's id to another's", MovePerson.Example, m => m),
        OnEntry("notes", "Write a note for the newsroom; it is in no public answer", AddNote.Example, n => n) with { From = Sender.Contributor },
        OnEntry("legal", "Mark that lawyers are to look at it, or have; it is in no public answer", MarkLegal.Example, m => m),
        OnEntry<Approve>("approval", "Approve what another editor proposed, and do it; needs If-Match"),
        OnEntry<SeeUrgent>("seen", "Say that what another editor did urgently was seen"),
        OnEntry("replies", "Show the reply of somebody concerned, unaltered, wherever the entry is", RecordReply.Example, r => r),
        OnEntry("takedown", "Take words down, in every state and for good", AskedTakeDown.Example, t => new TakeDownEntry { Asked = t }) with { From = Sender.Legal },
        OnEntry("outcome", "Say what became of what was planned: held, moved, postponed, cancelled and so on", RecordOutcome.Example, o => o) with { From = Sender.Contributor },
    ];

    /// <summary>Every editorial command on the story itself: one line each.</summary>
    public static IReadOnlyList<EditorialRoute<StoryCommand>> OfStory { get; } =
    [
        OnStory("corrections", "Correct the story itself: title, standfirst, language, time zone, window, picture; needs If-Match",
            CorrectStory.Example),
        OnStory<PublishStory>("publication", "Publish a story that was opened as a draft"),
        OnStory("scheduling", "Publish a story that is a draft at an instant, or take that plan back", ScheduleStory.Example),
        OnStory("embargo", "Hide a story that is not public yet until an instant or until words are spoken", AskedEmbargo.Example, e => new EmbargoStory { Asked = e }),
        OnStory("embargo-lift", "End the story's embargo; before its instant with a reason", EmbargoEnd.Example, e => new LiftStoryEmbargo { End = e }),
        OnStory("standing", "Say where things stand: up to five sentences known and three not known", SetStanding.Example),
        OnStory("closing", "Close the story: what it has can still be corrected", CloseStory.Example),
        OnStory<ApproveStory>("approval", "Approve what another editor proposed of the story, and do it; needs If-Match"),
        OnStory<SeeStoryUrgent>("seen", "Say that what another editor did urgently with the story was seen"),
        OnStory("notes", "Write a note on the story for the newsroom; it is in no public answer", NoteStory.Example),
        OnStory("legal", "Mark that lawyers are to look at the story, or have; it is in no public answer", MarkStoryLegal.Example),
        OnStory("four-eyes", "Say which commands on it and its entries another editor must approve", SetFourEyes.Example) with { From = Sender.Legal },
        OnStory("takedown", "Take words of the story down, in every state and for good, or all of it", AskedTakeDown.OfStory, t => new TakeDownStory { Asked = t }) with { From = Sender.Legal },
        OnStory<ReopenStory>("reopening", "Open a closed story again"),
    ];

    /// <summary>Reads a body strictly.</summary>
    /// <param name="json">The text, in UTF-8.</param>
    /// <param name="type">The type that it must be of.</param>
    /// <param name="problem">What is wrong with it, or null.</param>
    /// <returns>The value; null where there is a problem.</returns>
    public static object? Read(ReadOnlySpan<byte> json, Type type, out FieldProblem? problem)
    {
        try
        {
            var value = JsonSerializer.Deserialize(json, type, DomainJson.Strict);
            problem = value is null ? new("", Sentence.ForPrograms("The text is null; send the fields of the command.")) : null;
            return value;
        }
        catch (JsonException error)
        {
            problem = JsonProblems.Explain(error);
            return null;
        }
        catch (ArgumentException)
        {
            problem = Twice(json);
            return null;
        }
    }

    // A JsonObject tells of a field given twice by an exception that does not say which.
    private static FieldProblem Twice(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            JsonSerializer.Deserialize<JsonDocument>(ref reader, DomainJson.Strict)?.Dispose();
            return new("", Sentence.ForPrograms("The text gives a field twice; give it once."));
        }
        catch (JsonException error)
        {
            return JsonProblems.Explain(error);
        }
    }

    /// <summary>The kind whose plural stands in a route; null where there is none.</summary>
    public static Kind? KindOf(string plural) => KindList.All.FirstOrDefault(k => k.Plural == plural);

    private static EditorialRoute<EntryCommand> OnEntry<TCommand>(string route, string summary)
        where TCommand : EntryCommand, new() => new(route, summary, new TCommand(), null, _ => new TCommand());

    private static EditorialRoute<EntryCommand> OnEntry<TBody, TCommand>(string route, string summary, TBody example, Func<TBody, TCommand> make)
        where TBody : notnull
        where TCommand : EntryCommand, new() => new(route, summary, new TCommand(), example, body => make((TBody)body!));

    private static EditorialRoute<StoryCommand> OnStory<TCommand>(string route, string summary)
        where TCommand : StoryCommand, new() => new(route, summary, new TCommand(), null, _ => new TCommand());

    private static EditorialRoute<StoryCommand> OnStory<TCommand>(string route, string summary, TCommand example)
        where TCommand : StoryCommand, new() => OnStory(route, summary, example, c => c);

    private static EditorialRoute<StoryCommand> OnStory<TBody, TCommand>(string route, string summary, TBody example, Func<TBody, TCommand> make)
        where TBody : notnull
        where TCommand : StoryCommand, new() => new(route, summary, new TCommand(), example, body => make((TBody)body!));
}
