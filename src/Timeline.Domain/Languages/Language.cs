using System.Collections.Concurrent;
using System.Globalization;
using Timeline.Domain.Kinds;

namespace Timeline.Domain.Languages;

/// <summary>
/// All that is said to people, in one language: a file of lines <c>key = text</c>. What a file lacks is said in English, key by
/// key; what English lacks is the key's last part, as words. The English labels of a kind are in the kind's own file.
/// </summary>
public sealed class Language
{
    private const int MostKept = 1_000;

    private static readonly ConcurrentDictionary<string, Language> Kept = new(StringComparer.Ordinal);

    private readonly LanguageFile file;

    private Language(string tag)
    {
        var primary = tag.Split('-', '_')[0].ToLowerInvariant();
        file = LanguageFile.Find(primary) ?? LanguageFile.English;
        Tag = tag;
        // "en" is one language in many countries; whoever names a country gets its customs.
        Culture = Gregorian(tag.Length > primary.Length && primary == file.Tag && CultureOf(tag) is { } culture
            ? culture
            : CultureInfo.GetCultureInfo(file["culture"]!));
        // .NET writes the digits 0 to 9 in every language; the marks of Arabic digits do not go with them.
        Numbers = Culture.NumberFormat.NumberGroupSeparator == "٬" ? CultureInfo.InvariantCulture : Culture;
        Direction = CultureOf(primary) is { TextInfo.IsRightToLeft: true } ? "rtl" : "ltr";
    }

    /// <summary>What is said where nobody asked for another language.</summary>
    public static Language English { get; } = Of("en");

    /// <summary>English as programs are told it: fields by their names in JSON, commands by their routes.</summary>
    public static Language Programs { get; } = new("en");

    /// <summary>The tags of the languages that have a file.</summary>
    public static IReadOnlyList<string> All => LanguageFile.Tags;

    /// <summary>The language that was asked for (BCP 47).</summary>
    public string Tag { get; }

    /// <summary>The language of these words themselves: of the file that they are from.</summary>
    public string Own => file.Tag;

    /// <summary>The direction of the script of <see cref="Tag"/>: <c>ltr</c> or <c>rtl</c>.</summary>
    public string Direction { get; }

    /// <summary>The tag of the customs in which numbers and dates are written (BCP 47), such as <c>en-GB</c>.</summary>
    public string Locale => Culture.Name;

    /// <summary>Everything that is said: what <see cref="this[string]"/> takes.</summary>
    public IEnumerable<string> Keys => LanguageFile.English.Keys.Union(file.Keys);

    /// <summary>What parts things in a line, with its blank: the comma of the script.</summary>
    public string Comma => Mark("comma");

    /// <summary>The same where the things have commas in them.</summary>
    public string Semicolon => Mark("semicolon");

    /// <summary>Whose months and patterns of dates are used (CLDR).</summary>
    internal CultureInfo Culture { get; }

    /// <summary>The names of the months as a day stands beside them; the culture makes a new list for each who asks.</summary>
    internal IReadOnlyList<string> MonthsOfDays => field ??= Culture.DateTimeFormat.MonthGenitiveNames;

    private CultureInfo Numbers { get; }

    /// <summary>What is said for a key.</summary>
    public string this[string key] => Find(key) ?? Spelled(key);

    /// <summary>What is said in a language: by its own file, or by English.</summary>
    /// <param name="tag">A language tag (BCP 47), such as <c>de-AT</c>.</param>
    public static Language Of(string? tag) =>
        Kept.TryGetValue(tag ??= "en", out var language) ? language
        : Kept.Count < MostKept ? Kept.GetOrAdd(tag, t => new(t))
        : new(tag);

    /// <summary>What is said for a key; null where neither the language's file nor English says it.</summary>
    public string? Find(string key) => file[key] ?? LanguageFile.English[key];

    /// <summary>The same of a sentence; where English says it, to people in words of their own, should it have them (<c>key.desk</c>).</summary>
    internal string? Sentence(string key) => (file == LanguageFile.English ? null : file[key]) ?? (this == Programs ? null : LanguageFile.English[key + ".desk"]) ?? LanguageFile.English[key];

    /// <summary>What a kind is called.</summary>
    public string Kind(Kind kind) => file[$"kind.{kind.Name}"] ?? kind.Label;

    /// <summary>What several of a kind are called.</summary>
    public string Kinds(Kind kind) => file[$"kind.{kind.Name}.plural"] ?? kind.PluralLabel;

    /// <summary>What else editors type who look for a kind (<see cref="KindAttribute.AlsoCalled"/>).</summary>
    public string AlsoCalled(Kind kind) => file[$"kind.{kind.Name}.also"] ?? kind.AlsoCalled;

    /// <summary>What a field of a kind is called: by a key of its own, such as <c>field.arrest.by</c>, or by that of its name.</summary>
    /// <param name="kind">The kind's name.</param>
    /// <param name="field">The field.</param>
    /// <param name="within">A field of that field, which is a group.</param>
    public string Field(string kind, KindField field, KindField? within = null) => within is null
        ? Field(kind, field.Name) ?? field.Label
        : Field(kind, within.Name, field.Name, field.Type) ?? within.Label;

    /// <summary>The same by its name; in a claim or figure first by what those call it, as who says something is no doer
    /// (<c>field.claim.by</c>). Null where no file says it.</summary>
    /// <param name="kind">The name of a kind, or the route of a command.</param>
    /// <param name="name">The field's name.</param>
    /// <param name="group">The name of the group that it is in; null where it is in none.</param>
    /// <param name="type">What that is.</param>
    public string? Field(string kind, string name, string? group = null, FieldType type = FieldType.Group) => (group is null
        ? Find($"field.{kind}.{name}")
        : Find($"field.{kind}.{group}.{name}") ?? Find($"field.{(type is FieldType.Claim ? "claim" : type is FieldType.Figure ? "figure" : group)}.{name}"))
            ?? Find($"field.{name}");

    /// <summary>One of the few words that a field may hold.</summary>
    public string Word(string word) => file[$"word.{word}"] ?? word.Replace('-', ' ');

    /// <summary>The same in a field of a kind: a charge that is dismissed is another word than a minister who is (<c>word.departure.dismissed</c>).</summary>
    public string Word(string kind, string word) => file[$"word.{kind}.{word}"] ?? Word(word);

    /// <summary>The same where the field is told of by itself, as at the desk and where two states are compared: by its own key, as
    /// <c>made.photo</c>, or by what pages say instead of it, as <c>originator</c>.</summary>
    public string Word(string kind, KindField field, string word)
    {
        string[] keys = [$"desk.word-{field.Name}.{word}", $"{field.Name}.{word}", $"word.{kind}.{word}", $"word.{word}", word];
        return keys.Select(k => file[k]).Concat(keys.Select(k => LanguageFile.English[k])).OfType<string>().FirstOrDefault() ?? Word(word);
    }

    /// <summary>What is said for a key, with values in the places <c>{0}</c>, <c>{1}</c> and <c>{2}</c>.</summary>
    public string Say(string key, params ReadOnlySpan<string> values) => Template.Fill(this[key], values);

    /// <summary>A count: the text for the number's plural category (CLDR), such as that of <c>widget.new.few</c>.</summary>
    public string Count(string key, long number) => Template.Fill(Form(key, number), number.ToString("N0", Numbers));

    /// <summary>A number as the language writes it.</summary>
    public string Number(decimal number) => number.ToString("#,0.############", Numbers);

    /// <summary>A unit as it stands behind its number.</summary>
    public string Unit(string unit) =>
        !unit.StartsWith('%') ? $" {unit}" : Culture.NumberFormat.PercentPositivePattern == 0 ? $"\u00a0{unit}" : unit;

    /// <summary>The text for a number's plural category, by the rule of the language that says it.</summary>
    internal string Form(string key, long number)
    {
        var said = file[key + ".other"] is null ? LanguageFile.English : file;
        return said[$"{key}.{Plurals.Category(said["plural"], number)}"] ?? said[key + ".other"] ?? Spelled(key);
    }

    /// <summary>A day of the week.</summary>
    /// <param name="day">Days since 0001-01-01, a Monday.</param>
    internal string Weekday(long day) => Culture.DateTimeFormat.GetDayName((DayOfWeek)(((day % 7) + 8) % 7));

    // Wide marks, as the Chinese ones, have their blank in themselves.
    private string Mark(string key) => this[key] is [>= '\u3000', ..] wide ? wide : this[key] + " ";

    // A new kind must not break a page.
    private static string Spelled(string key) => string.Concat(key[(key.LastIndexOf('.') + 1)..]
        .Select(c => char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : c == '-' ? " " : $"{c}"));

    // EDTF's calendar, also where another one is the custom.
    private static CultureInfo Gregorian(CultureInfo culture)
    {
        if (culture.DateTimeFormat.Calendar is GregorianCalendar)
            return culture;
        var gregorian = (CultureInfo)culture.Clone();
        gregorian.DateTimeFormat.Calendar = new GregorianCalendar();
        return gregorian;
    }

    private static CultureInfo? CultureOf(string tag)
    {
        try
        {
            return CultureInfo.GetCultureInfo(tag, predefinedOnly: true);
        }
        catch (CultureNotFoundException)
        {
            return null;
        }
    }
}
