using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Timeline.Cli.Importing;

/// <summary>JSON as others write it, and members that its makers name in one case or another.</summary>
internal static class JsonMembers
{
    private static readonly JsonReaderOptions Forgiving = new() { AllowMultipleValues = true, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Reads one value, or several one after the other.</summary>
    /// <exception cref="FormatException">It is not JSON, names something twice, or has half a character.</exception>
    public static IReadOnlyList<JsonNode?> Read(string text)
    {
        var json = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), Forgiving);
        var values = new List<JsonNode?>();
        try
        {
            while (json.Read())
                values.Add(Value(ref json, ""));
        }
        catch (JsonException error)
        {
            throw new FormatException($"It is not JSON: {error.Message.TrimEnd('.')}.");
        }

        return values;
    }

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

    // By ourselves, since JsonNode finds out only where it is asked, and does not say where.
    private static JsonNode? Value(ref Utf8JsonReader json, string path)
    {
        if (json.TokenType == JsonTokenType.StartArray)
        {
            var list = new JsonArray();
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
                list.Add(Value(ref json, $"{path}[{list.Count}]"));
            return list;
        }

        if (json.TokenType != JsonTokenType.StartObject)
            return json.TokenType == JsonTokenType.String ? JsonValue.Create(Text(ref json, $"'{path}'")) : JsonNode.Parse(ref json);
        var members = new JsonObject();
        while (json.Read() && json.TokenType != JsonTokenType.EndObject)
        {
            var name = Text(ref json, path.Length == 0 ? "a name" : $"a name in '{path}'");
            var here = path.Length == 0 ? name : $"{path}.{name}";
            json.Read();
            if (!members.TryAdd(name, Value(ref json, here)))
                throw new FormatException($"It says '{here}' twice, and nobody knows which of the two is meant.");
        }

        return members;
    }

    private static string Text(ref Utf8JsonReader json, string where)
    {
        try
        {
            return json.GetString()!;
        }
        // Of a pair of surrogates one is missing: what cuts texts by their length leaves such.
        catch (InvalidOperationException)
        {
            throw new FormatException($"In {where} stands half a character: of two escapes from \\ud800 to \\udfff one is missing.");
        }
    }
}
