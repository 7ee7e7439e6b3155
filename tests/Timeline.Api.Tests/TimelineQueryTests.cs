using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Timeline.Api.Tests;

public sealed class TimelineQueryTests(TimelineQueryTests.Stories stories) : IClassFixture<TimelineQueryTests.Stories>
{
    private readonly TestService _service = stories.Service;

    [Theory]
    // A day is inside a range that touches it, in the story's own time zone (Moscow, UTC+3).
    [InlineData("from=2021-01-17&to=2021-01-17", "year month day interval openStart openEnd")]
    [InlineData("from=2021-01-18", "year month interval evening openStart openEnd")]
    [InlineData("to=2021-01-16", "year month openStart")]
    [InlineData("from=2021-01-23T00:00%2B03:00", "year month openEnd")]
    [InlineData("from=2021-01-22T21:00:00Z", "year month openEnd")]
    [InlineData("from=2021-01-22T20:59:59Z", "year month interval openStart openEnd")]
    [InlineData("from=2021-01-22T18:00%2B03:00&to=2021-01-22T18:00%2B03:00", "year month interval evening openStart openEnd")]
    [InlineData("from=2021-01-22T18:00+03:00&to=2021-01-22T18:00+03:00", "year month interval evening openStart openEnd")]
    [InlineData("from=2021-01-22T18:01%2B03:00&to=2021-01-22T19:00%2B03:00", "year month interval openStart openEnd")]
    [InlineData("from=2022", "openEnd")]
    [InlineData("to=2020", "openStart")]
    [InlineData("from=2019/2020&to=2020", "openStart")]
    [InlineData("from=../2021-01-17&to=2020", "openStart")]
    [InlineData("from=2021-01-17/..&to=..%2F2021-01-17", "year month day interval openStart openEnd")]
    [InlineData("from=&to=", "year month day interval evening openStart openEnd")]
    public async Task A_range_holds_what_may_have_happened_in_it(string query, string expected) =>
        Assert.Equal(expected.Split(' ').Order(), (await HeadlinesAsync("dates", query)).Order());

    [Theory]
    [InlineData("kind=arrest", 2)]
    [InlineData("kind=arrest&kind=release", 3)]
    [InlineData("kind=arrest,release", 3)]
    [InlineData("kind=arrest&kind=arrest", 2)]
    [InlineData("kind=rally", 0)]
    [InlineData("person=anna", 2)]
    [InlineData("person=anna&kind=release", 1)]
    [InlineData("person=nobody", 0)]
    [InlineData("place=Moscow", 2)]
    [InlineData("place=mOSCOW", 2)]
    [InlineData("place=Mosc", 0)]
    [InlineData("place=%D0%9C%D0%BE%D1%81%D0%BA%D0%B2%D0%B0", 1)]
    [InlineData("place=%D0%BC%D0%BE%D1%81%D0%BA%D0%B2%D0%B0", 1)]
    [InlineData("place=%25", 0)]
    [InlineData("key=true", 1)]
    [InlineData("background=true", 5)]
    [InlineData("background=false", 4)]
    [InlineData("background=true&kind=publication&person=boris", 1)]
    public async Task Filters_pick_entries_and_are_all_to_be_met(string query, int expected) =>
        Assert.Equal(expected, (await HeadlinesAsync("filters", query)).Length);

    [Theory]
    [InlineData("words", "detained", "Anna detained")]
    [InlineData("words", "detain", "Anna detained")]
    [InlineData("words", "DETENTIONS", "")]
    [InlineData("words", "protesting", "Protests")]
    [InlineData("words", "\"square is full\"", "Protests")]
    [InlineData("words", "square -anna", "Protests")]
    [InlineData("words", "anna or protests", "Anna detained|Protests")]
    [InlineData("words", "anna protests", "")]
    [InlineData("words", "kitten", "Anna detained")]
    [InlineData("words", "Instagrams", "Protests")]
    [InlineData("words", "police", "Anna detained")]
    [InlineData("words", "sobol", "Protests")]
    // What every text has is looked for where there is nothing else.
    [InlineData("words", "the", "Anna detained|Protests")]
    [InlineData("words", "the kitten", "Anna detained")]
    [InlineData("words", "& | ! <-> ( ) :* \\ '", "")]
    [InlineData("words", "anna & | !", "Anna detained")]
    [InlineData("words-ru", "задержаны", "Анна задержана")]
    [InlineData("words-ru", "задержание", "Анна задержана")]
    [InlineData("words-ru", "площади", "Анна задержана")]
    [InlineData("words-ru", "Площадь", "Анна задержана")]
    public async Task Words_are_found_in_the_storys_language(string story, string words, string expected) => Assert.Equal(
        expected.Split('|', StringSplitOptions.RemoveEmptyEntries).Order(),
        (await HeadlinesAsync(story, "q=" + Uri.EscapeDataString(words))).Order());

    [Fact]
    public async Task The_order_can_be_turned_and_is_the_exact_reverse() => Assert.Equal(
        (await HeadlinesAsync("dates", "order=asc")).Reverse(), await HeadlinesAsync("dates", "order=desc"));

    [Theory]
    [InlineData("limit=1", 1, true)]
    [InlineData("limit=7", 7, false)]
    [InlineData("limit=6", 6, true)]
    [InlineData("limit=500", 7, false)]
    public async Task A_page_has_at_most_its_limit_and_says_whether_more_follows(string query, int count, bool more)
    {
        var page = await _service.GetAsync($"/stories/dates/timeline?{query}");

        Assert.Equal((count, more), (page["entries"]!.AsArray().Count, page["next"] is not null));
    }

    [Fact]
    public async Task The_next_page_keeps_the_filters_of_the_first()
    {
        var page = await _service.GetAsync("/stories/filters/timeline?kind=arrest&kind=release&background=true&limit=1&place=&order=desc");
        var seen = new List<string>();
        while (true)
        {
            seen.AddRange(page["entries"]!.AsArray().Select(e => (string)e!["headline"]!));
            if ((string?)page["next"] is not { } next)
                break;
            page = await _service.GetAsync(next);
        }

        Assert.Equal(["Release", "Arrest two", "Arrest one"], seen);
    }

    [Fact]
    public async Task Each_date_of_an_entry_is_told_in_the_words_of_the_storys_language()
    {
        Assert.Equal("17 January 2021", (string?)(await EntryAsync("dates", "day"))["when"]!["display"]);
        Assert.Matches(@"^17 января 2021\sг\.$", (string?)(await EntryAsync("words-ru", "Анна задержана"))["when"]!["display"]);
    }

    [Theory]
    [InlineData("de", "17. Januar 2021")]
    [InlineData("ar-EG", "17 يناير 2021")]
    [InlineData("fi", "17 January 2021")]
    public async Task Dates_are_told_in_the_language_that_is_asked_for(string language, string said)
    {
        var entry = (await _service.GetAsync($"/stories/dates/timeline?lang={language}"))["entries"]!.AsArray().Single(e => (string?)e!["headline"] == "day")!;

        Assert.Equal(said, (string?)entry["when"]!["display"]);
        Assert.Equal(said, (string?)(await _service.GetAsync($"/stories/dates/entries/{entry["id"]}?lang={language}"))["when"]!["display"]);
        Assert.Contains((await _service.GetAsync($"/stories/dates/changes?lang={language}"))["changes"]!.AsArray(), c => (string?)c!["entry"]?["when"]!["display"] == said);
    }

    [Fact]
    public async Task Years_before_one_and_after_9999_have_true_bounds_order_and_filters()
    {
        await _service.OpenAsync("ages");
        foreach (var edtf in new[] { "Y12345", "-0043-03-15", "2021-01-17", "-0753", "-0043-03-14", "0014" })
            await _service.RecordAsync("arrests", new { when = new { edtf }, headline = edtf, planned = edtf == "Y12345", background = false }, "ages");

        Assert.Equal(["-0753", "-0043-03-14", "-0043-03-15", "0014", "2021-01-17", "Y12345"], await HeadlinesAsync("ages", ""));
        Assert.Equal(["Y12345", "2021-01-17", "0014", "-0043-03-15", "-0043-03-14", "-0753"], await HeadlinesAsync("ages", "order=desc"));
        Assert.Equal(["-0043-03-14", "-0043-03-15"], await HeadlinesAsync("ages", "from=-0043&to=-0043"));
        Assert.Equal(["Y12345"], await HeadlinesAsync("ages", "from=Y10000"));
        var when = (await EntryAsync("ages", "-0043-03-15"))["when"]!;
        Assert.Equal(("-000043-03-15T00:00:00Z", "-000043-03-15T23:59:59Z", "15 March 44 BC"),
            ((string?)when["earliest"], (string?)when["latest"], (string?)when["display"]));
    }

    [Fact]
    public async Task A_placed_entry_stands_beside_its_neighbour_on_every_page()
    {
        await _service.OpenAsync("places");
        var ids = new List<string>();
        foreach (var headline in new[] { "one", "two", "three", "four" })
            ids.Add((await _service.RecordAsync("arrests", new { when = Stories.At("01-17"), headline }, "places")).Id);
        using var placed = await _service.Editor.PostAsJsonAsync($"/stories/places/entries/{ids[3]}/placement", new { after = ids[0] }, Expect.Stop);
        Assert.Equal(System.Net.HttpStatusCode.Created, placed.StatusCode);

        foreach (var (order, expected) in new[] { ("asc", "one four two three"), ("desc", "three two four one") })
        {
            var seen = new List<string>();
            for (var next = $"/stories/places/timeline?limit=1&order={order}"; next is not null;)
            {
                var page = await _service.GetAsync(next);
                seen.AddRange(page["entries"]!.AsArray().Select(e => (string)e!["headline"]!));
                next = (string?)page["next"];
            }

            Assert.Equal(expected, string.Join(' ', seen));
        }
    }

    private async Task<string[]> HeadlinesAsync(string story, string query) =>
        [.. (await _service.GetAsync($"/stories/{story}/timeline?{query}"))["entries"]!.AsArray().Select(e => (string)e!["headline"]!)];

    private async Task<JsonNode> EntryAsync(string story, string headline) =>
        (await _service.GetAsync($"/stories/{story}/timeline"))["entries"]!.AsArray().First(e => (string?)e!["headline"] == headline)!;

    /// <summary>The stories that are asked about.</summary>
    public sealed class Stories : IAsyncLifetime
    {
        internal TestService Service { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Service = await TestService.StartAsync();
            await Service.OpenAsync("dates");
            foreach (var (edtf, headline) in new[]
            {
                ("2021", "year"), ("2021-01", "month"), ("2021-01-17", "day"), ("2021-01-17/2021-01-22", "interval"),
                ("2021-01-22T18:00+03:00", "evening"), ("../2021-01-22", "openStart"), ("2021-01-17/..", "openEnd"),
            })
                await Service.RecordAsync("arrests", new { when = new { edtf }, headline }, "dates");

            await Service.OpenAsync("filters");
            var anna = new { id = "anna", name = "Anna" };
            string[] moscow = ["Russia", "Moscow"], lower = ["moscow"], russian = ["Москва"];
            await Service.RecordAsync("arrests", new { when = At("01-17"), headline = "Arrest one", people = new[] { anna }, places = moscow }, "filters");
            await Service.RecordAsync("arrests", new { when = At("01-18"), headline = "Arrest two", key = true, places = lower }, "filters");
            await Service.RecordAsync("releases", new { when = At("01-19"), headline = "Release", people = new[] { anna } }, "filters");
            await Service.RecordAsync("warnings", new { when = At("01-20"), headline = "Warning", places = russian }, "filters");
            await Service.RecordAsync("publications", new
            {
                when = new { edtf = "2020" },
                headline = "Before",
                background = true,
                people = new[] { new { id = "boris", name = "Boris" } },
            }, "filters");

            await Service.OpenAsync("words");
            await Service.RecordAsync("detentions", new
            {
                when = At("01-17"),
                headline = "Anna detained",
                summary = "She was in the square.",
                claims = new[] { new { by = "Police", verb = "says", quote = "She had kittens" } },
            }, "words");
            await Service.RecordAsync("statements", new
            {
                when = At("01-18"),
                headline = "Protests",
                summary = "The square is full.",
                people = new[] { new { id = "lyubov-sobol", name = "Lyubov Sobol" } },
                speakers = new List<string> { "lyubov-sobol" },
                channel = "Instagram",
            }, "words");
            await Service.OpenAsync("words-ru", "ru");
            await Service.RecordAsync("detentions", new { when = At("01-17"), headline = "Анна задержана", summary = "Её задержали на площади." }, "words-ru");
        }

        public ValueTask DisposeAsync() => Service.DisposeAsync();

        internal static object At(string day) => new { edtf = "2021-" + day };
    }
}
