using System.Text.Json.Nodes;
using Timeline.Cli.Frame;
using Timeline.Domain.Kinds;
using Timeline.Domain.Languages;

namespace Timeline.Cli.Importing;

/// <summary>
/// Which kind becomes of what is found, and what is said of it that its file does not say: JSON such as
/// <c>{"Courts": {"kind": "hearing", "court": "..."}, "*": {"kind": "development"}}</c>, by the names of groups; <c>*</c> is the rest.
/// </summary>
internal sealed class Mapping
{
    private const string Rest = "*";
    private const string Kind = "kind";
    private readonly Dictionary<string, JsonObject> _groups = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a file; without one everything is a development that does not say itself what it is.</summary>
    public static async Task<Mapping> ReadAsync(string? file, CancellationToken ct)
    {
        var mapping = new Mapping();
        if (file is null)
            return mapping;
        foreach (var (group, given) in Groups(file, await GivenFile.TextAsync(file, ct)))
        {
            var fields = given as JsonObject ?? throw NoMapping(file);
            if (!mapping._groups.TryAdd(group, fields))
                throw new FailedException($"{file} says '{group}' twice, in one case or another.");
            if (fields[Kind] is not null && KindList.Find($"{fields[Kind]}") is null)
                throw new FailedException($"{file} names '{fields[Kind]}' for '{group}', which is no kind; the kinds are {string.Join(", ", KindList.All.Select(k => k.Name))}.");
        }

        return mapping;
    }

    private static JsonObject Groups(string file, string text)
    {
        try
        {
            var json = ForeignJson.Read(text);
            var groups = json.Values is [JsonObject all] ? all : throw NoMapping(file);
            return json.ProblemIn(groups) is { } problem ? throw new FormatException(problem) : groups;
        }
        catch (FormatException error)
        {
            throw new FailedException($"{file} cannot be read: {error.Message}");
        }
    }

    private static FailedException NoMapping(string file) =>
        new($"{file} must be a JSON object of objects, such as {{\"Courts\": {{\"kind\": \"hearing\"}}}}.");

    /// <summary>The kind of what is found, and its whole body.</summary>
    /// <param name="found">It.</param>
    /// <param name="language">The story's language, in which a development without a word of its own is called just that.</param>
    /// <returns>Null for the kind where the file names one that there is not.</returns>
    public (Kind? Kind, JsonObject Body) Of(Found found, string language)
    {
        var group = found.Groups.FirstOrDefault(_groups.ContainsKey) ?? Rest;
        var given = _groups.GetValueOrDefault(group);
        var kind = KindList.Find(found.Kind ?? (string?)given?[Kind] ?? "development");
        var body = new JsonObject();
        if (kind?.Name == "development")
            body["label"] = found.Groups.FirstOrDefault() is { } word ? word[..Math.Min(word.Length, 200)] : Language.Of(language).Kind(kind);
        foreach (var (name, value) in (given ?? []).Concat(found.Body))
            body[name] = value?.DeepClone();
        body.Remove(Kind);
        return (kind, body);
    }
}
