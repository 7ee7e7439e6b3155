using System.Text.Json;
using System.Text.RegularExpressions;
using Timeline.Domain.Languages;
using Timeline.Domain.Values;
using Timeline.Store.Projections;

namespace Timeline.Api.Formats;

// Razor's classes are public, and so must be what they show.
#pragma warning disable CS1591

/// <summary>One entry as it stands in the chronology, read back for a page.</summary>
public sealed partial record ShownEntry : EntryDocument
{
    // Shown in their own places, not among the kind's other fields; a share only as a figure, which has its author.
    private static readonly string[] ElsewhereShown =
        ["quotes", "speaker", "channel", "via", "originalLanguage", "share", "shareOf"];

    /// <summary>The fields that only its kind has, by name.</summary>
    public new IReadOnlyDictionary<string, JsonElement>? Details { get; init; }

    /// <summary>What it quotes word for word, beside its claims.</summary>
    public IReadOnlyList<Quote> Quotes =>
        Details?.GetValueOrDefault("quotes") is { ValueKind: JsonValueKind.Array } quotes
            ? quotes.Deserialize<List<Quote>>(AnswerJson.Options)!
            : [];

    /// <summary>How many corrections there were before those that it carries.</summary>
    public int EarlierCorrections => (CorrectionCount ?? 0) - (Corrections?.Count ?? 0);

    public static ShownEntry Parse(string doc) => JsonSerializer.Deserialize<ShownEntry>(doc, AnswerJson.Options)!;

    /// <summary>The name behind a person's id in this entry; else the text as it is.</summary>
    public string Name(string by) => People.FirstOrDefault(p => p.Id == by)?.Name ?? by;

    /// <summary>A text field of its kind.</summary>
    public string? Detail(string name) =>
        Details?.GetValueOrDefault(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>The fields of its kind that have no place of their own, in words.</summary>
    public IEnumerable<(string Label, string Text)> OwnFields(Language words, TimeZoneInfo zone) =>
        from field in Details ?? new Dictionary<string, JsonElement>()
        where !ElsewhereShown.Contains(field.Key) && !NamesOnlyPeople(field.Value) && !IsItsDate(field)
        let text = Say(field.Key, field.Value, words, zone)
        where text.Length > 0
        select (words["field." + field.Key], text);

    /// <summary>An address that a page may link to; null for every scheme but http and https.</summary>
    public static string? Web(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? url : null;

    /// <summary>A date for <c>datetime</c> in HTML, where it is as exact as that: one year, month, day or minute.</summary>
    public static string? Exact(string edtf) => ExactDate().IsMatch(edtf) ? edtf : null;

    // They are shown with their roles already.
    private bool NamesOnlyPeople(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => People.Any(p => p.Id == value.GetString() || p.Name == value.GetString()),
        JsonValueKind.Array => value.EnumerateArray().All(NamesOnlyPeople),
        _ => false,
    };

    // What is moved says already for when it was planned before; "scheduled" would read as if it still were.
    private bool IsItsDate(KeyValuePair<string, JsonElement> field) => field is { Key: "scheduled", Value.ValueKind: JsonValueKind.String }
        && (field.Value.ValueEquals(When.Edtf) || field.Value.ValueEquals(Outcome?.Was?.Edtf));

    private string Say(string field, JsonElement value, Language words, TimeZoneInfo zone) => value.ValueKind switch
    {
        JsonValueKind.String when field is "until" or "scheduled" => words.Date(value.GetString()!, zone),
        JsonValueKind.String => Name(value.GetString()!),
        JsonValueKind.Number => words.Number(value.GetDecimal()),
        JsonValueKind.True => words["yes"],
        JsonValueKind.False => words["no"],
        JsonValueKind.Array => string.Join("; ", value.EnumerateArray().Select(v => Say(field, v, words, zone)).Where(t => t.Length > 0)),
        _ => "",
    };

    [GeneratedRegex(@"^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?)?)?$(?<!\n)", RegexOptions.CultureInvariant)]
    private static partial Regex ExactDate();
}

/// <summary>Entries that follow one another and share a date, under one heading.</summary>
/// <param name="Edtf">The date.</param>
/// <param name="Title">The date in words.</param>
/// <param name="Entries">The entries.</param>
public sealed record Day(string Edtf, string Title, IReadOnlyList<ShownEntry> Entries)
{
    /// <summary>Whether they lie after the story's window.</summary>
    public bool IsAftermath => Entries[0].Aftermath;

    public static IReadOnlyList<Day> Of(IEnumerable<ShownEntry> entries, Language words, TimeZoneInfo zone)
    {
        var days = new List<(string Date, List<ShownEntry> Entries)>();
        foreach (var entry in entries)
        {
            // A time of day belongs under its day.
            var date = entry.When.Edtf.AsSpan().ContainsAny('/', '[') ? entry.When.Edtf : entry.When.Edtf.Split('T')[0];
            if (days.Count == 0 || days[^1].Date != date)
                days.Add((date, []));
            days[^1].Entries.Add(entry);
        }

        return [.. days.Select(d => new Day(d.Date, words.Date(d.Date, zone), d.Entries))];
    }
}
