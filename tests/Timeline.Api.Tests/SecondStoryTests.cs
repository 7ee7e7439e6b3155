using System.Net;
using System.Text.Json.Nodes;
using Timeline.Api.Tests.Past;

namespace Timeline.Api.Tests;

public sealed class SecondStoryTests(SecondStory story) : IClassFixture<SecondStory>
{
    private TestService Service => story.Service;

    [Fact]
    public async Task Everything_that_was_recorded_stands_in_the_order_in_which_it_happened()
    {
        var entries = (await Service.GetAsync($"/stories/{SecondStory.Id}/timeline?asOf={story.Version}"))["entries"]!.AsArray();

        Assert.Equal(
            ["vote", "law", "search", "charge", "statement", "departure", "ruling", "incident", "statement", "meeting", "statement"],
            entries.Select(e => (string)e!["kind"]!));
    }

    [Fact]
    public async Task A_roll_call_needs_no_author_and_may_be_given_as_numbers_alone()
    {
        var details = (await EntryAsync("vote"))["details"]!;

        Assert.Equal((76, 73, 1), ((int)details["for"]!["value"]!, (int)details["against"]!["value"]!, (int)details["abstained"]!["value"]!));
        Assert.Contains("Result", await PageAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_charge_says_everywhere_what_came_of_it_as_far_as_that_may_be_seen()
    {
        const string acquitted = "Acquitted on 20 June 2019";
        var (charge, ruling) = (story.Entries["charge"], story.Entries["ruling"]);
        var outcome = (await EntryAsync("charge"))["latestOutcome"]!;
        Assert.Equal((ruling, acquitted), ((string?)outcome["entry"], (string?)outcome["display"]));
        foreach (var address in new[] { "/timeline?kind=charge", $"/changes?after=0", "/feed.atom", "" })
            Assert.Contains(acquitted, await TextAsync($"/stories/{SecondStory.Id}{address}"), StringComparison.Ordinal);
        foreach (var address in new[] { "/timeline?kind=charge&lang=de", "/changes?after=0&lang=de", "?lang=de", $"/entries/{charge}?lang=de" })
        {
            var text = await TextAsync($"/stories/{SecondStory.Id}{address}");
            Assert.Contains("Freigesprochen am 20. Juni 2019", text, StringComparison.Ordinal);
            Assert.DoesNotContain(acquitted, text, StringComparison.Ordinal);
        }

        var version = (long)(await Service.GetAsync($"/stories/{SecondStory.Id}"))["version"]!;

        await story.EditAsync("ruling", "hold", new { reason = "Checking.", past = "shown" });

        Assert.Null((await EntryAsync("charge"))["latestOutcome"]);
        foreach (var address in new[] { "/timeline?kind=charge", "/feed.atom", "" })
            Assert.DoesNotContain(acquitted, await TextAsync($"/stories/{SecondStory.Id}{address}"), StringComparison.Ordinal);
        Assert.NotNull((await Service.GetAsync($"/stories/{SecondStory.Id}/entries/{charge}?asOf={version}"))["latestOutcome"]);
        var removed = (await Service.GetAsync($"/stories/{SecondStory.Id}/changes?after={version}"))["changes"]![0]!;
        var told = removed["linking"]!.AsArray().Single(e => (string?)e!["id"] == charge)!;
        Assert.Equal(("entry-removed", null), ((string?)removed["type"], told["latestOutcome"]));

        await story.EditAsync("ruling", "release");
        Assert.Equal(acquitted, (string?)(await EntryAsync("charge"))["latestOutcome"]!["display"]);
    }

    [Fact]
    public async Task A_denial_stands_beside_what_it_denies_and_silence_has_no_text()
    {
        var claims = (await EntryAsync("denial"))["claims"]!.AsArray();

        Assert.Equal((story.Entries["charge"], 1), ((string?)claims[0]!["about"]!["entry"], (int)claims[0]!["about"]!["claim"]!));
        Assert.Null(claims[1]!["text"]);
        var page = await PageAsync();
        Assert.Contains("prosecutor general: The minister took a flat for a tender.", page, StringComparison.Ordinal);
        Assert.Contains("Did not respond", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_that_is_not_named_is_described_with_the_reason()
    {
        var by = (await EntryAsync("search"))["claims"]![0]!["by"]!;

        Assert.Equal(("two officials with knowledge of the search", "they are not allowed to speak about it"),
            ((string?)by["unnamed"], (string?)by["because"]));
        Assert.Contains("two officials with knowledge of the search", await PageAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Figures_of_rivals_stand_side_by_side_and_a_later_one_replaces_its_authors_earlier()
    {
        await story.EditAsync("crane", "figures", new
        {
            field = "injured",
            figure = new { value = 8, unit = "people", by = "fire service of Port Ansel", asOf = "2019-07-10" },
        });

        var entry = await EntryAsync("crane");
        Assert.Equal([8, 9], Injured(entry));
        Assert.Equal([7, 9], Injured(await Service.GetAsync($"/stories/{SecondStory.Id}/entries/{story.Entries["crane"]}?asOf={story.Version}")));
        Assert.Contains("\"value\":7", entry["revisions"]!.ToJsonString(), StringComparison.Ordinal);
        var page = await PageAsync();
        Assert.Contains("at least 9 people", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_meeting_whose_day_has_passed_says_so_until_somebody_reports_and_may_be_postponed_and_moved()
    {
        const string waiting = "Was planned for 12 September 2019; no report yet";
        Assert.Equal(waiting, (string?)(await EntryAsync("talks"))["noReport"]);
        Assert.Contains(waiting, await PageAsync(), StringComparison.Ordinal);
        Assert.Contains(waiting, await TextAsync($"/stories/{SecondStory.Id}/timeline"), StringComparison.Ordinal);
        foreach (var address in new[] { "/timeline?lang=de", "?lang=de" })
            Assert.Contains("War geplant: 12. September 2019; noch keine Meldung", await TextAsync($"/stories/{SecondStory.Id}{address}"), StringComparison.Ordinal);

        await story.EditAsync("talks", "outcome", new { status = "postponed", by = "Ministry of Labour", reason = "The minister is ill." });

        var postponed = await EntryAsync("talks");
        Assert.Equal(("postponed", "Ministry of Labour", true, null), ((string?)postponed["outcome"]!["status"],
            (string?)postponed["outcome"]!["by"], (bool)postponed["planned"]!, (string?)postponed["noReport"]));
        Assert.Contains("The minister is ill.", await PageAsync(), StringComparison.Ordinal);

        await story.EditAsync("talks", "outcome", new { status = "moved", when = new { edtf = "2019-09-26" } });
        Assert.Equal("Was planned for 26 September 2019; no report yet", (string?)(await EntryAsync("talks"))["noReport"]);

        await story.EditAsync("talks", "outcome", new { status = "partly-held", source = new { outlet = "Ansel Post" } });
        var held = await EntryAsync("talks");
        Assert.Equal(("partly-held", false, null), ((string?)held["outcome"]!["status"], (bool)held["planned"]!, (string?)held["noReport"]));
    }

    [Fact]
    public async Task What_is_postponed_to_no_date_is_not_still_to_come_at_the_old_one()
    {
        await Service.OpenAsync("postponed");
        var plan = await Service.RecordAsync("meetings",
            new { when = new { edtf = "2099-01-01" }, headline = "They will meet", planned = true, background = false }, "postponed");
        Assert.Single((await Service.GetAsync("/stories/postponed/standing"))["next"]!.AsArray());

        await Service.StoreAsync("postponed", plan.Id, "outcome", new { status = "postponed" }, "*");

        Assert.Empty((await Service.GetAsync("/stories/postponed/standing"))["next"]!.AsArray());
        Assert.DoesNotContain("Still to come", await TextAsync("/stories/postponed"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_kept_of_a_plan_is_not_said_any_longer_than_it_holds()
    {
        await Service.OpenAsync("soon");
        var (plan, _) = await Service.RecordAsync("meetings", new
        {
            when = new { edtf = DateTime.UtcNow.AddSeconds(4).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture) },
            headline = "They are about to meet",
            planned = true,
            background = false,
        }, "soon");
        string[] addresses = ["/stories/soon/timeline?background=true", $"/stories/soon/entries/{plan}", "/stories/soon/feed.atom"];
        foreach (var address in addresses)
            Assert.DoesNotContain("no report yet", await TextAsync(address), StringComparison.Ordinal);

        // Answers are kept for a minute otherwise.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Expect.Stop);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        foreach (var address in addresses)
        {
            while (!(await TextAsync(address)).Contains("no report yet", StringComparison.Ordinal))
                await Task.Delay(100, patience.Token);
        }
    }

    [Fact]
    public async Task Who_speaks_in_several_entries_is_found_in_all_of_them()
    {
        Assert.Equal(3, await CountAsync("person=rune-osk"));
        Assert.Equal(4, await CountAsync("person=mara-tolven"));
        Assert.Equal(2, await CountAsync("topic=ports-act"));
        Assert.Equal(1, await CountAsync("kind=vote"));
    }

    [Fact]
    public async Task An_entry_without_a_headline_is_called_by_its_summary() => Assert.Contains(
        $"/entries/{story.Entries["strike"]}\">The head of the Dockers&#x27; Union announces a strike", await PageAsync(), StringComparison.Ordinal);

    [Theory]
    [InlineData("?lang=de", null, "de", "Gerichtsentscheidung", "freigesprochen")]
    [InlineData("?lang=en", "de", "en", "Ruling", "acquitted")]
    [InlineData("", "fr;q=0.4, ru-RU", "ru", "Решение суда", "оправдательный приговор")]
    [InlineData("?lang=ar", null, "ar", "قرار قضائي", "حكم بالبراءة")]
    public async Task The_kinds_are_described_in_the_language_that_is_asked_for(
        string query, string? accept, string language, string label, string word)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/kinds" + query);
        request.Headers.TryAddWithoutValidation("Accept-Language", accept);
        using var answer = await Service.Public.SendAsync(request, Expect.Stop);
        var kinds = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Expect.Stop))!;

        var ruling = kinds["kinds"]!.AsArray().Single(k => (string?)k!["name"] == "ruling")!;
        var outcome = ruling["fields"]!.AsArray().Single(f => (string?)f!["name"] == "outcome")!;
        Assert.Equal((language, label, "word"), ((string?)kinds["language"], (string?)ruling["label"], (string?)outcome["type"]));
        Assert.Equal(word, (string?)outcome["words"]!.AsArray().Single(w => (string?)w!["word"] == "acquitted")!["label"]);
        Assert.Equal(query.Length == 0, answer.Headers.Vary.Contains("accept-language", StringComparer.OrdinalIgnoreCase));
        Assert.Equal(29, kinds["kinds"]!.AsArray().Count);
        var verb = kinds["types"]!["claim"]!.AsArray().Single(f => (string?)f!["name"] == "verb")!;
        Assert.Equal(("word", true), ((string?)verb["type"], verb["words"]!.AsArray().Any(w => (string?)w!["word"] == "denies")));
        Assert.Equal("by", (string?)kinds["types"]!["figure"]!.AsArray().Single(f => (string?)f!["name"] == "by")!["type"]);
        Assert.Equal("status", (string?)kinds["commands"]!.AsArray().Single(c => (string?)c!["route"] == "outcome")!["fields"]![0]!["name"]);
    }

    private static IEnumerable<int> Injured(JsonNode entry) =>
        entry["details"]!["injured"]!.AsArray().Select(f => (int)(f!["value"] ?? f["atLeast"])!);

    private async Task<int> CountAsync(string filter) =>
        (await Service.GetAsync($"/stories/{SecondStory.Id}/timeline?{filter}"))["entries"]!.AsArray().Count;

    private Task<JsonNode> EntryAsync(string name) => Service.GetAsync($"/stories/{SecondStory.Id}/entries/{story.Entries[name]}");

    private Task<string> PageAsync() => TextAsync($"/stories/{SecondStory.Id}");

    private async Task<string> TextAsync(string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (address.Split('?')[0].EndsWith(SecondStory.Id, StringComparison.Ordinal))
            request.Headers.Add("Accept", "text/html");
        using var answer = await Service.Public.SendAsync(request, Expect.Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Expect.Stop);
    }
}
