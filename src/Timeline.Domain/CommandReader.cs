using System.Text.Json;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;

namespace Timeline.Domain;

/// <summary>A command that editors may send about an entry that exists.</summary>
/// <param name="Route">The last part of its address, such as <c>corrections</c>.</param>
/// <param name="Summary">What it does, in a line.</param>
/// <param name="Name">The command's name, such as <c>Correct</c>.</param>
/// <param name="MustName">Whether it must say which state of the entry it was made for.</param>
/// <param name="Example">A worked example of its body; null where it has none.</param>
/// <param name="Make">The command, from its body.</param>
public sealed record EditorialRoute(
    string Route, string Summary, string Name, bool MustName, object? Example, Func<object?, EntryCommand> Make)
{
    /// <summary>The type of its body; null where it has none.</summary>
    public Type? BodyType => Example?.GetType();

    internal static EditorialRoute Of<TCommand>(string route, string summary)
        where TCommand : EntryCommand, new() =>
        new(route, summary, typeof(TCommand).Name, new TCommand().MustName, null, _ => new TCommand());

    internal static EditorialRoute Of<TBody, TCommand>(
        string route, string summary, TBody example, Func<TBody, TCommand> make)
        where TBody : notnull
        where TCommand : EntryCommand, new() =>
        new(route, summary, typeof(TCommand).Name, new TCommand().MustName, example, body => make((TBody)body!));
}

/// <summary>From the JSON that an editor sends to the command that it means.</summary>
public static class CommandReader
{
    /// <summary>Every editorial command: one line each.</summary>
    public static IReadOnlyList<EditorialRoute> Editorial { get; } =
    [
        EditorialRoute.Of("corrections", "Correct fields of the entry; needs If-Match", Correct.Example, c => c),
        EditorialRoute.Of("hold", "Hide the entry from the public until it is released", Hold.Example, h => h),
        EditorialRoute.Of<ReleaseHold>("release", "Show a held entry again"),
        EditorialRoute.Of("retraction", "Withdraw the entry for good; a tombstone stays", Retract.Example, r => r),
        EditorialRoute.Of<Publish>("publication", "Publish a draft"),
        EditorialRoute.Of("embargo", "Hide the entry until an instant", Embargo.Example, e => e),
        EditorialRoute.Of<LiftEmbargo>("embargo-lift", "Lift the embargo now"),
        EditorialRoute.Of("key", "Mark the entry as key, or take the mark away", MarkKey.Example, k => k),
        EditorialRoute.Of("sources", "Add a source", AddSource.Example, s => new AddSource { Source = s }),
        EditorialRoute.Of("links", "Link the entry to another of its story", LinkEntry.Example, l => new LinkEntry { Link = l }),
        EditorialRoute.Of("outcome", "Say that what was planned was held, moved or cancelled", RecordOutcome.Example, o => o),
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
}
