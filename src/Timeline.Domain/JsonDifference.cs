using System.Text.Json;
using System.Text.Json.Nodes;

namespace Timeline.Domain;

/// <summary>Some fields of a record, by their JSON names, with new values; null for one that is emptied.</summary>
internal static class JsonDifference
{
    /// <summary>The record with these fields changed.</summary>
    /// <exception cref="JsonException">There is no such field, or a value is not of its type.</exception>
    public static T Apply<T>(T record, JsonObject changes, JsonSerializerOptions options)
        where T : notnull
    {
        var json = Json(record);
        foreach (var (field, value) in changes)
        {
            // An absent field has its default: null empties the field.
            if (value is null)
                json.Remove(field);
            else
                json[field] = value.DeepClone();
        }

        return (T)json.Deserialize(record.GetType(), options)!;
    }

    /// <summary>A record as it is stored.</summary>
    public static JsonObject Json(object record) =>
        (JsonObject)JsonSerializer.SerializeToNode(record, record.GetType(), DomainJson.Stored)!;

    /// <summary>What changed between two states of a record.</summary>
    public static JsonObject Of(object before, object after)
    {
        var (old, now) = (Json(before), Json(after));
        var changes = new JsonObject();
        foreach (var field in old.Select(f => f.Key).Union(now.Select(f => f.Key)).ToArray())
        {
            if (!JsonNode.DeepEquals(old[field], now[field]))
                changes[field] = now[field]?.DeepClone();
        }

        return changes;
    }
}
