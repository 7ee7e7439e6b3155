using System.Net;

namespace Timeline.Api.Tests.Desk;

/// <summary>Words are taken down at the desk, by those who answer for the law.</summary>
public sealed class DeskTakeDownTests(SharedService shared) : IClassFixture<SharedService>
{
    private static readonly (string, string)[] Why = [("grounds", "Injunction."), ("authority", "A court"), ("reference", "324 O 1/26")];

    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task An_entry_loses_what_is_ticked_and_the_page_gives_the_addresses_that_showed_it()
    {
        var (id, _) = await _service.RecordAsync("arrests", new { when = new { edtf = "2021-01-18" }, headline = "It stays", summary = "It must go." });
        var entry = $"/desk/stories/story/entries/{id}";
        using var dora = await DeskVisitor.SignedInAsync(_service, "dora", "legal");

        Assert.Contains($"{entry}/takedown\"", await dora.TextAsync(entry), StringComparison.Ordinal);
        Assert.Contains($"{entry}/takedown/some\"", await dora.TextAsync($"{entry}/takedown"), StringComparison.Ordinal);
        // Nothing ticked is not all of it.
        using (var nothing = await dora.PostAsync($"{entry}/takedown/some", $"{entry}/takedown/some", Why))
            Assert.Contains("Tick at least one", await nothing.Content.ReadAsStringAsync(Expect.Stop), StringComparison.Ordinal);

        var form = await dora.TextAsync($"{entry}/takedown/some");
        Assert.Matches("(?s)name=\"fields\\[\\d\\]\" value=\"summary\"", form);
        Assert.DoesNotContain("value=\"charges\"", form, StringComparison.Ordinal);
        using (var shown = await dora.PostAsync($"{entry}/takedown/some", $"{entry}/takedown/some/preview", [("fields[0]", "summary"), .. Why]))
            Assert.Matches("(?s)Readers see now.*It must go.*Afterwards they see.*It stays.*Parts of this were removed", await shown.Content.ReadAsStringAsync(Expect.Stop));
        (string, string)[] asked = [("fields[0]", "summary"), ("seen", "*"), ("once", Guid.NewGuid().ToString("N")), .. Why];
        using var done = await dora.PostAsync($"{entry}/takedown/some", $"{entry}/takedown/some", asked);
        var page = await done.Content.ReadAsStringAsync(Expect.Stop);
        Assert.True(done.StatusCode == HttpStatusCode.OK, page);
        Assert.Contains($"/stories/story/entries/{id}?asOf=", WebUtility.HtmlDecode(page), StringComparison.Ordinal);

        var now = await _service.GetAsync($"/stories/story/entries/{id}");
        Assert.Equal(("It stays", null), ((string?)now["headline"], (string?)now["summary"]));

        // A page that is loaded again sends its form again, and what went cannot be asked any more who saw it.
        using var again = await dora.PostAsync($"{entry}/takedown/some", $"{entry}/takedown/some", asked);
        var repeated = await again.Content.ReadAsStringAsync(Expect.Stop);
        Assert.Contains("It is taken down already", repeated, StringComparison.Ordinal);
        Assert.DoesNotContain("Readers never saw it", repeated, StringComparison.Ordinal);
        using var none = await dora.PostAsync($"{entry}/takedown/some", $"{entry}/takedown/none/preview", Why);
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Fact]
    public async Task A_story_is_taken_out_of_search()
    {
        await _service.OpenAsync("unlisted");
        using var dora = await DeskVisitor.SignedInAsync(_service, "dora", "legal");
        using var done = await dora.PostAsync("/desk/stories/unlisted/do/takedown/unlist", "/desk/stories/unlisted/do/takedown/unlist", [("seen", "*"), .. Why]);
        Assert.True(done.StatusCode == HttpStatusCode.OK, await done.Content.ReadAsStringAsync(Expect.Stop));
        using var again = await dora.PostAsync("/desk/stories/unlisted/do/takedown/unlist", "/desk/stories/unlisted/do/takedown/unlist", [("seen", "*"), .. Why]);
        Assert.Contains("It was so already", await again.Content.ReadAsStringAsync(Expect.Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_is_replaced_where_it_is_ticked_and_nowhere_else()
    {
        await _service.OpenAsync("other");
        object Body(string headline) => new { when = new { edtf = "2021-01-18" }, headline, people = new[] { new { id = "anna-kern", name = "Anna Kern" } } };
        var (kept, _) = await _service.RecordAsync("arrests", Body("Anna Kern is another"));
        var (replaced, _) = await _service.RecordAsync("arrests", Body("Anna Kern was there"), "other");
        using var dora = await DeskVisitor.SignedInAsync(_service, "dora", "legal");

        Assert.Contains("/desk/people/anna-kern/takedown", await dora.TextAsync("/desk/people?q=Anna+Kern"), StringComparison.Ordinal);
        var places = await dora.TextAsync("/desk/people/anna-kern/takedown");
        Assert.Contains("Anna Kern is another", places, StringComparison.Ordinal);
        var place = System.Text.RegularExpressions.Regex.Match(places, "value=\"(other:\\d+:/body/headline)\"").Groups[1].Value;
        (string, string)[] asked = [("form", "replace"), ("replacements[0].words", "Anna Kern"), ("replacements[0].by", "a passenger"), .. Why];
        using (var nowhere = await dora.PostAsync("/desk/people/anna-kern/takedown", "/desk/people/anna-kern/takedown", asked))
            Assert.Contains("names none", await nowhere.Content.ReadAsStringAsync(Expect.Stop), StringComparison.Ordinal);
        using var done = await dora.PostAsync("/desk/people/anna-kern/takedown", "/desk/people/anna-kern/takedown", [("place", place), .. asked]);
        Assert.Contains("/stories/other", await done.Content.ReadAsStringAsync(Expect.Stop), StringComparison.Ordinal);

        Assert.Equal("a passenger was there", (string?)(await _service.GetAsync($"/stories/other/entries/{replaced}"))["headline"]);
        Assert.Equal("Anna Kern is another", (string?)(await _service.GetAsync($"/stories/story/entries/{kept}"))["headline"]);
    }
}
