using System.Text.Json.Nodes;
using Timeline.Testing;

namespace Timeline.Api.Tests;

public sealed class FirstStoryTests(SharedFirstStory shared) : IClassFixture<SharedFirstStory>
{
    private const string Timeline = "/stories/navalny-2021/timeline";

    // Number in the source's table, kind, date, people, places, and who says so ("!" where it is an allegation).
    private static readonly (int Number, string Kind, string When, string People, string Places, string Claims)[] Story =
    [
        (1, "sentencing", "2014", "alexei-navalny", "Russia", "alexei-navalny says"),
        (2, "publication", "2020", "", "Russia", ""),
        (3, "attack", "[..2021-01-17]", "alexei-navalny", "", ""),
        (4, "arrest", "2021-01-17", "alexei-navalny", "Russia", ""),
        (5, "sentencing", "[2021-01-17..2021-01-22]", "alexei-navalny", "Russia", "alexei-navalny says"),
        (6, "reaction", "2021-01-17/2021-01-22", "tiktok-users tinder-users", "Russia", ""),
        (7, "reaction", "2021-01-17/2021-01-22", "tiktok-users emily-sherwin", "Russia", "emily-sherwin reports"),
        (8, "warning", "[2021-01-17..2021-01-22]", "russian-authorities", "Russia", ""),
        (9, "detention", "2021-01-21", "lyubov-sobol kira-yarmysh", "Russia", ""),
        (10, "investigation", "[..2021-01-22]", "protest-organisers russian-authorities", "Russia", "russian-authorities alleges"),
        (11, "statement", "[..2021-01-22]", "moscow-police", "Moscow", "moscow-police says, moscow-police alleges"),
        (12, "statement", "[..2021-01-22]", "monetochka", "", "monetochka says"),
        (13, "statement", "[..2021-01-22]", "navalny-associates", "", "navalny-associates says"),
        (14, "statement", "[..2021-01-22]", "ivan-zhdanov", "", "ivan-zhdanov says"),
        (19, "statement", "[..2021-01-22]", "yulia-navalnaya", "Moscow", "yulia-navalnaya says"),
        (15, "content-removal", "2021-01-22", "tiktok roskomnadzor", "Russia", "roskomnadzor says"),
        (16, "content-removal", "2021-01-22", "youtube roskomnadzor", "Russia", "roskomnadzor says"),
        (17, "statement", "2021-01-22", "alexei-navalny", "", "alexei-navalny says"),
        (18, "statement", "2021-01-22", "alexei-navalny", "", "alexei-navalny says"),
        (20, "rally", "2021-01-23", "navalny-supporters", "Russia Moscow", ""),
    ];

    private static readonly int[] Background = [1, 2, 3];
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task The_first_story_runs_from_the_arrest_to_the_rallies_in_seventeen_entries()
    {
        var entries = await EntriesAsync(Timeline);

        Assert.Equal(Story.Where(s => !Background.Contains(s.Number)), Told(entries, Story.Where(s => !Background.Contains(s.Number))));
        Assert.Equal(("arrest", "rally"), ((string?)entries[0]!["kind"], (string?)entries[^1]!["kind"]));
        Assert.All(entries, e => Assert.False((bool)e!["background"]!));
        Assert.All(entries, e => Assert.Equal(e!["kind"]!.GetValue<string>() == "rally", (bool)e["planned"]!));
    }

    [Fact]
    public async Task With_its_background_all_twenty_are_there_in_order_with_people_places_and_claimants()
    {
        var entries = await EntriesAsync(Timeline + "?background=true");

        Assert.Equal(Story, Told(entries, Story));
        Assert.Equal(Background.Order(), Story.Zip(entries).Where(p => (bool)p.Second!["background"]!).Select(p => p.First.Number).Order());
    }

    [Fact]
    public async Task Every_entry_names_its_source_and_the_agencies()
    {
        foreach (var entry in await EntriesAsync(Timeline + "?background=true"))
        {
            Assert.Equal(["Deutsche Welle originator", "AFP agency", "dpa agency", "Interfax agency"],
                entry!["sources"]!.AsArray().Select(s => $"{s!["outlet"]} {s["role"]}"));
            Assert.Equal(("Russia pressures TikTok ahead of pro-Navalny rallies", "2021-01-22"),
                ((string?)entry["sources"]![0]!["title"], (string?)entry["sources"]![0]!["published"]));
        }
    }

    [Theory]
    [InlineData(2, "He's American, let him go!")]
    [InlineData(11, "Law enforcement agencies will immediately respond to violations")]
    [InlineData(11, "all necessary measures to ensure law and order")]
    [InlineData(11, "the media, the internet and social networks")]
    [InlineData(11, "unauthorized actions")]
    [InlineData(12, "This is not about politics but about civil society and justice")]
    [InlineData(14, "Putin is doing everything to intimidate you")]
    [InlineData(17, "Respect to the schoolchildren who, according to my lawyer, 'wreaked havoc on TikTok'")]
    [InlineData(18, "I don't plan on hanging myself from the prison bars")]
    [InlineData(18, "My psychological and emotional state is completely stable")]
    [InlineData(19, "For myself, for him, for our children, for the values and ideals that we share")]
    public async Task What_somebody_said_is_kept_word_for_word(int number, string words) => Assert.Contains(
        words, (await EntryAsync(number))["details"]!["quotes"]!.AsArray().Select(q => (string?)q!["text"]));

    [Theory]
    [InlineData(12, "Instagram", null)]
    [InlineData(14, "Facebook", null)]
    [InlineData(17, "Instagram", "his lawyer")]
    [InlineData(18, "Instagram", "his lawyer")]
    [InlineData(19, "Instagram", null)]
    public async Task A_statement_keeps_its_channel_and_through_whom_it_came(int number, string channel, string? via)
    {
        var entry = await EntryAsync(number);

        Assert.Equal((channel, via), ((string?)entry["details"]!["channel"], (string?)entry["details"]!["via"]));
        Assert.All(entry["claims"]!.AsArray(), c => Assert.Equal(via, (string?)c!["via"]));
        Assert.Equal((string?)entry["details"]!["speakers"]![0], (string?)entry["people"]![0]!["id"]);
    }

    [Theory]
    [InlineData(15, 38, "TikTok", "posts that the authorities deem illegal")]
    [InlineData(16, 50, "YouTube", "posts flagged by the regulators")]
    public async Task A_share_of_deleted_posts_stands_beside_the_regulator_who_gives_it(
        int number, int share, string platform, string of)
    {
        var entry = await EntryAsync(number);

        var figure = Assert.Single(entry["figures"]!.AsArray())!;
        Assert.Equal((share, "roskomnadzor", "2021-01-22"), ((int)figure["value"]!, (string?)figure["by"], (string?)figure["asOf"]));
        Assert.Equal(("%", platform, of), ((string?)figure["unit"], (string?)entry["details"]!["platform"], (string?)figure["of"]));
        Assert.Equal("by Friday evening", (string?)entry["when"]!["note"]);
        Assert.EndsWith("the regulator says", (string?)entry["headline"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_jailing_refers_to_the_suspended_sentence_and_its_picture_has_a_credit()
    {
        var jailing = await EntryAsync(5);

        Assert.Equal("30 days", (string?)jailing["details"]!["term"]);
        Assert.Contains($"{(await EntryAsync(1))["id"]} refers-to",
            jailing["links"]!.AsArray().Select(l => $"{l!["entry"]} {l["relation"]}"));
        var picture = Assert.Single(jailing["media"]!.AsArray())!;
        Assert.Equal("Sergei Bobylev/ITAR-TASS/imago images", (string?)picture["credit"]);
        Assert.Contains("2nd Department of the Interior Ministry Directorate for Khimki", (string?)picture["caption"], StringComparison.Ordinal);
        Assert.False(string.IsNullOrEmpty((string?)picture["alt"]));
    }

    [Fact]
    public async Task The_trend_refers_to_the_video_that_inspired_it() => Assert.Equal(
        (string?)(await EntryAsync(2))["id"], (string?)Assert.Single((await EntryAsync(7))["links"]!.AsArray())!["entry"]);

    [Fact]
    public async Task No_date_is_more_exact_than_the_source()
    {
        var rally = (await EntryAsync(20))["when"]!;
        Assert.Equal(("2021-01-23T00:00:00+03:00", "2021-01-23T23:59:59+03:00"), ((string?)rally["earliest"], (string?)rally["latest"]));
        var attack = (await EntryAsync(3))["when"]!;
        Assert.Equal((null, "2021-01-17T23:59:59+03:00", "before his return"),
            ((string?)attack["earliest"], (string?)attack["latest"], (string?)attack["note"]));
        Assert.Equal("late on Thursday", (string?)(await EntryAsync(9))["when"]!["note"]);
        Assert.Equal(("2014-01-01T00:00:00+04:00", "2014-12-31T23:59:59+03:00"),
            ((string?)(await EntryAsync(1))["when"]!["earliest"], (string?)(await EntryAsync(1))["when"]!["latest"]));
    }

    [Fact]
    public async Task One_canonical_id_has_one_name_throughout() => Assert.All(
        (await EntriesAsync(Timeline + "?background=true")).SelectMany(e => e!["people"]!.AsArray())
            .GroupBy(p => (string?)p!["id"]), p => Assert.Single(p.Select(x => $"{x!["name"]} {x["nativeName"]}").Distinct()));

    [Fact]
    public async Task The_first_reader_of_all_finds_it_whole()
    {
        var found = 0;
        await using var service = await TestService.StartAsync(plant: true, before: app => app.Lifetime.ApplicationStarted.Register(() =>
        {
            using var reader = new HttpClient();
            using var answer = reader.Send(new(HttpMethod.Get, app.Urls.First() + Timeline));
            found = JsonNode.Parse(answer.Content.ReadAsStream())!["entries"]!.AsArray().Count;
        }));

        Assert.Equal(17, found);
    }

    [Fact]
    public async Task A_second_planting_changes_nothing()
    {
        var before = await Expect.EventsAsync(_service);

        await using var other = await TestService.StartAsync(_service.ConnectionString, plant: true);

        Assert.Equal(before, await Expect.EventsAsync(_service));
    }

    [Fact]
    public async Task Two_services_that_start_at_once_on_an_empty_database_plant_the_story_once()
    {
        var database = await TestCluster.NewEmptyDatabaseAsync(Expect.Stop);

        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => TestService.StartAsync(database, plant: true)));

        Assert.Equal(20, (await both[0].GetAsync(Timeline + "?background=true"))["entries"]!.AsArray().Count);
        Assert.Equal(32L, await Expect.ScalarAsync(both[0], "select count(*) from timeline.mt_events"));
        foreach (var service in both)
            await service.DisposeAsync();
    }

    [Fact]
    public async Task A_planting_that_was_broken_off_is_completed_at_the_next_start()
    {
        await using var service = await TestService.StartAsync();
        await Expect.ScalarAsync(service, """
            create function break_off() returns trigger language plpgsql as $$ begin raise exception 'broken off'; end $$;
            create trigger break_off before insert on timeline.mt_events for each row when (new.version = 8) execute function break_off()
            """);
        await Assert.ThrowsAnyAsync<Exception>(() => TestService.StartAsync(service.ConnectionString, plant: true));
        Assert.Equal(17L, await Expect.ScalarAsync(service, "select count(*) from timeline.mt_events"));
        await Expect.ScalarAsync(service, "drop trigger break_off on timeline.mt_events");

        await using var next = await TestService.StartAsync(service.ConnectionString, plant: true);

        Assert.Equal(20, (await service.GetAsync(Timeline + "?background=true"))["entries"]!.AsArray().Count);
        Assert.Equal(32L, await Expect.ScalarAsync(service, "select count(*) from timeline.mt_events"));
    }

    private async Task<JsonArray> EntriesAsync(string address) => (await _service.GetAsync(address))["entries"]!.AsArray();

    private async Task<JsonNode> EntryAsync(int number) =>
        (await EntriesAsync(Timeline + "?background=true"))[Array.FindIndex(Story, s => s.Number == number)]!;

    private static IEnumerable<(int, string, string, string, string, string)> Told(
        JsonArray entries, IEnumerable<(int Number, string, string, string, string, string)> expected) =>
        entries.Zip(expected, (e, s) => (s.Number, (string)e!["kind"]!, (string)e["when"]!["edtf"]!,
            string.Join(' ', e["people"]!.AsArray().Select(p => p!["id"])), string.Join(' ', e["places"]!.AsArray()),
            string.Join(", ", e["claims"]!.AsArray().Select(c => $"{c!["by"]} {c["verb"]}").Distinct())));
}
