using Timeline.Domain.Dates;
using Timeline.Domain.Kinds;
using Timeline.Domain.Languages;

namespace Timeline.Domain.Tests.Languages;

public class LanguageTests
{
    public static TheoryData<string> All => [.. Language.All];

    [Fact]
    public void Ten_languages_have_a_file() =>
        Assert.Equal(["ar", "de", "en", "es", "fr", "pl", "ru", "tr", "uk", "zh"], Language.All);

    [Theory]
    [InlineData("de")]
    [InlineData("ru")]
    [InlineData("ar")]
    public void A_whole_language_lacks_nothing(string tag) => Assert.Empty(Lacks(tag));

    [Theory]
    [MemberData(nameof(All))]
    public void Every_language_says_all_of_dates_and_pages(string tag) =>
        Assert.All(Lacks(tag), key => Assert.Matches(@"^(kind|field|word|refused|noted)\.|^desk", key));

    [Theory]
    [InlineData("de")]
    [InlineData("ru")]
    [InlineData("ar")]
    public void A_whole_language_names_every_kind_field_and_word(string tag)
    {
        var language = LanguageFile.Find(tag)!;
        var lacking = KindList.All.SelectMany(kind => new[] { $"kind.{kind.Name}", $"kind.{kind.Name}.plural", $"kind.{kind.Name}.also" }
                .Concat(kind.Fields.SelectMany(f => f.Fields.Prepend(f)).SelectMany(f => f.Words.Select(w => $"word.{w}")))
                .Where(key => language[key] is null)
            .Concat(kind.Fields.Where(f => language[$"field.{kind.Name}.{f.Name}"] is null && language[$"field.{f.Name}"] is null)
                .Select(f => $"field.{kind.Name}.{f.Name}"))
            .Concat(kind.Fields.SelectMany(f => f.Fields).Where(f => language[$"field.{f.Name}"] is null).Select(f => $"field.{f.Name}")));

        Assert.Empty(lacking);
    }

    [Fact]
    public void Every_event_has_a_name_for_the_histories_of_the_desk() =>
        Assert.All(EventTypes.All.Select(t => t.Alias).Except(KindList.All.Select(k => k.Alias)), alias => Assert.NotNull(Language.English.Find("desk.event-" + alias)));

    [Theory]
    [MemberData(nameof(All))]
    public void No_language_says_what_English_does_not_but_its_grammar(string tag) => Assert.All(
        LanguageFile.Find(tag)!.Keys.Except(LanguageFile.English.Keys), key => Assert.Matches(@"^(date|kind|field|word)\.|\.(zero|two|few|many)$", key));

    [Theory]
    [MemberData(nameof(All))]
    public void A_text_has_the_places_of_the_English_one(string tag)
    {
        var language = LanguageFile.Find(tag)!;
        Assert.All(language.Keys.Intersect(LanguageFile.English.Keys)
            // Arabic has words for one and two of a thing; Polish and Turkish name a decade by its first and last year.
            .Except(["date.decade", "widget.new.one", "entries.one"]).Except(tag == "ar" ? ["refused.items.one", "refused.characters.one"] : []), key => Assert.Equal(
            (key, Places(LanguageFile.English[key]!)), (key, Places(language[key]!))));
    }

    [Theory]
    [InlineData("de-AT", "de", "Festnahme")]
    [InlineData("RU", "ru", "Взятие под стражу")]
    [InlineData("ar-EG", "ar", "توقيف")]
    [InlineData("fi", "en", "Arrest")]
    public void A_tag_is_served_by_the_file_of_its_language_or_by_English(string tag, string own, string arrest)
    {
        var language = Language.Of(tag);
        Assert.Equal((tag, own, arrest), (language.Tag, language.Own, language.Kind(KindList.Find("arrest")!)));
    }

    [Fact]
    public void What_a_file_lacks_is_said_in_English_and_what_English_lacks_by_the_key() => Assert.Equal(
        ("Arrest", "never said"), (Language.Of("fr").Kind(KindList.Find("arrest")!), Language.Of("fr")["field.neverSaid"]));

    [Theory]
    [InlineData("ar", "rtl")]
    [InlineData("he-IL", "rtl")]
    [InlineData("fa", "rtl")]
    [InlineData("ur-PK", "rtl")]
    [InlineData("de", "ltr")]
    [InlineData("zh-TW", "ltr")]
    [InlineData("xx", "ltr")]
    public void The_direction_is_that_of_the_script(string tag, string direction) =>
        Assert.Equal(direction, Language.Of(tag).Direction);

    [Theory]
    [InlineData("en", "1 new entry", "2 new entries", "5 new entries", "21 new entries", "1,111 new entries")]
    [InlineData("fr", "1 nouvelle entrée", "2 nouvelles entrées", "5 nouvelles entrées", "21 nouvelles entrées", "1 111 nouvelles entrées")]
    [InlineData("ru", "1 новая запись", "2 новые записи", "5 новых записей", "21 новая запись", "1 111 новых записей")]
    [InlineData("pl", "1 nowy wpis", "2 nowe wpisy", "5 nowych wpisów", "21 nowych wpisów", "1 111 nowych wpisów")]
    [InlineData("ar", "مدخل جديد واحد", "مدخلان جديدان", "5 مدخلات جديدة", "21 مدخلًا جديدًا", "1,111 مدخلًا جديدًا")]
    [InlineData("zh", "1 条新条目", "2 条新条目", "5 条新条目", "21 条新条目", "1,111 条新条目")]
    public void A_count_takes_the_form_of_its_number(string tag, params string[] said) => Assert.Equal(
        said, new long[] { 1, 2, 5, 21, 1_111 }.Select(n => Language.Of(tag).Count("widget.new", n).Replace('\u202f', ' ').Replace('\u00a0', ' ')));

    [Theory]
    [InlineData("de", "eingestellt", "entlassen", "abgewiesen")]
    [InlineData("ru", "отклонено", "увольнение", "отклонено")]
    [InlineData("ar", "رُدَّت", "إقالة", "رُفض")]
    [InlineData("en", "dismissed", "dismissed", "dismissed")]
    public void A_word_that_several_kinds_have_is_said_as_each_means_it(string tag, string charge, string departure, string ruling)
    {
        var language = Language.Of(tag);
        Assert.Equal((charge, departure, ruling), (language.Word("charge", "dismissed"), language.Word("departure", "dismissed"), language.Word("ruling", "dismissed")));
    }

    [Theory]
    [InlineData("de", ", ", "; ", "Sonntag, 17. Januar 2021")]
    [InlineData("ar", "، ", "؛ ", "الأحد، 17 يناير 2021")]
    [InlineData("zh", "，", "；", "星期日 2021年1月17日")]
    [InlineData("en", ", ", "; ", "Sunday 17 January 2021")]
    public void Lists_and_days_have_the_commas_of_the_script(string tag, string comma, string semicolon, string day)
    {
        var language = Language.Of(tag);
        var heading = DateHeading.Of(Edtf.Parse("2021-01-17"), language, TimeZoneInfo.Utc);
        Assert.Equal((comma, semicolon, day), (language.Comma, language.Semicolon, $"{heading.Weekday} {heading.Text}"));
    }

    [Fact]
    public void What_a_value_says_is_not_read_as_a_place() =>
        Assert.Equal("about {0} & {1}", Language.English.Say("figure.about", "{0} & {1}"));

    private static IEnumerable<string> Lacks(string tag) => LanguageFile.English.Keys.Except(LanguageFile.Find(tag)!.Keys)
        // A language has the forms that its own plural rule asks for, and no programs to tell.
        .Where(key => !key.EndsWith(".one", StringComparison.Ordinal) && !key.EndsWith(".desk", StringComparison.Ordinal));

    private static string Places(string text) => string.Concat("012".Where(i => text.Contains($"{{{i}}}", StringComparison.Ordinal)));
}
