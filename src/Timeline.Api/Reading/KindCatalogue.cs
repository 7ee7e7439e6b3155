using System.Text.Json;
using Timeline.Api.Http;
using Timeline.Domain;
using Timeline.Domain.Dates;
using Timeline.Domain.Kinds;
using Timeline.Domain.Languages;
using Timeline.Domain.Values;

namespace Timeline.Api.Reading;

/// <summary>The kinds and their fields in a language: what a widget or a form needs to know.</summary>
internal static class KindCatalogue
{
    private static readonly TextParameter Lang = new("lang",
        "The language of the labels (BCP 47); where it is absent that of Accept-Language, else English.")
    { Longest = 35, Example = "de" };

    // Some 20 kB compressed for each language of our own with the customs of a country that readers name: English alone has a hundred.
    private static readonly LastingAnswers<(string Own, string Direction, string Locale)> Kept = new(16 << 20);

    public static void MapKinds(this WebApplication app) =>
        app.MapMethods("/kinds", AnswerSending.Reads, (Delegate)GetAsync).Conditional()
            .WithName("ListKinds").WithSummary("The kinds of entries, their fields and their words, with labels in a language")
            .Takes(Lang).Produces<KindsAnswer>().ProducesProblem(400);

    private static async Task GetAsync(HttpContext context)
    {
        var read = new QueryReader(context.Request.Query);
        var lang = read.Text(Lang);
        if (lang is not null && !LanguageTagAttribute.IsTag(lang))
            read.Fail(Lang, "give a language tag (BCP 47) such as en, de or ru-RU.");
        if (read.Problem is { } wrong)
        {
            await context.SendAsync(wrong);
            return;
        }

        var language = lang is null ? AskedLanguage.Of(context) : Language.Of(lang);
        await Kept.SendAsync(context, (language.Own, language.Direction, language.Locale),
            () => Task.FromResult(Answer.Of(AnswerSending.Json(KindsAnswer.Of(language)), Answer.Json, CacheLifetime.Soon)));
    }
}

/// <summary>The kinds.</summary>
/// <param name="Language">The language of the labels; English stands in for what it lacks.</param>
/// <param name="Direction">The direction of the script of the language asked for.</param>
/// <param name="Locale">Whose customs numbers and dates follow (BCP 47).</param>
/// <param name="Kinds">In the order in which an editor is offered them.</param>
/// <param name="Common">The fields that every kind has.</param>
/// <param name="Types">The fields of what fields of these types hold: dates, claims, quotes, figures and tallies.</param>
/// <param name="Commands">The editorial commands on an entry, and what each takes.</param>
/// <param name="Words">All else that readers are told, by its key: words for claims, corrections, links and plans, headings, buttons, sentences.
/// What a value is put into says <c>{0}</c>; a count has a key for each plural category (CLDR).</param>
internal sealed record KindsAnswer(
    string Language, [property: OneOf("ltr", "rtl")] string Direction, string Locale, IReadOnlyList<KindAnswer> Kinds, IReadOnlyList<FieldAnswer> Common,
    IReadOnlyDictionary<string, IReadOnlyList<FieldAnswer>> Types, IReadOnlyList<CommandForm> Commands, IReadOnlyDictionary<string, string> Words)
{
    // What is said of kinds, fields and dates stands elsewhere, in words; the desk speaks for itself; the rest is grammar.
    private static readonly string[] Elsewhere = ["kind.", "field.", "word.", "date.", "desk", "language", "culture", "plural", "refused.", "noted."];

    private static readonly IReadOnlyList<KindField> CommonFields = KindField.Of(typeof(EntryBody));

    public static KindsAnswer Of(Language language) => new(
        language.Own, language.Direction, language.Locale,
        [.. KindList.All.Select(kind => new KindAnswer(
            kind.Name, kind.Plural, language.Kind(kind), language.Kinds(kind), kind.HasOutcome,
            [.. kind.Fields.Select(f => FieldAnswer.Of(kind.Name, f, language))]))],
        Fields(CommonFields, language),
        Held.ToDictionary(t => JsonNamingPolicy.CamelCase.ConvertName(t.Name), t => Fields(WithInherited(t), language)),
        [.. CommandReader.Editorial.Select(c => new CommandForm(c.Route, c.Summary, c.MustName, c.BodyType is null ? [] : Fields(KindField.Of(c.BodyType), language)))],
        language.Keys.Where(key => key is "date.time" or "date.weekday" || !Elsewhere.Any(begin => key.StartsWith(begin, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal).ToDictionary(
            key => key, key => key switch { "comma" => language.Comma, "semicolon" => language.Semicolon, "date.weekday" => DateHeading.WeekdayBefore(language), _ => language[key] }));

    private static readonly Type[] Held = [typeof(When), typeof(Claim), typeof(Quote), typeof(Figure), typeof(Tally)];

    // A figure is a tally with an author.
    private static IEnumerable<KindField> WithInherited(Type type) =>
        KindField.Of(type).Concat(type.BaseType == typeof(Tally) ? KindField.Of(typeof(Tally)) : []).DistinctBy(f => f.Name);

    private static IReadOnlyList<FieldAnswer> Fields(IEnumerable<KindField> fields, Language language) =>
        [.. fields.Select(f => FieldAnswer.Of("", f, language) with { Label = language.Find("field." + f.Name) ?? f.Label })];
}

/// <summary>An editorial command as a form.</summary>
/// <param name="Route">The last part of its address.</param>
/// <param name="Summary">What it does.</param>
/// <param name="NeedsIfMatch">Whether it must name the state that it was made for.</param>
/// <param name="Fields">What it takes.</param>
internal sealed record CommandForm(string Route, string Summary, bool NeedsIfMatch, IReadOnlyList<FieldAnswer> Fields);

/// <summary>One kind.</summary>
/// <param name="Name">The name in answers and in the filter <c>kind</c>.</param>
/// <param name="Plural">The name in the route under which it is recorded.</param>
/// <param name="Label">What readers see.</param>
/// <param name="PluralLabel">What readers see of several.</param>
/// <param name="HasOutcome">Whether what came of it is shown at it.</param>
/// <param name="Fields">The fields that only it has.</param>
internal sealed record KindAnswer(
    string Name, string Plural, string Label, string PluralLabel, bool HasOutcome, IReadOnlyList<FieldAnswer> Fields);

/// <summary>One field.</summary>
/// <param name="Name">Its name in JSON.</param>
/// <param name="Label">What readers see.</param>
/// <param name="Type">What it holds, or each item of it.</param>
/// <param name="List">Whether it holds several.</param>
/// <param name="Required">Whether it must be given.</param>
/// <param name="Shown">Where it is shown.</param>
/// <param name="MaxLength">The most characters; absent where it is no text.</param>
/// <param name="Words">The words that it is one of, with what readers see; absent where it is another type.</param>
/// <param name="Fields">The fields of a group; absent where it is none.</param>
internal sealed record FieldAnswer(
    string Name, string Label, FieldType Type, bool List, bool Required, ShownAs Shown,
    int? MaxLength, IReadOnlyList<WordAnswer>? Words, IReadOnlyList<FieldAnswer>? Fields)
{
    public static FieldAnswer Of(string kind, KindField field, Language language) => new(
        field.Name, language.Field(kind, field), field.Type, field.List, field.Required, field.Shown, field.MaxLength,
        field.Words.Count == 0 ? null : [.. field.Words.Select(w => new WordAnswer(w, language.Word(kind, w)))],
        field.Fields.Count == 0 ? null
            : [.. field.Fields.Select(f => Of(kind, f, language) with { Label = language.Field(kind, field, f) })]);
}

/// <summary>One of the few words that a field may hold.</summary>
/// <param name="Word">The word in JSON.</param>
/// <param name="Label">What readers see.</param>
internal sealed record WordAnswer(string Word, string Label);
