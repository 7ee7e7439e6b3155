using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Timeline.Domain.Languages;

namespace Timeline.Domain.Values;

/// <summary>
/// By whom something is said, one or more. In JSON an id or a name (a text), an unnamed source (an object), or a list of these;
/// one alone is written without a list.
/// </summary>
/// <param name="Authors">Who, in the order given.</param>
[JsonConverter(typeof(ByConverter))]
public sealed record By(ImmutableArray<Author> Authors)
{
    /// <summary>The most that say one thing.</summary>
    public const int Most = 20;

    /// <summary>From one id or name.</summary>
    public static implicit operator By(string text) => new([new() { Who = text }]);

    /// <summary>Somebody who is not named.</summary>
    /// <param name="unnamed">What may be said of them.</param>
    /// <param name="because">Why they are not named.</param>
    public static By Somebody(string unnamed, string because) =>
        new([new() { Unnamed = new() { Unnamed = unnamed, Because = because } }]);

    /// <inheritdoc/>
    public bool Equals(By? other) => other is not null && Authors.SequenceEqual(other.Authors);

    /// <inheritdoc/>
    public override int GetHashCode() => Authors.Aggregate(0, HashCode.Combine);
}

internal sealed class ByConverter : JsonConverter<By>
{
    public override By Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            return new([One(ref reader, options)]);
        var authors = ImmutableArray.CreateBuilder<Author>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            authors.Add(One(ref reader, options));
        return new(authors.ToImmutable());
    }

    public override void Write(Utf8JsonWriter writer, By value, JsonSerializerOptions options)
    {
        if (value.Authors.Length != 1)
            writer.WriteStartArray();
        foreach (var author in value.Authors)
        {
            if (author.Who is { } who)
                writer.WriteStringValue(who.Text);
            else
                JsonSerializer.Serialize(writer, author.Unnamed, options);
        }

        if (value.Authors.Length != 1)
            writer.WriteEndArray();
    }

    private static Author One(ref Utf8JsonReader reader, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => new() { Who = reader.GetString()! },
        JsonTokenType.StartObject => new() { Unnamed = Inner.Read<UnnamedSource>(ref reader, options) },
        _ => throw new ValueException(Sentence.ForPrograms("give an id, a name, { \"unnamed\": …, \"because\": … }, or a list of these.")),
    };
}

/// <summary>Reads a value inside a converter.</summary>
internal static class Inner
{
    // The serialiser completes the path of an error that has none; of an inner call it would have the end alone.
    public static T Read<T>(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(ref reader, options)!;
        }
        catch (ValueException error)
        {
            throw new ValueException(error.Sentence);
        }
        catch (JsonException error)
        {
            throw new JsonException(error.Message, error.InnerException);
        }
    }
}
