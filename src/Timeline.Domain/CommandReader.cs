using System.Text.Json;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Domain.Stories;

namespace Timeline.Domain;

/// <summary>A command that editors may send about an entry that exists, or about the story itself.</summary>
/// <typeparam name="TOn"><see cref="EntryCommand"/> or <see cref="StoryCommand"/>.</typeparam>
/// <param name="Route">The last part of its address, such as <c>corrections</c>.</param>
/// <param name="Summary">What it does, in a line.</param>
/// <param name="Name">The command's name, such as <c>Correct</c>.</param>
/// <param name="MustName">Whether it must say which state of the entry it was made for.</param>
/// <param name="Example">A worked example of its body; null where it has none.</param>
/// <param name="Make">The command, from its body.</param>
public sealed record EditorialRoute<TOn>(
    string Route, string Summary, string Name, bool MustName, object? Example, Func<object?, TOn> Make)
    where TOn : Command
{
    /// <summary>The type of its body; null where it has none.</summary>
    public Type? BodyType => Example?.GetType();
}

/// <summary>From the JSON that an editor sends to the command that it means.</summary>
public static class CommandReader
{
    /// <summary>Every editorial command on an entry: one line each.</summary>
    public static IReadOnlyList<EditorialRoute<EntryCommand>> Editorial { get; } =
    [
        OnEntry("corrections", "Correct fields of the entry; needs If-Match", Correct.Example, c => c),
        OnEntry("hold", "Hide the entry from the public until it is released", Hold.Example, h => h),
        OnEntry<ReleaseHold>("release", "Show a held entry again"),
        OnEntry("retraction", "Withdraw the entry for good; a tombstone stays", Retract.Example, r => r),
        OnEntry("past", "Withhold from the public what the entry said before, or show it again", ChangePast.Example, p => p),
        OnEntry<Publish>("publication", "Publish a draft"),
        OnEntry("embargo", "Hide the entry until an instant", Embargo.Example, e => e),
        OnEntry<LiftEmbargo>("embargo-lift", "Lift the embargo now"),
        OnEntry("key", "Mark the entry as key, or take the mark away", MarkKey.Example, k => k),
        OnEntry("figures", "Give a figure; it takes the place of an earlier one of its author", AddFigure.Example, f => f),
        OnEntry("sources", "Add a source", AddSource.Example, s => new AddSource { Source = s }),
        OnEntry("links", "Link the entry to another of its story", LinkEntry.Example, l => new LinkEntry { Link = l }),
        OnEntry("placement", "Place the entry beside another, inside the bounds of its date", PlaceEntry.Example, p => p),
        OnEntry("person-move", "Move the entry from one person's id to another's", MovePerson.Example, m => m),
        OnEntry("outcome", "Say what became of what was planned: held, moved, postponed, cancelled and so on", RecordOutcome.Example, o => o),
    ];

    /// <summary>Every editorial command on the story itself: one line each.</summary>
    public static IReadOnlyList<EditorialRoute<StoryCommand>> OfStory { get; } =
    [
        OnStory("corrections", "Correct the story itself: title, standfirst, language, time zone, window, picture; needs If-Match",
            CorrectStory.Example),
        OnStory<PublishStory>("publication", "Publish a story that was opened as a draft"),
        OnStory("embargo", "Hide a story that is not public yet until an instant", EmbargoStory.Example),
        OnStory<LiftStoryEmbargo>("embargo-lift", "Lift the story's embargo now"),
        OnStory("standing", "Say where things stand: up to five sentences known and three not known", SetStanding.Example),
        OnStory("closing", "Close the story: what it has can still be corrected", CloseStory.Example),
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
            problem = value is null ? new("", "The text is null; send the fields of the command.") : null;
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
            return new("", "The text gives a field twice; give it once.");
        }
        catch (JsonException error)
        {
            return JsonProblems.Explain(error);
        }
    }

    /// <summary>The kind whose plural stands in a route; null where there is none.</summary>
    public static Kind? KindOf(string plural) => KindList.All.FirstOrDefault(k => k.Plural == plural);

    private static EditorialRoute<EntryCommand> OnEntry<TCommand>(string route, string summary)
        where TCommand : EntryCommand, new() =>
        new(route, summary, typeof(TCommand).Name, new TCommand().MustName, null, _ => new TCommand());

    private static EditorialRoute<EntryCommand> OnEntry<TBody, TCommand>(
        string route, string summary, TBody example, Func<TBody, TCommand> make)
        where TBody : notnull
        where TCommand : EntryCommand, new() =>
        new(route, summary, typeof(TCommand).Name, new TCommand().MustName, example, body => make((TBody)body!));

    private static EditorialRoute<StoryCommand> OnStory<TCommand>(string route, string summary)
        where TCommand : StoryCommand, new() =>
        new(route, summary, typeof(TCommand).Name, new TCommand().MustName, null, _ => new TCommand());

    private static EditorialRoute<StoryCommand> OnStory<TCommand>(string route, string summary, TCommand example)
        where TCommand : StoryCommand, new() =>
        new(route, summary, typeof(TCommand).Name, new TCommand().MustName, example, body => (TCommand)body!);
}
