using System.Globalization;
using System.Text.Json.Nodes;

namespace Timeline.Cli.Importing.Formats;

/// <summary>
/// TimelineJS 3 (https://timeline.knightlab.com/docs/json-format.html), and its spreadsheet as Google saves it (CSV). A year below
/// 0 is of the common count there: -44 is 44 BC, which EDTF calls -0043.
/// </summary>
internal static class TimelineJs
{
    private static readonly string[] Parts = ["year", "month", "day", "hour", "minute", "second"];

    // Of its spreadsheet. A picture for the small is the same as the large one's.
    private static readonly string[] Columns =
    [
        "year", "month", "day", "time", "endyear", "endmonth", "endday", "endtime", "displaydate", "headline", "text", "media", "mediacredit",
        "mediacaption", "mediathumbnail", "alttext", "type", "group", "tag", "background", "uniqueid",
    ];

    // What is kept of a line of the spreadsheet beside what TimelineJS makes of it.
    private const string Unknown = "columns that are not its own";
    private const string Line = "line of the spreadsheet";

    public static IEnumerable<Found> Read(string text)
    {
        if (!IsJson(text))
            return Slides(Sheet(text), _ => null);
        var json = ForeignJson.Read(text);
        if (json.Values is not [JsonObject timeline] || timeline["events"] is not JsonArray)
            throw new FormatException("It has no events, so it is no timeline of TimelineJS.");
        json.HasEntries(SlidesOf(timeline).Select(s => s.Slide));
        return Slides(timeline, json.ProblemIn);
    }

    // What begins as such and is damaged is told what is wrong with it; several values may be the columns of a spreadsheet.
    private static bool IsJson(string text)
    {
        if (text.TrimStart() is ['{' or '[', ..])
            return true;
        try
        {
            return ForeignJson.Read(text).Values is [_];
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>The spreadsheet as the JSON that TimelineJS makes of it.</summary>
    private static JsonObject Sheet(string text)
    {
        var timeline = new JsonObject { ["events"] = new JsonArray(), ["eras"] = new JsonArray() };
        foreach (var row in CsvRows.Read(text, mustHave: "year"))
        {
            var slide = new JsonObject
            {
                [Line] = row.Line,
                ["unique_id"] = row["uniqueid"],
                ["start_date"] = Date(row, ""),
                ["end_date"] = Date(row, "end"),
                ["display_date"] = row["displaydate"],
                ["text"] = new JsonObject { ["headline"] = row["headline"], ["text"] = row["text"] },
                ["media"] = new JsonObject
                {
                    ["url"] = row["media"],
                    ["credit"] = row["mediacredit"],
                    ["caption"] = row["mediacaption"],
                    ["alt"] = row["alttext"],
                },
                ["group"] = row["group"] is { Length: > 0 } group ? group : row["tag"],
            };
            if (row["background"] is { Length: > 0 } background)
                slide["background"] = new JsonObject { [background.Contains('/', StringComparison.Ordinal) ? "url" : "color"] = background };
            if (row.Columns.Except(Columns).Where(row.Has).ToList() is { Count: > 0 } unknown)
                slide[Unknown] = string.Join(", ", unknown);
            if (row["type"].Equals("title", StringComparison.OrdinalIgnoreCase))
                timeline["title"] = slide;
            else
                timeline[row["type"].Equals("era", StringComparison.OrdinalIgnoreCase) ? "eras" : "events"]!.AsArray().Add(slide);
        }

        return timeline;

        static JsonObject Date(CsvRow row, string end) => new()
        {
            ["year"] = row[end + "year"],
            ["month"] = row[end + "month"],
            ["day"] = row[end + "day"],
            ["time"] = row[end + "time"],
        };
    }

    private static IEnumerable<Found> Slides(JsonObject timeline, Func<JsonNode, string?> problemIn)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (slide, type) in SlidesOf(timeline))
        {
            var found = Slide(slide, problemIn, ids, type);
            if (type == "title")
                found.Leave("It is the title slide, which says what the story itself says: correct the story where it says more.");
            if (type == "era")
                found.Body["background"] = true;
            yield return found;
        }
    }

    private static IEnumerable<(JsonObject Slide, string Type)> SlidesOf(JsonObject timeline) =>
        new[] { timeline["title"] }.OfType<JsonObject>().Select(slide => (slide, "title"))
            .Concat(timeline["events"]!.AsArray().OfType<JsonObject>().Select(slide => (slide, "event")))
            .Concat((timeline["eras"] as JsonArray ?? []).OfType<JsonObject>().Select(slide => (slide, "era")));

    private static Found Slide(JsonObject slide, Func<JsonNode, string?> problemIn, HashSet<string> ids, string type)
    {
        var text = slide["text"] as JsonObject;
        var media = slide["media"] as JsonObject;
        var found = new Found(Id(slide, ids, Text(text, "headline"), type)) { Line = (int?)slide[Line], Refused = problemIn(slide) };
        var said = found.Say(Text(text, "headline"), Text(text, "text"));
        if (!found.Body.ContainsKey("headline") && !found.Body.ContainsKey("summary"))
            found.Say(null, Text(media, "caption"));
        found.Group(Text(slide, "group"));
        if (media is not null)
            Media(found, media);
        found.Show(said);
        if (Text(slide, Unknown) is { Length: > 0 } unknown)
            found.Lose($"What stands in columns that TimelineJS does not know is left out: {unknown}.");
        if (slide["background"]?["url"] is not null)
            found.Lose("The picture behind the slide is left out.");
        if (type == "title")
            return found;
        if (!found.Body.ContainsKey("headline") && !found.Body.ContainsKey("summary"))
            return found.Leave("It has neither headline, text nor caption.");
        if (Date(slide["start_date"] as JsonObject, found) is not { } start)
            return found.Leave("It has no date that can be read.");
        var end = Date(slide["end_date"] as JsonObject, found);
        var edtf = DateParts.Between(start, end);
        if (!Domain.Dates.Edtf.TryParse(edtf, out _, out var problem) && end is not null)
        {
            found.Lose($"The end is left out: {problem}");
            edtf = DateParts.Between(start, null);
        }

        if (!Domain.Dates.Edtf.TryParse(edtf, out _, out problem))
            return found.Leave($"Its date cannot be kept: {problem}");
        found.When(edtf, Text(slide, "display_date") is { Length: > 0 } words ? words : Text(slide["start_date"] as JsonObject, "display_date"));
        return found;
    }

    // As TimelineJS itself: what has no id is called by its headline, and the second of a name by its number.
    private static string Id(JsonObject slide, HashSet<string> ids, string headline, string type)
    {
        var wanted = Text(slide, "unique_id") is { Length: > 0 } own ? own
            : PlainText.Line(headline) is { Length: > 0 } line ? Found.Slug(line, "slide") : $"{type}-{DateId(slide)}";
        var id = wanted;
        for (var i = 2; !ids.Add(id); i++)
            id = $"{wanted}-{i}";
        return id;
    }

    private static string DateId(JsonObject slide) =>
        slide["start_date"] is JsonObject date ? string.Join('-', date.Select(p => p.Value?.ToString()).Where(p => !string.IsNullOrEmpty(p))) : "undated";

    private static void Media(Found found, JsonObject media)
    {
        var address = Text(media, "url");
        // Some give the code to embed in place of the address.
        if (address.Contains('<', StringComparison.Ordinal))
        {
            var frame = HtmlWriter.FirstSource(address);
            if (frame is null && PlainText.Of(address).Text is { Length: > 0 } quoted)
            {
                found.Lose("What is quoted in place of media stands after the text.");
                found.Body["summary"] = found.Body["summary"] is null ? quoted : $"{found.Body["summary"]}\n\n{quoted}";
            }

            address = frame ?? "";
        }

        found.Media(address, Text(media, "alt") is { Length: > 0 } alt ? alt : Text(media, "title"), Text(media, "caption"), Text(media, "credit"));
        if (Text(media, "link") is { Length: > 0 } link)
            found.Lose($"The media's link {link} is left out.");
    }

    private static DateParts? Date(JsonObject? date, Found found)
    {
        if (date is null)
            return null;
        var numbers = Parts.Select(part => Number(date, part, found)).ToArray();
        if (Text(date, "time") is { Length: > 0 } time)
        {
            if (TimeOnly.TryParse(time, CultureInfo.InvariantCulture, out var clock))
                (numbers[3], numbers[4], numbers[5]) = (clock.Hour, clock.Minute, clock.Second == 0 ? null : clock.Second);
            else
                found.Lose($"The time '{time}' cannot be read: left out.");
        }

        if (numbers[0] is not { } year)
            return null;
        if (Text(date, "millisecond") is { Length: > 0 } and not "0")
            found.Lose("Thousandths of a second are left out.");
        // What is below a part that nobody knows says nothing.
        var known = numbers.Skip(1).TakeWhile(n => n is not null).Count();
        if (numbers.Skip(1 + known).Any(n => n is not null) && known != 3)
            found.Lose("Of its date the parts below one that is missing are left out.");
        var (month, day) = (known > 0 ? (int?)numbers[1] : null, known > 1 ? (int?)numbers[2] : null);
        if (month is < 1 or > 12 || (month is not null && day is not null && year is > 0 and < 9999 && (day < 1 || day > DateTime.DaysInMonth((int)year, month.Value))))
        {
            found.Lose($"There is no day {year}-{month}-{day}: of its date the year alone is carried.");
            (month, day) = (null, null);
        }

        if (Math.Abs(year) > 9_999 && month is not null)
            found.Lose("Of a year so far away neither month nor day is carried.");
        var isTimed = day is not null && known > 2;
        return new(year < 0 ? year + 1 : year, month, day, isTimed ? (int?)numbers[3] : null, isTimed && known > 3 ? (int?)numbers[4] : null,
            isTimed && known > 4 && numbers[5] != 0 ? (int?)numbers[5] : null);
    }

    // Numbers stand as numbers or as texts, with blanks and commas between the thousands.
    private static long? Number(JsonObject date, string part, Found found)
    {
        var text = string.Concat(Text(date, part).Where(c => !char.IsWhiteSpace(c) && c != ','));
        if (text.Length == 0)
            return null;
        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number == decimal.Truncate(number)
            && Math.Abs(number) < long.MaxValue)
            return (long)number;
        found.Lose($"The {part} '{text}' is no number: left out.");
        return null;
    }

    private static string Text(JsonObject? node, string name) =>
        node?[name] is JsonValue value ? value.ToString().Trim() : "";
}
