using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Timeline.Api.Tests.Pages;

public sealed partial class EmbeddingTests
{
    [Fact]
    public async Task Only_the_small_page_may_be_framed_by_others_and_no_page_may_run_or_load_what_is_foreign()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();

        foreach (var (address, framed) in new[]
        {
            ("/", "'self'"), ("/stories/story", "'self'"), ("/stories/none", "'self'"), ("/embed/story", "*"), ("/widget/demo", "'self'"),
        })
        {
            var policy = (await Page.GetAsync(service, address)).Headers["Content-Security-Policy"].Split("; ");
            Assert.Contains("default-src 'none'", policy);
            Assert.Contains("script-src 'self'", policy);
            Assert.Contains("style-src 'self'", policy);
            Assert.Contains("base-uri 'none'", policy);
            Assert.Contains($"frame-ancestors {framed}", policy);
        }
    }

    [Fact]
    public async Task A_frame_shows_so_many_entries_as_asked_for_the_newest_first_in_the_theme_asked_for()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        for (var i = 1; i <= 5; i++)
            await service.RecordAsync("rallies", new { when = new { edtf = $"2021-01-0{i}" }, headline = $"Rally {i}" });

        Assert.Equal(["Rally 5", "Rally 4"], Headlines(await Page.GetAsync(service, "/embed/story?limit=2")));
        Assert.Equal(["Rally 1"], Headlines(await Page.GetAsync(service, "/embed/story?limit=1&order=asc")));
        Assert.Contains("data-theme=\"dark\"", (await Page.GetAsync(service, "/embed/story?theme=dark")).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await Page.GetAsync(service, "/embed/story?theme=loud")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Page.GetAsync(service, "/embed/none")).Status);
    }

    [Fact]
    public async Task The_page_of_a_story_leads_to_its_oembed_and_that_to_a_frame_that_there_is()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        var page = await Page.GetAsync(service, "/stories/story");

        var link = WebUtility.HtmlDecode(Discovery().Match(page.Html).Groups[1].Value);
        var embed = JsonNode.Parse((await Page.GetAsync(service, link + "&maxwidth=300&maxheight=9999")).Html)!;

        Assert.Equal("rich", (string?)embed["type"]);
        Assert.Equal("1.0", (string?)embed["version"]);
        Assert.Equal("The story story", (string?)embed["title"]);
        Assert.Equal(300, (int?)embed["width"]);
        Assert.InRange((int)embed["height"]!, 1, 9999);
        var frame = Source().Match((string)embed["html"]!).Groups[1].Value;
        Assert.Equal(HttpStatusCode.OK, (await Page.GetAsync(service, frame)).Status);
    }

    [Fact]
    public async Task OEmbed_says_the_same_in_both_of_its_formats()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        var page = await Page.GetAsync(service, "/stories/story");

        var json = await Page.GetAsync(service, Link("json"));
        var xml = await Page.GetAsync(service, Link("xml"));

        Assert.StartsWith("application/json", json.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.StartsWith("text/xml", xml.Headers["Content-Type"], StringComparison.Ordinal);
        var root = XDocument.Parse(xml.Html).Root!;
        Assert.Equal("oembed", root.Name);
        Assert.Equal(
            JsonNode.Parse(json.Html)!.AsObject().Select(m => (m.Key, m.Value!.ToString())),
            root.Elements().Select(e => (e.Name.LocalName, e.Value)));

        string Link(string format) => WebUtility.HtmlDecode(Discovery().Matches(page.Html)
            .Select(m => m.Groups[1].Value).Single(href => href.EndsWith($"format={format}", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("{0}stories/none", "", HttpStatusCode.NotFound)]
    [InlineData("https://elsewhere.example/stories/story", "", HttpStatusCode.NotFound)]
    [InlineData("{0}people/story", "", HttpStatusCode.NotFound)]
    [InlineData("no address", "", HttpStatusCode.NotFound)]
    [InlineData("", "", HttpStatusCode.BadRequest)]
    [InlineData("{0}stories/story", "&format=xml", HttpStatusCode.OK)]
    [InlineData("{0}stories/story", "&format=yaml", HttpStatusCode.NotImplemented)]
    [InlineData("{0}stories/story", "&format=json", HttpStatusCode.OK)]
    [InlineData("{0}embed/story?theme=dark", "", HttpStatusCode.OK)]
    [InlineData("{0}stories/story/entries/none", "", HttpStatusCode.NotFound)]
    public async Task OEmbed_answers_as_its_specification_says(string url, string more, HttpStatusCode status)
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();

        var address = Uri.EscapeDataString(url.Replace("{0}", service.Address.ToString(), StringComparison.Ordinal));
        Assert.Equal(status, (await Page.GetAsync(service, $"/oembed?url={address}{more}")).Status);
    }

    [Fact]
    public async Task A_configured_address_stands_in_every_absolute_link()
    {
        await using var service = await TestService.StartAsync(settings: "--PublicUrl=https://news.example/live/");
        await service.OpenAsync();

        var page = await Page.GetAsync(service, "/stories/story");

        Assert.Contains("<link rel=\"canonical\" href=\"https://news.example/live/stories/story\"", page.Html, StringComparison.Ordinal);
        Assert.Contains("href=\"/live/pages/timeline.", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain(service.Address.Authority, page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_reader_s_host_name_is_never_on_another_reader_s_page()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/stories/story");
        request.Headers.TryAddWithoutValidation("Accept", "text/html");
        request.Headers.Host = "evil.example";

        using var evil = await service.Public.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, evil.StatusCode);
        Assert.DoesNotContain("evil.example", (await Page.GetAsync(service, "/stories/story")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_of_stories_is_at_the_root()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();

        var page = await Page.GetAsync(service, "/");

        Assert.Contains("<a href=\"/stories/story\">The story story</a>", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_widget_s_unchanging_address_has_what_its_integrity_says_and_no_other_hash_has_anything()
    {
        await using var service = await TestService.StartAsync();
        var script = await service.GetAsync("/widget/story-timeline.json");

        using var pinned = await service.Public.GetAsync((string)script["url"]!, TestContext.Current.CancellationToken);
        var bytes = await pinned.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal("sha384-" + Convert.ToBase64String(SHA384.HashData(bytes)), (string?)script["integrity"]);
        Assert.Contains("immutable", pinned.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal("text/javascript", pinned.Content.Headers.ContentType!.MediaType);
        Assert.Equal(["nosniff"], pinned.Headers.GetValues("X-Content-Type-Options"));
        Assert.Equal(["*"], pinned.Headers.GetValues("Access-Control-Allow-Origin"));

        var latest = await Page.GetAsync(service, "/widget/story-timeline.js");
        Assert.DoesNotContain("immutable", latest.Headers["Cache-Control"], StringComparison.Ordinal);
        Assert.True(latest.Headers.ContainsKey("ETag"));
        Assert.Equal(HttpStatusCode.NotFound, (await Page.GetAsync(service, "/widget/story-timeline.000000000000.js")).Status);
    }

    private static IEnumerable<string> Headlines(Page page) => Headline().Matches(page.Html).Select(m => m.Groups[1].Value);

    [GeneratedRegex("<h3[^>]*><a[^>]*>([^<]*)</a></h3>")]
    private static partial Regex Headline();

    [GeneratedRegex("type=\"(?:application/json|text/xml)\\+oembed\"[^>]*href=\"([^\"]+)\"")]
    private static partial Regex Discovery();

    [GeneratedRegex("src=\"([^\"]+)\"")]
    private static partial Regex Source();
}
