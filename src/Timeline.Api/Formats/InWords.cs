using System.Globalization;
using System.Text.Json.Nodes;
using Timeline.Api.Reading;
using Timeline.Domain;
using Timeline.Domain.Dates;
using Timeline.Domain.Kinds;
using Timeline.Domain.Languages;

namespace Timeline.Api.Formats;

/// <summary>What fields are called and say, in words: where two states are compared, and where it is told what somebody asked for.</summary>
/// <param name="Words">The reader's or editor's language.</param>
/// <param name="Zone">The story's time zone.</param>
/// <param name="Kind">The kind of the entry that says it; empty where it is none.</param>
internal sealed record InWords(Language Words, TimeZoneInfo Zone, string Kind = "")
{
    private const string Nothing = "—";

    // Ids say nothing to people; when the newsroom wrote something down is no news of what happened.
    private static readonly string[] Unsaid = ["id", "slug", "at"];

    private static readonly IReadOnlyList<KindField> Common = KindField.Of(typeof(EntryBody));

    private static readonly ILookup<string, KindField> ByName = All([.. Common, .. KindList.All.SelectMany(k => k.Fields), .. OfCommands]).ToLookup(f => f.Name);

    /// <summary>What commands take, recording apart.</summary>
    public static IEnumerable<KindField> OfCommands => CommandReader.Editorial.Select(r => r.BodyType).Concat(CommandReader.OfStory.Select(r => r.BodyType))
        .OfType<Type>().Append(typeof(OpenStory)).Distinct().SelectMany(KindField.Of);

    private IReadOnlyList<KindField> Own => KindList.Find(Kind)?.Fields ?? [];

    /// <summary>What a field is called that two states differ in (<see cref="FieldChange.Field"/>).</summary>
    public string Label(string field) =>
        Own.FirstOrDefault(f => FieldChanges.NameOf(f.Name) == field) is { } own ? Words.Field(Kind, own)
        // What became of a plan is no decision of a court.
        : field == "outcome" ? Words["latest-outcome"]
        // Pages have headings for parts of entries; a story's language is called otherwise than this one.
        : Words.Find($"field.{field}") ?? (Kind.Length > 0 ? Words.Find(field) : null) ?? Labels.Of(field);

    /// <summary>What a field says, in a line: of several all, of a group its parts, of a date its words.</summary>
    public string Of(string field, JsonNode? value) => value switch
    {
        null => Nothing,
        JsonArray several => string.Join(Words.Semicolon, several.Select(v => Of(field, v))),
        JsonObject date when date["display"] is JsonValue display => display.ToString(),
        JsonObject group => string.Join(Words.Comma, group.Where(f => !Unsaid.Contains(f.Key)).Select(f => Of($"{field}.{f.Key}", f.Value)).Where(t => t is not ("" or Nothing))),
        JsonValue flag when flag.TryGetValue<bool>(out var yes) => Words[yes ? "yes" : "no"],
        JsonValue text when text.TryGetValue<string>(out var said) => Text(field, said),
        JsonValue number when number.TryGetValue<decimal>(out var amount) => Words.Number(amount),
        _ => value.ToJsonString(),
    };

    // What only looks like a word, a date or an instant is text as it is.
    private string Text(string field, string text)
    {
        // Readers have words of their own for the two states that they see.
        if (field == "status" && Words.Find(text is "retracted" or "withheld" ? text : "desk.status-" + text) is { } status)
            return status;
        foreach (var described in Described(field))
        {
            if (described.Type == FieldType.Word && described.Words.Contains(text))
                return Words.Word(Kind, described, text);
            if (described.Type == FieldType.Date && Edtf.TryParse(text, out _, out _))
                return Words.Date(text, Zone);
            if (described.Type == FieldType.Instant && DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"],
                CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
                return Words.Instant(instant, Zone);
        }

        return field.EndsWith(".edtf", StringComparison.Ordinal) ? Words.Date(text, Zone) : text;
    }

    // By the entry's kind, part by part; else by whatever is called so, as an answer does not say what its other fields hold.
    private IEnumerable<KindField> Described(string path)
    {
        var names = path.Split('.').SkipWhile(n => n == "details").ToList();
        var found = names.Skip(1).Aggregate(Own.Concat(Kind.Length > 0 ? Common : []).Where(f => f.Name == names[0]),
            (fields, name) => fields.SelectMany(f => f.Parts).Where(f => f.Name == name)).ToList();
        return found.Count > 0 ? found : ByName[names[^1]];
    }

    private static IEnumerable<KindField> All(IEnumerable<KindField> fields) => fields.SelectMany(f => All(f.Parts).Prepend(f));
}
