using System.Text.Json;
using System.Text.Json.Nodes;
using Timeline.Store.Projections;

namespace Timeline.Api.Reading;

/// <summary>A field that says something else.</summary>
/// <param name="Field">Its name, as in a correction; of a kind's own that is called as a member of every answer, such as a charge's status, <c>details.status</c>.</param>
/// <param name="Was">What it said; absent where it was empty.</param>
/// <param name="Now">What it says; absent where it is empty.</param>
internal sealed record FieldChange(string Field, JsonNode? Was, JsonNode? Now);

/// <summary>What differs between two states of an entry, field by field.</summary>
internal static class FieldChanges
{
    // What is said of the state itself, what stands elsewhere in the answer, and what follows from other fields or entries.
    private static readonly string[] NotCompared =
        ["id", "revision", "recordedAt", "updatedAt", "corrections", "correctionCount", "retraction", "takedown", "details", "dates", "happened", "repeats", "latestOutcome", "noReport"];

    private static readonly HashSet<string> Members = [.. typeof(EntryDocument).GetProperties().Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name))];

    /// <summary>How a kind's own field is named here.</summary>
    public static string NameOf(string own) => Members.Contains(own) ? "details." + own : own;

    public static List<FieldChange> Between(JsonObject was, JsonObject now)
    {
        // Of what is withheld nobody can tell whether it was otherwise.
        if (IsWithheld(was) || IsWithheld(now))
            (was, now) = (Status(was), Status(now));
        var (before, after) = (Flat(was), Flat(now));
        // Of the first state the kind is nothing that changed.
        if (!was.ContainsKey("kind"))
            after.Remove("kind");
        return
        [
            .. after.Select(f => f.Key).Union(before.Select(f => f.Key))
                .Where(name => !JsonNode.DeepEquals(before.GetValueOrDefault(name), after.GetValueOrDefault(name)))
                .Select(name => new FieldChange(
                    name, before.GetValueOrDefault(name)?.DeepClone(), after.GetValueOrDefault(name)?.DeepClone())),
        ];
    }

    private static bool IsWithheld(JsonObject entry) => (string?)entry["status"] is "withheld" or "removed";

    private static JsonObject Status(JsonObject entry) => new() { ["status"] = entry["status"]?.DeepClone() };

    // A kind's own fields stand beside the common ones, as an editor writes them.
    private static Dictionary<string, JsonNode?> Flat(JsonObject entry) => entry
        .Where(f => !NotCompared.Contains(f.Key))
        .Concat((entry["details"] as JsonObject ?? []).Select(f => KeyValuePair.Create(NameOf(f.Key), f.Value)))
        .ToDictionary(f => f.Key, f => f.Value);
}
