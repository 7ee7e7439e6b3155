using System.Text.Json;
using System.Text.Json.Nodes;
using Timeline.Api.Desk.Stories;

namespace Timeline.Api.Desk.Forms;

/// <summary>Of a form that was begun with what was stored then: what becomes of it where somebody else changed that meanwhile.</summary>
internal static class Conflict
{
    /// <summary>The name of the field with what the form was begun with.</summary>
    public const string Base = "base";

    /// <summary>What a form was begun with; null where it does not say so.</summary>
    public static JsonObject? Begun(IFormCollection form)
    {
        try
        {
            return form[Base].FirstOrDefault() is { } json ? JsonNode.Parse(json) as JsonObject : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

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
