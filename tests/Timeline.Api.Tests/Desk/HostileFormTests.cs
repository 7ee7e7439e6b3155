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

    [Fact]
    public async Task Hostile_text_that_is_stored_is_text_and_hostile_forms_store_nothing()
    {
        using var anna = await DeskVisitor.SignedInAsync(_service);
        using var recorded = await anna.PostAsync("/desk/stories/story/record/arrest", "/desk/stories/story/record/arrest",
            ("when", "2021-01-17"), ("headline", Hostile), ("summary", Hostile), ("people[0].name", Hostile), ("people[0].id", "somebody"), ("places[0]", Hostile),
            ("sources[0].outlet", Hostile), ("media[0].alt", Hostile), ("media[0].credit", Hostile));
        Assert.True(recorded.StatusCode == HttpStatusCode.Redirect, await recorded.Content.ReadAsStringAsync(Expect.Stop));
        var entry = recorded.Headers.Location!.ToString().Split('?')[0];
        foreach (var page in new[] { entry, entry + "/corrections", entry + "/retraction", "/desk/stories/story", "/desk/stories/story/at", "/desk/stories/story/between", "/desk" })
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
            ("/desk/stories/story/record/arrest", [("when~", "[]"), ("people~", "{\"id\":[]}"), ("figures[0]~", "7")], 422),
            (entry + "/retraction", [("reason", "")], 422),
            (entry + "/past", [("past", "<b>"), ("reason", "x")], 422),
            (entry + "/embargo", [("until", "tomorrow")], 422),
            (entry + "/takedown/whole", [("grounds", "x")], 403),
            ("/desk/stories/story/do/takedown/whole", [("grounds", "x")], 403),
            ("/desk/people/somebody/takedown", [("form", "remove"), ("place", "story:1:/title")], 403),
            ("/desk/stories/nowhere/record/arrest", [("when", "2021")], 404),
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

    private static IEnumerable<string> Fields(IEnumerable<KindField> fields, string prefix) => fields.SelectMany(f =>
        FormFields.Parts(f) is { Count: > 0 } parts ? Fields(parts, $"{prefix}{f.Name}{(f.List ? "[0]" : "")}.") : [$"{prefix}{f.Name}{(f.List ? "[0]" : "")}"]);

    private static void IsText(string html)
    {
        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        Assert.DoesNotMatch(new Regex("<img[^>]*onerror|<[a-z]+[^>]* onmouseover='", RegexOptions.IgnoreCase), html);
    }
}
