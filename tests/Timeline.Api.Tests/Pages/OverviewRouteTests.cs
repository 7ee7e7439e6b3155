using System.Net;
using System.Xml.Linq;
using Timeline.Api.Tests.Past;

namespace Timeline.Api.Tests.Pages;

public sealed class OverviewRouteTests(SharedFirstStory story) : IClassFixture<SharedFirstStory>
{
    [Fact]
    public async Task The_first_story_s_marks_are_data_and_a_drawing_whose_every_mark_leads_to_its_entry()
    {
        var data = await story.Service.GetAsync("/stories/navalny-2021/overview?background=true");
        var drawn = await Replies.ReadAsync(story.Service, "/stories/navalny-2021/overview?background=true", ("Accept", "image/svg+xml"));
        var svg = XDocument.Parse(drawn.Text).Root!;

        var marks = data["marks"]!.AsArray();
        Assert.Equal(20, marks.Count);
        Assert.Equal("The story on a time axis: 20 entries, 17–23 January 2021", (string?)data["sentence"]);
        Assert.Equal((string?)data["sentence"], (string?)svg.Attribute("aria-label"));
        Assert.Equal((17, "17–23 January 2021", 0), ((int)data["within"]!, (string)data["window"]!, (int)data["corrections"]!));
        Assert.Equal(["2021-01-17", "2021-01-21", "2021-01-22", "2021-01-23"], data["days"]!.AsArray().Select(d => (string?)d!["edtf"]));
        Assert.Equal("Navalny arrested on his return to Russia", (string?)data["moments"]![0]!["headline"]);
        var links = svg.Elements(svg.Name.Namespace + "a").ToList();
        Assert.Equal(marks.Select(m => $"/stories/navalny-2021/entries/{m!["entry"]}"), links.Select(a => (string?)a.Attribute("href")));
        Assert.All(links, a => Assert.Contains(": ", a.Element(svg.Name.Namespace + "title")!.Value, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("image/svg+xml, application/json;q=0.5", true)]
    [InlineData("IMAGE/SVG+XML", true)]
    [InlineData("image/*", true)]
    [InlineData("image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8", true)]
    [InlineData("*/*", false)]
    [InlineData("application/json, image/svg+xml", false)]
    [InlineData("application/json, image/svg+xml;q=0.5", false)]
    [InlineData("image/svg+xml;q=0, */*", false)]
    public async Task It_is_drawn_for_whom_a_drawing_is_dearer_than_data(string accept, bool drawn)
    {
        var answer = await Replies.ReadAsync(story.Service, "/stories/navalny-2021/overview", ("Accept", accept));

        Assert.StartsWith(drawn ? "image/svg+xml" : "application/json", answer["Content-Type"]);
    }

    [Fact]
    public async Task The_page_and_the_list_name_those_who_have_a_page()
    {
        Assert.Contains("?person=alexei-navalny\"", (await Page.GetAsync(story.Service, "/stories/navalny-2021")).Html, StringComparison.Ordinal);
        Assert.Contains("Alexei Navalny", (await Page.GetAsync(story.Service, "/")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_a_picture_too()
    {
        using var answer = await story.Service.Public.GetAsync("/stories/navalny-2021/overview.png", Expect.Stop);
        Assert.Equal((HttpStatusCode.OK, "image/png"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], (await answer.Content.ReadAsByteArrayAsync(Expect.Stop))[..4]);
    }

    [Fact]
    public async Task Lists_in_the_order_of_reporting_have_each_entry_once()
    {
        var ids = new List<string>();
        for (string? next = "/stories/navalny-2021/timeline?by=reported&order=desc&limit=7&background=true"; next is not null;)
        {
            var page = await story.Service.GetAsync(next);
            ids.AddRange(page["entries"]!.AsArray().Select(e => (string)e!["id"]!));
            next = (string?)page["next"];
        }

        Assert.Equal(20, ids.Distinct().Count());
        var all = await story.Service.GetAsync("/stories/navalny-2021/timeline?background=true");
        Assert.Equal(all["entries"]!.AsArray().OrderByDescending(e => (DateTimeOffset)e!["recordedAt"]!).Select(e => (string)e!["id"]!), ids);
    }
}
