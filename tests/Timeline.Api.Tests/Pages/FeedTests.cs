using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Timeline.Api.Tests.Live;

namespace Timeline.Api.Tests.Pages;

public sealed partial class FeedTests
{
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";
    private static readonly XNamespace Tombstones = "http://purl.org/atompub/tombstones/1.0";

    [Fact]
    public async Task The_page_of_a_story_leads_to_a_feed_that_has_what_Atom_asks_for()
    {
        await using var service = await TestService.StartAsync(plant: true);
        var page = await Page.GetAsync(service, "/stories/navalny-2021");

        var link = Discovery().Match(page.Html).Groups[1].Value;
        var answer = await Page.GetAsync(service, link, "*/*");
        var feed = XDocument.Parse(answer.Html).Root!;

        Assert.Equal("application/atom+xml", MediaTypeHeaderValue.Parse(answer.Headers["Content-Type"]).MediaType);
        Assert.True(answer.Headers.ContainsKey("ETag"));
        Assert.Equal(Atom + "feed", feed.Name);
        Assert.Equal(link, (string?)Linked(feed, "self"));
        Assert.Equal($"{service.Address}stories/navalny-2021", (string?)Linked(feed, "alternate"));
        Assert.NotEmpty((string?)feed.Element(Atom + "author")!.Element(Atom + "name") ?? "");
        var entries = feed.Elements(Atom + "entry").ToList();
        // Twenty, and where things stand.
        Assert.Equal(21, entries.Select(e => (string?)e.Element(Atom + "id")).Distinct().Count());
        foreach (var part in entries.Append(feed))
        {
            Assert.True(Uri.IsWellFormedUriString((string?)part.Element(Atom + "id"), UriKind.Absolute));
            Assert.NotEmpty((string?)part.Element(Atom + "title") ?? "");
            Assert.Equal(TimeSpan.Zero, ((DateTimeOffset)part.Element(Atom + "updated")!).Offset);
        }

        Assert.Equal(entries.Select(e => (DateTimeOffset)e.Element(Atom + "updated")!).OrderDescending(), entries.Select(e => (DateTimeOffset)e.Element(Atom + "updated")!));
        Assert.Contains(entries, e => ((string?)e.Element(Atom + "content"))!.Contains("<cite>Roskomnadzor</cite>", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_feed_has_each_entry_once_as_it_is_now_and_says_which_are_gone()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        var (mended, _) = await RallyAsync("Mended");
        var (retracted, _) = await RallyAsync("Withdrawn");
        var (held, _) = await RallyAsync("Held");
        await Editing.CorrectAsync(service, mended, "As it should be");
        await Editing.RetractAsync(service, retracted);
        await Editing.PostAsync(service, held, "hold", new { reason = "SECRET" });
        await service.RecordAsync("rallies", new { when = new { edtf = "2021-01-23" }, headline = "SECRET", draft = true });

        var text = (await Page.GetAsync(service, "/stories/story/feed.atom")).Html;
        var feed = XDocument.Parse(text).Root!;

        var entries = feed.Elements(Atom + "entry").ToList();
        Assert.Equal(["This entry was withdrawn.", "As it should be"], entries.Select(e => (string?)e.Element(Atom + "title")));
        Assert.Contains("It was wrong.", (string?)entries[0].Element(Atom + "content"), StringComparison.Ordinal);
        Assert.Contains("The headline.", (string?)entries[1].Element(Atom + "content"), StringComparison.Ordinal);
        Assert.EndsWith("/entries/" + held, (string?)Assert.Single(feed.Elements(Tombstones + "deleted-entry")).Attribute("ref"), StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await Page.GetAsync(service, "/stories/none/feed.atom")).Status);

        Task<(string, EntityTagHeaderValue)> RallyAsync(string headline) =>
            service.RecordAsync("rallies", new { when = new { edtf = "2021-01-22" }, headline });
    }

    [Fact]
    public async Task Hostile_text_is_only_text_and_what_XML_cannot_hold_is_left_out()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        const string evil = "]]></title><script>alert(1)</script>&\uFFFE\U0001F600";
        await service.RecordAsync("rallies", new { when = new { edtf = "2021-01-22" }, headline = evil, summary = evil });

        var feed = XDocument.Parse((await Page.GetAsync(service, "/stories/story/feed.atom")).Html);

        var entry = Assert.Single(feed.Root!.Elements(Atom + "entry"));
        Assert.Equal(evil.Replace("\uFFFE", "", StringComparison.Ordinal), (string?)entry.Element(Atom + "title"));
        Assert.DoesNotContain("<script", (string?)entry.Element(Atom + "content"), StringComparison.Ordinal);
        Assert.Empty(feed.Descendants("script"));
    }

    private static XAttribute? Linked(XElement feed, string relation) =>
        feed.Elements(Atom + "link").Single(l => (string?)l.Attribute("rel") == relation).Attribute("href");

    [GeneratedRegex("<link rel=\"alternate\" type=\"application/atom\\+xml\"[^>]*href=\"([^\"]+)\"")]
    private static partial Regex Discovery();
}
