using System.Text.Json.Nodes;
using Timeline.Api.Desk.Forms;
using Timeline.Domain.Kinds;

namespace Timeline.Api.Desk.Stories;

/// <summary>From an entry's answer back to the body that would record it, and what a form changed of it.</summary>
internal static class EntryBodies
{
    /// <summary>The fields of an answer that its form shows.</summary>
    public static JsonObject Of(JsonObject answer, Kind kind)
    {
        var body = new JsonObject();
        foreach (var field in FormFields.Of(kind))
        {
            if ((answer[field.Name] ?? (answer["details"] as JsonObject)?[field.Name]) is { } value)
                body[field.Name] = field.Type == FieldType.When ? When((JsonObject)value) : value.DeepClone();
        }

        return Conflict.Plain(body);
    }

    /// <summary>What a correction of the one to the other changes, field by field; null empties a field.</summary>
    public static JsonObject Changes(JsonObject before, JsonObject after)
    {
        var changes = new JsonObject();
        foreach (var name in before.Select(f => f.Key).Union(after.Select(f => f.Key)))
        {
            if (!JsonNode.DeepEquals(before[name], after[name]))
                changes[name] = after[name]?.DeepClone();
        }

        return changes;
    }

    private static JsonObject When(JsonObject answer)
    {
        var when = new JsonObject { ["edtf"] = answer["edtf"]?.DeepClone() };
        if (answer["note"] is { } note)
            when["note"] = note.DeepClone();
        return when;
    }
}
