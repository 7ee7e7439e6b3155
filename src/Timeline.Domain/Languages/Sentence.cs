using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Timeline.Domain.Kinds;

namespace Timeline.Domain.Languages;

/// <summary>
/// Something that is said to whoever sent a command, in any language: a key of the languages' files, and what stands in its places. Programs are
/// told it in English, in JSON a text; the desk says it in its own language.
/// </summary>
[JsonConverter(typeof(SentenceConverter))]
public sealed class Sentence : IEquatable<Sentence>
{
    private readonly string? _key;
    private readonly object[] _values;

    private Sentence(string? key, object[] values) => (_key, _values) = (key, values);

    /// <summary>What is said for a key.</summary>
    /// <param name="key">The key; of one that counts (<c>key.other</c>) the first number among the values says which form.</param>
    /// <param name="values">What stands in its places: a text, a whole number, a sentence, or a function of the language.</param>
    /// <exception cref="ArgumentException">No such key is said in English, or it has more or fewer places, or it counts and no value is a number.</exception>
    public static Sentence Of(string key, params object[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var english = LanguageFile.English[key] ?? LanguageFile.English[key + ".other"] ?? throw new ArgumentException($"Nothing is said for '{key}'.", nameof(key));
        return Template.Places(english) == values.Length
            ? LanguageFile.English[key] is not null || values.Any(v => v is int or long) ? new(key, values)
            : throw new ArgumentException($"'{key}' counts, and no value is a number.", nameof(values))
            : throw new ArgumentException($"'{key}' has {Template.Places(english)} places, not {values.Length}.", nameof(values));
    }

    /// <summary>
    /// What only whoever writes a program can meet, or mend, and so is said in English alone: text that is no JSON, headers, what was said before
    /// to a request that comes again. No form of the desk leads to it.
    /// </summary>
    public static Sentence ForPrograms(string english) => new(null, [english]);

    /// <summary>A field as a value: as forms call it; to programs, by its name in JSON.</summary>
    public static Func<Language, string> Field(string name) => words => words == Language.Programs ? name : words[$"field.{name}"];

    /// <summary>The same of a kind.</summary>
    public static Func<Language, string> Kind(Kind kind) => words => words == Language.Programs ? kind.Name : words.Kind(kind);

    /// <summary>Several of them as one value.</summary>
    public static Func<Language, string> Joined(string between, IEnumerable<Sentence> several) => words => string.Join(between, several.Select(s => s.In(words)));

    /// <summary>The sentence in a language; what that lacks, in English.</summary>
    public string In(Language words)
    {
        ArgumentNullException.ThrowIfNull(words);
        if (_key is null)
            return (string)_values[0];
        var template = words.Sentence(_key) ?? words.Form(_key, _values.Where(v => v is int or long).Select(v => Convert.ToInt64(v, CultureInfo.InvariantCulture)).First());
        return Template.Fill(template, [.. _values.Select(v => Said(v, words))]);
    }

    /// <summary>The sentence as programs are told it, in English.</summary>
    public override string ToString() => In(Language.Programs);

    /// <inheritdoc/>
    public bool Equals(Sentence? other) => other?.ToString() == ToString();

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Sentence);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    // In a script from right to left a name or a date in Latin letters and digits keeps its own order (Unicode, UAX 9).
    private static string Said(object value, Language words) => value switch
    {
        Sentence sentence => sentence.In(words),
        Func<Language, string> say => say(words),
        string { Length: > 0 } text when words.Direction == "rtl" => $"\u2068{text}\u2069",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}

/// <summary>A sentence as programs are told it; what is read again was said in English before.</summary>
internal sealed class SentenceConverter : JsonConverter<Sentence>
{
    public override Sentence Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Sentence.ForPrograms(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, Sentence value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
