using System.Text.Json;
using System.Text.Json.Nodes;

namespace Timeline.Api.Desk.Forms;

/// <summary>JSON in a hidden input: the page wrote it, and anybody can forge it.</summary>
internal static class HiddenJson
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>What it says; null where it is no JSON, has a member twice, or holds what is no text.</summary>
    public static JsonNode? Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            ReadTexts(document.RootElement);
            return JsonNode.Parse(json);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    // Half of a surrogate pair shows only where a text is read.
    private static void ReadTexts(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                _ = value.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                    ReadTexts(item);
                break;
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    _ = member.Name;
                    ReadTexts(member.Value);
                }

                break;
        }
    }
}
