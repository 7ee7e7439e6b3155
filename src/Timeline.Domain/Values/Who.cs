using System.Text.Json;
using System.Text.Json.Serialization;
using Timeline.Domain.Languages;

namespace Timeline.Domain.Values;

/// <summary>A person or body: by id, which is the same in every story, or by name. In JSON a text.</summary>
/// <param name="Text">An id where it has the form of one (<see cref="SlugAttribute"/>), else a name; 1 to 200 characters.</param>
[JsonConverter(typeof(WhoConverter))]
public sealed record Who(string Text)
{
    /// <summary>The most characters of a name.</summary>
    public const int MaxLength = 200;

    /// <summary>Whether it is an id.</summary>
    public bool IsId => SlugAttribute.IsSlug(Text);

    /// <summary>From an id or a name.</summary>
    public static implicit operator Who(string text) => new(text);

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>Who says something: a person or body, or somebody who must not be named.</summary>
public sealed record Author
{
    /// <summary>The person or body; null where unnamed.</summary>
    public Who? Who { get; init; }

    /// <summary>What may be said of somebody unnamed, such as "two officials briefed on the talks". Never a name.</summary>
    public UnnamedSource? Unnamed { get; init; }
}

/// <summary>A source that the newsroom knows and does not name. Its name is stored nowhere.</summary>
public sealed record UnnamedSource
{
    /// <summary>What may be said of it, such as "two officials briefed on the talks"; 1 to 300 characters.</summary>
    [System.ComponentModel.DataAnnotations.Required, System.ComponentModel.DataAnnotations.MaxLength(300)]
    public string Unnamed { get; init; } = "";

    /// <summary>Why it is not named, for readers; 1 to 300 characters.</summary>
    [System.ComponentModel.DataAnnotations.Required, System.ComponentModel.DataAnnotations.MaxLength(300)]
    public string Because { get; init; } = "";
}

internal sealed class WhoConverter : JsonConverter<Who>
{
    public override Who Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
            ? new(reader.GetString()!)
            : throw new ValueException(Sentence.ForPrograms("give a text: an id or a name."));

    public override void Write(Utf8JsonWriter writer, Who value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
}
