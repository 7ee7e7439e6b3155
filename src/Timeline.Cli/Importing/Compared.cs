using System.Text.Json;
using System.Text.Json.Nodes;
using Timeline.Domain.Kinds;

namespace Timeline.Cli.Importing;

/// <summary>What a file says of an entry against what the service says of it.</summary>
internal static class Compared
{
    // What a correction may change, of the fields that importers fill.
    private static readonly string[] Common = ["when", "headline", "summary", "people", "places", "topics", "sources", "media", "background"];

    /// <summary>The fields that a correction would change: those that the file fills, and those that it might have filled and no longer does.</summary>
    public static IEnumerable<string> Differing(Kind kind, JsonObject body, JsonObject entry) => body.Select(f => f.Key)
        .Concat(Common.Where(f => f is not ("when" or "background") && !Same(f, null, entry[f]))).Distinct()
        .Where(f => (Common.Contains(f) || kind.OwnFields.Contains(f)) && !Same(f, body[f], entry[f] ?? entry["details"]?[f]));

    /// <summary>Whether an entry said this before somebody corrected it.</summary>
    public static bool WasSaid(JsonObject entry, string field, JsonNode? value)
    {
        // The first revision of all says everything, against nothing before it.
        var revisions = entry["revisions"]!.AsArray();
        return revisions.Take(revisions.Count - (entry["next"] is null ? 1 : 0)).SelectMany(r => r!["changes"] as JsonArray ?? [])
            .Any(c => ((string?)c!["field"] == field || (string?)c["field"] == "details." + field) && Same(field, value, c["was"]));
    }

    private static bool Same(string field, JsonNode? ours, JsonNode? theirs) => JsonNode.DeepEquals(Plain(field, ours), Plain(field, theirs));

    // Of a date what was written, of people who they are; nothing, an empty text, an empty list and no are one.
    private static JsonNode? Plain(string field, JsonNode? value) => value switch
    {
        JsonArray { Count: > 0 } people when field == "people" => new JsonArray([.. people.Select(p => p!["id"]?.DeepClone())]),
        JsonArray { Count: 0 } => null,
        JsonArray list => new JsonArray([.. list.Select(one => Plain("", one))]),
        JsonObject one => new JsonObject(one.Where(m => field != "when" || m.Key is "edtf" or "note")
            .Select(m => KeyValuePair.Create(m.Key, Plain("", m.Value))).Where(m => m.Value is not null).OrderBy(m => m.Key, StringComparer.Ordinal)),
        JsonValue text when text.GetValueKind() is JsonValueKind.False || (text.GetValueKind() is JsonValueKind.String && ((string)text!).Length == 0) => null,
        _ => value?.DeepClone(),
    };
}
