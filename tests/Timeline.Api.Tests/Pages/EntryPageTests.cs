using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Timeline.Api.Tests.Live;

namespace Timeline.Api.Tests.Pages;

public sealed partial class EntryPageTests(EntryPageTests.Told told) : IClassFixture<EntryPageTests.Told>
{
    private TestService Service => told.Service;

    [Fact]
    public async Task An_entry_has_a_page_with_what_it_said_before_what_refers_to_it_and_how_it_is_cited()
    {
        var page = await Page.GetAsync(Service, $"/stories/story/entries/{told.First}");
        var text = WebUtility.HtmlDecode(Tag().Replace(page.Html, " "));

        Assert.StartsWith("text/html", page.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Contains($"<link rel=\"canonical\" href=\"{Service.Address}stories/story/entries/{told.First}\"", page.Html, StringComparison.Ordinal);
        Assert.Contains("Now said", text, StringComparison.Ordinal);
        Assert.Contains("<del>First said</del>", page.Html, StringComparison.Ordinal);
        Assert.Contains("The headline.", text, StringComparison.Ordinal);
        Assert.Matches($"What refers to it</h2>.*entries/{told.Second}\">The outcome</a> <span lang=\"en\">\\(outcome of\\)", page.Html.ReplaceLineEndings(" "));
        Assert.Contains("An outlet", text, StringComparison.Ordinal);
        Assert.Matches(@"Now said\. 127\.0\.0\.1, .*\?asOf=\d+", text);
        Assert.Equal("Now said", (string?)JsonNode.Parse(page.JsonLd)!["headline"]);
    }

    [Fact]
    public async Task The_same_address_is_data_for_those_who_ask_for_it() =>
        Assert.Equal(told.First, (string?)(await Service.GetAsync($"/stories/story/entries/{told.First}"))["id"]);

    [Fact]
    public async Task An_entry_s_page_can_be_read_as_it_was_and_what_there_is_not_is_missing()
    {
        var then = await Page.GetAsync(Service, $"/stories/story/entries/{told.First}?asOf=2");
        Assert.Contains("First said", then.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Now said", then.Html, StringComparison.Ordinal);
        Assert.Contains("memento", then.Headers["Link"], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await Page.GetAsync(Service, "/stories/story/entries/none")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Page.GetAsync(Service, $"/stories/story/entries/{told.Hidden}")).Status);
    }

    [Fact]
    public async Task A_page_is_its_own_time_gate()
    {
        var now = await Page.GetAsync(Service, "/stories/story");
        Assert.Contains($"<{Service.Address}stories/story>; rel=\"original\"", now.Headers["Link"], StringComparison.Ordinal);

        var then = await Past.Replies.ReadAsync(Service, "/stories/story", ("Accept", Page.BrowsersAccept), ("Accept-Datetime", "Fri, 22 Jan 2021 14:00:00 GMT"));

        // The first there was.
        Assert.Equal($"{Service.Address}stories/story?asOf=1", then["Content-Location"]);
        Assert.NotNull(then["Memento-Datetime"]);
        Assert.DoesNotContain("First said", then.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_frame_of_one_entry_says_its_sources_and_oembed_leads_there()
    {
        var embed = await Service.GetAsync($"/oembed?url={Uri.EscapeDataString($"{Service.Address}stories/story/entries/{told.First}")}");
        Assert.Equal("Now said", (string?)embed["title"]);
        Assert.Contains($"/embed/story/{told.First}", (string?)embed["html"], StringComparison.Ordinal);

        var frame = await Page.GetAsync(Service, $"/embed/story/{told.First}");
        Assert.Contains("An outlet", frame.Html, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors *", frame.Headers["Content-Security-Policy"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_says_the_source_that_all_share_once_and_each_heading_once()
    {
        var html = (await Page.GetAsync(Service, "/stories/story?by=happened")).Html;

        Assert.Single(Outlet().Matches(html));
        var headings = Heading().Matches(html).Select(m => Tag().Replace(m.Groups[1].Value, "").Trim()).ToList();
        Assert.Equal(["17–22 January 2021", "Thursday 21 January 2021", "Friday 22 January 2021"], headings);
    }

    [Fact]
    public async Task Whoever_has_no_page_is_named_in_their_entry_and_in_no_list()
    {
        Assert.Contains("A Private", (await Page.GetAsync(Service, "/stories/story")).Html, StringComparison.Ordinal);
        Assert.DoesNotContain("a-private", (await Page.GetAsync(Service, "/stories/story")).Html, StringComparison.Ordinal);
        Assert.DoesNotContain("A Private", (await Page.GetAsync(Service, "/")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_feed_pages_back_to_the_first_change()
    {
        await Service.OpenAsync("long");
        for (var i = 0; i < 60; i++)
            await Service.RecordAsync("rallies", new { when = new { edtf = "2021-01-22" }, headline = $"Rally {i}" }, "long");
        XNamespace atom = "http://www.w3.org/2005/Atom";
        HashSet<string> ids = [];
        for (string? address = "/stories/long/feed.atom"; address is not null;)
        {
            var feed = XDocument.Parse((await Page.GetAsync(Service, address, "*/*")).Html).Root!;
            ids.UnionWith(feed.Elements(atom + "entry").Select(e => (string)e.Element(atom + "id")!));
            address = (string?)feed.Elements(atom + "link").SingleOrDefault(l => (string?)l.Attribute("rel") == "prev-archive")?.Attribute("href");
        }

        Assert.Equal(60, ids.Count);
    }

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tag();

    [GeneratedRegex("An outlet")]
    private static partial Regex Outlet();

    [GeneratedRegex("<h2 id=\"d[-0-9]+\">(.*?)</h2>", RegexOptions.Singleline)]
    private static partial Regex Heading();

    /// <summary>An entry that was corrected, two that share what is known of their date, and one that nobody sees.</summary>
    public sealed class Told : SharedService
    {
        internal string First { get; private set; } = "";

        internal string Second { get; private set; } = "";

        internal string Hidden { get; private set; } = "";

        protected override async Task FillAsync()
        {
            var sources = new[] { new { outlet = "An outlet" } };
            (First, _) = await Service.RecordAsync("arrests", new { when = new { edtf = "[2021-01-17..2021-01-22]" }, headline = "First said", sources });
            await Editing.CorrectAsync(Service, First, "Now said");
            (Second, _) = await Service.RecordAsync("releases", new
            {
                when = new { edtf = "2021-01-21" },
                headline = "The outcome",
                sources,
                links = new[] { new { relation = "outcome-of", entry = First } },
            });
            var people = new[] { new { id = "a-private", name = "A Private" } };
            await Service.RecordAsync("rallies", new { when = new { edtf = "2021-01-22" }, headline = "A rally", sources, people });
            await Service.RecordAsync("rallies", new { when = new { edtf = "2021-01-17/2021-01-22" }, headline = "It went on", sources });
            (Hidden, _) = await Service.RecordAsync("rallies", new { when = new { edtf = "2021-01-22" }, headline = "SECRET", draft = true });
        }
    }
}
