using System.Text.Json.Nodes;
using Timeline.Domain.Kinds;
using Timeline.Domain.Languages;

namespace Timeline.Domain.Editorial;

/// <summary>What spelling and style may change: running text, and of it no more than <see cref="Respelling"/> takes for that.</summary>
internal static class Refiling
{
    private static readonly Sentence More = Sentence.Of("refused.refile");

    // Each field with its texts; the empty name is the field itself.
    private static readonly Dictionary<string, string[]> OfEntry = new()
    {
        ["headline"] = [""],
        ["summary"] = [""],
        ["claims"] = ["text"],
        ["media"] = ["alt", "caption"],
        ["sources"] = ["title"],
    };

    private static readonly Dictionary<string, string[]> OfStory = new()
    {
        ["title"] = [""],
        ["standfirst"] = [""],
        ["picture"] = ["alt", "caption"],
    };

    /// <summary>The fields of an entry in which more changes than spelling and style.</summary>
    public static IEnumerable<FieldProblem> Problems(EntryBody before, EntryBody after, JsonObject changes) =>
        changes.ContainsKey(EntryCorrected.KindField) ? [new($"changes.{EntryCorrected.KindField}", More)]
        : Problems(JsonDifference.Json(before), JsonDifference.Json(after), changes, field => TextsOf(before, field));

    /// <summary>The same of a story itself.</summary>
    public static IEnumerable<FieldProblem> Problems(OpenStory before, OpenStory after, JsonObject changes) =>
        Problems(JsonDifference.Json(before), JsonDifference.Json(after), changes, field => OfStory.GetValueOrDefault(field, []));

    private static IEnumerable<FieldProblem> Problems(JsonObject was, JsonObject now, JsonObject changes, Func<string, string[]> textsOf)
    {
        // What a refile cannot change by itself it cannot change in a sentence, either.
        var kept = was.SelectMany(f => Fixed(f.Value, "", textsOf(f.Key))).SelectMany(Respelling.Words).ToHashSet();
        return changes.Select(c => (c.Key, Excess: Excess(was[c.Key], now[c.Key], "", textsOf(c.Key), kept))).Where(f => f.Excess is not null)
            .Select(f => new FieldProblem($"changes.{f.Key}", f.Excess!));
    }

    private static string[] TextsOf(EntryBody body, string field) =>
        OfEntry.TryGetValue(field, out var texts) ? texts
        // Of several lines: names, terms and charges have one.
        : KindList.Of(body).Fields.Any(f => f.Name == field && f is { Type: FieldType.LongText, List: false }) ? [""]
        : [];

    private static IEnumerable<string> Fixed(JsonNode? node, string name, string[] texts) => node switch
    {
        JsonObject record => record.SelectMany(f => Fixed(f.Value, f.Key, texts)),
        JsonArray list => list.SelectMany(n => Fixed(n, name, texts)),
        JsonValue value when !texts.Contains(name) && value.TryGetValue<string>(out var text) => [text],
        _ => [],
    };

    // What is wrong where a value says more than may change; null where it does not.
    private static Sentence? Excess(JsonNode? was, JsonNode? now, string name, string[] texts, IReadOnlySet<string> kept) => (was, now) switch
    {
        (JsonObject one, JsonObject other) => one.Count != other.Count ? More
            : one.Select(f => other.TryGetPropertyValue(f.Key, out var value) ? Excess(f.Value, value, f.Key, texts, kept) : More).FirstOrDefault(e => e is not null),
        (JsonArray one, JsonArray other) => one.Count != other.Count ? More
            : one.Zip(other).Select(p => Excess(p.First, p.Second, name, texts, kept)).FirstOrDefault(e => e is not null),
        _ when JsonNode.DeepEquals(was, now) => null,
        (JsonValue one, JsonValue other) when texts.Contains(name) && one.TryGetValue<string>(out var before) && other.TryGetValue<string>(out var after) =>
            Respelling.Excess(before, after, kept),
        _ => More,
    };
}
