using System.Net;
using System.Text.RegularExpressions;
using Timeline.Api.Desk.Forms;
using Timeline.Domain.Kinds;

namespace Timeline.Api.Tests.Desk;

/// <summary>Forms as nobody honest fills them in: refused, or shown as text.</summary>
public sealed class HostileFormTests(SharedService shared) : IClassFixture<SharedService>
{
    private const string Hostile = "\"><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}' onmouseover='alert(1)";

    private readonly TestService _service = shared.Service;

    public static TheoryData<string> Kinds => [.. KindList.All.Select(k => k.Name)];

    [Theory, MemberData(nameof(Kinds))]
    public async Task Hostile_text_in_every_field_is_text_on_every_page_that_shows_it(string kind)
    {
        using var anna = await DeskVisitor.SignedInAsync(_service);
        var fields = Fields(FormFields.Of(KindList.Find(kind)!), "").Select(f => (f, Hostile + "\u202e")).ToArray();
        foreach (var address in new[] { $"/desk/stories/story/record/{kind}", $"/desk/stories/story/preview/{kind}" })
        {
            using var answer = await anna.PostAsync($"/desk/stories/story/record/{kind}", address, fields);
            Assert.NotEqual(HttpStatusCode.InternalServerError, answer.StatusCode);
            IsText(await answer.Content.ReadAsStringAsync(Expect.Stop));
        }
    }

    [Theory]
    [InlineData("en", "Headline: has 301 characters; 300 is the most.", "[^\\u0000-\\u024f\\u2000-\\u206f]")]
    [InlineData("de", "Überschrift: hat 301 Zeichen; höchstens 300 sind möglich.", @"\b(is|are|the|give|must|it|leave|has|and|or|use|write|of)\b")]
    [InlineData("ru", "Заголовок: здесь 301 символ; допустимо не больше 300.", "[A-Za-z]{3,}")]
    [InlineData("ar", "العنوان الرئيسي: فيه 301 حرف؛ والحد الأقصى 300.", "[A-Za-z]{3,}")]
    public async Task What_is_wrong_with_a_form_is_said_in_the_editors_own_language(string tag, string headline, string foreign)
    {
        using var anna = await DeskVisitor.SignedInAsync(_service);
        anna.Reads = tag;
        using var answer = await anna.PostAsync("/desk/stories/story/record/statement", "/desk/stories/story/record/statement",
            ("when", "2021-02-30"), ("headline", new string('7', 301)), ("people[0].id", "7 7"), ("people[0].name", "\u202e7"), ("topics[0].slug", "7"),
            ("claims[0].by", "7"), ("claims[0].verb", "denies"), ("figures[0].value", "7"), ("figures[0].amount", "-7"), ("figures[0].form", "value"), ("figures[0].asOf", "7/7/7"),
            ("sources[0].url", "7"), ("sources[0].published", "7"), ("media[0].url", "https://7\u00ad7/"), ("originalLanguage", "7"), ("links[0].relation", "caused"), ("links[0].entry", "7"));
        var html = await answer.Content.ReadAsStringAsync(Expect.Stop);
        var said = WebUtility.HtmlDecode(Regex.Replace(Regex.Match(html, "<div class=\"problems\".*?</div>", RegexOptions.Singleline).Value, "<[^>]+>", ""));

        Assert.True((int)answer.StatusCode == 422 && said.Contains(headline, StringComparison.Ordinal), said);
        Assert.InRange(Regex.Count(html, "<li><a href=\"#f-"), 14, 20);
        Assert.DoesNotMatch(foreign, Regex.Replace(said, "https?://|alexei-navalny|EDTF|BCP 47|de, ru|ru-RU|seats lost", ""));
    }

    [Fact]
    public async Task Hostile_text_that_is_stored_is_text_and_hostile_forms_store_nothing()
    {
        using var anna = await DeskVisitor.SignedInAsync(_service);
        using var recorded = await anna.PostAsync("/desk/stories/story/record/arrest", "/desk/stories/story/record/arrest",
            ("when", "2021-01-17"), ("headline", Hostile), ("summary", Hostile), ("people[0].name", Hostile), ("people[0].id", "somebody"), ("places[0]", Hostile),
            ("sources[0].outlet", Hostile), ("media[0].alt", Hostile), ("media[0].credit", Hostile));
        Assert.True(recorded.StatusCode == HttpStatusCode.Redirect, await recorded.Content.ReadAsStringAsync(Expect.Stop));
        var entry = recorded.Headers.Location!.ToString().Split('?')[0];
        foreach (var page in new[] { entry, entry + "/corrections", entry + "/retraction", "/desk/stories/story", "/desk/stories/story/at", "/desk/stories/story/between", "/desk",
            "/desk/stories/story/at?at=0001-01-01T00:00", "/desk/stories/story/at?at=9999-12-31T23:59",
            "/desk/stories/story/between?to=0001-01-01T00:00", "/desk/stories/story/between?from=0001-01-01T00:00" })
        {
            using var shown = await anna.GetAsync(page);
            Assert.Equal(HttpStatusCode.OK, shown.StatusCode);
            IsText(await shown.Content.ReadAsStringAsync(Expect.Stop));
        }

        var events = await Expect.EventsAsync(_service);
        foreach (var (address, form, status) in new (string, (string, string)[], int)[]
        {
            (entry + "/corrections", [("class", "update"), ("base", "{not json"), ("headline", "x"), ("seen", "\"x\"")], 422),
            (entry + "/corrections", [("class", "update"), ("base", "[]"), ("when~", "{\"edtf\":"), ("seen", "*")], 422),
            (entry + "/corrections", [("class", "update"), ("when~", "5"), ("people~", "[{\"name\":5}]"), ("claims~", "{}"), ("seen", "*")], 422),
            (entry + "/corrections", [("class", "update"), ("base", "{\"a\":1,\"a\":2}"), ("headline", "x"), ("seen", "\"x\"")], 422),
            (entry + "/corrections", [("class", "update"), ("base", "{\"headline\":\"a\\ud800b\"}"), ("headline", "x"), ("seen", "\"x\"")], 422),
            ("/desk/stories/story/record/arrest", [("people~", "[{\"a\":1,\"a\":2}]"), ("when~", "{\"edtf\":\"a\\ud800b\"}")], 422),
            ("/desk/stories/story/record/arrest", [("when~", "[]"), ("people~", "{\"id\":[]}"), ("figures[0]~", "7")], 422),
            (entry + "/retraction", [("reason", "")], 422),
            (entry + "/past", [("past", "<b>"), ("reason", "x")], 422),
            (entry + "/embargo", [("until", "tomorrow")], 422),
            (entry + "/embargo", [("until", "0001-01-01T00:00")], 422),
            (entry + "/scheduling", [("at", "9999-12-31T23:59")], 422),
            (entry + "/takedown/whole", [("grounds", "x")], 403),
            ("/desk/stories/story/do/takedown/whole", [("grounds", "x")], 403),
            ("/desk/people/somebody/takedown", [("form", "remove"), ("place", "story:1:/title")], 403),
            ("/desk/stories/story/preview/arrest", [("when~", "{\"edtf\":\"2021\",\"note\":[7]}")], 200),
            ("/desk/stories/nowhere/record/arrest", [("when", "2021")], 404),
            ("/desk/stories/story/record/nothing", [("when", "2021")], 404),
            ("/desk/stories/story/preview/nothing", [("when", "2021")], 404),
            // As many fields as a full entry has.
            ("/desk/stories/story/record/arrest", [.. Enumerable.Range(0, 3_000).Select(i => ($"people[{i % 200}].name{i}", "x"))], 422),
            ("/desk/stories/story/record/arrest", [("when", "٢٢ يناير ٢٠٢١"), ("headline", "x")], 422),
            ("/desk/stories/story/record/arrest", [("when", "5.0."), ("headline", "x")], 422),
            ("/desk/stories/story/record/arrest", [("when", "2021-01-17"), ("headline", "x"), ("media[0].alt", "x"), ("media[0].url", "javascript:alert(1)")], 422),
            ("/desk/stories/story/record/arrest", [("when", "2021-01-17"), ("headline", "x"), ("media[0].alt", "x"), ("media[0].url", "/pictures/../x.jpg")], 422),
            ("/desk/stories/story/record/arrest", [("when", "2021-01-17"), ("headline", "x"), ("as", "embargo"), ("embargoUntil", "never")], 422),
            ("/desk/stories/story/record/arrest", [("when", "2021-01-17"), ("headline", new string('x', 301))], 422),
        })
        {
            using var answer = await anna.PostAsync("/desk/open", address, form);
            var html = await answer.Content.ReadAsStringAsync(Expect.Stop);
            var told = answer.StatusCode is HttpStatusCode.Redirect && answer.Headers.Location!.ToString().Contains("no-role", StringComparison.Ordinal) ? 403 : (int)answer.StatusCode;
            Assert.True((told is 404 or 403 or 412 && status != 422) || told == status || (status == 422 && told is 412), $"{told} of {address} with {string.Join(", ", form)}");
            IsText(html);
        }

        Assert.Equal(events, await Expect.EventsAsync(_service));
        using var forged = await anna.PostBareAsync(entry + "/retraction", ("reason", "x"));
        await Expect.ProblemAsync(forged, HttpStatusCode.BadRequest, "forged-form");
        using var upload = await anna.PostBareAsync("/desk/pictures", ("file", "x"));
        await Expect.ProblemAsync(upload, HttpStatusCode.BadRequest, "forged-form");
        Assert.Equal(events, await Expect.EventsAsync(_service));
    }

    [Fact]
    public async Task A_form_of_another_sign_in_comes_back_as_a_page_with_its_text_and_one_of_another_site_without()
    {
        using var anna = await DeskVisitor.SignedInAsync(_service);
        anna.Reads = "de";
        async Task<string> SendAsync()
        {
            using var answer = await anna.PostBareAsync("/desk/stories/story/record/arrest", ("headline", "Nicht <b>verloren</b>"),
                ("claims[0].verb", "says"), ("claims[1].verb", "denies"));
            Assert.Equal((HttpStatusCode.BadRequest, "text/html"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
            return await answer.Content.ReadAsStringAsync(Expect.Stop);
        }

        anna.Browses(new(_service.Address, "/desk/stories/story/record/arrest?outcomeOf=x"));
        var told = await SendAsync();
        Assert.Contains("gehört zu einer anderen Anmeldung", WebUtility.HtmlDecode(told), StringComparison.Ordinal);
        Assert.Matches("(?s)href=\"/desk/stories/story/record/arrest\\?outcomeOf=x\".*Nicht &lt;b&gt;verloren", told);
        Assert.Contains("<td dir=\"auto\">Dementi", told, StringComparison.Ordinal);
        Assert.DoesNotContain("<td dir=\"auto\">Aussage", told, StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"Nicht", told, StringComparison.Ordinal);
        anna.Browses(null);
        Assert.DoesNotContain("verloren", await SendAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/desk/stories/story/record/arrest", "headline")]
    [InlineData("/desk/sign-in", "link")]
    public async Task A_form_that_cannot_be_read_is_the_senders_fault(string address, string field)
    {
        using var anna = await DeskVisitor.SignedInAsync(_service);
        anna.AcceptsPages();
        using var answer = await anna.PostAsync("/desk/open", address, (field, "\0nul"));
        Assert.Equal((HttpStatusCode.BadRequest, "text/html"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
    }

    [Theory]
    [InlineData("/desk/open")]
    [InlineData("/desk/stories/story/record/statement")]
    [InlineData("/desk/stories/story/do/standing")]
    public async Task No_form_cuts_off_in_silence_what_is_pasted_into_it(string form)
    {
        using var anna = await DeskVisitor.SignedInAsync(_service);
        Assert.DoesNotContain("maxlength", await anna.TextAsync(form), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Fields(IEnumerable<KindField> fields, string prefix) => fields.SelectMany(f =>
        FormFields.Parts(f) is { Count: > 0 } parts ? Fields(parts, $"{prefix}{f.Name}{(f.List ? "[0]" : "")}.") : [$"{prefix}{f.Name}{(f.List ? "[0]" : "")}"]);

    private static void IsText(string html)
    {
        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        Assert.DoesNotMatch(new Regex("<img[^>]*onerror|<[a-z]+[^>]* onmouseover='", RegexOptions.IgnoreCase), html);
    }
}
