using Timeline.Domain.Kinds;
using Timeline.Domain.Values;

namespace Timeline.Domain.Tests;

public sealed class ChecksTests
{
    private static readonly Statement Sound = Statement.Example;

    public static TheoryData<string, EntryBody> Wrong => new()
    {
        { "when.edtf", Sound with { When = When.At("") } },
        { "when.edtf", Sound with { When = When.At("2021-02-30") } },
        { "when.edtf", Sound with { When = When.At("22.01.2021") } },
        { "when.edtf", Sound with { When = When.At("\0") } },
        { "when.note", Sound with { When = When.At("2021") with { Note = new string('n', 201) } } },
        { "headline", Sound with { Headline = "" } },
        { "headline", Sound with { Headline = " \t " } },
        { "headline", Sound with { Headline = new string('h', 301) } },
        { "headline", Sound with { Headline = "two\nlines" } },
        { "headline", Sound with { Headline = "a NUL \0 in it" } },
        { "headline", Sound with { Headline = "a bell \a in it" } },
        { "headline", Sound with { Headline = "a next line \u0085 in it" } },
        { "headline", Sound with { Headline = "a line separator \u2028 in it" } },
        { "headline", Sound with { Headline = "half \ud83d of a pair" } },
        { "headline", Sound with { Headline = "the other half \ude00" } },
        { "headline", Sound with { Headline = "\u200b\u00ad\ufeff" } },
        { "headline", Sound with { Headline = "\u3164 \u2800" } },
        { "headline", Sound with { Headline = "\u0301" } },
        { "headline", Sound with { Headline = "turned \u202e round" } },
        { "headline", Sound with { Headline = "isolated \u2066 and left open" } },
        { "headline", Sound with { Headline = "\u2067" } },
        { "headline", Sound with { Headline = "isolated \u2068" } },
        { "headline", Sound with { Headline = "isolated no more \u2069" } },
        { "summary", Sound with { Summary = "\u2060" } },
        { "summary", Sound with { Summary = "a NUL \0 in it" } },
        { "people[0].id", Sound with { People = [new() { Id = "Alexei Navalny", Name = "Alexei Navalny" }] } },
        { "people[0].id", Sound with { People = [new() { Id = "alexei-navalny\n", Name = "Alexei Navalny" }] } },
        { "people[0].id", Sound with { People = [new() { Id = "алексей", Name = "Алексей" }] } },
        { "people[0].id", Sound with { People = [new() { Id = new string('a', 65), Name = "A" }] } },
        { "people[0].id", Sound with { People = [new() { Id = "-a", Name = "A" }] } },
        { "people[0].id", Sound with { People = [new() { Id = "a--b", Name = "A" }] } },
        { "people[1].name", Sound with { People = [new() { Id = "a", Name = "A" }, new() { Id = "b" }] } },
        { "people[0]", Sound with { People = [null!] } },
        { "people", Sound with { People = [.. Many(i => new Person { Id = $"p{i}", Name = "P" })] } },
        { "places[1]", Sound with { Places = ["Moscow", " "] } },
        { "places[1]", Sound with { Places = ["Moscow", "\u200b"] } },
        { "places[1]", Sound with { Places = ["Moscow", null!] } },
        { "places[0]", Sound with { Places = [new string('p', 201)] } },
        { "places[0]", Sound with { Places = ["a unit \u001f separator"] } },
        { "places", Sound with { Places = [.. Many(i => $"place {i}")] } },
        { "claims[0].verb", Sound with { Claims = [new() { By = "a", Verb = "shouts", Text = "x" }] } },
        { "claims[0].by", Sound with { Claims = [new() { Text = "x" }] } },
        { "claims[0].text", Sound with { Claims = [new() { By = "a", Text = "\u200b" }] } },
        { "claims[0].text", Sound with { Claims = [new() { By = "a", Verb = "says" }] } },
        { "figures[0].value", Sound with { Figures = [new() { Unit = "%", By = "a" }] } },
        { "figures[0].by", Sound with { Figures = [new() { Unit = "%", Value = 1 }] } },
        { "figures[0].value", Sound with { Figures = [new() { Unit = "people detained", Value = -1, By = "a" }] } },
        { "figures[0].value", Sound with { Figures = [new() { Unit = "человек", Value = -0.5m, By = "a" }] } },
        { "figures[0].value", Sound with { Figures = [new() { Unit = "dead", Value = -3, By = "a" }] } },
        { "figures[0].value", Sound with { Figures = [new() { Unit = "men", Value = -3, By = "a" }] } },
        { "figures[0].asOf", Sound with { Figures = [new() { Unit = "%", Value = 1, By = "a", AsOf = "now" }] } },
        { "figures[0].value", Sound with { Figures = [new() { Unit = "%", Value = decimal.MaxValue, By = "a" }] } },
        { "figures[0].value", Sound with { Figures = [new() { Unit = "%", Value = 0.12345678901234567890m, By = "a" }] } },
        { "sources[0].outlet", Sound with { Sources = [new()] } },
        { "sources[0].role", Sound with { Sources = [new() { Outlet = "DW", Role = "hearsay" }] } },
        { "sources[0].url", Sound with { Sources = [new() { Outlet = "DW", Url = "javascript:alert(1)" }] } },
        { "sources[0].url", Sound with { Sources = [new() { Outlet = "DW", Url = "data:text/html,x" }] } },
        { "sources[0].url", Sound with { Sources = [new() { Outlet = "DW", Url = "//example.org/x" }] } },
        { "sources[0].url", Sound with { Sources = [new() { Outlet = "DW", Url = "https://anna:pw@example.org/" }] } },
        { "sources[0].url", Sound with { Sources = [new() { Outlet = "DW", Url = "https://@example.org/" }] } },
        { "sources[0].url", Sound with { Sources = [new() { Outlet = "DW", Url = " https://example.org/" }] } },
        { "sources[0].url", Sound with { Sources = [new() { Outlet = "DW", Url = "https://example.org/a\nb" }] } },
        { "sources[0].url", Sound with { Sources = [new() { Outlet = "DW", Url = "https://exa mple.org/" }] } },
        { "sources[0].url", Sound with { Sources = [new() { Outlet = "DW", Url = "https://example.org/\"onload=x" }] } },
        { "sources[0].url", Sound with { Sources = [new() { Outlet = "DW", Url = "https:///nowhere" }] } },
        { "sources[0].url", Sound with { Sources = [new() { Outlet = "DW", Url = "https://example\uff0eorg/" }] } },
        { "sources[0].url", Sound with { Sources = [new() { Outlet = "DW", Url = "https://example\u3002org/" }] } },
        { "sources[0].url", Sound with { Sources = [new() { Outlet = "DW", Url = "https://example\uff61org" }] } },
        { "sources[0].url", Sound with { Sources = [new() { Outlet = "DW", Url = "https://exam\u00adple.org/" }] } },
        { "sources[0].url", Sound with { Sources = [new() { Outlet = "DW", Url = "https://exam\u200bple.org/" }] } },
        { "sources[0].url", Sound with { Sources = [new() { Outlet = "DW", Url = "https://\uff45xample.org/" }] } },
        { "sources[0].url", Sound with { Sources = [new() { Outlet = "DW", Url = "https://exam%70le.org/" }] } },
        { "sources[0].url", Sound with { Sources = [new() { Outlet = "DW", Url = "https://example..org/" }] } },
        { "sources[0].url", Sound with { Sources = [new() { Outlet = "DW", Url = "https://e.org/" + new string('u', 2000) }] } },
        { "sources[0].published", Sound with { Sources = [new() { Outlet = "DW", Published = "yesterday" }] } },
        { "media[0].url", Sound with { Media = [new() { Url = "file:///etc/passwd", Alt = "x" }] } },
        { "media[0].alt", Sound with { Media = [new() { Credit = "dpa" }] } },
        { "links[0]", Sound with { Links = [null!] } },
        { "links[0].relation", Sound with { Links = [new() { Entry = "abc", Relation = "likes" }] } },
        { "speakers", Sound with { Speakers = [] } },
        { "speakers[1]", Sound with { Speakers = ["a", " "] } },
        { "speakers[0]", Sound with { Speakers = [new string('s', 201)] } },
        { "topics[0].slug", Sound with { Topics = [new() { Slug = "Election law", Label = "Election law" }] } },
        { "topics[0].label", Sound with { Topics = [new() { Slug = "election-law" }] } },
        { "headline", Sound with { Headline = null } },
        { "headline", Sound with { Headline = "", Summary = "Something happened." } },
        { "summary", Sound with { Summary = "" } },
        { "claims[0].by", Sound with { Claims = [new() { By = "", Text = "x" }] } },
        { "claims[0].by", Sound with { Claims = [new() { By = new([]), Text = "x" }] } },
        { "claims[0].by.because", Sound with { Claims = [new() { By = By.Somebody("two officials", ""), Text = "x" }] } },
        { "claims[0].by.unnamed", Sound with { Claims = [new() { By = By.Somebody(new string('u', 301), "fear"), Text = "x" }] } },
        { "claims[0].by", Sound with { Claims = [new() { By = By.Somebody("Alexei Navalny", "fear"), Text = "x" }] } },
        { "claims[0].text", Sound with { Claims = [new() { By = "a", Verb = "declined-to-comment", Text = "No." }] } },
        { "claims[0].quote", Sound with { Claims = [new() { By = "a", Verb = "did-not-respond", Quote = "No." }] } },
        { "claims[0].text", Sound with { Claims = [new() { By = "a", Verb = "alleges", About = new() { Claim = 1 } }] } },
        { "claims[0].said", Sound with { Claims = [new() { By = "a", Text = "x", Said = "last week" }] } },
        { "figures[0].what", Sound with { Figures = [new() { Value = 1, By = "a" }] } },
        { "figures[0].value", Sound with { Figures = [new() { Value = 1, AtLeast = 1, Unit = "people", By = "a" }] } },
        { "figures[0].to", Sound with { Figures = [new() { From = 1, Unit = "people", By = "a" }] } },
        { "figures[0].to", Sound with { Figures = [new() { From = 3, To = 1, Unit = "people", By = "a" }] } },
        { "figures[0].atLeast", Sound with { Figures = [new() { AtLeast = -3, Unit = "people", By = "a" }] } },
        { "links[0].claim", Sound with { Links = [new() { Entry = "abc", Relation = "caused" }] } },
        { "links[0].claim", Sound with { Links = [new() { Entry = "abc", Claim = new() { By = "a", Text = "x" } }] } },
        { "for.value", Vote.Example with { For = new() } },
        { "results[0].share.value", Election.Example with { Results = [new() { Share = new() { Value = 4, About = 4 } }] } },
        { "injured[0].by", Incident.Example with { Injured = [new() { Value = 4 }] } },
        { "cause[1].text", Incident.Example with { Cause = [new() { By = "a", Text = "x" }, new() { By = "a" }] } },
        { "parties[0].who", Hearing.Example with { Parties = [new() { Side = "defence" }] } },
        { "age", Death.Example with { Age = 131 } },
        { "plea", Charge.Example with { Plea = "perhaps" } },
        { "quotes[0].text", Sound with { Quotes = [new() { Original = "Да" }] } },
        { "originalLanguage", Sound with { OriginalLanguage = "Russian" } },
        { "originalLanguage", Sound with { OriginalLanguage = "ru\n" } },
        { "originalLanguage", Sound with { OriginalLanguage = "de-u" } },
        { "originalLanguage", Sound with { OriginalLanguage = "de-x" } },
        { "share[0].value", ContentRemoval.Example with { Share = [new() { Unit = "%", Value = decimal.MaxValue, By = "a" }] } },
        { "platform", ContentRemoval.Example with { Platform = "" } },
        { "stage", Investigation.Example with { Stage = "simmering" } },
        { "until", Detention.Example with { Until = "2021-13" } },
        { "scheduled", Rally.Example with { Scheduled = "Saturday" } },
        { "cities[0]", Rally.Example with { Cities = [new string('c', 501)] } },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void What_is_wrong_is_named_with_its_path_and_a_sentence(string field, EntryBody body)
    {
        var problem = Assert.Single(KindList.Of(body).Check(body));

        Assert.Equal(field, problem.Field);
        Assert.EndsWith(".", problem.Sentence.ToString(), StringComparison.Ordinal);
        Assert.All(problem.Sentence.ToString(), c => Assert.False(char.IsControl(c) || char.IsSurrogate(c)));
    }

    [Fact]
    public void A_character_that_turns_a_text_round_is_named_with_the_words_beside_it()
    {
        var pasted = Sound with { Headline = "قال \u202bالرئيس\u202c أمس" };

        var problem = Assert.Single(KindList.Of(pasted).Check(pasted));

        Assert.Contains("U+202B at position 4, before \"الرئيس أمس\"", problem.Sentence.ToString(), StringComparison.Ordinal);
        var last = pasted with { Headline = "in Riad\u2069" };
        Assert.Contains("U+2069 at position 7, after \"in Riad\"",
            Assert.Single(KindList.Of(last).Check(last)).Sentence.ToString(), StringComparison.Ordinal);
    }

    public static TheoryData<EntryBody> Right =>
    [
        Sound with { Headline = new string('h', 300) },
        Sound with { Headline = "Кира Ярмыш задержана 😀" },
        Sound with { Headline = "😀" },
        Sound with { Headline = "?" },
        Sound with { Headline = "نص\u200f (mixed) می\u200cخواهم" },
        Sound with { Summary = "Two paragraphs.\r\n\r\n\tThe second." },
        Sound with { People = [new() { Id = "navalny-2", Name = "N" }, new() { Id = new string('a', 64), Name = "A" }] },
        Sound with { Places = [.. Many(i => $"place {i}").Skip(1)] },
        Sound with { Figures = [new() { Value = -0.1m, Unit = "%", By = "dpa", AsOf = "2021-01~" }] },
        Sound with { Figures = [new() { Value = -12, Unit = "°C", By = "dpa" }] },
        Sound with { Figures = [new() { Value = -12, Unit = "RUB", By = "dpa" }] },
        Sound with { Figures = [new() { Value = -1.5m, Unit = "percentage points", By = "dpa" }] },
        Sound with { Figures = [new() { Value = 0, Unit = "people detained", By = "dpa" }] },
        Sound with { Figures = [new() { From = 3, To = 3, What = "people detained", By = "dpa" }] },
        Sound with { Figures = [new() { Words = "dozens", Unit = "people", By = By.Somebody("a nurse", "fears for the job") }] },
        Sound with { Headline = null, Summary = "Only a summary." },
        Sound with { Claims = [new() { By = "a", Verb = "did-not-respond" }] },
        Sound with { Claims = [new() { By = "a", Text = "x" }, new() { By = "b", Verb = "denies", About = new() { Claim = 1 } }] },
        Sound with { Links = [new() { Entry = "abc", Relation = "caused", Claim = new() { By = "a", Text = "x" } }] },
        ContentRemoval.Example with { Share = [] },
        Vote.Example with { For = 5, Against = new() { Words = "most" } },
        Sound with { Figures = [new() { Value = 9007199254740991, Unit = "RUB", By = "dpa" }] },
        Sound with { Sources = [new() { Outlet = "DW", Url = "https://www.dw.com/ru/тик-ток?a=b&c=%20d#e" }] },
        Sound with { Sources = [new() { Outlet = "DW", Url = "http://[2001:db8::1]:8080/" }] },
        Sound with { Sources = [new() { Outlet = "DW", Url = "HTTPS://Www.Example.ORG.:443" }] },
        Sound with { Sources = [new() { Outlet = "DW", Url = "https://кремль.рф/новости?a=。" }] },
        Sound with { Sources = [new() { Outlet = "DW", Url = "https://日本語.jp" }] },
        Sound with { Sources = [new() { Outlet = "DW", Url = "https://my_site.example.org/" }] },
        Sound with { OriginalLanguage = "de-DE-u-co-phonebk" },
        Sound with { OriginalLanguage = "zh-Hant-t-en-m0-true-x-a-b" },
        Sound with { OriginalLanguage = "sl-rozaj-biske-1994" },
        Sound with { Claims = [new() { By = "a", Verb = "denies", Quote = "No" }] },
    ];

    [Theory, MemberData(nameof(Right))]
    public void What_is_right_passes(EntryBody body) => Assert.Empty(KindList.Of(body).Check(body));

    [Fact]
    public void Everything_that_is_wrong_is_named_at_once_in_the_order_of_the_fields()
    {
        var body = Sound with { Speakers = [], Headline = "", People = [new()], Places = [""] };

        Assert.Equal(["speakers", "headline", "people[0].id", "people[0].name", "places[0]"],
            KindList.Of(body).Check(body).Select(p => p.Field));
    }

    private static IEnumerable<T> Many<T>(Func<int, T> make) => Enumerable.Range(0, CheckedField.DefaultList + 1).Select(make);
}
