namespace Timeline.Api.Tests;

public sealed class FirstStoryTests
{
    [Fact]
    public async Task The_first_story_runs_from_the_arrest_to_the_rallies_in_seventeen_entries()
    {
        await using var service = await TestService.StartAsync(plant: true);

        var entries = (await service.GetAsync("/stories/navalny-2021/timeline"))["entries"]!.AsArray();

        Assert.Equal(17, entries.Count);
        Assert.Equal("arrest", (string?)entries[0]!["kind"]);
        Assert.Equal("2021-01-17", (string?)entries[0]!["when"]!["edtf"]);
        Assert.Equal("rally", (string?)entries[^1]!["kind"]);
        Assert.True((bool)entries[^1]!["planned"]!);
        Assert.All(entries, e => Assert.False((bool)e!["background"]!));
    }

    [Fact]
    public async Task Its_background_of_2014_and_2020_is_there_when_asked_for()
    {
        await using var service = await TestService.StartAsync(plant: true);

        var entries = (await service.GetAsync("/stories/navalny-2021/timeline?background=true"))["entries"]!.AsArray();

        Assert.Equal(20, entries.Count);
        Assert.Equal(["2014", "2020"], entries.Take(2).Select(e => (string?)e!["when"]!["edtf"]));
    }
}
