using System.Text.Json.Nodes;
using Timeline.Store.Projections;

namespace Timeline.Store.Queries;

/// <summary>
/// What the public sees in the place of a state that is withheld from it: that it was, of which kind, and its place in the
/// chronology, so that versions and pages of the past stay as they were. Made where it is read, since what is withheld today
/// may be shown again tomorrow.
/// </summary>
internal static class Withheld
{
    /// <summary>The status of such a state.</summary>
    public const string Status = "withheld";

    // All others go, also such as are yet to come: lists are empty then, and the rest is absent.
    private static readonly HashSet<string> Kept =
        ["id", "kind", "when", "background", "aftermath", "key", "revision", "recordedAt", "updatedAt"];

    /// <summary>The status of a state whose words were taken down.</summary>
    public const string Removed = "removed";

    /// <summary>What the public sees in the place of an entry's JSON.</summary>
    /// <param name="doc">The JSON.</param>
    /// <param name="takedown">What it is told of a take-down, as JSON; null where nothing was taken down.</param>
    public static string Of(string doc, string? takedown)
    {
        var entry = JsonNode.Parse(doc)!.AsObject();
        var told = takedown is null ? null : JsonNode.Parse(takedown)!;
        var gone = (bool?)told?["whole"] is true;
        foreach (var (member, value) in entry.ToArray())
        {
            switch (member)
            {
                case "when":
                    WithoutNote(value!.AsObject());
                    break;
                case "status":
                    entry[member] = gone ? Removed : Status;
                    break;
                // Behind the date, whose note is gone by now.
                case "happened":
                    entry[member] = entry["when"]!["display"]!.DeepClone();
                    break;
                case "repeats":
                    entry.Remove(member);
                    break;
                case "headline" or "summary":
                    entry[member] = null;
                    break;
                case "planned":
                    entry[member] = false;
                    break;
                // What those concerned replied stays where what they replied to is gone.
                case var _ when Kept.Contains(member) || (gone && member == "replies"):
                    break;
                case var _ when value is JsonArray && member is not ("corrections" or "replies"):
                    entry[member] = new JsonArray();
                    break;
                default:
                    entry.Remove(member);
                    break;
            }
        }

        if (told is not null)
            entry["takedown"] = told;
        return entry.ToJsonString(AnswerJson.Options);
    }

    // The editor's words beside the date go with the rest.
    private static void WithoutNote(JsonObject when)
    {
        if (when["note"]?.GetValue<string>() is not { } note)
            return;
        when["display"] = WhenDocument.WithoutNote(when["display"]!.GetValue<string>(), note);
        when["note"] = null;
    }
}
