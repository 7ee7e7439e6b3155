using System.Text.Json.Nodes;
using Timeline.Domain.Dates;
using Timeline.Domain.Languages;

namespace Timeline.Store.Projections;

/// <summary>An entry's JSON with its dates in another language than its story's.</summary>
public static class InLanguage
{
    /// <summary>The same entry; only what is said of dates changes.</summary>
    /// <param name="doc">The entry's JSON.</param>
    /// <param name="language">The language (BCP 47); null leaves it as it is.</param>
    /// <param name="timeZone">The story's.</param>
    public static string Of(string doc, string? language, string timeZone)
    {
        if (language is null)
            return doc;
        var entry = JsonNode.Parse(doc)!;
        var zone = TimeZoneInfo.FindSystemTimeZoneById(timeZone);
        Say(entry, edtf => Edtf.Parse(edtf).Display(language, zone));
        if (entry["when"] is JsonObject when && when["heading"] is not null)
        {
            var (heading, _, beside) = WhenDocument.InList(Edtf.Parse((string)when["edtf"]!), Language.Of(language), zone);
            when["heading"] = heading;
            if (beside is not null)
                when["beside"] = beside;
        }

        return entry.ToJsonString(AnswerJson.Options);
    }

    private static void Say(JsonNode? node, Func<string, string> words)
    {
        switch (node)
        {
            case JsonArray list:
                foreach (var item in list)
                    Say(item, words);
                break;
            case JsonObject date when date["edtf"] is JsonValue edtf && date["display"] is not null:
                var note = (string?)date["note"];
                date["display"] = words((string)edtf!) + (note is null ? "" : $", {note}");
                break;
            case JsonObject record:
                if (record["dates"] is JsonObject dates)
                {
                    foreach (var text in dates.Select(d => d.Key).ToArray())
                        dates[text] = words(text);
                }

                foreach (var (_, value) in record)
                    Say(value, words);
                break;
        }
    }
}
