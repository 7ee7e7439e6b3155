using System.Text.Json.Nodes;
using Timeline.Api.Formats;
using Timeline.Api.Reading;
using Timeline.Domain.Dates;
using Timeline.Domain.Kinds;
using Timeline.Domain.Languages;

namespace Timeline.Api.Pages;

/// <summary>A state of an entry in words.</summary>
/// <param name="Revision">Its number, from 1.</param>
/// <param name="From">Since when it held (UTC).</param>
/// <param name="Class">The class of the correction that made it; null where none did.</param>
/// <param name="Wrong">What was wrong.</param>
/// <param name="Changes">What it says otherwise than the one before it.</param>
public sealed record StateInWords(
    int Revision, DateTimeOffset From, string? Class, string? Wrong, IReadOnlyList<(string Label, string? Was, string? Now)> Changes)
{
    private const int Longest = 300;

    internal static StateInWords Of(RevisionAnswer revision, Kind? kind, Language words, TimeZoneInfo zone)
    {
        var says = new Sayer(kind, words, zone);
        return new(revision.Revision, revision.From, revision.Correction?.Class, revision.Correction?.Wrong,
            revision.Revision == 1 ? [] : [.. (revision.Changes ?? []).Select(c => (says.Label(c.Field), says.Text(c.Field, c.Was), says.Text(c.Field, c.Now)))
                .Where(c => c.Item2 is not null || c.Item3 is not null)]);
    }

    private sealed record Sayer(Kind? Kind, Language Words, TimeZoneInfo Zone)
    {
        public string Label(string field) => Own(field) is { } own ? Words.Field(Kind!.Name, own)
            // What became of a plan is no decision of a court.
            : field == "outcome" ? Words["latest-outcome"] : Words.Find($"field.{field}") ?? Words[field];

        // As a reader would say it; of what has parts, the parts that are texts, without the moment at which the newsroom wrote it down.
        public string? Text(string field, JsonNode? value) => value switch
        {
            JsonArray list => string.Join(Words.Semicolon, list.Select(i => Text(field, i)).OfType<string>()) is { Length: > 0 } all ? Told.Cut(all) : null,
            JsonObject date when date["display"] is { } display => display.GetValue<string>(),
            JsonObject record => string.Join(Words.Comma, record.Where(p => p.Key is not ("id" or "edtf" or "url" or "at")).Select(p => Text(p.Key, p.Value)).OfType<string>())
                is { Length: > 0 } all ? all : null,
            JsonValue text when text.TryGetValue(out bool yes) => Words[yes ? "yes" : "no"],
            JsonValue text => Said(field, text.ToString()) is { Length: > Longest } longer ? $"{longer[..Longest]}…" : Said(field, text.ToString()),
            _ => null,
        };

        private string Said(string field, string text) => Own(field)?.Type switch
        {
            FieldType.Word => Words.Word(Kind!.Name, text),
            FieldType.Date => Words.Date(text, Zone),
            _ => field switch
            {
                "said" or "asOf" or "published" or "retrieved" => Words.Date(text, Zone),
                "made" => Words[$"made.{text}"],
                "role" or "verb" or "relation" or "status" => Words.Find(text) ?? Words.Word(text),
                _ => text,
            },
        };

        private KindField? Own(string field) => Kind?.Fields.FirstOrDefault(f => f.Name == field);
    }
}
