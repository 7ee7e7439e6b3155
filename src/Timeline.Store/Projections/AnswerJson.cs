using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Timeline.Domain;

namespace Timeline.Store.Projections;

/// <summary>How answers are spelled: camelCase, absent extras left out.</summary>
public static class AnswerJson
{
    /// <summary>The options of every answer.</summary>
    public static JsonSerializerOptions Options { get; } = Make(_ => { });

    // Only the fields that a kind declares itself.
    internal static JsonSerializerOptions OwnFields { get; } = Make(type =>
    {
        if (!typeof(EntryBody).IsAssignableFrom(type.Type))
            return;
        for (var i = type.Properties.Count - 1; i >= 0; i--)
        {
            if ((type.Properties[i].AttributeProvider as System.Reflection.PropertyInfo)?.DeclaringType == typeof(EntryBody))
                type.Properties.RemoveAt(i);
        }
    });

    private static JsonSerializerOptions Make(Action<JsonTypeInfo> modifier)
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = DomainJson.Encoder,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { modifier } },
        };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        options.MakeReadOnly();
        return options;
    }
}

internal sealed class OwnFieldsConverter : JsonConverter<EntryBody>
{
    public override EntryBody Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Answers are only written.");

    public override void Write(Utf8JsonWriter writer, EntryBody value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, value.GetType(), AnswerJson.OwnFields);
}
