using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Timeline.Api.Formats;
using Timeline.Api.Reading;
using Timeline.Domain.Languages;
using Timeline.Store.Projections;

namespace Timeline.Api.Past;

/// <summary>A difference for who prefers to read.</summary>
internal static class DifferenceText
{
    /// <summary>A difference in lines.</summary>
    /// <param name="difference">The difference.</param>
    /// <param name="headlines">What the entries are called that it names by their ids.</param>
    public static string Of(Difference difference, IReadOnlyDictionary<string, string> headlines)
    {
        var says = new InWords(Language.Of(difference.Story.Language), TimeZoneInfo.FindSystemTimeZoneById(difference.Story.TimeZone));
        var text = new StringBuilder()
            .Append(difference.Story.Title).Append('\n')
            .Append(CultureInfo.InvariantCulture,
                $"From version {difference.From.Version} ({difference.From.At:yyyy-MM-dd HH:mm:ss}Z) ")
            .Append(CultureInfo.InvariantCulture,
                $"to version {difference.To.Version} ({difference.To.At:yyyy-MM-dd HH:mm:ss}Z)\n");
        Section(text, "The story itself", [.. difference.StoryChanges ?? []],
            c => $"~ {Change(says, c, headlines)}");
        Section(text, "Added", difference.Added, entry =>
            $"+ {entry["when"]!["display"]}: {Called((string?)entry["headline"], (string)entry["kind"]!, (string)entry["id"]!)}");
        Section(text, "Changed", difference.Changed, entry => Changed(says with { Kind = entry.Kind }, entry, headlines));
        Section(text, "Retracted", difference.Retracted, entry =>
            $"x {entry.When["display"]}{(entry.Retraction.Reason.Length > 0 ? ": " : "")}{entry.Retraction.Reason} ({entry.Kind} {entry.Id})");
        Section(text, "No longer shown", difference.Removed, entry => $"- {entry.Kind} {entry.Id}");
        if (difference is { StoryChanges: null, Added.Count: 0, Changed.Count: 0, Retracted.Count: 0, Removed.Count: 0, Next: null })
            text.Append("\nNothing changed.\n");
        if (difference.Next is not null)
            text.Append("\nMore: ").Append(difference.Next).Append('\n');
        return text.ToString();
    }

    /// <summary>Whether it says which other entries something is about, follows or rests on.</summary>
    public static bool NamesEntries(Difference difference) => (difference.StoryChanges ?? []).Concat(difference.Changed.SelectMany(e => e.Changes))
        .Any(change => Ids(change.Was).Concat(Ids(change.Now)).Any());

    private static string Changed(InWords says, ChangedEntry entry, IReadOnlyDictionary<string, string> headlines)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"~ {Called(entry.Headline, entry.Kind, entry.Id)}");
        foreach (var change in entry.Changes)
            text.Append("\n    ").Append(Change(says, change, headlines));
        foreach (var correction in entry.Corrections)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"\n    {correction.Class}: {correction.Wrong} ({string.Join(", ", correction.Fields)})");
        }

        return text.ToString();
    }

    // An entry may say all in its summary.
    private static string Called(string? headline, string kind, string id) => headline is null ? $"{kind} {id}" : $"{headline} ({kind} {id})";

    private static string Change(InWords says, FieldChange change, IReadOnlyDictionary<string, string> headlines) =>
        $"{change.Field}: {Value(says, change.Field, Named(change.Was, headlines))} -> {Value(says, change.Field, Named(change.Now, headlines))}";

    // Nobody knows an entry by its id alone.
    private static JsonNode? Named(JsonNode? said, IReadOnlyDictionary<string, string> headlines)
    {
        var named = said?.DeepClone();
        foreach (var id in Ids(named).ToList())
        {
            if (headlines.TryGetValue((string)id!, out var headline))
                id.ReplaceWith($"{headline} ({id})");
        }

        return named;
    }

    // Of links and of what claims are about, and of where things stand.
    private static IEnumerable<JsonValue> Ids(JsonNode? said) => said switch
    {
        JsonArray several => several.SelectMany(Ids),
        JsonObject one => one.SelectMany(member => member switch
        {
            { Key: "entry", Value: JsonValue id } => [id],
            { Key: "entries", Value: JsonArray ids } => ids.OfType<JsonValue>(),
            _ => Ids(member.Value),
        }),
        _ => [],
    };

    private static string Value(InWords says, string field, JsonNode? value) => value switch
    {
        null or JsonArray { Count: 0 } => "(nothing)",
        JsonArray or JsonObject => says.Of(field, value),
        _ => value.ToJsonString(AnswerJson.Options),
    };

    private static void Section<T>(StringBuilder text, string title, List<T> items, Func<T, string> line)
    {
        if (items.Count == 0)
            return;
        text.Append('\n').Append(title).Append('\n');
        foreach (var item in items)
            text.Append("  ").Append(line(item)).Append('\n');
    }
}
