using System.Net;
using Timeline.Api.Tests.Past;

namespace Timeline.Api.Tests.Desk;

/// <summary>What editors are shown before they send, and how they take it back.</summary>
public sealed class OutlookTests(SharedService shared) : IClassFixture<SharedService>
{
    private static readonly string[] Cities = ["Yekaterinburg"];

    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task A_form_shows_what_readers_will_see_and_what_was_done_is_undone_by_a_link()
    {
        var (id, seen) = await _service.RecordAsync("arrests", new { when = new { edtf = "2021-01-18" }, headline = "As it was", summary = "Short." });
        var entry = $"/desk/stories/story/entries/{id}";
        using var anna = await DeskVisitor.SignedInAsync(_service);

        var retraction = await TextAsync(anna, entry + "/retraction");
        Assert.Contains("This cannot be undone.", retraction, StringComparison.Ordinal);
        Assert.Matches("(?s)Readers see now.*As it was.*Afterwards they see.*This entry was withdrawn", retraction);
        Assert.Matches("(?s)Afterwards they see.*Nothing of it", await TextAsync(anna, entry + "/hold"));

        using var corrected = await anna.PostAsync(entry + "/corrections", entry + "/corrections",
            ("class", "update"), ("when", "2021-01-18"), ("headline", "As it is"), ("summary", "Short."), ("seen", seen.ToString()));
        Assert.Equal(HttpStatusCode.Redirect, corrected.StatusCode);
        var undo = System.Text.RegularExpressions.Regex.Match(await TextAsync(anna, corrected.Headers.Location!.ToString()), @"corrections\?undo=[^""]+").Value;
        Assert.Contains("name=\"headline\" value=\"As it was\"", await TextAsync(anna, $"{entry}/{undo}"), StringComparison.Ordinal);
        Assert.Contains("As it is", await TextAsync(anna, "/desk/stories/story/between"), StringComparison.Ordinal);

        using var held = await anna.PostAsync(entry + "/hold", entry + "/hold", ("reason", "Checking."), ("seen", "*"));
        Assert.Contains($"{entry}/release\">Undo", await TextAsync(anna, held.Headers.Location!.ToString()), StringComparison.Ordinal);
        Assert.Matches("(?s)Readers see now.*Nothing of it.*Afterwards they see.*As it is", await TextAsync(anna, entry + "/release"));
        Assert.Contains("As it is", await TextAsync(anna, "/desk/stories/story/at"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Why_an_entry_was_withdrawn_is_not_taken_for_what_it_is_called_and_its_sentence_ends_once()
    {
        var (id, _) = await _service.RecordAsync("arrests", new { when = new { edtf = "2021-01-19" }, headline = "Not so" });
        var entry = $"/desk/stories/story/entries/{id}";
        using var anna = await DeskVisitor.SignedInAsync(_service);
        using var retracted = await anna.PostAsync(entry + "/retraction", entry + "/retraction", ("reason", "It was another day."), ("seen", "*"));
        Assert.Equal(HttpStatusCode.Redirect, retracted.StatusCode);

        Assert.Matches($"entries/{id}\">This entry was withdrawn\\.</a> <small>· 19 January 2021 · It was another day\\.</small>",
            await TextAsync(anna, "/desk/stories/story/between"));
        Assert.Contains("<cite>This entry was withdrawn. ", (await Pages.Page.GetAsync(_service, $"/stories/story/entries/{id}")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_changed_names_each_entry_also_one_without_a_headline_and_one_that_is_out_of_sight()
    {
        await _service.OpenAsync("between");
        var (bare, _) = await _service.RecordAsync("detentions", new { when = new { edtf = "2021-01-19" }, summary = "Two are held." }, "between");
        var (held, _) = await _service.RecordAsync("detentions", new { when = new { edtf = "2021-01-20" }, headline = "It is held" }, "between");
        var from = DateTime.UtcNow.ToString("O");
        await _service.CorrectAsync("between", bare, new { summary = "Three are held." });
        await _service.StoreAsync("between", held, "hold", new { reason = "We check." });

        using var anna = await DeskVisitor.SignedInAsync(_service);
        var newsroom = await anna.TextAsync($"/desk/stories/between/between?from={from}");
        Assert.Contains($"entries/{bare}\">Three are held.</a>", newsroom, StringComparison.Ordinal);
        // A contributor sees what the public does: it has gone.
        using var carla = await DeskVisitor.SignedInAsync(_service, "carla", "contributor");
        var gone = await carla.TextAsync($"/desk/stories/between/between?from={from}");
        Assert.Matches($"entries/{held}\">What stood here is withheld\\.</a> <small>· 20 January 2021</small>", gone);
        Assert.DoesNotContain("…</a>", newsroom + gone, StringComparison.Ordinal);
        Assert.DoesNotContain("It is held", gone, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("terms", "entries/{0}/embargo")]
    [InlineData("terms-of-all", "do/embargo")]
    [InlineData("place", "entries/{0}/placement")]
    public async Task A_form_warns_of_nothing_before_anything_is_filled_in(string story, string form)
    {
        await StoryEditing.OpenAsync(_service, story, draft: true);
        var (entry, _) = await _service.RecordAsync("detentions", new { when = new { edtf = "2021-01-19" }, headline = "To come", draft = true }, story);
        using var anna = await DeskVisitor.SignedInAsync(_service);
        var address = $"/desk/stories/{story}/" + string.Format(null, form, entry);

        Assert.DoesNotContain("class=\"warn\">", await anna.TextAsync(address), StringComparison.Ordinal);

        // What is filled in wrong is told.
        if (form.EndsWith("embargo", StringComparison.Ordinal))
        {
            using var shown = await anna.PostAsync(address, address + "/preview", ("until", "2001-01-01T00:00"));
            Assert.Contains("class=\"warn\">", await shown.Content.ReadAsStringAsync(Expect.Stop), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_became_of_a_plan_and_a_place_in_the_chronology_are_taken_back_by_a_link()
    {
        var (id, _) = await _service.RecordAsync("rallies", new { when = new { edtf = "2021-01-23" }, headline = "A rally", planned = true });
        var (other, _) = await _service.RecordAsync("rallies", new { when = new { edtf = "2021-01-23" }, headline = "Beside it" });
        var entry = $"/desk/stories/story/entries/{id}";
        using var anna = await DeskVisitor.SignedInAsync(_service);

        using var moved = await anna.PostAsync(entry, entry + "/outcome", ("status", "moved"), ("when", "2021-01-24"), ("seen", "*"));
        Assert.Contains("/outcome?status=planned\"", await TextAsync(anna, moved.Headers.Location!.ToString()), StringComparison.Ordinal);
        var form = await TextAsync(anna, entry + "/outcome?status=planned");
        Assert.Matches("(?s)Afterwards they see.*23 January 2021", form);
        using var planned = await anna.PostAsync(entry, entry + "/outcome", ("status", "planned"), ("seen", "*"));
        var now = await _service.GetAsync($"/stories/story/entries/{id}");
        Assert.Equal((true, "2021-01-23", null), ((bool)now["planned"]!, (string?)now["when"]!["edtf"], now["outcome"]));

        using var placed = await anna.PostAsync(entry, entry + "/placement", ("after", other), ("seen", "*"));
        Assert.Contains("/placement?back=true", await TextAsync(anna, placed.Headers.Location!.ToString()), StringComparison.Ordinal);
        Assert.Matches("name=\"back\" value=\"true\" checked", await TextAsync(anna, entry + "/placement?back=true"));
    }

    [Theory]
    [InlineData("ru", "Открыт", "Завершён")]
    [InlineData("de", "Offen", "Abgeschlossen")]
    public async Task What_closing_a_story_changes_is_said_in_the_editors_language(string tag, string open, string closed)
    {
        using var anna = await DeskVisitor.SignedInAsync(_service);
        anna.Reads = tag;
        const string Form = "/desk/stories/story/do/closing";
        using var answer = await anna.PostAsync(Form, Form + "/preview", ("summary", "77"), ("seen", "*"));
        var told = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Expect.Stop));

        Assert.Matches($"(?s){open}.*{closed}.*77", told);
        Assert.DoesNotMatch(@"\b(open|closed|Closing)\b|\dT\d\d:", System.Text.RegularExpressions.Regex.Replace(told, "<[^>]+>", " "));
    }

    [Fact]
    public async Task A_date_is_read_as_soon_as_it_is_typed_and_what_is_still_missing_hides_nothing_of_what_readers_will_see()
    {
        var (id, _) = await _service.RecordAsync("arrests", new { when = new { edtf = "2021-01-18" }, headline = "Under embargo", embargoUntil = "2099-01-23T12:00:00Z" });
        using var anna = await DeskVisitor.SignedInAsync(_service);
        anna.Reads = "de";
        const string Form = "/desk/stories/story/record/arrest";
        async Task<string> ReadAsync(string when)
        {
            using var answer = await anna.PostAsync(Form, "/desk/stories/story/preview/arrest", ("when", when));
            return System.Text.RegularExpressions.Regex.Match(WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Expect.Stop)), "(?s)data-reads>(.*?)</p>").Groups[1].Value;
        }

        Assert.Matches("<b>17 January 2021, late</b>.*<code>2021-01-17</code>", await ReadAsync("17 January, late"));
        Assert.Contains("„irgendwann im Winterhalbjahr“ wird nicht als Datum verstanden", await ReadAsync("irgendwann im Winterhalbjahr"), StringComparison.Ordinal);
        Assert.Equal("", await ReadAsync(""));
        Assert.Matches("Überschrift\\s+<small>", WebUtility.HtmlDecode(await TextAsync(anna, Form)));

        var lift = WebUtility.HtmlDecode(await TextAsync(anna, $"/desk/stories/story/entries/{id}/embargo-lift"));
        Assert.Matches("(?s)Danach sehen sie.*Under embargo", lift);
        Assert.DoesNotContain("Grund: fehlt", lift, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_among_the_people_is_meant_by_name_wherever_the_form_asks_for_somebody()
    {
        using var anna = await DeskVisitor.SignedInAsync(_service);
        const string Form = "/desk/stories/story/record/statement";
        using var recorded = await anna.PostAsync(Form, Form, ("when", "2021-01-18"), ("headline", "x"), ("people[0].name", "Mara Holt"), ("speakers[0]", "Mara Holt"),
            ("claims[0].by", "Mara Holt; Somebody Else"), ("claims[0].text", "It is so."), ("figures[0].amount", "7"), ("figures[0].what", "seats"), ("figures[0].by", "Mara Holt"));
        Assert.True(recorded.StatusCode == HttpStatusCode.Redirect, await recorded.Content.ReadAsStringAsync(Expect.Stop));
        var entry = await _service.GetAsync(recorded.Headers.Location!.ToString().Split('?')[0].Replace("/desk", "", StringComparison.Ordinal));

        Assert.Equal(("mara-holt", "[\"mara-holt\",\"Somebody Else\"]", "mara-holt"),
            ((string?)entry["details"]!["speakers"]![0], entry["claims"]![0]!["by"]!.ToJsonString(), (string?)entry["figures"]![0]!["by"]));
    }

    [Fact]
    public async Task A_name_that_stands_for_somebody_among_the_people_is_no_change_of_a_correction_of_something_else()
    {
        var (id, seen) = await _service.RecordAsync("arrests", new
        {
            when = new { edtf = "2021-01-18" },
            headline = "They spoke of it",
            people = new[] { new { id = "mara-holt", name = "Mara Holt" } },
            claims = new[] { new { by = "Mara Holt", text = "It is so." } },
        });
        using var anna = await DeskVisitor.SignedInAsync(_service);
        var form = $"/desk/stories/story/entries/{id}/corrections";

        using var corrected = await anna.PostAsync(form, form, ("class", "refile"), ("when", "2021-01-18"), ("headline", "They spoke of it."), ("seen", seen.ToString()),
            ("people[0].id", "mara-holt"), ("people[0].name", "Mara Holt"), ("claims[0].by", "Mara Holt"), ("claims[0].verb", "says"), ("claims[0].text", "It is so."));

        Assert.True(corrected.StatusCode == HttpStatusCode.Redirect, await corrected.Content.ReadAsStringAsync(Expect.Stop));
        Assert.Equal("Mara Holt", (string?)(await _service.GetAsync($"/stories/story/entries/{id}"))["claims"]![0]!["by"]);
    }

    [Fact]
    public async Task What_is_retracted_while_its_form_is_open_is_said_to_be_so_and_the_text_stays()
    {
        var (id, seen) = await _service.RecordAsync("arrests", new { when = new { edtf = "2021-01-18" }, headline = "As it was" });
        await _service.StoreAsync("story", id, "retraction", new { reason = "Wrong." });
        using var anna = await DeskVisitor.SignedInAsync(_service);
        var form = $"/desk/stories/story/entries/{id}/corrections";
        using var late = await anna.PostAsync(form, form, ("class", "update"), ("when", "2021-01-18"), ("headline", "My words"), ("seen", seen.ToString()));
        var told = await late.Content.ReadAsStringAsync(Expect.Stop);

        Assert.Contains("The entry is retracted", told, StringComparison.Ordinal);
        Assert.Contains("value=\"My words\"", told, StringComparison.Ordinal);
        Assert.DoesNotContain("Somebody else changed it meanwhile", told, StringComparison.Ordinal);
        Assert.Contains("The entry is retracted", await TextAsync(anna, form), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_take_down_changes_of_a_story_is_said_in_the_editors_language()
    {
        await _service.OpenAsync("shown");
        using var dora = await DeskVisitor.SignedInAsync(_service, "dora", "legal");
        dora.Reads = "de";
        async Task<string> ShownAsync(string way, params (string, string)[] with)
        {
            var form = $"/desk/stories/shown/do/takedown/{way}";
            using var answer = await dora.PostAsync(form, form + "/preview", [("grounds", "7"), ("authority", "7"), ("reference", "7"), .. with]);
            return System.Text.RegularExpressions.Regex.Replace(WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Expect.Stop)), "<[^>]+>", " ");
        }

        Assert.Matches(@"—\s+ja", await ShownAsync("unlist"));
        var whole = await ShownAsync("whole", ("public", "editorial"));
        Assert.Contains("von der Redaktion entfernt", whole, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\b(editorial|true|removed)\b", whole);
    }

    [Fact]
    public async Task Places_outlets_and_topics_of_other_stories_are_offered()
    {
        await _service.OpenAsync("elsewhere");
        await _service.RecordAsync("arrests", new
        {
            when = new { edtf = "2021-01-18" },
            headline = "x",
            places = Cities,
            sources = new[] { new { outlet = "Ansel Post" } },
            topics = new[] { new { slug = "port-strike", label = "Port strike" } },
        }, "elsewhere");
        using var anna = await DeskVisitor.SignedInAsync(_service);

        foreach (var (list, typed, word) in new[] { ("places", "kater", "Yekaterinburg"), ("outlets", "anse", "Ansel Post"), ("topics", "STRI", "Port strike") })
            Assert.Contains(word, await TextAsync(anna, $"/desk/lookup/{list}?q={typed}"), StringComparison.Ordinal);
        Assert.Equal("[]", await TextAsync(anna, "/desk/lookup/passwords?q=abc"));
    }

    [Fact]
    public async Task The_register_answers_to_three_letters_and_gives_its_id()
    {
        await _service.RegisterAsync("lyubov-sobol", "Lyubov Sobol");
        using var anna = await DeskVisitor.SignedInAsync(_service);

        Assert.Contains("Lyubov Sobol", await TextAsync(anna, "/desk/lookup/people?q=sob"), StringComparison.Ordinal);
        Assert.Equal("[]", await TextAsync(anna, "/desk/lookup/people?q=xyz"));
        using var recorded = await anna.PostAsync("/desk/stories/story/record/arrest", "/desk/stories/story/record/arrest",
            ("when", "2021-01-21"), ("headline", "Sobol arrested"), ("people[0].name", "Lyubov Sobol"));
        Assert.Equal(HttpStatusCode.Redirect, recorded.StatusCode);
        var found = await _service.GetAsync("/stories/story/timeline?person=lyubov-sobol");
        Assert.Single(found["entries"]!.AsArray());
    }

    private static async Task<string> TextAsync(DeskVisitor visitor, string address)
    {
        using var answer = await visitor.GetAsync(address);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Expect.Stop);
    }
}
