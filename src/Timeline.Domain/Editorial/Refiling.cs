using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Timeline.Domain.Kinds;
using Timeline.Domain.Values;

namespace Timeline.Domain.Editorial;

/// <summary>
/// What spelling and style may change: running text, and of it no name of somebody in the entry, no number and nothing between
/// quotation marks.
/// </summary>
internal static partial class Refiling
{
    // Each field with its texts; the empty name is the field itself.
    private static readonly Dictionary<string, string[]> Texts = new()
    {
        ["headline"] = [""],
        ["summary"] = [""],
        ["claims"] = ["text"],
        ["media"] = ["alt", "caption"],
        ["sources"] = ["title"],
    };

    /// <summary>The fields in which more changed than spelling and style.</summary>
    public static IEnumerable<string> Substantial(EntryBody before, EntryBody after, JsonObject changes)
    {
        var (was, now) = (JsonDifference.Json(before), JsonDifference.Json(after));
        string[] names = [.. before.People.SelectMany(p => new[] { p.Name, p.NativeName }).OfType<string>().Where(n => n.Length > 0)];
        return changes.Select(c => c.Key).Where(field => !Alike(was[field], now[field], "", TextsOf(before, field), names));
    }

    private static string[] TextsOf(EntryBody body, string field) =>
        Texts.TryGetValue(field, out var texts) ? texts
        : KindList.Of(body).OwnFields.Contains(field) && IsRunningText(body, field) ? [""]
        : [];

    // A text of several lines: names, terms and charges have one.
    private static bool IsRunningText(EntryBody body, string field) =>
        body.GetType().GetProperty(field, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase) is { } property
        && property.PropertyType == typeof(string) && CheckedField.Limits(property).Text > TextChecks.LongestLine;

    private static bool Alike(JsonNode? was, JsonNode? now, string name, string[] texts, string[] names) => (was, now) switch
    {
        (JsonObject one, JsonObject other) => one.Count == other.Count && one.All(f =>
            other.TryGetPropertyValue(f.Key, out var value) && Alike(f.Value, value, f.Key, texts, names)),
        (JsonArray one, JsonArray other) => one.Count == other.Count
            && one.Zip(other).All(p => Alike(p.First, p.Second, name, texts, names)),
        _ => JsonNode.DeepEquals(was, now) || (texts.Contains(name)
            && (was as JsonValue)?.TryGetValue<string>(out var before) is true
            && (now as JsonValue)?.TryGetValue<string>(out var after) is true
            && Substance(before, names).SequenceEqual(Substance(after, names))),
    };

    private static IEnumerable<string> Substance(string text, string[] names) =>
    [
        .. Number().Matches(text).Select(m => m.Value),
        .. Quotation().Matches(text).Select(m => m.Value),
        .. names.Select(n => $"{n} {text.Split(n).Length}"),
    ];

    [GeneratedRegex(@"\p{Nd}+")]
    private static partial Regex Number();

    [GeneratedRegex("\"[^\"]*\"|“[^”]*”|„[^“”]*[“”]|«[^»]*»")]
    private static partial Regex Quotation();
}
