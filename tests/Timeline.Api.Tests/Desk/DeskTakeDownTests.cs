using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Timeline.Domain;
using Timeline.Domain.TakeDowns;
using Timeline.Store.Commands;

namespace Timeline.Api.Tests.Desk;

/// <summary>Words are taken down at the desk, by those who answer for the law.</summary>
public sealed class DeskTakeDownTests(SharedService shared) : IClassFixture<SharedService>
{
    private static readonly (string, string)[] Why = [("grounds", "Injunction."), ("authority", "A court"), ("reference", "324 O 1/26")];

    private readonly TestService _service = shared.Service;

    [Theory]
    [InlineData("/desk/stories/story/entries/{0}/takedown/none")]
    [InlineData("/desk/stories/story/do/takedown/none")]
    [InlineData("/desk/none")]
    [InlineData("/desk/stories/story/none")]
    public async Task What_there_is_not_is_missing_within_the_desk(string address)
    {
        var (id, _) = await _service.RecordAsync("arrests", new { when = new { edtf = "2021-01-18" }, headline = "It is there" });
        using var dora = await DeskVisitor.SignedInAsync(_service, "dora", "legal");
        dora.AcceptsPages();

        using var answer = await dora.GetAsync(string.Format(null, address, id));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        var html = await answer.Content.ReadAsStringAsync(Expect.Stop);
        Assert.Contains("There is no page at this address.", html, StringComparison.Ordinal);
        Assert.Contains("Signed in as dora", html, StringComparison.Ordinal);
        using var nobody = new DeskVisitor(_service.Address);
        nobody.AcceptsPages();
        using var asked = await nobody.GetAsync(string.Format(null, address, id));
        Assert.Equal(HttpStatusCode.Redirect, asked.StatusCode);
    }

    // A story has thousands of them, and each page of its take-down asks.
    [Fact]
    public async Task What_can_go_of_a_story_is_found_without_reading_what_its_entries_ever_said()
    {
        await _service.OpenAsync("large");
        await _service.RecordAsync("arrests", new { when = new { edtf = "2021-01-17" }, headline = "An arrest" }, "large");
        // Deeper than anything that is read.
        await Expect.ScalarAsync(_service, """
            update timeline.mt_events set data = data || jsonb_build_object('deep', (repeat('[', 200) || repeat(']', 200))::jsonb)
            where stream_id = 'large' and data ? 'entry'
            """);
        using var dora = await DeskVisitor.SignedInAsync(_service, "dora", "editor", "legal");

        Assert.Contains("/takedown/some\"", await dora.TextAsync("/desk/stories/large/do/takedown"), StringComparison.Ordinal);
    }

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
    public async Task What_does_not_get_its_turn_to_be_tried_says_so_in_the_preview_and_as_a_dry_run()
    {
        var (id, etag) = await _service.RecordAsync("arrests", new { when = new { edtf = "2021-01-18" }, headline = "It stays", summary = "It is looked at." });
        var entry = $"/desk/stories/story/entries/{id}";
        using var dora = await DeskVisitor.SignedInAsync(_service, "dora", "legal");
        var commands = _service.App.Services.GetRequiredService<GroupCommit>();
        using var gate = new ManualResetEventSlim();
        var begun = new TaskCompletionSource();
        // On a thread of its own: where PostgreSQL has answered already, it is decided at once.
        var (before, held) = (commands.Patience, Task.Run(() => commands.TryAsync(new("story", new Held(begun, gate), new("lea")), Expect.Stop)));
        await begun.Task.WaitAsync(Expect.Stop);
        try
        {
            commands.Patience = TimeSpan.Zero;

            // Also where the form is not filled in yet.
            foreach (var fields in new[] { [("fields[0]", "summary"), .. Why], new[] { ("fields[0]", "summary") } })
            {
                using var shown = await dora.PostAsync($"{entry}/takedown/unlist", $"{entry}/takedown/some/preview", fields);
                Assert.Contains("Send it again in a moment", await shown.Content.ReadAsStringAsync(Expect.Stop), StringComparison.Ordinal);
            }

            using var dry = new HttpRequestMessage(HttpMethod.Post, $"/stories/story/entries/{id}/takedown?dryRun=true")
            {
                Content = JsonContent.Create(new { form = "remove", grounds = "A ruling", authority = "A court", reference = "1", @public = "legal" }),
                Headers = { IfMatch = { etag } },
            };
            using var answer = await _service.Editor.SendAsync(dry, Expect.Stop);
            await Expect.ProblemAsync(answer, HttpStatusCode.ServiceUnavailable, "too-busy");
            Assert.NotNull(answer.Headers.RetryAfter);
        }
        finally
        {
            commands.Patience = before;
            gate.Set();
        }

        await held;
    }

    [Fact]
    public async Task A_story_that_is_taken_down_whole_is_called_by_its_id_and_nothing_more_is_offered()
    {
        await _service.OpenAsync("gone-whole");
        await StoryEditing.StoreAsync(_service, "gone-whole", "takedown", new { form = "remove", grounds = "Injunction.", authority = "A court", reference = "1/26" });
        using var anna = await DeskVisitor.SignedInAsync(_service, "anna", "editor", "legal");

        foreach (var address in new[] { "/desk", "/desk/stories", "/desk/stories/gone-whole" })
        {
            var page = await anna.TextAsync(address);
            Assert.Matches("<(a|h1) [^>]*>gone-whole</", page);
            Assert.DoesNotMatch("/gone-whole/(record|do/)", page);
        }
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

    // A take-down that is tried until it may go on.
    private sealed record Held(TaskCompletionSource Begun, ManualResetEventSlim Gate) : Command, IRewrites
    {
        public AskedTakeDown Asked => AskedTakeDown.Example;

        public string? Of => null;

        public IReadOnlyList<LeftOfEvent>? Again => null;

        public override Decision Decide(StoryState story, DecisionContext context)
        {
            Begun.TrySetResult();
            Gate.Wait(Expect.Stop);
            return new TakeDownStory { Asked = Asked }.Decide(story, context);
        }
    }
}
