using System.Globalization;
using System.Text.Json.Nodes;
using Timeline.Domain;
using Timeline.Domain.Dates;
using Timeline.Domain.Kinds;
using Timeline.Domain.Languages;

namespace Timeline.Api.Desk.Forms;

/// <summary>What fields say, in the editor's language: where two states are compared, and where it is told what somebody asked for.</summary>
/// <param name="Words">The editor's language.</param>
/// <param name="Zone">The story's time zone.</param>
/// <param name="Kind">The kind of the entry that says it; empty where it is none.</param>
internal sealed record InWords(Language Words, TimeZoneInfo Zone, string Kind = "")
{
    private const string Nothing = "—";

    // An answer does not say what its fields hold; the descriptions of kinds and commands do.
    private static readonly ILookup<string, KindField> Described = All(
        [
            .. KindList.All.SelectMany(FormFields.Of),
            .. new[] { typeof(OpenStory) }.Concat(DeskCommands.Entries.Select(r => r.BodyType).Concat(DeskCommands.Stories.Select(r => r.BodyType)).OfType<Type>())
                .Distinct().SelectMany(KindField.Of),
        ]).Where(f => f.Type is FieldType.Word or FieldType.Date or FieldType.Instant).ToLookup(f => f.Name);

    /// <summary>What a field says, in a line: of several all, of a group its parts, of a date its words.</summary>
    public string Of(string field, JsonNode? value) => value switch
    {
        null => Nothing,
        JsonArray several => string.Join(Words.Semicolon, several.Select(v => Of(field, v))),
        JsonObject date when date["display"] is { } display => FormModel.Text(display),
        JsonObject group => string.Join(Words.Comma, group.Where(f => f.Key is not ("id" or "slug")).Select(f => Of($"{field}.{f.Key}", f.Value)).Where(t => t is not ("" or Nothing))),
        JsonValue flag when flag.TryGetValue<bool>(out var yes) => Words[yes ? "yes" : "no"],
        _ => Text(field, FormModel.Text(value)),
    };

    // What only looks like a word, a date or an instant is text as it is.
    private string Text(string field, string text)
    {
        if (field == "status" && Words.Find("desk.status-" + text) is { } status)
            return status;
        foreach (var described in Described[field.Split('.')[^1]])
        {
            if (described.Type == FieldType.Word && described.Words.Contains(text))
                return FormModel.Word(Words, Kind, described, text);
            if (described.Type == FieldType.Date && Edtf.TryParse(text, out _, out _))
                return Words.Date(text, Zone);
            if (described.Type == FieldType.Instant && DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"],
                CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
                return Words.Instant(instant, Zone);
        }

        return text;
    }

    private static IEnumerable<KindField> All(IEnumerable<KindField> fields) => fields.SelectMany(f => All(FormFields.Parts(f)).Prepend(f));
}
