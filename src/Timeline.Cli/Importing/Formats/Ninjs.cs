using System.Globalization;
using System.Text.Json.Nodes;
using static Timeline.Cli.Importing.JsonMembers;

namespace Timeline.Cli.Importing.Formats;

/// <summary>
/// News in JSON (IPTC ninjs, https://iptc.org/standards/ninjs/): one item, an array of them, within the objects that feeds have about them, or one after the other
/// (JSON Lines). The names
/// of versions 1, 2 and 3 are all read; they differ in case and number.
/// </summary>
internal static class Ninjs
{
    private static readonly string[] Persons = ["person", "people", "organisation", "organisations"];

    public static IEnumerable<Found> Read(string text)
    {
        var json = ForeignJson.Read(text);
        var items = json.Values.SelectMany(Within).ToList();
        json.HasEntries(items);
        if (items.Count == 0 || items.All(i => Of(i, "uri") is null))
            throw new FormatException("It has no item with a uri, so it is no ninjs.");
        // A feed keeps what an item said before beside what it says now.
        var last = items.GroupBy(i => Text(i, "uri")).Where(g => g.Key.Length > 0)
            .ToDictionary(g => g.Key, g => g.OrderBy(i => int.TryParse(Text(i, "version"), out var version) ? version : 0).Last(), StringComparer.Ordinal);
        foreach (var (i, item) in items.Index())
        {
            var found = Item(item, i, json.ProblemIn(item));
            yield return last.GetValueOrDefault(Text(item, "uri"), item) == item ? found : found.Leave("The file has a later version of it.");
        }
    }

    // Feeds wrap them: AP's in "data", and each again in "item".
    private static IEnumerable<JsonObject> Within(JsonNode? node) => node switch
    {
        JsonArray many => many.SelectMany(Within),
        JsonObject one when Of(one, "uri") is null && (Of(one, "items") ?? Of(one, "_items") ?? Of(one, "data") ?? Of(one, "item")) is { } inner => Within(inner),
        JsonObject one => [one],
        _ => [],
    };

    private static Found Item(JsonObject item, int number, string? problem)
    {
        var found = new Found(Text(item, "uri") is { Length: > 0 } uri ? uri : $"item-{number + 1}") { Refused = problem };
        var (body, description) = (Words(item, "body", "bodies"), Words(item, "description", "descriptions"));
        var said = found.Say(Words(item, "headline", "headlines") is { Length: > 0 } headline ? headline : Text(item, "title"),
            body.Length > 0 ? body : description);
        if (body.Length > 0 && description.Length > 0)
            found.Lose("The description is left out: the text stands.");
        foreach (var name in Names(item, "subject", "subjects"))
            found.Group(name);
        foreach (var (person, role) in People(item))
            found.Person(person, role);
        foreach (var name in Names(item, "place", "places"))
            found.Place(name);
        if (found.Body["places"] is null)
            found.Place(Text(item, "located"));
        var outlet = Names(item, "infosource", "infosources").FirstOrDefault() ?? Text(item, "copyrightholder");
        found.Source(outlet, Text(item, "uri"), published: null);
        if ((Text(item, "byline") is { Length: > 0 } line ? line : Text(item, "by")) is { Length: > 0 } by)
            found.Lose($"The byline '{PlainText.Line(by)}' is left out.");
        if (Text(item, "ednote") is { Length: > 0 } note)
            found.Lose($"The note to editors '{PlainText.Line(note)}' is left out.");
        Pictures(found, item);
        found.Show(said);
        if (!Usable(found, item))
            return found;
        if (!found.Body.ContainsKey("headline") && !found.Body.ContainsKey("summary"))
            return found.Leave("It has neither headline nor text.");
        if (Date(item, found) is not { } when)
            return found.Leave("It has no date.");
        found.When(when);
        return found;
    }

    private static bool Usable(Found found, JsonObject item)
    {
        switch (Text(item, "pubstatus").ToLowerInvariant())
        {
            case "canceled" or "cancelled":
                found.Leave("It was cancelled.");
                return false;
            case not ("" or "usable") and var status:
                found.AsDraft($"Its status is '{status}'");
                break;
        }

        if (DateTimeOffset.TryParse(Text(item, "embargoed"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var until)
            && until > DateTimeOffset.UtcNow)
            found.Body["embargoUntil"] = until.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
        return true;
    }

    // An event is of the day that it is about; anything else of the day on which it was first written.
    private static string? Date(JsonObject item, Found found)
    {
        if (Of(Of(item, "eventdetails"), "dates") is JsonObject dates)
        {
            var (start, end) = (JsonDates.First(dates, "startdate", "expectedstartdate"), JsonDates.First(dates, "enddate", "expectedenddate"));
            if (start is not null)
                return end is null || end == start ? start : $"{start}/{end}";
        }

        var written = JsonDates.First(item, "firstcreated", "contentcreated", "versioncreated");
        if (written is not null && Text(item, "type") == "event")
            found.Lose("It is an event without a date of its own: it is dated by when it was written.");
        return written;
    }

    private static void Pictures(Found found, JsonObject item)
    {
        Picture(found, item);
        var related = Of(item, "associations") switch
        {
            JsonArray list => list.OfType<JsonObject>(),
            JsonObject named => named.Select(a => a.Value).OfType<JsonObject>(),
            _ => [],
        };
        foreach (var one in related)
        {
            if (Text(one, "type") is "picture" or "graphic" or "video" or "audio")
                Picture(found, one);
            else
                found.Lose($"What belongs to it, {(Text(one, "uri") is { Length: > 0 } uri ? uri : "without a uri")}, is left out.");
        }
    }

    private static void Picture(Found found, JsonObject item)
    {
        if (Largest(Of(item, "renditions")) is not { Length: > 0 } largest)
            return;
        var caption = Words(item, "description", "descriptions");
        var rights = Text(item, "copyrightnotice") is { Length: > 0 } notice ? notice : Text(item, "copyrightholder");
        var by = Text(item, "byline") is { Length: > 0 } line ? line : Text(item, "by");
        found.Media(largest, Words(item, "headline", "headlines"), caption,
            string.Join(" / ", new[] { by, rights }.Where(r => r.Length > 0)), isRecording: true);
    }

    // In version 1 "body_text" and the like, later a list of values with roles; what is plain comes first.
    private static string Words(JsonObject item, string one, string several)
    {
        if (Of(item, several) is JsonArray list)
        {
            var values = list.OfType<JsonObject>().ToList();
            return Text(values.FirstOrDefault(v => Text(v, "contenttype") is "" or "text/plain" && Text(v, "role") is "main")
                ?? values.FirstOrDefault(v => Text(v, "contenttype") is "" or "text/plain") ?? values.FirstOrDefault(), "value");
        }

        var named = item.Where(m => m.Key.StartsWith(one, StringComparison.OrdinalIgnoreCase) && m.Value is JsonValue).ToList();
        return (named.FirstOrDefault(m => m.Key.EndsWith("_text", StringComparison.OrdinalIgnoreCase) || m.Key.EndsWith("_main", StringComparison.OrdinalIgnoreCase)
                || m.Key.Equals(one, StringComparison.OrdinalIgnoreCase)) is { Value: { } plain } ? plain : named.FirstOrDefault().Value)?.ToString() ?? "";
    }

    private static IEnumerable<(string Name, string? Role)> People(JsonObject item) =>
        from list in Persons
        from one in (Of(item, list) as JsonArray ?? []).OfType<JsonObject>()
        where Text(one, "name").Length > 0
        select (Text(one, "name"), Text(one, "role") is { Length: > 0 } role && !role.Contains(':', StringComparison.Ordinal) ? role : null);

    private static IEnumerable<string> Names(JsonObject item, string one, string several) =>
        ((Of(item, several) ?? Of(item, one)) as JsonArray ?? []).OfType<JsonObject>().Select(n => Text(n, "name")).Where(n => n.Length > 0);
}
