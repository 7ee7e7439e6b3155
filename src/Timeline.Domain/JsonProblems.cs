using System.Text.Json;
using System.Text.RegularExpressions;
using Timeline.Domain.Languages;

namespace Timeline.Domain;

/// <summary>Turns what the JSON reader says into what an editor can mend.</summary>
public static partial class JsonProblems
{
    /// <summary>The field at fault and a sentence about it; the field is empty where the text is no JSON at all.</summary>
    public static FieldProblem Explain(JsonException error)
    {
        var path = (error.Path ?? "").TrimStart('$').TrimStart('.');
        if (error is ValueException value)
            return new(path, value.Sentence);
        if (UnknownField().Match(error.Message) is { Success: true } unknown)
            return new(Inside(path, unknown.Groups[1].Value), Sentence.ForPrograms("is not a field of this command; check its spelling or leave it out."));
        if (Duplicate().Match(error.Message) is { Success: true } twice)
            return new(Inside(path, twice.Groups[1].Value), Sentence.ForPrograms("is given twice; give it once."));

        // The reader's own exceptions are about the text, not about a field of it.
        var cause = error.InnerException?.Message ?? error.Message;
        bool Says(string words) => cause.Contains(words, StringComparison.Ordinal);
        if (error.InnerException is JsonException)
        {
            return new("", Sentence.ForPrograms(Says("maximum configured depth")
                ? $"The text is nested deeper than {DomainJson.MostNested} levels."
                : $"The text is not valid JSON (line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1})."));
        }

        return Says("invalid UTF-8") ? new(path, Sentence.ForPrograms("has bytes that are not UTF-8; send the text in UTF-8."))
            : Says("UTF-16 JSON") ? new(path, Sentence.ForPrograms("has half of a surrogate pair; send the whole character."))
            : Says("doesn't allow") || Says("'Null'") ? new(path, Sentence.Of("refused.null"))
            : path.Length == 0 ? new("", Sentence.ForPrograms("The text must be a JSON object, in braces, with the fields of the command."))
            : new(path, Sentence.Of("refused.type"));
    }

    private static string Inside(string path, string field) =>
        path == field || path.EndsWith("." + field, StringComparison.Ordinal) ? path : $"{path}.{field}".TrimStart('.');

    [GeneratedRegex("^The JSON property '(.*?)' could not be mapped", RegexOptions.Singleline)]
    private static partial Regex UnknownField();

    [GeneratedRegex("^Duplicate property '(.*?)' encountered", RegexOptions.Singleline)]
    private static partial Regex Duplicate();
}
