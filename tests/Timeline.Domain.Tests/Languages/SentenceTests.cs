using System.Text.RegularExpressions;
using Timeline.Domain.Languages;
using Timeline.Domain.Values;

namespace Timeline.Domain.Tests.Languages;

public partial class SentenceTests
{
    // Of each plural form that a language may have.
    private static readonly int[] Numbers = [0, 1, 2, 5, 11, 21, 100];

    private static readonly int[] Counted = [1, 2, 25, 10_001];

    // Whatever file says one says all.
    public static TheoryData<string> Whole => [.. LanguageFile.Tags.Where(tag => LanguageFile.Find(tag)!.Keys.Any(IsSaid))];

    private static IEnumerable<string> Keys => LanguageFile.English.Keys.Where(IsSaid);

    [Theory]
    [MemberData(nameof(Whole))]
    public void Whatever_is_refused_is_said_in_each_whole_language_with_all_that_belongs_in_it(string tag)
    {
        var words = Language.Of(tag);
        foreach (var key in Keys.Select(k => k.EndsWith(".one", StringComparison.Ordinal) ? k[..^4] : k.EndsWith(".other", StringComparison.Ordinal) ? k[..^6] : k).Distinct())
        {
            Assert.True((LanguageFile.Find(tag)![key] ?? LanguageFile.Find(tag)![key + ".other"]) is not null, $"{tag} does not say {key}.");
            var places = Template.Places(LanguageFile.English[key] ?? LanguageFile.English[key + ".other"]!);
            Assert.All(Numbers, number =>
            {
                var said = Sentence.Of(key, [.. Enumerable.Range(0, places).Select(i => (object)(number + i))]).In(words);
                Assert.DoesNotMatch(@"[{}]|\s\s|^\s|\s$", said);
            });
        }
    }

    // What is said of one or two may do without the number, of which each sentence that counts has one place.
    [Theory]
    [MemberData(nameof(Whole))]
    public void No_form_of_a_sentence_loses_a_value(string tag) => Assert.All(LanguageFile.Find(tag)!.Keys.Where(IsSaid), key =>
    {
        var form = key[(key.LastIndexOf('.') + 1)..];
        var english = Places(LanguageFile.English[key] ?? LanguageFile.English[$"{key[..^form.Length]}other"]!);
        var own = Places(LanguageFile.Find(tag)![key]!);
        Assert.Subset(english, own);
        Assert.True(english.Count - own.Count <= (form is "zero" or "one" or "two" ? 1 : 0), $"{tag} loses a value in {key}.");
    });

    [Theory]
    [InlineData("en", "has 1 character; 5 is the most.", "has 2 characters; 5 is the most.", "has 25 characters; 5 is the most.", "has 10001 characters; 5 is the most.")]
    [InlineData("de", "hat 1 Zeichen; höchstens 5 sind möglich.", "hat 2 Zeichen; höchstens 5 sind möglich.", "hat 25 Zeichen; höchstens 5 sind möglich.", "hat 10001 Zeichen; höchstens 5 sind möglich.")]
    [InlineData("ru", "здесь 1 символ; допустимо не больше 5.", "здесь 2 символа; допустимо не больше 5.", "здесь 25 символов; допустимо не больше 5.", "здесь 10001 символ; допустимо не больше 5.")]
    [InlineData("ar", "فيه حرف واحد؛ والحد الأقصى 5.", "فيه حرفان؛ والحد الأقصى 5.", "فيه 25 حرفًا؛ والحد الأقصى 5.", "فيه 10001 حرف؛ والحد الأقصى 5.")]
    // What a language's file lacks is said in English, and by English grammar.
    [InlineData("fr", "has 1 character; 5 is the most.", "has 2 characters; 5 is the most.", "has 25 characters; 5 is the most.", "has 10001 characters; 5 is the most.")]
    public void A_count_takes_the_form_of_its_number(string tag, params string[] said) =>
        Assert.Equal(said, Counted.Select(n => Sentence.Of("refused.characters", n, 5).In(Language.Of(tag))));

    [Theory]
    // What its file lacks, French is told in English.
    [InlineData("en")]
    [InlineData("fr")]
    public void The_desk_says_no_programmers_word(string tag) => Assert.All(
        Keys.Select(k => k.EndsWith(".one", StringComparison.Ordinal) ? k[..^4] : k.EndsWith(".other", StringComparison.Ordinal) ? k[..^6] : k).Distinct(), key =>
        Assert.DoesNotMatch(ProgrammersWord(), Sentence.Of(key, [.. Enumerable.Repeat((object)7, Template.Places(LanguageFile.English[key] ?? LanguageFile.English[key + ".other"]!))]).In(Language.Of(tag))));

    [Fact]
    public void Programs_are_told_their_words_also_inside_of_others()
    {
        var sentence = Sentence.Of("refused.fields", Sentence.Joined(" ", [Sentence.Of("refused.if-match-entry"), Sentence.Of("refused.one-of-two", Sentence.Field("onDelivery"))]));
        Assert.Equal("Nothing was stored. Send If-Match with the ETag of the entry that you read, so that nobody's change is lost. is missing, and so is onDelivery; give one of the two.", sentence.ToString());
        Assert.Equal("Nothing was stored. The form does not say which state of the entry you read; open it anew, so that nobody’s change is lost. "
            + "is missing, and so is Until the words are spoken; give one of the two.", sentence.In(Language.English));
    }

    [Fact]
    public void What_nobody_can_say_is_no_sentence()
    {
        Assert.Contains("Nothing is said for 'refused.never'", Assert.Throws<ArgumentException>(() => Sentence.Of("refused.never")).Message, StringComparison.Ordinal);
        Assert.Contains("has 1 places, not 0", Assert.Throws<ArgumentException>(() => Sentence.Of("refused.one-of")).Message, StringComparison.Ordinal);
        Assert.Contains("no value is a number", Assert.Throws<ArgumentException>(() => Sentence.Of("refused.characters", "many", "5")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_field_is_called_as_in_the_form_and_to_programs_as_in_JSON()
    {
        var sentence = Sentence.Of("refused.one-of-two", Sentence.Field("summary"));
        Assert.Equal(("is missing, and so is summary; give one of the two.", "не заполнено, как и поле «Краткое содержание»; заполните одно из двух."), (sentence.ToString(), sentence.In(Language.Of("ru"))));
    }

    [Fact]
    public void A_field_of_two_words_is_called_by_its_name_in_JSON() => Assert.Contains(
        "and so is onDelivery;", new RequiredWithoutAttribute("OnDelivery").Wrong(null, new { OnDelivery = (string?)null }, null)!.ToString(), StringComparison.Ordinal);

    private static bool IsSaid(string key) =>
        (key.StartsWith("refused.", StringComparison.Ordinal) || key.StartsWith("noted.", StringComparison.Ordinal)) && !key.EndsWith(".desk", StringComparison.Ordinal);

    private static HashSet<char> Places(string text) => [.. text.Index().Where(c => c.Item == '{').Select(c => text[c.Index + 1])];

    // Methods, headers, routes, names in JSON and their values.
    [GeneratedRegex(@"\b(POST|GET|If-Match|Idempotency-Key|ETag|JSON|API|embargo-lift|onDelivery|atLeast|atMost)\b|/swagger|""\w+"":|\b\w+: (true|false)\b|so is (unit|quote|claim|from|to)\b|\bsend [""{]|\bin people\b|leave \w+ out while|before from|\band after are\b|and until are\b")]
    private static partial Regex ProgrammersWord();
}
