using System.Text.Json.Nodes;
using Timeline.Domain.Kinds;

namespace Timeline.Cli.Importing.Formats;

/// <summary>
/// Our own CSV, for whoever keeps a list: <c>id, kind, when, note, headline, summary, places, people, topics, source, source url,
/// media, media alt, media caption, media credit, background, key</c>, and any field of the line's kind by its name. Of several values
/// in one field each stands between semicolons. <c>when</c> is EDTF, or a whole date as people
/// and spreadsheets write it.
/// </summary>
internal static class Csv
{
    private static readonly string[] Known =
    [
        "id", "kind", "when", "note", "headline", "summary", "places", "people", "topics", "source", "sourceurl", "media", "mediaalt",
        "mediacaption", "mediacredit", "background", "key",
    ];

    public static IEnumerable<Found> Read(string text)
    {
        var rows = CsvRows.Read(text, mustHave: "when").ToList();
        var dates = new SheetDates(rows.Select(row => row["when"]));
        foreach (var row in rows)
        {
            var found = new Found(row["id"].Length > 0 ? row["id"] : Found.Slug(PlainText.Line(row["headline"]), $"line-{row["when"]}")) { Line = row.Line };
            Fill(found, row, dates);
            yield return found;
        }
    }

    private static void Fill(Found found, CsvRow row, SheetDates dates)
    {
        found.Kind = row["kind"].Length > 0 ? row["kind"] : null;
        var when = dates.Read(row["when"], out var problem);
        found.Refused = problem;
        found.When(when?.Edtf ?? row["when"], row["note"].Length > 0 ? row["note"] : when?.Note);
        found.Say(row["headline"], row["summary"]);
        foreach (var place in Several(row["places"]))
            found.Place(place);
        foreach (var person in Several(row["people"]))
            found.Person(person);
        foreach (var topic in Several(row["topics"]))
            found.Group(topic);
        found.Source(row["source"], row["sourceurl"]);
        found.Media(row["media"], row["mediaalt"], row["mediacaption"], row["mediacredit"]);
        Flag("background");
        Flag("key");
        var kind = KindList.Find(found.Kind ?? "development");
        foreach (var column in row.Columns.Except(Known).Where(row.Has))
        {
            if (kind?.Fields.FirstOrDefault(f => f.Name.Equals(column, StringComparison.OrdinalIgnoreCase)) is { } field && Value(field, row[column]) is { } value)
                found.Body[field.Name] = value;
            else
                found.Lose($"The column '{column}' is left out: its kind has no field of that name that can be written as text.");
        }

        void Flag(string column)
        {
            if (row[column].Length == 0)
                return;
            if (row[column].ToLowerInvariant() is "true" or "yes" or "1" or "x")
                found.Body[column] = true;
            else if (row[column].ToLowerInvariant() is not ("false" or "no" or "0"))
                found.Lose($"{column} is '{row[column]}', which is neither yes nor no: left out.");
        }
    }

    private static JsonNode? Value(KindField field, string text) => field.Type switch
    {
        FieldType.Text or FieldType.LongText or FieldType.Word or FieldType.Date or FieldType.Link or FieldType.Language or FieldType.Person
            or FieldType.Instant => field.List ? new JsonArray([.. Several(text).Select(t => (JsonNode)t)]) : text,
        FieldType.Number when int.TryParse(text, out var number) => number,
        FieldType.YesNo => text.ToLowerInvariant() is "true" or "yes" or "1" or "x",
        _ => null,
    };

    private static string[] Several(string text) => text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
