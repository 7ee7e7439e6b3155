using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Timeline.Domain.Languages;

namespace Timeline.Domain.Values;

/// <summary>
/// Checks every field of a command against its attributes, down through nested records and lists. The same attributes
/// become the limits in OpenAPI, so that a rule has one place.
/// </summary>
public static class Checks
{
    /// <summary>All problems of a command, in the order of its fields; none when it is sound.</summary>
    /// <param name="command">The command, or a part of it.</param>
    /// <param name="zone">The story's time zone, on which it may hang whether an interval ends before it starts.</param>
    public static IReadOnlyList<FieldProblem> Problems(object command, TimeZoneInfo? zone = null)
    {
        var problems = new List<FieldProblem>();
        Walk(command, "", zone, problems);
        return problems;
    }

    /// <summary>How many bytes of text (UTF-8) each field of a record has, with all that is nested in it.</summary>
    internal static IEnumerable<(string Field, int Bytes)> TextOf(object record) =>
        CheckedField.Of(record.GetType()).Select(f => (f.Name, BytesOf(f.Property.GetValue(record))));

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
        foreach (var field in CheckedField.Of(record.GetType()))
        {
            var value = field.Property.GetValue(record);
            var name = prefix + field.Name;
            var before = problems.Count;
            foreach (var rule in field.Rules)
            {
                var context = new ValidationContext(record) { MemberName = field.Property.Name, Items = { [nameof(TimeZoneInfo)] = zone } };
                if (rule.GetValidationResult(value, context) is { } failure)
                {
                    problems.Add(new(name, Said(rule, failure)));
                    break;
                }
            }

            if (problems.Count == before)
                WalkValue(value, name, field, zone, problems);
        }

        if (record is IChecked own && problems.Count == sound)
            problems.AddRange(own.Problems().Select(p => p with { Field = prefix + p.Field }));
    }

    private static void WalkValue(object? value, string name, CheckedField field, TimeZoneInfo? zone, List<FieldProblem> problems)
    {
        switch (value)
        {
            case decimal number:
                if (!IsExact(number))
                    problems.Add(new(name, Sentence.Of("refused.digits")));
                break;
            case null or JsonNode or ValueType:
                break;
            case string text:
                if (TextChecks.Problem(text, field.MaxText) is { } sentence)
                    problems.Add(new(name, sentence));
                break;
            case Who who:
                if ((who.Text.Length == 0 ? Sentence.Of("refused.empty") : TextChecks.Problem(who.Text, Who.MaxLength)) is { } wrong)
                    problems.Add(new(name, wrong));
                break;
            case By by:
                WalkAuthors(by, name, field, zone, problems);
                break;
            case IList list:
                if (list.Count > field.MaxList)
                {
                    problems.Add(new(name, Sentence.Of("refused.items", list.Count, field.MaxList)));
                    break;
                }

                for (var i = 0; i < list.Count; i++)
                {
                    if (list[i] is null)
                        problems.Add(new($"{name}[{i}]", Sentence.ForPrograms("is null; leave it out or fill it in.")));
                    else if (list[i] is string item && TextChecks.IsBlank(item))
                        problems.Add(new($"{name}[{i}]", Sentence.Of("refused.empty")));
                    else if (list[i] is string word && field.Rules.OfType<OneOfAttribute>().FirstOrDefault() is { } choice && !choice.Words.Contains(word))
                        problems.Add(new($"{name}[{i}]", choice.Otherwise));
                    else
                        WalkValue(list[i], $"{name}[{i}]", field, zone, problems);
                }

                break;
            default:
                Walk(value, name + ".", zone, problems);
                break;
        }
    }

    private static void WalkAuthors(By by, string name, CheckedField field, TimeZoneInfo? zone, List<FieldProblem> problems)
    {
        if (by.Authors.Length is 0 or > By.Most)
            problems.Add(new(name, by.Authors.Length == 0 ? Sentence.Of("refused.nobody") : Sentence.Of("refused.items", by.Authors.Length, By.Most)));
        else
        {
            foreach (var (i, author) in by.Authors.Index())
                WalkValue((object?)author.Who ?? author.Unnamed, by.Authors.Length == 1 ? name : $"{name}[{i}]", field, zone, problems);
        }
    }

    // The hash chain reads a number as RFC 8785 does, as a double: one that is none would not be what was signed.
    private static bool IsExact(decimal number) =>
        decimal.TryParse(((double)number).ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float,
            CultureInfo.InvariantCulture, out var kept) && kept == number;

    // What an attribute of the framework says is the key of it.
    private static Sentence Said(ValidationAttribute rule, ValidationResult failure) => rule switch
    {
        RequiredAttribute => Sentence.Of("refused.missing"),
        MinLengthAttribute { ErrorMessage: null } => Sentence.Of("refused.missing-items"),
        RangeAttribute range => Sentence.Of("refused.range", range.Minimum, range.Maximum),
        _ => failure is Wrong { Sentence: var sentence } ? sentence : Sentence.Of(failure.ErrorMessage!),
    };
}
