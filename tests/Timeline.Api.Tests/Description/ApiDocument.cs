using System.Text.Json.Nodes;
using Json.Schema;

namespace Timeline.Api.Tests.Description;

/// <summary>The OpenAPI document as its readers get it.</summary>
internal sealed class ApiDocument(JsonNode root)
{
    private static readonly EvaluationOptions Strict = new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true };

    public JsonNode Root => root;

    public IEnumerable<Operation> Operations => root["paths"]!.AsObject().SelectMany(
        path => path.Value!.AsObject(), (path, method) => new Operation(path.Key, method.Key.ToUpperInvariant(), method.Value!));

    public static async Task<ApiDocument> ReadAsync(TestService service) => new(await service.GetAsync("/swagger/v1/swagger.json"));

    public Operation Operation(string id) => Operations.Single(o => o.Id == id);

    /// <summary>A component, with what it refers to.</summary>
    public JsonSchema Component(string name, bool closed = false) => Schema(
        new JsonObject { ["$ref"] = $"#/components/schemas/{name}" }, closed);

    /// <summary>A schema of the document, with what it refers to.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="closed">Whether an answer may say no more than the document does.</param>
    public JsonSchema Schema(JsonNode schema, bool closed)
    {
        var components = root["components"]!["schemas"]!.DeepClone().AsObject();
        if (closed)
        {
            foreach (var component in components.Select(c => c.Value!.AsObject()).Where(c => c.ContainsKey("properties")))
                component.TryAdd("additionalProperties", false);
        }

        var whole = schema.DeepClone().AsObject();
        whole["$defs"] = components;
        return JsonSchema.FromText(whole.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal));
    }

    /// <summary>What is wrong with a value; null where nothing is.</summary>
    public static string? Wrong(JsonSchema schema, JsonNode? value)
    {
        // That a value is there, and not null, is no error.
        var result = schema.Evaluate(value, Strict);
        return result.IsValid ? null : string.Join('\n', result.Details.Where(d => d.HasErrors && !$"{d.EvaluationPath}".EndsWith("anyOf/1", StringComparison.Ordinal)).Take(20)
            .Select(d => $"{d.InstanceLocation}: {string.Join("; ", d.Errors!.Values)} ({d.EvaluationPath})"));
    }
}

/// <summary>A method of a path.</summary>
internal sealed record Operation(string Path, string Method, JsonNode Node)
{
    public string Id => (string)Node["operationId"]!;

    public IEnumerable<JsonNode> Parameters => (Node["parameters"]?.AsArray() ?? []).Select(p => p!);

    public IEnumerable<JsonNode> In(string place) => Parameters.Where(p => (string?)p["in"] == place);

    public JsonNode? Response(int status) => Node["responses"]![$"{status}"];

    /// <summary>The address with its path filled in, and a query.</summary>
    public string Address(IReadOnlyDictionary<string, string> path, IEnumerable<(string Name, string Value)> query)
    {
        var address = path.Aggregate(Path, (a, p) => a.Replace($"{{{p.Key}}}", p.Value, StringComparison.Ordinal));
        var text = string.Join('&', query.Select(q => $"{q.Name}={Uri.EscapeDataString(q.Value)}"));
        return text.Length == 0 ? address : $"{address}?{text}";
    }

    public override string ToString() => $"{Method} {Path}";
}
