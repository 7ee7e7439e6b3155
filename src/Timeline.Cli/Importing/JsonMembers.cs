using System.Globalization;
using System.Text.Json.Nodes;

namespace Timeline.Cli.Importing;

/// <summary>Members of JSON that its makers name in one case or another.</summary>
internal static class JsonMembers
{
    /// <summary>A member by its name; null where there is none.</summary>
    public static JsonNode? Of(JsonNode? node, string name) =>
        (node as JsonObject)?.FirstOrDefault(m => m.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>The same as text; empty where it is none.</summary>
    public static string Text(JsonNode? node, string name) => Of(node, name) is JsonValue value ? value.ToString().Trim() : "";

    /// <summary>Of the renditions of a picture, by name or in a list, the address of the widest; empty where there is none.</summary>
    public static string Largest(JsonNode? renditions) => Text((renditions switch
    {
        JsonArray list => list.OfType<JsonObject>(),
        JsonObject named => named.Select(r => r.Value).OfType<JsonObject>(),
        _ => [],
    }).MaxBy(r => decimal.TryParse(Text(r, "width"), CultureInfo.InvariantCulture, out var width) ? width : 0), "href");
}
