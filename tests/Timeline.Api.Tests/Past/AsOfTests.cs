using System.Net;
using System.Text.Json.Nodes;

namespace Timeline.Api.Tests.Past;

public sealed class AsOfTests(SharedService shared) : IClassFixture<SharedService>
{
    private TestService Service => shared.Service;

    [Fact]
    public async Task Timeline_entry_people_and_search_stand_as_they_stood()
    {
        await Service.OpenAsync("stood");
        await Service.RegisterAsync("stood-person", "Person");
        var (entry, _) = await Service.RecordAsync("sentencings", new
        {
            when = new { edtf = "2021-01-22" },
            headline = "Originally thirty",
            people = new[] { new { id = "stood-person", name = "Person" } },
        }, "stood");
        var then = await RecordedAsync("stood", 2);
        await Service.CorrectAsync("stood", entry, new { headline = "Finally sixty", people = Array.Empty<object>() });

        string[] addresses =
        [
            "/stories/stood/timeline?asOf={0}", $"/stories/stood/entries/{entry}?asOf={{0}}",
            "/people/stood-person?story=stood&asOf={0}", "/search?q=thirty&story=stood&asOf={0}",
            "/people/stood-person?asOf={0}", "/search?q=thirty&asOf={0}",
        ];
        foreach (var address in addresses)
            Assert.Contains("Originally thirty", (await Service.ReadAsync(address.Replace("{0}", then))).Text);
        foreach (var address in addresses[..4])
        {
            var second = await Service.ReadAsync(address.Replace("{0}", "2"));
            Assert.Contains("Originally thirty", second.Text);
            Assert.True(second.IsKeptLong || address.StartsWith("/people", StringComparison.Ordinal), address);
        }

        foreach (var address in addresses[..2].Append("/search?q=sixty&story=stood&asOf={0}"))
            Assert.Contains("Finally sixty", (await Service.ReadAsync(address.Replace("{0}", "3"))).Text);
        Assert.Empty((await Service.GetAsync("/search?q=thirty&story=stood&asOf=3"))["entries"]!.AsArray());
        Assert.Empty((await Service.GetAsync("/people/stood-person?story=stood&asOf=3"))["entries"]!.AsArray());

        Assert.Empty((await Service.GetAsync("/search?q=thirty"))["entries"]!.AsArray());
        Assert.Empty((await Service.GetAsync("/people/stood-person"))["entries"]!.AsArray());
        Assert.Empty((await Service.GetAsync("/stories/stood/timeline?asOf=1"))["entries"]!.AsArray());
    }

    [Fact]
    public async Task The_public_past_is_what_the_public_could_see_then_and_an_editor_may_ask_for_all_of_it()
    {
        await Service.OpenAsync("could");
        var (entry, _) = await Service.RecordAsync("sentencings", Editing.Sentencing("Hidden sentence", draft: true), "could");
        var drafted = (string?)(await Expect.HistoryAsync(Service, "could"))[1]["recordedAt"];
        await Service.StoreAsync("could", entry, "publication");
        var shown = await RecordedAsync("could", 2);
        await Service.StoreAsync("could", entry, "hold", new { reason = "Being checked." });

        var at = Uri.EscapeDataString(drafted!);
        Assert.Empty((await Service.GetAsync($"/stories/could/timeline?asOf={at}"))["entries"]!.AsArray());
        Assert.Equal(HttpStatusCode.NotFound, (await Service.ReadAsync($"/stories/could/entries/{entry}?asOf={at}")).Status);
        Assert.Single((await Service.GetAsync($"/stories/could/timeline?asOf={shown}"))["entries"]!.AsArray());
        var all = (await Service.Editor.ReadAsync($"/stories/could/timeline?asOf={at}&hidden=true")).Json;
        Assert.Equal("draft", (string?)all["entries"]![0]!["status"]);
    }

    [Fact]
    public async Task A_date_means_its_end_in_the_zone_of_the_story()
    {
        await Service.OpenAsync("days");
        await Service.RecordAsync("arrests", new { when = new { edtf = "2021-01-19" }, headline = "Recorded three days ago" }, "days");
        // As if it had been recorded at the last moment of a day in Moscow, which is 21:00 in Greenwich.
        await Expect.ScalarAsync(Service, """
            with shift as (select timestamptz '2025-03-10 20:59:59.999999Z' - recorded as by from timeline.tl_changes where story = 'days' and version = 2),
              c as (update timeline.tl_changes set recorded = recorded + shift.by from shift where story = 'days'),
              s as (update timeline.tl_story_states set valid_from = valid_from + shift.by from shift where story = 'days'),
              e as (update timeline.tl_entries set valid_from = valid_from + shift.by from shift where story = 'days')
            select 1
            """);

        Assert.Single((await Service.GetAsync("/stories/days/timeline?asOf=2025-03-10"))["entries"]!.AsArray());
        Assert.Equal(HttpStatusCode.NotFound, (await Service.ReadAsync("/stories/days/timeline?asOf=2025-03-09")).Status);
        var today = TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, TimeZoneInfo.FindSystemTimeZoneById("Europe/Moscow"));
        Assert.Single((await Service.GetAsync($"/stories/days/timeline?asOf={today:yyyy-MM-dd}"))["entries"]!.AsArray());
    }

    [Theory]
    [InlineData("2100-01-01T00:00:00Z", "future")]
    [InlineData("2100-01-01", "future")]
    [InlineData("2021-02-30", "give an instant")]
    [InlineData("99", "no version 99")]
    [InlineData("0", "no version 0")]
    [InlineData("-1", "give an instant")]
    [InlineData("99999999999999999999", "no version 9999")]
    [InlineData("yesterday", "give an instant")]
    [InlineData("2021-01-22T14:00:00", "give an instant")]
    public async Task A_moment_that_is_none_is_a_bad_request_that_says_what_to_give(string moment, string says)
    {
        var story = $"moment-{moment.Length}-{says.Length}";
        await Service.OpenAsync(story);

        var answer = await Service.ReadAsync($"/stories/{story}/timeline?asOf={moment}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(says, (string?)answer.Json["detail"]);
    }

    [Theory]
    [InlineData("/search?q=word&asOf=2", HttpStatusCode.BadRequest, "a version is of one story")]
    [InlineData("/people/somebody?asOf=2", HttpStatusCode.BadRequest, "a version is of one story")]
    [InlineData("/search?q=word&story=nowhere", HttpStatusCode.NotFound, "no story 'nowhere'")]
    [InlineData("/search?q=word&story=No+Where", HttpStatusCode.BadRequest, "use an id")]
    public async Task Across_stories_a_version_needs_its_story(string address, HttpStatusCode status, string says)
    {
        var answer = await Service.ReadAsync(address);

        Assert.Equal(status, answer.Status);
        Assert.Contains(says, (string?)answer.Json["detail"]);
    }

    [Fact]
    public async Task A_search_in_one_story_finds_nothing_of_another_and_each_language_finds_its_own_words()
    {
        await Service.OpenAsync("search-en");
        await Service.OpenAsync("search-de", "de");
        foreach (var (story, headline) in new[] { ("search-en", "Xylophones were played"), ("search-de", "Xylophones Spielen der Häuser") })
            await Service.RecordAsync("arrests", new { when = new { edtf = "2021-01-19" }, headline }, story);

        Assert.Equal(["search-de", "search-en"], await StoriesAsync("/search?q=xylophones"));
        Assert.Equal(["search-en"], await StoriesAsync("/search?q=xylophones&story=search-en"));
        Assert.Equal(["search-de"], await StoriesAsync("/search?q=Haus"));
        Assert.Equal(["search-en"], await StoriesAsync("/search?q=playing"));

        async Task<IEnumerable<string?>> StoriesAsync(string address) =>
            (await Service.GetAsync(address))["entries"]!.AsArray().Select(e => (string?)e!["story"]!["id"]).Order();
    }

    [Fact]
    public async Task Before_the_story_was_opened_there_is_none()
    {
        await Service.OpenAsync("young");

        Assert.Equal(HttpStatusCode.NotFound, (await Service.ReadAsync("/stories/young/timeline?asOf=2021-01-01T00:00:00Z")).Status);
    }

    private async Task<string> RecordedAsync(string story, int version)
    {
        JsonNode changes = await Service.GetAsync($"/stories/{story}/changes");
        return Uri.EscapeDataString((string)changes["changes"]!.AsArray()[version - 1]!["recordedAt"]!);
    }
}
