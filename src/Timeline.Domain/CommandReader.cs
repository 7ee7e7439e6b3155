using System.Text.Json;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Domain.Values;

namespace Timeline.Domain;

/// <summary>A command that editors may send about an entry that exists.</summary>
/// <param name="Route">The last part of its address, such as <c>corrections</c>.</param>
/// <param name="BodyType">The type of its body; null where it has none.</param>
/// <param name="Summary">What it does, in a line.</param>
/// <param name="Make">The command, from its body.</param>
public sealed record EditorialRoute(string Route, Type? BodyType, string Summary, Func<object?, EntryCommand> Make);

/// <summary>From the JSON that an editor sends to the command that it means.</summary>
public static class CommandReader
{
    /// <summary>Every editorial command: one line each.</summary>
    public static IReadOnlyList<EditorialRoute> Editorial { get; } =
    [
        new("corrections", typeof(Correct), "Correct fields of the entry; needs If-Match", c => (Correct)c!),
        new("hold", typeof(Hold), "Hide the entry from the public until it is released", c => (Hold)c!),
        new("release", null, "Show a held entry again", _ => new ReleaseHold()),
        new("retraction", typeof(Retract), "Withdraw the entry for good; a tombstone stays", c => (Retract)c!),
        new("publication", null, "Publish a draft", _ => new Publish()),
        new("embargo", typeof(Embargo), "Hide the entry until an instant", c => (Embargo)c!),
        new("embargo-lift", null, "Lift the embargo now", _ => new LiftEmbargo()),
        new("key", typeof(MarkKey), "Mark the entry as key, or take the mark away", c => (MarkKey)c!),
        new("sources", typeof(Source), "Add a source", s => new AddSource { Source = (Source)s! }),
        new("links", typeof(Link), "Link the entry to another of its story", l => new LinkEntry { Link = (Link)l! }),
        new("outcome", typeof(RecordOutcome), "Say that what was planned was held, moved or cancelled",
            o => (RecordOutcome)o!),
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
