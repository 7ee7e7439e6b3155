using System.Text.Json;
using System.Text.RegularExpressions;

namespace Timeline.Domain;

/// <summary>Turns what the JSON reader says into what an editor can mend.</summary>
public static partial class JsonProblems
{
    /// <summary>The field at fault and a sentence about it; the field is empty where the text is no JSON at all.</summary>
    public static FieldProblem Explain(JsonException error)
    {
        var path = (error.Path ?? "").TrimStart('$').TrimStart('.');
        if (UnknownField().Match(error.Message) is { Success: true } unknown)
        {
            var name = unknown.Groups[1].Value;
            var field = path.EndsWith(name, StringComparison.Ordinal) ? path : $"{path}.{name}".TrimStart('.');
            return new(field, "is not a field of this command; check its spelling or leave it out.");
        }

        if (Duplicate().Match(error.Message) is { Success: true } twice)
            return new($"{twice.Groups[1].Value}", "is given twice; give it once.");
        if (error.Message.Contains("doesn't allow", StringComparison.Ordinal)
            || error.Message.Contains("null", StringComparison.OrdinalIgnoreCase))
        {
            return new(path, "must not be null; leave it out or fill it in.");
        }

        return error.Message.Contains("could not be converted", StringComparison.Ordinal)
            ? new(path, "has a value of the wrong type; see the field's type in the API description at /swagger.")
            : new("", $"The text is not valid JSON (line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}).");
    }

    [GeneratedRegex("^The JSON property '(.*?)' could not be mapped", RegexOptions.Singleline)]
    private static partial Regex UnknownField();

    [GeneratedRegex("^Duplicate property '(.*?)' encountered", RegexOptions.Singleline)]
    private static partial Regex Duplicate();
}
