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
    /// <param name="before">Its people as the form began with them: whoever has another name by now may still be called by that one.</param>
    public static void Fill(
        JsonObject body, IEnumerable<KindField> fields, IReadOnlyDictionary<string, string> people, IReadOnlyDictionary<string, string> topics,
        JsonNode? before = null)
    {
        Fill(body["people"], "name", "id", people);
        Fill(body["topics"], "label", "slug", topics);
        Mean(body, fields.Where(f => f.Name is not ("people" or "topics")), body["people"], before);
    }

    /// <summary>Puts for a name in any field the id of the one who is called so.</summary>
    /// <param name="body">The body.</param>
    /// <param name="fields">Its fields.</param>
    /// <param name="people">The people of the entry that it is about, as an answer has them.</param>
    /// <param name="before">As they were before, whom a name is of that none of them has.</param>
    public static void Mean(JsonObject body, IEnumerable<KindField> fields, JsonNode? people, JsonNode? before = null)
    {
        // At once, not one after the other: what the first makes an id of could be a name for the second.
        var own = Named(people, before).ToDictionary(p => p.Name, p => p.Id);
        foreach (var (name, id) in Named(before, people).Where(p => Items(people).All(one => FormModel.Text(one["name"]) != p.Name)))
            own.TryAdd(name, id);
        if (own.Count > 0)
            Mean(body, fields, own);
    }

    /// <summary>What people are called, by their ids: a form shows that in place of the id, and <see cref="Mean(JsonObject, IEnumerable{KindField}, JsonNode?, JsonNode?)"/> takes it back.</summary>
    /// <param name="people">The people of an entry, as an answer or a body has them.</param>
    public static IReadOnlyDictionary<string, string> Called(JsonNode? people) =>
        // Of several in one input each stands between semicolons.
        Named(people).Where(p => !p.Name.Contains(';', StringComparison.Ordinal)).DistinctBy(p => p.Id).ToDictionary(p => p.Id, p => p.Name);

    // A name that two of them have is neither's; nor is one that is an id, as who has no such name is shown by that.
    private static IEnumerable<(string Name, string Id)> Named(JsonNode? people, JsonNode? beside = null)
    {
        var ids = Items(people).Concat(Items(beside)).Select(p => FormModel.Text(p["id"])).ToHashSet(StringComparer.Ordinal);
        return Items(people).GroupBy(p => FormModel.Text(p["name"])).Where(g => g.Key.Length > 0 && g.Count() == 1 && !ids.Contains(g.Key))
            .Select(g => (g.Key, FormModel.Text(g.Single()["id"]))).Where(p => p.Item2.Length > 0);
    }

    private static IEnumerable<JsonObject> Items(JsonNode? list) => (list as JsonArray ?? []).OfType<JsonObject>();

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
        foreach (var item in Items(list))
        {
            if (item[id] is null && FormModel.Text(item[name]) is { Length: > 0 } called && (known.GetValueOrDefault(called) ?? Slugs.Of(called)) is { Length: > 0 } made)
                item[id] = made;
        }
    }
}
