using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Timeline.Domain.Kinds;
using Timeline.Domain.People;
using Timeline.Domain.Values;

namespace Timeline.Domain;

/// <summary>The other entries that an entry names, by its links and by what its claims are about: a reader who may not see one of
/// them must not see it named either.</summary>
public static class Mentions
{
    /// <summary>Each entry that is named, with the field that names it.</summary>
    public static IEnumerable<(string Field, string Entry)> Of(EntryBody body)
    {
        ArgumentNullException.ThrowIfNull(body);
        for (var i = 0; i < body.Links.Count; i++)
        {
            // What names no entry at all is found wrong by the checks.
            if (body.Links[i] is { Entry.Length: > 0 } link)
                yield return ($"links[{i}].entry", link.Entry);
        }

        foreach (var (field, claim) in Claims(body))
        {
            if (claim.About?.Entry is { } about)
                yield return ($"{field}.about", about);
        }
    }

    /// <summary>An entry as it is read by whoever may not see some entries.</summary>
    internal static EntryBody Without(EntryBody body, Func<string, bool> hidden) => !Of(body).Any(m => hidden(m.Entry)) ? body
        : (EntryBody)JsonSerializer.Deserialize(Without(JsonDifference.Json(body).ToJsonString(), hidden), body.GetType(), DomainJson.Stored)!;

    /// <summary>An entry without its links to such.</summary>
    internal static EntryBody WithoutLinks(EntryBody body, Func<string, bool> hidden) =>
        body.Links.Any(l => IsHidden(l, hidden)) ? body with { Links = [.. body.Links.Where(l => !IsHidden(l, hidden))] } : body;

    /// <summary>An entry as somebody wrote it who read what is <see cref="Without(EntryBody, Func{string, bool})"/>, with what that lacked: its links, and
    /// what the claims are about that they left as they were.</summary>
    internal static EntryBody With(EntryBody written, EntryBody read, EntryBody before, Func<string, bool> hidden)
    {
        if (ReferenceEquals(read, before))
            return written;
        var (now, saw) = (JsonDifference.Json(written), JsonDifference.Json(read));
        foreach (var (field, value) in JsonDifference.Json(before))
        {
            if (JsonNode.DeepEquals(now[field], saw[field]))
            {
                now[field] = value?.DeepClone();
                continue;
            }

            List<JsonNode> links = [];
            foreach (var item in value is JsonArray items ? items.AsEnumerable() : [value])
            {
                if (field == "links" && Names(item, hidden))
                {
                    links.Add(item!.DeepClone());
                    continue;
                }

                foreach (var claim in Objects(item).Where(c => Names(c["about"], hidden)))
                {
                    var seen = (JsonObject)claim.DeepClone();
                    seen.Remove("about");
                    // Of two that read the same the second is the next.
                    if (Objects(now[field]).FirstOrDefault(c => JsonNode.DeepEquals(c, seen)) is { } left)
                        left["about"] = claim["about"]!.DeepClone();
                }
            }

            // What has no room beside what they wrote goes: whoever was told so would know that it is there.
            var list = links.Count == 0 ? null : (JsonArray)(now[field] ??= new JsonArray());
            foreach (var link in links.Take(CheckedField.DefaultList - (list?.Count ?? 0)))
                list!.Add(link);
        }

        return Named((EntryBody)now.Deserialize(written.GetType(), DomainJson.Stored)!, before, hidden);
    }

    // Whom they took out of the entry's people, not seeing that this names them by id, it names by name.
    private static EntryBody Named(EntryBody body, EntryBody before, Func<string, bool> hidden)
    {
        var gone = before.People.ExceptBy(Naming.People(body), p => p.Id).ToDictionary(p => p.Id, p => p.Name);
        return gone.Count == 0 ? body : body with
        {
            Links =
            [
                .. body.Links.Select(l => IsHidden(l, hidden) && l.Claim is { By: { } by } claim
                    ? l with { Claim = claim with { By = new([.. by.Authors.Select(Named)]) } } : l),
            ],
        };

        Author Named(Author author) => author.Who is { IsId: true } who && gone.TryGetValue(who.Text, out var name) ? author with { Who = name } : author;
    }

    // What was sent is not checked yet.
    private static bool IsHidden(Link? link, Func<string, bool> hidden) => link is { Entry: { } entry } && hidden(entry);

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject record => record.SelectMany(f => Objects(f.Value)).Prepend(record),
        JsonArray list => list.SelectMany(Objects),
        _ => [],
    };

    private static bool Names(JsonNode? value, Func<string, bool> hidden) =>
        (value is JsonObject named ? named["entry"] : value) is JsonValue text && text.TryGetValue<string>(out var entry) && hidden(entry);

    /// <summary>Whether JSON has a member that may name an entry.</summary>
    internal static bool MayBeIn(string json) => json.Contains("\"about\"", StringComparison.Ordinal) || json.Contains("\"links\"", StringComparison.Ordinal);

    /// <summary>An entry's JSON without what names one of some entries; all the rest is spelled as it was.</summary>
    /// <param name="json">The JSON, without blanks between its parts.</param>
    /// <param name="hidden">Whether an entry of that id is one of them; asked of each that is named.</param>
    public static string Without(string json, Func<string, bool> hidden)
    {
        using var document = JsonDocument.Parse(json);
        var bytes = new ArrayBufferWriter<byte>(json.Length);
        using (var writer = new Utf8JsonWriter(bytes))
            Copy(document.RootElement, writer, hidden);
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static void Copy(JsonElement value, Utf8JsonWriter writer, Func<string, bool> hidden)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                    Copy(item, writer, hidden);
                writer.WriteEndArray();
                break;
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject().Where(m => !(m.NameEquals("about") && Names(m.Value, hidden))))
                {
                    writer.WritePropertyName(member.Name);
                    if (!member.NameEquals("links") || member.Value.ValueKind != JsonValueKind.Array)
                    {
                        Copy(member.Value, writer, hidden);
                        continue;
                    }

                    writer.WriteStartArray();
                    foreach (var link in member.Value.EnumerateArray().Where(l => !Names(l, hidden)))
                        Copy(link, writer, hidden);
                    writer.WriteEndArray();
                }

                writer.WriteEndObject();
                break;
            default:
                writer.WriteRawValue(value.GetRawText(), skipInputValidation: true);
                break;
        }
    }

    /// <summary>The claims of an entry, those of its links and of its kind's own fields too.</summary>
    internal static IEnumerable<(string Field, Claim Claim)> Claims(EntryBody body)
    {
        for (var i = 0; i < body.Claims.Count; i++)
        {
            if (body.Claims[i] is { } claim)
                yield return ($"claims[{i}]", claim);
        }

        for (var i = 0; i < body.Links.Count; i++)
        {
            if (body.Links[i]?.Claim is { } claim)
                yield return ($"links[{i}].claim", claim);
        }

        foreach (var field in KindList.Of(body).Fields)
        {
            foreach (var own in field.Type == FieldType.Claim ? field.Given<Claim>(body) : [])
                yield return own;
        }
    }

    private static bool Names(JsonElement value, Func<string, bool> hidden) =>
        (value.ValueKind != JsonValueKind.Object || value.TryGetProperty("entry", out value))
        && value.ValueKind == JsonValueKind.String && hidden(value.GetString()!);
}
