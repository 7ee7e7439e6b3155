using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Timeline.Domain.Languages;

namespace Timeline.Domain;

/// <summary>How commands and events are spelled in JSON (RFC 8259): camelCase, enums as strings.</summary>
public static class DomainJson
{
    /// <summary>How deep a text may be nested.</summary>
    public const int MostNested = 32;

    /// <summary>
    /// Leaves every character as it is but those that JSON itself reserves. What goes into a page as HTML is escaped there.
    /// </summary>
    public static JavaScriptEncoder Encoder => JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <summary>For what is stored: short, as empty lists and defaults are left out; unknown fields are tolerated, so
    /// that an older service can read what a newer one wrote.</summary>
    public static JsonSerializerOptions Stored { get; } = Make(strict: false);

    /// <summary>For what an editor sends, and what was stored elsewhere: an unknown field, a field given twice or a null where a value
    /// must be is an error, never dropped.</summary>
    public static JsonSerializerOptions Strict { get; } = Make(strict: true);

    private static JsonSerializerOptions Make(bool strict)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.General)
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
            Encoder = Encoder,
            UnmappedMemberHandling = strict ? JsonUnmappedMemberHandling.Disallow : JsonUnmappedMemberHandling.Skip,
            AllowDuplicateProperties = !strict,
            RespectNullableAnnotations = strict,
            MaxDepth = MostNested,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOutEmptyLists, LeaveOutIgnored } },
        };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        options.Converters.Add(new InstantConverter());
        options.Converters.Add(new NumberConverter());
        options.MakeReadOnly();
        return options;
    }

    // Else a body may name what is no field of it, such as the entry, and hear nothing of it. The serialiser by itself
    // forgets that a property is ignored when it is overridden, and would store an entry's content twice.
    private static void LeaveOutIgnored(JsonTypeInfo type)
    {
        for (var i = type.Properties.Count - 1; i >= 0; i--)
        {
            if (type.Properties[i] is { Get: null, Set: null }
                || type.Properties[i].AttributeProvider is PropertyInfo property
                    && Attribute.IsDefined(property, typeof(JsonIgnoreAttribute), inherit: true))
            {
                type.Properties.RemoveAt(i);
            }
        }
    }

    private static void LeaveOutEmptyLists(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.PropertyType != typeof(string) && typeof(IEnumerable).IsAssignableFrom(property.PropertyType))
                property.ShouldSerialize = static (_, value) => value is not ICollection { Count: 0 } and not null;
        }
    }
}

/// <summary>An instant (RFC 3339). Without an offset it would be read in the time zone of whatever machine serves.</summary>
internal sealed partial class InstantConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType != JsonTokenType.String || !Offset().IsMatch(reader.GetString()!)
            ? throw new ValueException(Sentence.Of("refused.instant"))
        : reader.TryGetDateTimeOffset(out var instant) ? instant
        : throw new ValueException(Sentence.Of("refused.instant-none"));

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);

    [GeneratedRegex(@"T.*(Z|[+-]\d\d:\d\d)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Offset();
}

/// <summary>A number, but never one that would be kept as another: too large, too small, or of too many digits.</summary>
internal sealed class NumberConverter : JsonConverter<decimal>
{
    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.Number)
            throw new JsonException();
        if (!reader.TryGetDecimal(out var number))
            throw new ValueException(Sentence.Of("refused.too-great"));
        // What a decimal has no room for it rounds away in silence.
        var written = Encoding.ASCII.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan);
        return Digits(written) != Digits(number.ToString(CultureInfo.InvariantCulture))
            ? throw new ValueException(Sentence.Of("refused.digits"))
            : number;
    }

    private static string Digits(string number) =>
        string.Concat(number.TakeWhile(c => c is not ('e' or 'E')).Where(char.IsAsciiDigit)).Trim('0');

    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}

/// <summary>Says what is wrong with a value, where its type alone does not.</summary>
internal sealed class ValueException(Sentence sentence) : JsonException(sentence.ToString())
{
    public Sentence Sentence { get; } = sentence;
}
