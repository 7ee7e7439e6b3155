using System.Text.Json.Nodes;
using Timeline.Api.Desk.Stories;

namespace Timeline.Api.Desk.Forms;

/// <summary>Of a form that was begun with what was stored then: what becomes of it where somebody else changed that meanwhile.</summary>
internal static class Conflict
{
    /// <summary>The name of the field with what the form was begun with.</summary>
    public const string Base = "base";

    /// <summary>What a form was begun with, as a form says it; null where it does not say so.</summary>
    public static JsonObject? Begun(IFormCollection form) =>
        form[Base].FirstOrDefault() is { } json && HiddenJson.Read(json) is JsonObject begun ? Plain(begun) : null;

    /// <summary>An answer as a form would say it, which leaves out what is empty and what is not so: else each would seem to be changed.</summary>
    public static JsonObject Plain(JsonObject answer) => new(answer.Select(f => KeyValuePair.Create(f.Key, Plain(f.Value))).Where(f => f.Value is not null));

    private static JsonNode? Plain(JsonNode? value) => value switch
    {
        JsonObject group => Plain(group),
        JsonArray { Count: 0 } => null,
        JsonArray several => new JsonArray([.. several.Select(Plain)]),
        JsonValue flag when flag.TryGetValue<bool>(out var yes) && !yes => null,
        _ => value?.DeepClone(),
    };

    /// <summary>What the editor changed, on what the other one left.</summary>
    public static JsonObject Merged(JsonObject begun, JsonObject theirs, JsonObject yours)
    {
        var merged = (JsonObject)theirs.DeepClone();
        foreach (var (field, value) in EntryBodies.Changes(begun, yours))
        {
            if (value is null)
                merged.Remove(field);
            else
                merged[field] = value.DeepClone();
        }

        return merged;
    }
}
