namespace Timeline.Api.Tests;

public sealed class SecondServiceTests(SharedFirstStory shared) : IClassFixture<SharedFirstStory>
{
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task A_second_service_on_the_same_database_gives_the_same_answers_to_the_byte()
    {
        await using var other = await TestService.StartAsync(_service.ConnectionString);
        var entry = (string)(await _service.GetAsync("/stories/navalny-2021/timeline"))["entries"]![0]!["id"]!;

        foreach (var address in new[]
        {
            "/stories", "/stories/navalny-2021", "/stories/navalny-2021/timeline?background=true",
            "/stories/navalny-2021/timeline?limit=3&order=desc", $"/stories/navalny-2021/entries/{entry}",
            "/stories/navalny-2021/changes", "/people/alexei-navalny", "/search?q=TikTok",
        })
        {
            using var one = await _service.Public.GetAsync(address, Expect.Stop);
            using var two = await other.Public.GetAsync(address, Expect.Stop);
            Assert.Equal(await one.Content.ReadAsByteArrayAsync(Expect.Stop), await two.Content.ReadAsByteArrayAsync(Expect.Stop));
            Assert.Equal(one.Headers.ETag, two.Headers.ETag);
        }
    }

    [Fact]
    public async Task What_one_service_records_another_shows_soon_and_can_record_upon()
    {
        await using var other = await TestService.StartAsync(_service.ConnectionString);
        Assert.Empty((await other.GetAsync("/stories/story/timeline"))["entries"]!.AsArray());

        var (first, _) = await _service.RecordAsync("arrests", new { when = new { edtf = "2021-01-17" }, headline = "First" });
        await Expect.SoonAsync(async () => (await other.GetAsync("/stories/story/timeline"))["entries"]!.AsArray().Count == 1);
        var (second, _) = await other.RecordAsync("releases", new
        {
            when = new { edtf = "2021-01-18" },
            headline = "Second",
            links = new[] { new { entry = first, relation = "follows" } },
        });
        var (third, _) = await _service.RecordAsync("arrests", new
        {
            when = new { edtf = "2021-01-19" },
            headline = "Third",
            links = new[] { new { entry = second, relation = "follows" } },
        });

        foreach (var service in new[] { _service, other })
        {
            await Expect.SoonAsync(async () => (await service.GetAsync("/stories/story/timeline"))["entries"]!.AsArray()
                .Select(e => (string?)e!["id"]).SequenceEqual([first, second, third]));
        }
    }
}
