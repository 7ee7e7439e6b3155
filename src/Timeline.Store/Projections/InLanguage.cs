using System.Text.Json.Nodes;
using Timeline.Domain.Dates;
using Timeline.Domain.Languages;

namespace Timeline.Store.Projections;

/// <summary>An answer's JSON in another language than its story's: what the service says in it by itself, and not what editors wrote.</summary>
public static class InLanguage
{
    /// <summary>The same answer; only what is said of dates, of plans, of what came of them and of take-downs changes.</summary>
    /// <param name="json">The JSON of an entry or a story, or of several.</param>
    /// <param name="language">The language (BCP 47); null leaves it as it is.</param>
    /// <param name="timeZone">The story's.</param>
    public static string Of(string json, string? language, string timeZone)
    {
        if (language is null)
            return json;
        var answer = JsonNode.Parse(json)!;
        Say(answer, Language.Of(language), TimeZoneInfo.FindSystemTimeZoneById(timeZone));
        return answer.ToJsonString(AnswerJson.Options);
    }

    private static void Say(JsonNode? node, Language words, TimeZoneInfo zone)
    {
        switch (node)
        {
            case JsonArray list:
                foreach (var item in list)
                    Say(item, words, zone);
                break;
            case JsonObject date when date["edtf"] is JsonValue edtf && date["display"] is not null:
                date["display"] = WhenDocument.WithNote(words.Date((string)edtf!, zone), (string?)date["note"], words);
                if (date["heading"] is not null)
                {
                    var (heading, _, beside) = WhenDocument.InList(Edtf.Parse((string)edtf!), words, zone);
                    date["heading"] = heading;
                    if (beside is not null)
                        date["beside"] = beside;
                }

                break;
            case JsonObject record:
                if (record["dates"] is JsonObject dates)
                {
                    foreach (var text in dates.Select(d => d.Key).ToArray())
                        dates[text] = words.Date(text, zone);
                }

                foreach (var (_, value) in record)
                    Say(value, words, zone);
                SayOf(record, words, zone);
                break;
        }
    }

    // Sentences with a date in them, once that is said.
    private static void SayOf(JsonObject record, Language words, TimeZoneInfo zone)
    {
        if (record["happened"] is not null)
            record["happened"] = WhenDocument.Told((string)record["when"]!["display"]!, (bool?)record["planned"] is true,
                (string?)record["outcome"]?["status"], (string?)record["status"] is "retracted" or "removed" or "withheld", words);
        if (record["noReport"] is not null)
            record["noReport"] = words.Say("no-report", (string)record["when"]!["display"]!);
        if (record["latestOutcome"] is JsonObject latest)
            latest["display"] = LatestOutcomeDocument.Say((string)latest["kind"]!, (string?)latest["result"], (string)latest["when"]!["edtf"]!, words, zone);
        if (record["takedown"] is JsonObject takedown && (string?)takedown["public"] is { } face)
            takedown["text"] = TakeDownDocument.Say(face, (string?)record["status"] == "removed", (string)takedown["on"]!, words, zone);
    }
}
