using System.Text.Json.Nodes;
using Timeline.Api.Tests.Past;

namespace Timeline.Api.Tests.Abuse;

/// <summary>An entry that was corrected very often costs its readers no more than another.</summary>
public sealed class CorrectionsTests(OftenCorrected shared) : IClassFixture<OftenCorrected>
{
    private TestService Service => shared.Service;

    private string Entry => shared.Entry;

    [Fact]
    public async Task Its_revisions_come_in_pages_the_newest_first_each_with_what_it_changed_and_why()
    {
        var pages = new List<JsonNode>();
        for (var next = $"/stories/story/entries/{Entry}?limit=7"; next is not null; next = (string?)pages[^1]["next"])
            pages.Add(await Service.GetAsync(next));

        Assert.Equal([7, 7, 7, 7, 3], pages.Select(p => p["revisions"]!.AsArray().Count));
        var revisions = pages.SelectMany(p => p["revisions"]!.AsArray()).Select(r => r!).ToArray();
        Assert.Equal(Enumerable.Range(1, 31).Reverse(), revisions.Select(r => (int)r["revision"]!));
        Assert.All(revisions[..^1].Index(), r =>
        {
            var change = Assert.Single(r.Item["changes"]!.AsArray())!;
            Assert.Equal(("term", $"{30 - r.Index} years"), ((string?)change["field"], (string?)change["now"]));
            Assert.Equal(["term"], r.Item["correction"]!["fields"]!.AsArray().Select(f => (string?)f));
        });
        Assert.Equal(revisions.Skip(1).Select(r => (string?)r["to"]), revisions.SkipLast(1).Select(r => (string?)r["from"]));
        Assert.Null(revisions[0]["to"]);
        Assert.Contains("headline", revisions[^1]["changes"]!.AsArray().Select(c => (string?)c!["field"]));
        Assert.Null(revisions[^1]["correction"]);
        Assert.All(pages, p => Assert.Equal("30 years", (string?)p["details"]!["term"]));
    }

    [Theory]
    [InlineData("/stories/story/timeline")]
    [InlineData("/stories/story/changes?after=25")]
    [InlineData("/stories/story/entries/{entry}?limit=1")]
    [InlineData("/search?q=navalny")]
    public async Task Wherever_it_is_listed_it_carries_the_newest_three_corrections_and_a_count(string address)
    {
        var answer = await Service.GetAsync(address.Replace("{entry}", Entry, StringComparison.Ordinal));

        var entry = (answer["entries"]?[0] ?? answer["changes"]?.AsArray()[^1]!["entry"] ?? answer).AsObject();
        Assert.Equal(["27", "28", "29"], entry["corrections"]!.AsArray().Select(c => (string?)c!["wrong"]));
        Assert.Equal(30, (int)entry["correctionCount"]!);
    }

    [Fact]
    public async Task The_page_of_corrections_lists_them_all_at_every_time_and_the_story_counts_them()
    {
        Assert.Equal(30, (int)(await Service.GetAsync("/stories/story"))["corrections"]!);
        var all = await Service.GetAsync("/stories/story/corrections");
        Assert.Equal(Enumerable.Range(0, 30).Reverse().Select(n => $"{n}"), all["corrections"]!.AsArray().Select(c => (string)c!["wrong"]!));
        Assert.Equal(10, (int)(await Service.GetAsync("/stories/story/corrections?asOf=12"))["count"]!);
    }

    [Fact]
    public async Task The_page_says_how_many_more_there_were()
    {
        var page = await Service.ReadAsync("/stories/story", ("Accept", "text/html"));

        Assert.Contains("Earlier corrections: 27", page.Text, StringComparison.Ordinal);
        Assert.Contains($"/stories/story/entries/{Entry}\"", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_revisions_of_large_texts_ends_sooner_and_goes_on_by_its_next()
    {
        await Service.OpenAsync("revised");
        var (entry, _) = await Service.RecordAsync("rallies", Editing.Rally("Large"), story: "revised");
        for (var i = 0; i < 8; i++)
            await Service.CorrectAsync("revised", entry, new { claims = Enumerable.Range(0, 12).Select(n => new { by = "X", verb = "says", text = $"{i}", quote = new string('x', 5_000) }) });

        var read = await Service.ReadAsync($"/stories/revised/entries/{entry}");

        Assert.InRange(read.Text.Length, 1, 1_000_000);
        Assert.InRange(read.Json["revisions"]!.AsArray().Count, 1, 5);
        Assert.Equal(9 - read.Json["revisions"]!.AsArray().Count,
            (int)(await Service.GetAsync((string)read.Json["next"]!))["revisions"]![0]!["revision"]!);
    }

    [Fact]
    public async Task A_page_of_changes_of_large_texts_ends_sooner_and_none_is_lost_or_twice()
    {
        await Service.OpenAsync("large");
        var (entry, _) = await Service.RecordAsync("rallies", Editing.Rally("Large"), story: "large");
        for (var i = 0; i < 60; i++)
            await Service.CorrectAsync("large", entry, new { summary = $"{i}", claims = Enumerable.Range(0, 12).Select(n => new { by = "X", verb = "says", text = $"{i}", quote = new string('x', 5_000) }) });

        var (versions, pages) = (new List<long>(), 0);
        for (var next = "/stories/large/changes?after=0"; next is not null; pages++)
        {
            var read = await Service.ReadAsync(next);
            Assert.InRange(read.Text.Length, 1, 2_000_000);
            versions.AddRange(read.Json["changes"]!.AsArray().Select(c => (long)c!["version"]!));
            next = (string?)read.Json["next"];
        }

        Assert.Equal(Enumerable.Range(1, 62).Select(v => (long)v), versions);
        Assert.InRange(pages, 2, 4);
    }
}

public sealed class OftenCorrected : SharedService
{
    public string Entry { get; private set; } = "";

    protected override async Task FillAsync()
    {
        (Entry, _) = await Service.RecordAsync("sentencings", Editing.Sentencing());
        for (var i = 0; i < 30; i++)
        {
            await Service.StoreAsync("story", Entry, "corrections",
                new { @class = "correction", wrong = $"{i}", changes = new { term = $"{i + 1} years" } }, "*");
        }
    }
}
