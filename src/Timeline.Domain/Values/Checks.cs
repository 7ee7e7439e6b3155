using System.Collections;
using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Timeline.Domain.Values;

/// <summary>
/// Checks every field of a command against its attributes, down through nested records and lists. The same attributes
/// become the limits in OpenAPI, so that a rule has one place.
/// </summary>
public static class Checks
{
    /// <summary>The most characters of a text that sets no limit of its own.</summary>
    public const int DefaultText = 500;

    /// <summary>A text that may have more characters than this may have several lines.</summary>
    public const int LongestLine = 500;

    /// <summary>The most items of a list that sets no limit of its own.</summary>
    public const int DefaultList = 100;

    private static readonly ConcurrentDictionary<Type, Field[]> FieldsOf = new();

    /// <summary>All problems of a command, in the order of its fields; none when it is sound.</summary>
    /// <param name="command">The command, or a part of it.</param>
    /// <param name="zone">The story's time zone, on which it may hang whether an interval ends before it starts.</param>
    public static IReadOnlyList<FieldProblem> Problems(object command, TimeZoneInfo? zone = null)
    {
        var problems = new List<FieldProblem>();
        Walk(command, "", zone, problems);
        return problems;
    }

    /// <summary>The most characters of a field's text, or of each text in its list; and the most items of its list.</summary>
    public static (int Text, int List) Limits(PropertyInfo field)
    {
        ArgumentNullException.ThrowIfNull(field);
        var max = field.GetCustomAttribute<MaxLengthAttribute>()?.Length;
        if (field.PropertyType == typeof(Who) || field.PropertyType == typeof(IReadOnlyList<Who>))
            return (Who.MaxLength, max ?? DefaultList);
        return field.PropertyType != typeof(string) && typeof(IEnumerable).IsAssignableFrom(field.PropertyType)
            ? (field.GetCustomAttribute<MaxItemTextAttribute>()?.Length ?? DefaultText, max ?? DefaultList)
            : (max ?? DefaultText, DefaultList);
    }

    /// <summary>How many bytes of text (UTF-8) each field of a record has, with all that is nested in it.</summary>
    internal static IEnumerable<(string Field, int Bytes)> TextOf(object record) =>
        FieldsOf.GetOrAdd(record.GetType(), Describe).Select(f => (f.Name, BytesOf(f.Property.GetValue(record))));

    /// <summary>Each id or name of somebody in a record, down through all that is nested in it, with the field that says it.</summary>
    internal static IEnumerable<(string Field, Who Who)> WhosIn(object record, string prefix = "") => FieldsOf.GetOrAdd(record.GetType(), Describe)
        .SelectMany(f => WhosOf(f.Property.GetValue(record), prefix + f.Name));

    private static IEnumerable<(string Field, Who Who)> WhosOf(object? value, string name) => value switch
    {
        Who who => [(name, who)],
        By by => by.Authors.Index().Where(a => a.Item?.Who is not null)
            .Select(a => (by.Authors.Length == 1 ? name : $"{name}[{a.Index}]", a.Item.Who!)),
        null or string or JsonNode or ValueType => [],
        IList list => list.Cast<object?>().Index().SelectMany(i => WhosOf(i.Item, $"{name}[{i.Index}]")),
        _ => WhosIn(value, name + "."),
    };

    /// <summary>Writes another id over one, wherever a record names somebody; the record must be nobody else's.</summary>
    internal static void Rename(object record, string from, string to)
    {
        foreach (var field in FieldsOf.GetOrAdd(record.GetType(), Describe))
        {
            var value = field.Property.GetValue(record);
            if (Renamed(value, from, to) is var renamed && !ReferenceEquals(renamed, value))
                field.Property.SetValue(record, renamed);
        }
    }

    private static object? Renamed(object? value, string from, string to)
    {
        Who One(Who who) => who.Text == from ? new(to) : who;
        switch (value)
        {
            case Who who:
                return One(who);
            case By by:
                return new By([.. by.Authors.Select(a => a.Who is { } who ? a with { Who = One(who) } : a)]);
            case IReadOnlyList<Who> several:
                return several.Select(One).ToList();
            case null or string or JsonNode or ValueType:
                return value;
            case IList list:
                foreach (var item in list)
                    Renamed(item, from, to);
                return list;
            default:
                Rename(value, from, to);
                return value;
        }
    }

    private static int BytesOf(object? value) => value switch
    {
        string text => Encoding.UTF8.GetByteCount(text),
        null or JsonNode or ValueType => 0,
        IList list => list.Cast<object?>().Sum(BytesOf),
        _ => TextOf(value).Sum(f => f.Bytes),
    };

    private static void Walk(object record, string prefix, TimeZoneInfo? zone, List<FieldProblem> problems)
    {
        var sound = problems.Count;
        foreach (var field in FieldsOf.GetOrAdd(record.GetType(), Describe))
        {
            var value = field.Property.GetValue(record);
            var name = prefix + field.Name;
            var before = problems.Count;
            foreach (var rule in field.Rules)
            {
                var context = new ValidationContext(record) { MemberName = field.Property.Name, Items = { [nameof(TimeZoneInfo)] = zone } };
                if (rule.GetValidationResult(value, context) is { } failure)
                {
                    problems.Add(new(name, Sentence(rule, failure)));
                    break;
                }
            }

            if (problems.Count == before)
                WalkValue(value, name, field, zone, problems);
        }

        if (record is IChecked own && problems.Count == sound)
            problems.AddRange(own.Problems().Select(p => p with { Field = prefix + p.Field }));
    }

    private static void WalkValue(object? value, string name, Field field, TimeZoneInfo? zone, List<FieldProblem> problems)
    {
        switch (value)
        {
            case decimal number:
                if (!IsExact(number))
                    problems.Add(new(name, "has more digits than can be kept; round it to at most 15."));
                break;
            case null or JsonNode or ValueType:
                break;
            case string text:
                if (TextProblem(text, field.MaxText) is { } sentence)
                    problems.Add(new(name, sentence));
                break;
            case Who who:
                if ((who.Text.Length == 0 ? "is empty; leave it out or fill it in." : TextProblem(who.Text, Who.MaxLength)) is { } wrong)
                    problems.Add(new(name, wrong));
                break;
            case By by:
                WalkAuthors(by, name, field, zone, problems);
                break;
            case IList list:
                if (list.Count > field.MaxList)
                {
                    problems.Add(new(name, $"has {list.Count} items; {field.MaxList} is the most."));
                    break;
                }

                for (var i = 0; i < list.Count; i++)
                {
                    if (list[i] is null)
                        problems.Add(new($"{name}[{i}]", "is null; leave it out or fill it in."));
                    else if (list[i] is string item && IsBlank(item))
                        problems.Add(new($"{name}[{i}]", "is empty; leave it out or fill it in."));
                    else
                        WalkValue(list[i], $"{name}[{i}]", field, zone, problems);
                }

                break;
            default:
                Walk(value, name + ".", zone, problems);
                break;
        }
    }

    // The character is seen nowhere, so its neighbours must say where it is.
    private static string Beside(string text, int at)
    {
        var after = Shown(text[(at + 1)..].EnumerateRunes().Take(20));
        var before = Shown(text[..at].EnumerateRunes().TakeLast(20));
        return after.Length > 0 ? $", before \"{after}\"" : before.Length > 0 ? $", after \"{before}\"" : "";
    }

    private static string Shown(IEnumerable<Rune> runes) => string.Concat(runes.Where(r => Rune.GetUnicodeCategory(r)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate) && r != Rune.ReplacementChar)).Trim();

    private static void WalkAuthors(By by, string name, Field field, TimeZoneInfo? zone, List<FieldProblem> problems)
    {
        if (by.Authors.Length is 0 or > By.Most)
            problems.Add(new(name, by.Authors.Length == 0 ? "names nobody; say who." : $"has {by.Authors.Length} items; {By.Most} is the most."));
        else
        {
            foreach (var (i, author) in by.Authors.Index())
                WalkValue((object?)author.Who ?? author.Unnamed, by.Authors.Length == 1 ? name : $"{name}[{i}]", field, zone, problems);
        }
    }

    // PostgreSQL cannot store NUL in text, and JSON text with half a surrogate pair is no Unicode at all.
    private static string? TextProblem(string text, int max)
    {
        if (text.Length > max)
            return $"has {text.Length} characters; {max} is the most.";
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (Directions.Name(c) is { } name)
                return $"has the character U+{(int)c:X4} ({name}) at position {i}{Beside(text, i)}, which turns round what follows; remove it.";
            if (char.IsControl(c) && c is not ('\n' or '\t' or '\r'))
                return $"has the control character U+{(int)c:X4} at position {i}; remove it.";
            if (max <= LongestLine && c is ('\n' or '\r' or '\u2028' or '\u2029'))
                return $"has a line break at position {i}; write it as one line.";
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (char.IsSurrogate(c))
                return $"has half of a surrogate pair (U+{(int)c:X4}) at position {i}; send the whole character.";
        }

        return text.Length > 0 && IsBlank(text) ? "is empty; leave it out or fill it in." : null;
    }

    /// <summary>Whether a reader sees nothing of it: no letter, digit, punctuation mark or symbol.</summary>
    public static bool IsBlank(string text) => !text.EnumerateRunes().Any(r =>
        (Rune.IsLetterOrDigit(r) || Rune.IsPunctuation(r) || Rune.IsSymbol(r)) && !(r.IsBmp && Fillers.Contains((char)r.Value)));

    // Letters and a symbol that are blank: of Hangul and Braille.
    private const string Fillers = "\u115f\u1160\u3164\uffa0\u2800";

    // The hash chain reads a number as RFC 8785 does, as a double: one that is none would not be what was signed.
    private static bool IsExact(decimal number) =>
        decimal.TryParse(((double)number).ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float,
            CultureInfo.InvariantCulture, out var kept) && kept == number;

    private static string Sentence(ValidationAttribute rule, ValidationResult failure) => rule switch
    {
        RequiredAttribute => "is missing or empty; give it.",
        MinLengthAttribute { ErrorMessage: null } => "is missing or empty; give at least one.",
        RangeAttribute range => $"must be from {range.Minimum} to {range.Maximum}.",
        _ => failure.ErrorMessage ?? "is not valid.",
    };

    private static Field[] Describe(Type type) =>
    [
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.GetIndexParameters().Length == 0 && p.GetCustomAttribute<NotCheckedAttribute>() is null
                && p.CanWrite)
            .Select(p =>
            {
                var rules = p.GetCustomAttributes<ValidationAttribute>().ToArray();
                var (text, list) = Limits(p);
                return new Field(p, JsonNamingPolicy.CamelCase.ConvertName(p.Name),
                    [.. rules.Where(r => r is not MaxLengthAttribute)], text, list);
            }),
    ];

    private sealed record Field(PropertyInfo Property, string Name, ValidationAttribute[] Rules, int MaxText, int MaxList);
}

/// <summary>A value with rules between its fields, which no attribute can say.</summary>
public interface IChecked
{
    /// <summary>What is wrong with it, each problem by the name of the value's own field.</summary>
    IEnumerable<FieldProblem> Problems();
}

/// <summary>The most characters of each text in a list of texts.</summary>
/// <param name="length">Characters (UTF-16 code units).</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MaxItemTextAttribute(int length) : Attribute
{
    /// <summary>Characters (UTF-16 code units).</summary>
    public int Length { get; } = length;
}

/// <summary>A property that is derived, not sent, and so is not checked.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotCheckedAttribute : Attribute;
