using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Timeline.Api.Tests;

/// <summary>The hash chain of a story, recomputed from nothing but its history, as somebody would who has no line of our code.</summary>
internal static class Chain
{
    /// <summary>The first event whose hash is not the one that it ought to have, and why; null when every one is.</summary>
    public static string? Broken(string story, IEnumerable<JsonNode> history)
    {
        var (previous, version) = ("", 0L);
        foreach (var e in history)
        {
            version++;
            if ((long?)e["eventVersion"] != version)
                return $"event version {e["eventVersion"]} instead of {version}";
            var covered = new JsonObject
            {
                ["actor"] = e["actor"]?.DeepClone(),
                ["causationId"] = e["causationId"]?.DeepClone(),
                ["correlationId"] = e["correlationId"]?.DeepClone(),
                ["digest"] = Digest(e["data"]!.AsObject(), Convert.FromHexString((string)e["salt"]!)),
                ["recorded"] = e["recordedAt"]!.GetValue<DateTimeOffset>().UtcDateTime
                    .ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
                ["stream"] = story,
                ["type"] = e["type"]!.DeepClone(),
                ["version"] = version,
            };
            previous = Hex(SHA256.HashData(Encoding.UTF8.GetBytes(previous + Canonical(covered))));
            if ((string?)e["hash"] != previous)
                return $"event version {version} has hash {e["hash"]} instead of {previous}";
        }

        return null;
    }

    /// <summary>The fields of an event, by JSON Pointer (RFC 6901).</summary>
    public static IEnumerable<(string Pointer, JsonNode? Value)> Fields(JsonObject data) => data.SelectMany(member =>
        member is { Key: "body" or "changes", Value: JsonObject { Count: > 0 } own }
            ? own.Select(o => ($"/{member.Key}/{Escaped(o.Key)}", o.Value)) : [($"/{Escaped(member.Key)}", member.Value)]);

    private static string Digest(JsonObject data, byte[] salt)
    {
        var digests = new JsonObject(Fields(data).Select(f => KeyValuePair.Create(f.Pointer, (JsonNode?)Hex(SHA256.HashData(
            [.. SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(f.Pointer)]), .. Encoding.UTF8.GetBytes(Canonical(f.Value))])))));
        return Hex(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(digests))));
    }

    /// <summary>Canonical JSON (RFC 8785), as far as our events go: no number in them has an exponent.</summary>
    private static string Canonical(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject o => "{" + string.Join(',', o.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{Quoted(m.Key)}:{Canonical(m.Value)}")) + "}",
        JsonArray a => "[" + string.Join(',', a.Select(Canonical)) + "]",
        _ when node.GetValueKind() == System.Text.Json.JsonValueKind.String => Quoted(node.ToString()),
        _ when node.GetValueKind() == System.Text.Json.JsonValueKind.Number =>
            double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture),
        _ => node.ToJsonString(),
    };

    private static string Quoted(string text) => "\"" + string.Concat(text.Select(c => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\b' => "\\b",
        '\f' => "\\f",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        < ' ' => $"\\u{(int)c:x4}",
        _ => c.ToString(),
    })) + "\"";

    private static string Escaped(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
