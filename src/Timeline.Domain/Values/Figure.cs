using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Timeline.Domain.Languages;

namespace Timeline.Domain.Values;

/// <summary>A number as far as it is known, in exactly one of six forms; a body's own count of itself needs no author.</summary>
public record Tally : IChecked
{
    /// <summary>Of what, such as "people detained", where the field does not say it.</summary>
    [MaxLength(200)]
    public string? What { get; init; }

    /// <summary>The number.</summary>
    [Count(nameof(Unit))]
    public decimal? Value { get; init; }

    /// <summary>The lower end of a range; with <c>to</c>.</summary>
    [Count(nameof(Unit))]
    public decimal? From { get; init; }

    /// <summary>The upper end of a range; with <c>from</c>.</summary>
    [Count(nameof(Unit))]
    public decimal? To { get; init; }

    /// <summary>It is this or more.</summary>
    [Count(nameof(Unit))]
    public decimal? AtLeast { get; init; }

    /// <summary>It is this or less.</summary>
    [Count(nameof(Unit))]
    public decimal? AtMost { get; init; }

    /// <summary>It is about this.</summary>
    [Count(nameof(Unit))]
    public decimal? About { get; init; }

    /// <summary>In words, where nobody counted: "dozens".</summary>
    [MaxLength(200)]
    public string? Words { get; init; }

    /// <summary>In what it is counted: "%", "people", "RUB".</summary>
    [MaxLength(100)]
    public string? Unit { get; init; }

    /// <summary>Of what it is a part: "posts that the authorities deem illegal".</summary>
    [MaxLength(500)]
    public string? Of { get; init; }

    /// <summary>Who gives the number.</summary>
    public virtual By? By { get; init; }

    /// <summary>Through whom or what it reached the newsroom.</summary>
    [MaxLength(200)]
    public string? Via { get; init; }

    /// <summary>As of when, in EDTF.</summary>
    [EdtfText, MaxLength(100)]
    public string? AsOf { get; init; }

    /// <summary>From a bare number.</summary>
    public static implicit operator Tally(int value) => new() { Value = value };

    /// <summary>The number in a language, with its unit.</summary>
    public string InWords(Language words)
    {
        ArgumentNullException.ThrowIfNull(words);
        return this switch
        {
            { Value: { } value } => words.Number(value) + UnitIn(words),
            { From: { } from, To: { } to } => words.Say("figure.range", words.Number(from), words.Number(to)) + UnitIn(words),
            { AtLeast: { } least } => words.Say("figure.at-least", words.Number(least) + UnitIn(words)),
            { AtMost: { } most } => words.Say("figure.at-most", words.Number(most) + UnitIn(words)),
            { About: { } about } => words.Say("figure.about", words.Number(about) + UnitIn(words)),
            _ => Words + UnitIn(words),
        };
    }

    private string UnitIn(Language words) => Unit is { } unit ? words.Unit(unit) : "";

    IEnumerable<FieldProblem> IChecked.Problems()
    {
        var forms = (Value is null ? 0 : 1) + (From is null && To is null ? 0 : 1) + (AtLeast is null ? 0 : 1)
            + (AtMost is null ? 0 : 1) + (About is null ? 0 : 1) + (string.IsNullOrEmpty(Words) ? 0 : 1);
        if (forms != 1)
        {
            yield return new("value", Sentence.Of(forms == 0 ? "refused.figure-missing" : "refused.figure-forms"));
        }

        if (From is null != To is null)
            yield return new(From is null ? "from" : "to", Sentence.Of("refused.range-end"));
        else if (From > To)
            yield return new("to", Sentence.Of("refused.range-order"));
    }
}

/// <summary>A number with its author: never one without the other.</summary>
public sealed record Figure : Tally
{
    /// <inheritdoc/>
    [Required]
    public override By? By { get; init; }

    /// <summary>
    /// The figures in sight of some in the order of their recording: of each author's about the same thing the last. Those of
    /// rivals stand side by side, never added.
    /// </summary>
    public static IReadOnlyList<Figure> InSight(IReadOnlyList<Figure> figures) =>
        figures.Count < 2 ? figures : [.. figures.Reverse().DistinctBy(f => f.Thing).Reverse()];

    /// <summary>What it is a figure of, and whose: a later one of the same replaces it in sight.</summary>
    internal (By? By, string, string, string) Thing => (By, Same(What), Same(Unit), Same(Of));

    private static string Same(string? text) => text?.Trim().ToUpperInvariant() ?? "";
}

/// <summary>A count that may be sent as a number or words alone: <c>55</c>, <c>"two thirds"</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NumberOrWordsAttribute : JsonConverterAttribute
{
    /// <inheritdoc/>
    public override JsonConverter? CreateConverter(Type typeToConvert) => new TallyConverter();
}

internal sealed class TallyConverter : JsonConverter<Tally>
{
    public override Tally Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Number => new() { Value = Inner.Read<decimal>(ref reader, options) },
        JsonTokenType.String => new() { Words = reader.GetString() },
        _ => Inner.Read<Tally>(ref reader, options),
    };

    public override void Write(Utf8JsonWriter writer, Tally value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, options);
}
