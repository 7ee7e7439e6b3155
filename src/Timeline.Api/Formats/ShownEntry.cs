using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Timeline.Domain;
using Timeline.Domain.Dates;
using Timeline.Domain.Kinds;
using Timeline.Domain.Languages;
using Timeline.Domain.Values;
using Timeline.Store.Projections;

namespace Timeline.Api.Formats;

// Razor's classes are public, and so must be what they show.
#pragma warning disable CS1591

/// <summary>One entry as it stands in the chronology, read back for a page.</summary>
public sealed partial record ShownEntry : EntryDocument
{
    /// <summary>The fields that only its kind has, as they stand in JSON.</summary>
    public new JsonElement? Details { get; init; }

    /// <summary>The same, read as its kind; null in a tombstone.</summary>
    [JsonIgnore]
    public EntryBody? Own { get; private init; }

    private IReadOnlyList<KindField> Fields => KindList.Find(Kind)?.Fields ?? [];

    /// <summary>What it quotes word for word, beside its claims and what says it already.</summary>
    public IReadOnlyList<Quote> Quotes => [.. At(ShownAs.Said).SelectMany(f => f.Placed<Quote>(Own!)).Where(q => !IsAgain(q.Path)).Select(q => q.Item)];

    /// <summary>How many corrections there were before those that it carries.</summary>
    public int EarlierCorrections => (CorrectionCount ?? 0) - (Corrections?.Count ?? 0);

    /// <summary>The language of the quoted words as they were spoken or written.</summary>
    public string? OriginalLanguage => At(ShownAs.Language).SelectMany(f => f.Items<string>(Own!)).FirstOrDefault();

    /// <summary>One line that names it: its headline, else the beginning of its summary; null in a tombstone.</summary>
    public string? Title => Headline ?? (Summary is null ? null : Beginning(Summary));

    /// <summary>What it is called, or what is said in place of that: of words that were taken down nobody says that they were withdrawn.</summary>
    public string Called(Language words) =>
        Title ?? InPlace(words, Kind, Status, Takedown?.Text);

    public static ShownEntry Parse(string doc)
    {
        var entry = JsonSerializer.Deserialize<ShownEntry>(doc, AnswerJson.Options)!;
        return entry.Details is { } details && KindList.Find(entry.Kind) is { } kind
            ? entry with { Own = (EntryBody?)details.Deserialize(kind.BodyType, AnswerJson.Options) }
            : entry;
    }

    /// <summary>The name behind a person's id in this entry; else the text as it is.</summary>
    public string Name(Who who) => People.FirstOrDefault(p => p.Id == who.Text)?.Name ?? who.Text;

    /// <summary>What somebody is in an entry, in words; null where it does not say.</summary>
    public static string? Part(Person person, Language words) => person.As ?? (person.Role is null ? null : words.Word(person.Role));

    /// <summary>Who says something, by name or as far as may be said.</summary>
    public string Name(By by, Language words) => string.Join(words.Comma, by.Authors.Select(a => a.Who is { } who ? Name(who) : a.Unnamed!.Unnamed));

    /// <summary>Why somebody who says something is not named.</summary>
    public static string? Because(By by, Language words) => string.Join(words.Semicolon, by.Authors.Select(a => a.Unnamed?.Because).OfType<string>()) is { Length: > 0 } why ? why : null;

    /// <summary>Who says the quoted words, where, and through whom; empty where the text says so.</summary>
    public string Attribution(Language words) => string.Join(words.Comma,
        Fields.Where(f => f.Shown is ShownAs.Attribution or ShownAs.Through && Own is not null && !f.Placed<object>(Own).Any(p => IsAgain(p.Path)))
            .SelectMany(f => Texts(f, Own!, words, TimeZoneInfo.Utc).Select(t => f.Shown == ShownAs.Through ? $"{words["via"]} {t}" : t)));

    /// <summary>The fields of its kind that stand among the facts, in words.</summary>
    public IEnumerable<(string Label, string Text, bool IsLink)> Facts(Language words, TimeZoneInfo zone) =>
        from field in Fields
        where Own is not null && field.Shown is ShownAs.Fact or ShownAs.PlannedDate && !NamesOnlyPeople(field) && !IsItsDate(field)
        let text = string.Join(words.Semicolon, Texts(field, Own!, words, zone))
        where text.Length > 0
        select (words.Field(Kind, field), text, field.Type == FieldType.Link);

    /// <summary>Its numbers, those of its kind with the label of their field.</summary>
    public IEnumerable<(string? Label, Figure Figure)> Numbers(Language words) =>
    [
        .. At(ShownAs.Number).SelectMany(f => Figure.InSight([.. f.Items<Figure>(Own!)]).Select(n => ((string?)words.Field(Kind, f), n))),
        .. Figures.Select(n => (n.What, n)),
    ];

    /// <summary>What others say of it, what its kind asks of them with the label of that field; without what says it already. A claim that is about
    /// something stays whole.</summary>
    public IEnumerable<(string? Label, Claim Claim)> Said(Language words) =>
        from said in Claims.Select((c, i) => (Label: (string?)null, Path: $"claims[{i}]", Said: c)).Concat(
            At(ShownAs.Said).SelectMany(f => f.Placed<Claim>(Own!).Select(c => (Label: (string?)words.Field(Kind, f), c.Path, Said: c.Item))))
        let claim = said.Said.About is not null ? said.Said : said.Said with
        {
            Text = IsAgain($"{said.Path}.text") ? null : said.Said.Text,
            Quote = IsAgain($"{said.Path}.quote") ? null : said.Said.Quote,
        }
        where claim is { Text: not null } or { Quote: not null } or { About: not null } or { SaysNothing: true }
        select (said.Label, claim);

    /// <summary>Whether what is at a path into it says again what another part says.</summary>
    public bool IsAgain(string path) => Repeats?.Contains(path) is true;

    /// <summary>An address that a page may link to; null for every scheme but http and https.</summary>
    public static string? Web(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? url : null;

    /// <summary>A date for <c>datetime</c> in HTML, where it is as exact as that: one year, month, day or minute.</summary>
    public static string? Exact(string edtf) => ExactDate().IsMatch(edtf) ? edtf : null;

    private IEnumerable<KindField> At(ShownAs place) => Own is null ? [] : Fields.Where(f => f.Shown == place);

    // They are shown with their roles already.
    private bool NamesOnlyPeople(KindField field) => field.Type == FieldType.Person
        && field.Items<Who>(Own!).All(who => People.Any(p => p.Id == who.Text || p.Name == who.Text));

    // What is moved says already for when it was planned before; its plan would read as if it still were.
    private bool IsItsDate(KindField field) => field.Shown == ShownAs.PlannedDate
        && field.Items<string>(Own!).All(date => date == When.Edtf || date == Outcome?.Was?.Edtf);

    private IEnumerable<string> Texts(KindField field, object record, Language words, TimeZoneInfo zone) => field.Type switch
    {
        FieldType.Person => field.Items<Who>(record).Select(Name),
        FieldType.Date => field.Items<string>(record).Select(date => words.Date(date, zone)),
        FieldType.Word => field.Items<string>(record).Select(word => words.Word(Kind, word)),
        FieldType.Tally => field.Items<Tally>(record).Select(tally => tally.InWords(words)),
        FieldType.YesNo => field.Items<bool>(record).Select(yes => words[yes ? "yes" : "no"]),
        FieldType.Number => field.Items<int>(record).Select(number => words.Number(number)),
        FieldType.Group => field.Items<object>(record).Select(group => string.Join(words.Comma,
            field.Fields.SelectMany(f => Texts(f, group, words, zone).Select(t =>
                f.Type == FieldType.Tally ? $"{words.Field(Kind, field, f)} {t}" : t)))),
        _ => field.Items<string>(record),
    };

    private static string Beginning(string text)
    {
        var end = text.AsSpan().IndexOfAny('\n', '\r');
        var line = end < 0 ? text : text[..end];
        if (line.Length <= 120)
            return line;
        var blank = line.LastIndexOf(' ', 120);
        return line[..(blank > 60 ? blank : char.IsHighSurrogate(line[119]) ? 119 : 120)] + "…";
    }

    /// <summary>When it happened, where that is known to the minute: a reader elsewhere gets the time in their own zone beside it.</summary>
    public Instant? Moment => When is { Earliest: { } earliest, Latest: { } latest } && latest.UnixSeconds - earliest.UnixSeconds < 60 ? earliest : null;

    [GeneratedRegex(@"^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?)?)?$(?<!\n)", RegexOptions.CultureInvariant)]
    private static partial Regex ExactDate();
}
