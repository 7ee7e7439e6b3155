using System.Net;
using System.Text.RegularExpressions;

namespace Timeline.Api.Tests.Past;

/// <summary>RFC 7089, as a client of it reads our answers.</summary>
public sealed partial class MementoTests(SharedService shared) : IClassFixture<SharedService>
{
    private TestService Service => shared.Service;

    [Fact]
    public async Task The_timeline_names_itself_as_original_and_time_gate_with_its_time_map_and_its_first_and_last_memento()
    {
        await ThreeVersionsAsync("gate");

        var answer = await Service.ReadAsync("/stories/gate/timeline");

        Assert.Contains("accept-datetime", answer["Vary"], StringComparison.Ordinal);
        Assert.Null(answer["Memento-Datetime"]);
        var links = Links(answer);
        Assert.Equal(Address("/stories/gate/timeline"), links["original"].Address);
        Assert.Equal(Address("/stories/gate/timeline"), links["timegate"].Address);
        Assert.Equal(Address("/stories/gate/timemap"), links["timemap"].Address);
        Assert.Equal(Address("/stories/gate/timeline?asOf=1"), links["first memento"].Address);
        Assert.Equal(Address("/stories/gate/timeline?asOf=3"), links["last memento"].Address);
        Assert.All(["first memento", "last memento"], rel => Assert.NotNull(links[rel].Datetime));
    }

    [Fact]
    public async Task A_storys_page_has_a_time_map_of_its_own_which_lists_pages()
    {
        await ThreeVersionsAsync("page");

        var links = Links(await Service.ReadAsync("/stories/page?kind=rally", ("Accept", "text/html")));
        Assert.Equal(Address("/stories/page/timemap?kind=rally&of=page"), links["timemap"].Address);
        var map = Links((await Service.ReadAsync(links["timemap"].Address)).Text);
        Assert.Equal(Address("/stories/page?kind=rally"), map["original"].Address);
        Assert.Equal(Address("/stories/page?kind=rally&asOf=1"), map["first memento"].Address);
        Assert.Equal(links["last memento"], map["last memento"]);
        var memento = await Service.ReadAsync(map["memento"].Address, ("Accept", "text/html"));
        Assert.Equal(map["memento"].Datetime, memento["Memento-Datetime"]);
        Assert.Equal(links["timemap"], Links(memento)["timemap"]);
        // A place in an order has no past of its own.
        Assert.DoesNotContain("timemap", Links(await Service.ReadAsync("/stories/page?order=asc", ("Accept", "text/html"))).Keys);
    }

    [Fact]
    public async Task A_memento_says_its_datetime_and_its_neighbours_and_is_kept_for_long()
    {
        await ThreeVersionsAsync("memento");

        var answer = await Service.ReadAsync("/stories/memento/timeline?asOf=2");

        Assert.True(answer.IsKeptLong);
        Assert.Equal(2, answer.Version);
        Assert.DoesNotContain("accept-datetime", answer["Vary"] ?? "", StringComparison.Ordinal);
        var links = Links(answer);
        Assert.Equal(links["memento"].Datetime, answer["Memento-Datetime"]);
        Assert.Equal(Address("/stories/memento/timeline?asOf=1"), links["prev memento"].Address);
        Assert.Equal(Address("/stories/memento/timeline?asOf=1"), links["first memento"].Address);
        Assert.Equal(Address("/stories/memento/timeline?asOf=3"), links["next memento"].Address);
        Assert.Equal(Address("/stories/memento/timeline?asOf=3"), links["last memento"].Address);
    }

    [Fact]
    public async Task Each_link_of_the_last_memento_leads_to_what_it_says()
    {
        await ThreeVersionsAsync("leads");
        var last = await Service.ReadAsync("/stories/leads/timeline?asOf=3");
        Assert.DoesNotContain("next memento", Links(last).Keys);

        foreach (var (rel, link) in Links(last).Where(l => l.Value.Datetime is not null))
        {
            var memento = await Service.ReadAsync(link.Address);
            Assert.True(memento.Status == HttpStatusCode.OK, rel);
            Assert.Equal(link.Datetime, memento["Memento-Datetime"]);
        }
    }

    [Fact]
    public async Task Accept_Datetime_gives_the_last_state_of_that_second_under_its_own_address()
    {
        await ThreeVersionsAsync("chosen");
        var made = (await Service.GetAsync("/stories/chosen/changes"))["changes"]!.AsArray()
            .Select(c => c!["recordedAt"]!.GetValue<DateTimeOffset>()).ToArray();

        foreach (var instant in made)
        {
            var answer = await NegotiateAsync("/stories/chosen/timeline", instant.ToString("r"));
            var expected = made.Count(m => m.ToUnixTimeSeconds() <= instant.ToUnixTimeSeconds());

            Assert.Equal(HttpStatusCode.OK, answer.Status);
            Assert.Contains("accept-datetime", answer["Vary"], StringComparison.Ordinal);
            Assert.Equal(Address($"/stories/chosen/timeline?asOf={expected}"), answer["Content-Location"]);
            Assert.Equal(made[expected - 1].ToString("r"), answer["Memento-Datetime"]);
            Assert.False(answer.IsKeptLong);
            Assert.Equal((await Service.ReadAsync(answer["Content-Location"]!)).Text, answer.Text);
        }
    }

    [Theory]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT", 1)]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT", 3)]
    public async Task A_date_out_of_range_gives_the_nearest_end(string date, int version)
    {
        var story = $"range-{version}";
        await ThreeVersionsAsync(story);

        var answer = await NegotiateAsync($"/stories/{story}/timeline", date);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(Address($"/stories/{story}/timeline?asOf={version}"), answer["Content-Location"]);
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("2021-01-22T14:00:00Z")]
    [InlineData("Mon, 22 Jan 2021 14:00:00 GMT")]
    [InlineData("")]
    public async Task An_unparsable_date_is_a_bad_request(string date)
    {
        await Service.OpenAsync($"bad-{date.Length}");

        var answer = await NegotiateAsync($"/stories/bad-{date.Length}/timeline", date);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("accept-datetime", answer["Vary"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_memento_takes_no_heed_of_Accept_Datetime()
    {
        await ThreeVersionsAsync("heedless");

        var answer = await NegotiateAsync("/stories/heedless/timeline?asOf=2", "Thu, 01 Jan 1970 00:00:00 GMT");

        Assert.Equal((await Service.ReadAsync("/stories/heedless/timeline?asOf=2")).Text, answer.Text);
    }

    [Fact]
    public async Task Filters_stay_in_every_address_and_a_page_of_a_memento_is_followed_by_a_page_of_it()
    {
        await ThreeVersionsAsync("filtered");
        const string Filtered = "/stories/filtered/timeline?kind=sentencing&limit=1";

        var answer = await NegotiateAsync(Filtered, "Fri, 31 Dec 9999 23:59:59 GMT");

        Assert.Equal(Address(Filtered), Links(answer)["original"].Address);
        Assert.Equal(Address("/stories/filtered/timemap?kind=sentencing&limit=1"), Links(answer)["timemap"].Address);
        Assert.Equal(Address($"{Filtered}&asOf=3"), answer["Content-Location"]);
        Assert.StartsWith($"{Filtered}&asOf=3&cursor=", (string?)answer.Json["next"]);
    }

    [Fact]
    public async Task The_time_map_lists_every_memento_once_with_first_and_last()
    {
        await ThreeVersionsAsync("map");

        var answer = await Service.ReadAsync("/stories/map/timemap");

        Assert.Equal("application/link-format", answer["Content-Type"]);
        var lines = answer.Text.TrimEnd().Split(",\n");
        Assert.Equal(
            ["original", "timegate", "self", "first memento", "memento", "last memento"],
            lines.Select(l => LinkFormat().Match(l).Groups["rel"].Value));
        Assert.Contains("from=\"", lines[2]);
        Assert.Contains("until=\"", lines[2]);
        Assert.All(lines, l => Assert.Matches(LinkFormat(), l));
        Assert.Equal(HttpStatusCode.NotFound, (await Service.ReadAsync("/stories/none/timemap")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Service.ReadAsync("/stories/map/timemap?kind=none")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Service.ReadAsync("/stories/map/timemap?page=2")).Status);
    }

    [Fact]
    public async Task A_long_time_map_names_its_pages_which_together_list_every_memento_once()
    {
        await ThreeVersionsAsync("pages");
        await Expect.ScalarAsync(Service, """
            insert into timeline.tl_changes (story, version, recorded, type)
            select 'pages', v, now() + v * interval '1 second', 'entry-changed' from generate_series(4, 2001) v
            """);
        await Expect.ScalarAsync(Service, "update timeline.tl_stories set public_version = 2001 where id = 'pages'");

        var index = await Service.ReadAsync("/stories/pages/timemap");
        var maps = LinkFormat().Matches(index.Text).Where(m => m.Groups["rel"].Value == "timemap").ToArray();
        Assert.Equal(3, maps.Length);
        Assert.DoesNotContain("memento", index.Text);
        Assert.All(maps, m => Assert.Matches("from=\"[^\"]+ GMT\"; until=\"[^\"]+ GMT\"", m.Value));

        var mementos = new List<string>();
        for (var i = 0; i < maps.Length; i++)
        {
            var page = await Service.ReadAsync(maps[i].Groups["address"].Value);
            Assert.Equal(i < 2, page.IsKeptLong);
            var links = LinkFormat().Matches(page.Text).ToLookup(m => m.Groups["rel"].Value, m => m.Groups["address"].Value);
            Assert.Equal(maps[i].Groups["address"].Value, Assert.Single(links["self"]));
            Assert.Equal(maps.Where((_, n) => Math.Abs(n - i) == 1).Select(m => m.Groups["address"].Value), links["timemap"]);
            mementos.AddRange(links["first memento"].Concat(links["memento"]).Concat(links["last memento"]));
        }

        Assert.Equal(Enumerable.Range(1, 2001).Select(v => Address($"/stories/pages/timeline?asOf={v}")), mementos);
    }

    [Fact]
    public async Task HEAD_says_what_GET_says()
    {
        await ThreeVersionsAsync("head");
        foreach (var address in (string[])["/stories/head/timeline", "/stories/head/timeline?asOf=2", "/stories/head/timemap"])
        {
            using var ask = new HttpRequestMessage(HttpMethod.Head, address);
            ask.Headers.TryAddWithoutValidation("Accept-Datetime", "Thu, 01 Jan 1970 00:00:00 GMT");
            using var head = await Service.Public.SendAsync(ask, TestContext.Current.CancellationToken);
            var get = await NegotiateAsync(address, "Thu, 01 Jan 1970 00:00:00 GMT");

            Assert.Equal(get.Headers.Where(h => h.Key != "Date").OrderBy(h => h.Key), head.Headers.Concat(head.Content.Headers)
                .Where(h => h.Key != "Date").Select(h => KeyValuePair.Create(h.Key, string.Join(", ", h.Value))).OrderBy(h => h.Key));
            Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Behind_a_proxy_every_address_is_the_one_that_readers_know()
    {
        await using var service = await TestService.StartAsync(settings: "--PublicUrl=https://news.example.org/live");
        await service.OpenAsync();

        foreach (var address in (string[])["timeline", "timeline?asOf=1"])
        {
            var answer = await service.ReadAsync($"/stories/story/{address}");
            Assert.All(Links(answer).Values, l => Assert.StartsWith("https://news.example.org/live/stories/story/time", l.Address));
        }

        var map = await service.ReadAsync("/stories/story/timemap");
        Assert.All(map.Text.TrimEnd().Split(",\n"), l => Assert.StartsWith("<https://news.example.org/live/stories/story/time", l));
    }

    private async Task ThreeVersionsAsync(string story)
    {
        await Service.OpenAsync(story);
        await Service.RecordAsync("sentencings", Editing.Sentencing(), story);
        await Service.RecordAsync("sentencings", Editing.Sentencing("Another sentence"), story);
    }

    private string Address(string path) => new Uri(Service.Address, path).ToString();

    private Task<Reply> NegotiateAsync(string address, string date) => Service.ReadAsync(address, ("Accept-Datetime", date));

    private static Dictionary<string, (string Address, string? Datetime)> Links(Reply answer) => Links(answer["Link"]!);

    private static Dictionary<string, (string Address, string? Datetime)> Links(string text) =>
        LinkFormat().Matches(text).ToDictionary(
            m => m.Groups["rel"].Value,
            m => (m.Groups["address"].Value, m.Groups["date"].Success ? m.Groups["date"].Value : null));

    [GeneratedRegex("""<(?<address>[^>]+)>; rel="(?<rel>[^"]+)"(; (?:type|from|until)="[^"]*")*(; datetime="(?<date>[^"]+)")?""")]
    private static partial Regex LinkFormat();
}
