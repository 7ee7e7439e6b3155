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
    // Of what a command may say: an entry's summary, a reply.
    private const int LongestText = 10_000;

    /// <summary>All problems of a command, in the order of its fields; none when it is sound.</summary>
    /// <param name="command">The command, or a part of it.</param>
    /// <param name="zone">The story's time zone, on which it may hang whether an interval ends before it starts.</param>
    public static IReadOnlyList<FieldProblem> Problems(object command, TimeZoneInfo? zone = null)
    {
        var problems = new List<FieldProblem>();
        Walk(command, new(zone), problems);
        return problems;
    }

    /// <summary>The problems of a stored event by the attributes of all that it holds. Its own texts, which were fields of a command with
    /// limits of their own, may be as long as any.</summary>
    /// <param name="event">The event.</param>
    /// <param name="rewritten">Whether a take-down rewrote it: something may be gone, or longer than a command may say it.</param>
    internal static IReadOnlyList<FieldProblem> ProblemsOfStored(StoryEvent @event, bool rewritten)
    {
        var problems = new List<FieldProblem>();
        foreach (var field in CheckedField.Of(@event.GetType()))
        {
            var value = field.Value(@event);
            if (value is null && field.NeverNull && !rewritten)
                problems.Add(new(field.Name, Sentence.Of("refused.missing")));
            else if (value is string word && field.Choice is { } choice && !choice.Words.Contains(word))
                problems.Add(new(field.Name, choice.Otherwise));
            else
                WalkField(value, field with { MaxText = LongestText }, new(null, rewritten), problems);
        }

        return problems;
    }

    /// <summary>The problems of what is left of a record that a take-down rewrote.</summary>
    internal static IReadOnlyList<FieldProblem> ProblemsOfRewritten(object record)
    {
        var problems = new List<FieldProblem>();
        Walk(record, new(null, Rewritten: true), problems);
        return problems;
    }

    /// <summary>How many bytes of text (UTF-8) a value has, with all that is nested in it.</summary>
    internal static int BytesOf(object? value)
    {
        var bytes = 0;
        switch (value)
        {
            case string text:
                return Encoding.UTF8.GetByteCount(text);
            // Whoever may not see the entry that a claim is about must not find room taken by it.
            case null or JsonNode or ValueType or About:
                break;
            case IList list:
                for (var i = 0; i < list.Count; i++)
                    bytes += BytesOf(list[i]);
                break;
            default:
                foreach (var field in CheckedField.Of(value.GetType()))
                    bytes += field.CanBeWrong ? BytesOf(field.Value(value)) : 0;
                break;
        }

        return bytes;
    }

    private static void Walk(object record, Manner how, List<FieldProblem> problems)
    {
        var sound = problems.Count;
        foreach (var field in CheckedField.Of(record.GetType()))
        {
            if (!field.CanBeWrong)
                continue;
            var value = field.Value(record);
            // Most fields say nothing, and need not.
            if (value is null && !field.MustSay)
                continue;
            if (Broken(field, value, record, how) is { } sentence)
                problems.Add(new(field.Name, sentence));
            else
                WalkField(value, field, how, problems);
        }

        if (record is IChecked own && problems.Count == sound && !how.Rewritten)
            problems.AddRange(own.Problems());
    }

    private static Sentence? Broken(CheckedField field, object? value, object record, Manner how)
    {
        foreach (var rule in field.Rules)
        {
            if (how.Rewritten && rule is RequiredAttribute or MinLengthAttribute or RequiredWithoutAttribute)
                continue;
            var wrong = rule is RuleAttribute ours ? ours.Wrong(value, record, how.Zone) : rule.IsValid(value) ? null : Said(rule);
            if (wrong is not null)
                return wrong;
        }

        return null;
    }

    private static void WalkField(object? value, CheckedField field, Manner how, List<FieldProblem> problems)
    {
        var before = problems.Count;
        WalkValue(value, field, how, problems);
        In(field.Name, before, problems);
    }

    // What is wrong is named from the value on: most is sound, and no name need be made for it.
    private static void In(string name, int from, List<FieldProblem> problems)
    {
        for (var i = from; i < problems.Count; i++)
            problems[i] = problems[i] with { Field = name + problems[i].Field };
    }

    private static void WalkValue(object? value, CheckedField field, Manner how, List<FieldProblem> problems)
    {
        switch (value)
        {
            case decimal number:
                if (!IsExact(number))
                    problems.Add(new("", Sentence.Of("refused.digits")));
                break;
            case null or JsonNode or ValueType:
                break;
            case string text:
                if (TextChecks.Problem(text, how.Most(field.MaxText)) is { } sentence)
                    problems.Add(new("", sentence));
                break;
            case Who who:
                if ((who.Text.Length == 0 && !how.Rewritten ? Sentence.Of("refused.empty") : TextChecks.Problem(who.Text, how.Most(Who.MaxLength))) is { } wrong)
                    problems.Add(new("", wrong));
                break;
            case By by:
                WalkAuthors(by, field, how, problems);
                break;
            case IList list:
                WalkList(list, field, how, problems);
                break;
            default:
                var before = problems.Count;
                Walk(value, how, problems);
                In(".", before, problems);
                break;
        }
    }

    private static void WalkList(IList list, CheckedField field, Manner how, List<FieldProblem> problems)
    {
        if (list.Count > field.MaxList)
        {
            problems.Add(new("", Sentence.Of("refused.items", list.Count, field.MaxList)));
            return;
        }

        for (var i = 0; i < list.Count; i++)
        {
            var before = problems.Count;
            if (list[i] is null)
                problems.Add(new("", Sentence.ForPrograms("is null; leave it out or fill it in.")));
            else if (list[i] is string item && TextChecks.IsBlank(item))
                problems.Add(new("", Sentence.Of("refused.empty")));
            else if (list[i] is string word && field.Choice is { } choice && !choice.Words.Contains(word))
                problems.Add(new("", choice.Otherwise));
            else
                WalkValue(list[i], field, how, problems);
            if (problems.Count > before)
                In($"[{i}]", before, problems);
        }
    }

    private static void WalkAuthors(By by, CheckedField field, Manner how, List<FieldProblem> problems)
    {
        if (by.Authors.Length is 0 or > By.Most)
        {
            problems.Add(new("", by.Authors.Length == 0 ? Sentence.Of("refused.nobody") : Sentence.Of("refused.items", by.Authors.Length, By.Most)));
            return;
        }

        for (var i = 0; i < by.Authors.Length; i++)
        {
            var before = problems.Count;
            WalkValue((object?)by.Authors[i].Who ?? by.Authors[i].Unnamed, field, how, problems);
            if (problems.Count > before && by.Authors.Length > 1)
                In($"[{i}]", before, problems);
        }
    }

    /// <param name="Zone">The story's time zone, where it matters.</param>
    /// <param name="Rewritten">Whether a take-down rewrote what is checked.</param>
    private readonly record struct Manner(TimeZoneInfo? Zone, bool Rewritten = false)
    {
        // Other words may be longer than those whose place they take.
        public int Most(int limit) => Rewritten ? WholeEntry.MostBytes : limit;
    }

    // The hash chain reads a number as RFC 8785 does, as a double: one that is none would not be what was signed.
    private static bool IsExact(decimal number) =>
        decimal.TryParse(((double)number).ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float,
            CultureInfo.InvariantCulture, out var kept) && kept == number;

    // What an attribute of the framework says is the key of it.
    private static Sentence Said(ValidationAttribute rule) => rule switch
    {
        RequiredAttribute => Sentence.Of("refused.missing"),
        MinLengthAttribute { ErrorMessage: null } => Sentence.Of("refused.missing-items"),
        RangeAttribute range => Sentence.Of("refused.range", range.Minimum, range.Maximum),
        _ => Sentence.Of(rule.ErrorMessage!),
    };
}
