using System.Globalization;
using System.Text.Json.Nodes;
using Timeline.Domain;
using Timeline.Domain.Kinds;
using Timeline.Domain.Languages;

namespace Timeline.Api.Desk.Forms;

/// <summary>What every input of a form knows.</summary>
/// <param name="Words">The editor's language.</param>
/// <param name="Kind">The kind's name, or the command's route, by which its fields are called.</param>
/// <param name="Problems">What is wrong, by field.</param>
/// <param name="Said">Dates as they were written, by the field's name, where that is not how they are stored.</param>
public sealed record FormModel(
    Language Words, string Kind, IReadOnlyList<FieldProblem> Problems, IReadOnlyDictionary<string, string>? Said = null)
{
    /// <summary>What words of a list are called that are offered in this form alone.</summary>
    public IReadOnlyDictionary<string, string>? Choices { get; init; }

    /// <summary>The time zone in which instants are given, said beside their labels; null where no story says one.</summary>
    public string? Zone { get; init; }

    /// <summary>What the entry's people are called, by their ids; null where it has none.</summary>
    public IReadOnlyDictionary<string, string>? People { get; init; }

    /// <summary>Somebody's name in place of their id; any other text as it is.</summary>
    public string Called(string text) => People?.GetValueOrDefault(text) ?? text;

    /// <summary>An instant as a browser's input takes it, by the clock of the form's zone; any other text as it is.</summary>
    public string Clock(string text) => text is [.., 'Z'] or [.., '+' or '-', _, _, ':', _, _]
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant)
            ? TimeZoneInfo.ConvertTime(instant, TimeZoneInfo.FindSystemTimeZoneById(Zone ?? "UTC"))
                .ToString(instant.Second == 0 ? "yyyy-MM-dd'T'HH:mm" : "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture)
            : text;

    /// <summary>The id of a field's input.</summary>
    public static string Id(string name) => "f-" + name;

    /// <summary>The id of the input that a problem is of.</summary>
    public static string Target(string field) => Id(Input(field));

    /// <summary>What is wrong with a field, in a sentence; null where nothing is.</summary>
    public string? Problem(string name) => Problems.FirstOrDefault(p => Same(p.Field, name))?.Sentence.In(Words);

    private const string Changes = "changes.", Date = ".edtf", Amount = ".value";

    // However a number is known, it is written in one input.
    private static readonly string[] Amounts = [Amount, ".from", ".to", ".atLeast", ".atMost", ".about", ".words"];

    // A correction's fields are named below "changes", and a date's text is its own.
    private static string Input(string field)
    {
        var own = field.StartsWith(Changes, StringComparison.Ordinal) ? field[Changes.Length..] : field;
        return own.EndsWith(Date, StringComparison.Ordinal) ? own[..^Date.Length] : FigureOf(own) is { } figure ? figure + Amount : own;
    }

    // What a claim is about, and the words that are replaced in a take-down, are no number.
    private static string? FigureOf(string own) => own.StartsWith("claim", StringComparison.Ordinal) || own.StartsWith("replacements", StringComparison.Ordinal) ? null
        : Amounts.FirstOrDefault(a => own.EndsWith(a, StringComparison.Ordinal)) is { } form ? own[..^form.Length] : null;

    // The only one of a list may be named without its number.
    private static bool Same(string field, string name) =>
        Input(field) is var input && (input == name || $"{input}[0]" == name || input == name.Replace("[0]", "", StringComparison.Ordinal));

    /// <summary>What a field is called, by its path: "People and bodies 1: Name" of <c>people[0].name</c>.</summary>
    public static string Label(Language words, string kind, string path)
    {
        if (FigureOf(path) is { } figure && Label(words, kind, figure) is { Length: > 0 } called)
            return called == words["desk.amount"] ? called : $"{called}: {words["desk.amount"]}";
        var (labels, within) = (new List<string>(), (string?)null);
        foreach (var part in path.Split('.').Where(p => p is not ("edtf" or "changes" or "details")))
        {
            var (name, index) = part.EndsWith(']') && part.IndexOf('[', StringComparison.Ordinal) is > 0 and var at ? (part[..at], part[(at + 1)..^1]) : (part, null);
            var label = words.Field(kind, name, within, TypeOf(kind, within)) ?? (name.Length == 0 ? "" : Labels.Of(name));
            labels.Add(int.TryParse(index, out var number) ? $"{label} {number + 1}" : label);
            within = name;
        }

        return string.Join(": ", labels);
    }

    private static FieldType TypeOf(string kind, string? field) =>
        // A correction of an entry asks for what every kind has.
        (KindList.Find(kind) is { } own ? FormFields.Of(own) : FormFields.Common).FirstOrDefault(f => f.Name == field)?.Type ?? FieldType.Group;

    /// <summary>A problem with what its field is called.</summary>
    public static string InFull(Language words, string kind, FieldProblem problem) => $"{Label(words, kind, problem.Field)}: {problem.Sentence.In(words)}";

    /// <summary>Why something is refused, in a line: what is wrong with its fields by what forms call them, else with the whole.</summary>
    public static string Why(Language words, Sentence? whole, IReadOnlyList<FieldProblem> fields, string kind = "") =>
        fields.Count > 0 ? string.Join(' ', fields.Select(p => InFull(words, kind, p))) : whole?.In(words) ?? "";

    /// <summary>What a word that a field may hold is called, or what this form calls it.</summary>
    public string Word(KindField field, string word) => Choices?.GetValueOrDefault(word) ?? Words.Word(Kind, field, word);

    /// <summary>A text of a value; empty where it has none.</summary>
    public static string Text(JsonNode? value) => value switch { null => "", JsonValue v when v.TryGetValue<string>(out var text) => text, _ => value.ToJsonString() };
}
