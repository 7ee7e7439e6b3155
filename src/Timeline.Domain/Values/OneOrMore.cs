using System.Text.Json;
using System.Text.Json.Serialization;

namespace Timeline.Domain.Values;

/// <summary>A list of which one alone may be sent, and is written, without a list.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OneOrMoreAttribute : JsonConverterAttribute
{
    /// <inheritdoc/>
    public override JsonConverter? CreateConverter(Type typeToConvert)
    {
        ArgumentNullException.ThrowIfNull(typeToConvert);
        return (JsonConverter)Activator.CreateInstance(typeof(OneOrMore<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;
    }
}

internal sealed class OneOrMore<T> : JsonConverter<IReadOnlyList<T>>
{
    public override IReadOnlyList<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            return [Inner.Read<T>(ref reader, options)];
        var items = new List<T>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            items.Add(Inner.Read<T>(ref reader, options));
        return items;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<T> value, JsonSerializerOptions options)
    {
        if (value.Count != 1)
            writer.WriteStartArray();
        foreach (var item in value)
            JsonSerializer.Serialize(writer, item, options);
        if (value.Count != 1)
            writer.WriteEndArray();
    }
}
