using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Timeline.Cli.Importing;

/// <summary>JSON as others write it: one value, or several one after the other (JSON Lines).</summary>
internal sealed partial class ForeignJson
{
    private static readonly JsonReaderOptions Forgiving = new() { AllowMultipleValues = true, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    private readonly byte[] _text;
    private readonly List<JsonNode?> _values = [];

    // By whatever has it within itself, the first of each.
    private readonly Dictionary<JsonNode, string> _problems = new(ReferenceEqualityComparer.Instance);

    // What names something twice; of the two values the first is kept.
    private readonly List<(JsonObject Object, string Problem)> _twice = [];
    private (int Line, int At) _counted = (1, 0);

    private ForeignJson(string text) => _text = Encoding.UTF8.GetBytes(text);

    /// <summary>What it says, in its order.</summary>
    public IReadOnlyList<JsonNode?> Values => _values;

    /// <summary>Reads it all.</summary>
    /// <exception cref="FormatException">It is not JSON.</exception>
    public static ForeignJson Read(string text)
    {
        var read = new ForeignJson(text);
        var json = new Utf8JsonReader(read._text, Forgiving);
        try
        {
            while (json.Read())
                read._values.Add(read.Value(ref json, ""));
        }
        catch (JsonException error)
        {
            throw new FormatException($"It is not JSON: {error.Message.TrimEnd('.')}.");
        }

        return read;
    }

    /// <summary>Why a value, or what is within it, cannot be read whole; null where it can.</summary>
    public string? ProblemIn(JsonNode value) => _problems.GetValueOrDefault(value);

    /// <summary>Says which of the values are its entries: what names something twice within one is that entry's problem, and elsewhere the file's.</summary>
    /// <exception cref="FormatException">Something is named twice around the entries: some of them might be in what is not read.</exception>
    public void HasEntries(IEnumerable<JsonNode> entries)
    {
        var all = entries.ToHashSet<JsonNode>(ReferenceEqualityComparer.Instance);
        foreach (var (twice, problem) in _twice)
        {
            JsonNode? around = twice;
            while (around is not null && !all.Contains(around))
                around = around.Parent;
            if (around is null)
                throw new FormatException(problem);
        }
    }

    // By ourselves, since JsonNode finds out only where it is asked, and does not say where.
    private JsonNode? Value(ref Utf8JsonReader json, string path)
    {
        if (json.TokenType == JsonTokenType.StartArray)
        {
            var list = new JsonArray();
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                list.Add(Value(ref json, $"{path}[{list.Count}]"));
                Within(list, list[^1]);
            }

            return list;
        }

        if (json.TokenType != JsonTokenType.StartObject)
            return json.TokenType == JsonTokenType.String ? Text(ref json, path) : JsonNode.Parse(ref json);
        var members = new JsonObject();
        while (json.Read() && json.TokenType != JsonTokenType.EndObject)
        {
            if (Name(ref json, path, members) is not { } name)
            {
                json.Skip();
                continue;
            }

            var here = path.Length == 0 ? name : $"{path}.{name}";
            if (members.ContainsKey(name))
            {
                _twice.Add((members, $"It says '{here}' twice, again in line {Line(json)}, and nobody knows which of the two is meant."));
                _problems.TryAdd(members, _twice[^1].Problem);
                json.Skip();
                continue;
            }

            json.Read();
            members.Add(name, Value(ref json, here));
            Within(members, members[name]);
        }

        return members;
    }

    private string? Name(ref Utf8JsonReader json, string path, JsonObject of)
    {
        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            _problems.TryAdd(of, Half(json, path.Length == 0 ? "a name" : $"a name in '{path}'"));
            return null;
        }
    }

    private JsonValue Text(ref Utf8JsonReader json, string path)
    {
        try
        {
            return JsonValue.Create(json.GetString()!);
        }
        // Its other characters still tell which entry it is.
        catch (InvalidOperationException)
        {
            var whole = Escape().Replace(Encoding.UTF8.GetString(json.ValueSpan), escape => escape.Groups["half"].Success ? "\\ufffd" : escape.Value);
            var value = JsonNode.Parse($"\"{whole}\"")!.AsValue();
            _problems.Add(value, Half(json, $"'{path}'"));
            return value;
        }
    }

    // What cuts texts by their length leaves such.
    private string Half(in Utf8JsonReader json, string where) =>
        $"In {where} in line {Line(json)} stands half a character: of two escapes from \\ud800 to \\udfff one is missing.";

    private void Within(JsonNode around, JsonNode? value)
    {
        if (value is not null && _problems.TryGetValue(value, out var problem))
            _problems.TryAdd(around, problem);
    }

    private int Line(in Utf8JsonReader json)
    {
        var at = (int)json.TokenStartIndex;
        _counted = (_counted.Line + _text.AsSpan(_counted.At, at - _counted.At).Count((byte)'\n'), at);
        return _counted.Line;
    }

    // A pair is one character, and what stands behind a backslash that is one itself is no escape.
    [GeneratedRegex(@"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|(?<half>\\u[dD][89a-fA-F]..)|\\.")]
    private static partial Regex Escape();
}
