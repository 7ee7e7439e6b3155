using System.Text.Json.Nodes;
using Timeline.Domain.Kinds;
using Timeline.Domain.Values;

namespace Timeline.Api.Desk.Forms;

/// <summary>Ids for people and topics that an editor names: those that the story has for the name, else one made of it.</summary>
internal static class Names
{
    /// <summary>Fills in the ids of a body that have none; who is among its people is meant by their name in its other fields, too.</summary>
    /// <param name="body">The body.</param>
    /// <param name="fields">Its fields.</param>
    /// <param name="people">Ids of people that the story has, by name.</param>
    /// <param name="topics">The same of topics.</param>
    public static void Fill(
        JsonObject body, IEnumerable<KindField> fields, IReadOnlyDictionary<string, string> people, IReadOnlyDictionary<string, string> topics)
    {
        Fill(body["people"], "name", "id", people);
        Fill(body["topics"], "label", "slug", topics);
        Mean(body, fields.Where(f => f.Name is not ("people" or "topics")), body["people"]);
    }

    /// <summary>Puts for a name in any field the id of the one who is called so.</summary>
    /// <param name="body">The body.</param>
    /// <param name="fields">Its fields.</param>
    /// <param name="people">The people of the entry that it is about, as an answer has them.</param>
    public static void Mean(JsonObject body, IEnumerable<KindField> fields, JsonNode? people)
    {
        var own = Named(people).ToDictionary(p => p.Name, p => p.Id);
        if (own.Count > 0)
            Mean(body, fields, own);
    }

    /// <summary>What people are called, by their ids: a form shows that in place of the id, and <see cref="Mean(JsonObject, IEnumerable{KindField}, JsonNode?)"/> takes it back.</summary>
    /// <param name="people">The people of an entry, as an answer or a body has them.</param>
    public static IReadOnlyDictionary<string, string> Called(JsonNode? people) =>
        // Of several in one input each stands between semicolons.
        Named(people).Where(p => !p.Name.Contains(';', StringComparison.Ordinal)).DistinctBy(p => p.Id).ToDictionary(p => p.Id, p => p.Name);

    // A name that two of them have is neither's.
    private static IEnumerable<(string Name, string Id)> Named(JsonNode? people) => (people as JsonArray ?? []).OfType<JsonObject>()
        .GroupBy(p => FormModel.Text(p["name"])).Where(g => g.Key.Length > 0 && g.Count() == 1).Select(g => (g.Key, FormModel.Text(g.Single()["id"])))
        .Where(p => p.Item2.Length > 0);

    private static void Mean(JsonObject body, IEnumerable<KindField> fields, IReadOnlyDictionary<string, string> people)
    {
        foreach (var field in fields)
        {
            if (body[field.Name] is JsonArray several)
            {
                for (var i = 0; i < several.Count; i++)
                    several[i] = Meant(several[i]?.DeepClone(), field, people);
            }
            else if (body[field.Name] is { } one)
            {
                body[field.Name] = Meant(one.DeepClone(), field, people);
            }
        }
    }

    private static JsonNode? Meant(JsonNode? value, KindField field, IReadOnlyDictionary<string, string> people)
    {
        if (value is JsonObject group && FormFields.Parts(field) is { Count: > 0 } parts)
            Mean(group, parts, people);
        else if (value is JsonArray several)
            return new JsonArray([.. several.Select(v => Meant(v?.DeepClone(), field, people))]);
        return field.Type is FieldType.Person or FieldType.By && value is JsonValue && people.GetValueOrDefault(FormModel.Text(value)) is { Length: > 0 } id ? id : value;
    }

    private static void Fill(JsonNode? list, string name, string id, IReadOnlyDictionary<string, string> known)
    {
        foreach (var item in (list as JsonArray)?.OfType<JsonObject>() ?? [])
        {
            if (item[id] is null && FormModel.Text(item[name]) is { Length: > 0 } called && (known.GetValueOrDefault(called) ?? Slugs.Of(called)) is { Length: > 0 } made)
                item[id] = made;
        }
    }
}
