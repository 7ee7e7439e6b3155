using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Timeline.Api.Tests.Leaks;
using Timeline.Store;
using Timeline.Store.Proof;

namespace Timeline.Api.Tests.Past;

/// <summary>Words that were called back for good: no answer, no table has them; that they went is proved.</summary>
public sealed partial class TakeDownTests(SharedService shared) : IClassFixture<SharedService>
{
    private static object Libel(string word) => new
    {
        when = new { edtf = "2021-01-20", note = $"{word} in the morning" },
        headline = $"{word} headline",
        summary = $"{word} summary of {word} Person",
        people = new[] { new { id = $"{word.ToLowerInvariant()}-person", name = $"{word} Person", role = "speaker" } },
        places = new[] { $"{word} place" },
        claims = new[] { new { by = $"{word} witness", verb = "says", text = $"{word} claim", quote = $"{word} quote" } },
        sources = new[] { new { outlet = $"{word} Times" } },
        media = new[] { new { alt = $"{word} picture", caption = $"{word} caption" } },
    };

    private const string Recorded = "from timeline.mt_events where stream_id = 'legal' and version = 3";

    private static readonly string[] Titles = ["headline", "summary"];

    private static readonly string[] Two = ["summary", "claims"];

    private static readonly string[] Metadata = ["og:title", "ld+json", "oembed"];

    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task Of_an_entry_whose_words_were_taken_down_nobody_reads_that_it_was_withdrawn()
    {
        var entry = await WrittenAsync("nameless", retract: false);
        var (beside, _) = await _service.RecordAsync("rallies", new { when = new { edtf = "2021-01-21" }, headline = "The one beside" }, "nameless");
        await TakeDownAsync("nameless", entry, new { form = "remove", @public = "legal" });

        using var anna = await Desk.DeskVisitor.SignedInAsync(_service);
        foreach (var html in new[]
        {
            (await Pages.Page.GetAsync(_service, $"/stories/nameless/entries/{entry}")).Html,
            await anna.TextAsync("/desk/stories/nameless"),
            await anna.TextAsync($"/desk/stories/nameless/entries/{entry}"),
            await anna.TextAsync("/desk?story=nameless"),
            (await Pages.Page.GetAsync(_service, $"/stories/nameless/entries/{beside}")).Html,
        })
        {
            Assert.Contains("on legal grounds", html, StringComparison.Ordinal);
            Assert.DoesNotContain("This entry was withdrawn", html, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("This entry was withdrawn", await _service.Public.GetStringAsync("/stories/nameless/feed.atom", Expect.Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_stands_in_place_of_a_headline_says_what_is_so()
    {
        var silent = await WrittenAsync("in-place", retract: false);
        var (beside, _) = await _service.RecordAsync("rallies", new { when = new { edtf = "2021-01-21" }, headline = "The one beside" }, "in-place");
        await TakeDownAsync("in-place", silent, new { form = "remove", fields = Titles, @public = "silent" });

        using var anna = await Desk.DeskVisitor.SignedInAsync(_service);
        foreach (var html in new[]
        {
            (await Pages.Page.GetAsync(_service, $"/stories/in-place/entries/{silent}")).Html,
            (await Pages.Page.GetAsync(_service, $"/stories/in-place/entries/{beside}")).Html,
            await anna.TextAsync("/desk?story=in-place"),
        })
        {
            Assert.DoesNotContain("This entry was withdrawn", html, StringComparison.Ordinal);
        }

        // Nor an ellipsis where the newsroom follows a link to it.
        var between = await anna.TextAsync("/desk/stories/in-place/entries/" + silent + "/corrections");
        Assert.DoesNotContain(">…</a>", between, StringComparison.Ordinal);
        await _service.StoreAsync("in-place", beside, "retraction", new { reason = "It was called off." });
        Assert.Contains("This entry was withdrawn.", (await Pages.Page.GetAsync(_service, $"/stories/in-place/entries/{silent}")).Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "legal", 451)]
    [InlineData("de", "editorial", 410)]
    [InlineData("ru", "legal", 451)]
    public async Task The_page_in_place_of_what_is_gone_says_so_in_one_sentence(string language, string face, int status)
    {
        var story = $"gone-{language}";
        await _service.OpenAsync(story, language);
        var (entry, _) = await _service.RecordAsync("arrests", new { when = new { edtf = "2021-01-20" }, headline = "It goes" }, story);
        await TakeDownAsync(story, entry, new { form = "remove", @public = face });

        var page = await Pages.Page.GetAsync(_service, $"/stories/{story}/entries/{entry}");

        Assert.Equal(status, (int)page.Status);
        Assert.Contains($"<html lang=\"{language}\"", page.Html, StringComparison.Ordinal);
        Assert.Matches(@"<p>[^<]+[^.<]\.</p>", page.Html);
    }

    [Fact]
    public async Task No_answer_and_no_table_has_a_word_of_what_is_taken_down_and_the_proof_names_what_went()
    {
        var word = WordOf("legal");
        var entry = await WrittenAsync("legal");
        var before = await Told.AddressesAsync(_service, entry, word, "legal");
        Assert.NotEmpty(before);
        var version = await _service.VersionAsync("legal");
        // Whoever has the salt can be sure of a guess; and a digest of a request stands under its key.
        var salt = (string)(await Expect.ScalarAsync(_service, $"select headers ->> 'salt' {Recorded}"))!;
        var headline = $"{word} headline";
        var digest = Digest(Digest(Convert.FromHexString(salt), "/body/headline"), headline);
        var request = await NoteAsync("legal", entry, $"{word} note");
        Assert.NotEmpty(await Told.TablesAsync(_service, request));

        var taken = await TakeDownAsync("legal", entry, new { form = "remove" });

        string[] addresses = [.. taken["addresses"]!.AsArray().Select(a => (string)a!)];
        Assert.Equal(version + 1, (long)taken["version"]!);
        Assert.True(addresses.Length >= 20, $"{addresses.Length}");
        var page = $"{_service.Address.ToString().TrimEnd('/')}/stories/legal/entries/{entry}";
        foreach (var address in new[] { $"/stories/legal/entries/{entry}?asOf=3", "/stories/legal/diff?from=2&to=3", "/search", $"/people/{word.ToLowerInvariant()}-person", $"/embed/legal/{entry}", $"/oembed?url={Uri.EscapeDataString(page)}&format=json" })
            Assert.Contains(address, addresses);
        Assert.Empty(before.Where(a => !a.Contains('?', StringComparison.Ordinal) || (a.Contains("?asOf=", StringComparison.Ordinal) && !a.Contains('&', StringComparison.Ordinal))).Except(addresses));
        // A live stream never ends; the walk reads it as far as the story has come.
        foreach (var address in addresses.Where(a => !a.EndsWith("/live", StringComparison.Ordinal) && !a.StartsWith("/people/", StringComparison.Ordinal)))
            Assert.DoesNotContain(word, (await _service.ReadAsync(address)).Text, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(await Told.AddressesAsync(_service, entry, word, "legal"));
        Assert.Empty(await Told.TablesAsync(_service, word));
        Assert.Empty(await Told.TablesAsync(_service, request));
        Assert.DoesNotContain(word, await Told.DumpAsync(_service), StringComparison.OrdinalIgnoreCase);
        // What is left is the digest that was signed, and nothing from which it follows.
        Assert.Equal(Convert.ToHexStringLower(digest), (string?)await Expect.ScalarAsync(_service, $"select headers -> 'digests' ->> '/body/headline' {Recorded}"));
        Assert.Empty(await Told.TablesAsync(_service, salt));
        var left = await Told.DumpAsync(_service);
        Assert.All(HexPattern().Matches(left).Select(m => Convert.FromHexString(m.Value)).DistinctBy(Convert.ToHexString), key =>
            Assert.DoesNotContain(digest, new[] { Digest(key, headline), Digest(Digest(key, "/body/headline"), headline) }));
        // Of another entry of the story nothing changed, and the past has the versions that it had.
        var past = (await _service.GetAsync("/stories/legal/timeline?asOf=4"))["entries"]!.AsArray();
        Assert.Equal(["removed", "published"], past.Select(e => (string)e!["status"]!));
        Assert.StartsWith("Removed on legal grounds on ", (string)past[0]!["takedown"]!["text"]!, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode)451, (await _service.ReadAsync($"/stories/legal/entries/{entry}?asOf=4")).Status);

        var verified = await VerifiedAsync("legal");
        Assert.Empty(verified.Findings);
        Assert.Contains(verified.TakenDown, t => t.Contains("/body/headline", StringComparison.Ordinal) && t.Contains("by event version 8", StringComparison.Ordinal));
        Assert.Equal(0L, await Expect.ScalarAsync(_service,
            "select count(*) from timeline.mt_events where stream_id = 'legal' and headers ? 'salt' and data ->> 'entry' = $1 and type <> 'entry_taken_down'", entry));
        Assert.Empty(await ShownAsync("legal"));
        var answers = await Told.TextsAsync(_service, entry, "legal");
        await Expect.RebuiltAsync(_service);
        Assert.Equal(answers, await Told.TextsAsync(_service, entry, "legal"));
        Assert.Empty(await Told.TablesAsync(_service, word));
        Assert.Equal(409, (int)(await _service.EditAsync("legal", entry, "hold", new { reason = "Once more." })).Status);
    }

    [Fact]
    public async Task What_is_taken_down_in_silence_is_as_if_it_had_never_been_there()
    {
        var word = WordOf("silent");
        var entry = await WrittenAsync("silent");
        var version = await _service.VersionAsync("silent");

        await TakeDownAsync("silent", entry, new { form = "remove", @public = "silent" });

        Assert.Empty(await Told.AddressesAsync(_service, entry, entry, "silent"));
        Assert.Empty(await Told.AddressesAsync(_service, entry, word, "silent"));
        Assert.Equal(HttpStatusCode.NotFound, (await _service.ReadAsync($"/stories/silent/entries/{entry}")).Status);
        for (var v = 2; v <= version + 1; v++)
        {
            var then = await _service.GetAsync($"/stories/silent/timeline?asOf={v}");
            Assert.Equal((v, 1), ((int)then["version"]!, then["entries"]!.AsArray().Count));
        }

        var changes = (await _service.GetAsync("/stories/silent/changes?after=0"))["changes"]!.AsArray();
        Assert.Equal(Enumerable.Range(1, (int)version + 1), changes.Select(c => (int)c!["version"]!));
        // Pages that are open must let go of it, and may not learn of what.
        Assert.True((bool)changes[^1]!["anew"]!);
        Assert.Empty((await VerifiedAsync("silent")).Findings);
        Assert.Empty(await ShownAsync("silent"));
        using var archivist = _service.Signed("archivist");
        Assert.Contains("324 O 1/26", await archivist.GetStringAsync("/stories/silent/history", Expect.Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_are_replaced_in_every_state_and_the_rest_is_still_proved()
    {
        var word = WordOf("replaced");
        var entry = await WrittenAsync("replaced", retract: false);

        await TakeDownAsync("replaced", entry, new
        {
            form = "replace",
            replacements = new[] { new { words = $"{word} Person", by = "a doctor" }, new { words = $"{word.ToLowerInvariant()}-person", by = "a-doctor" } },
        });

        Assert.Empty(await Told.TablesAsync(_service, $"{word} Person"));
        Assert.Empty(await Told.TablesAsync(_service, $"{word.ToLowerInvariant()}-person"));
        var then = (await _service.GetAsync($"/stories/replaced/entries/{entry}?asOf=3"));
        Assert.Equal($"{word} summary of a doctor", (string)then["summary"]!);
        Assert.Equal($"{word} headline", (string)then["headline"]!);
        Assert.Equal("legal", (string)then["takedown"]!["public"]!);
        Assert.Empty((await VerifiedAsync("replaced")).Findings);
        Assert.Empty(await ShownAsync("replaced"));
        // What stands there since must be what the take-down put there.
        await Expect.ScalarAsync(_service, """
            update timeline.mt_events set data = replace(data::text, 'a doctor', 'a banker')::jsonb where stream_id = 'replaced' and version = 3
            """);
        Assert.Contains((await VerifiedAsync("replaced")).Findings, f => f.Version == 3);
        var (status, refused, _) = await _service.EditAsync("replaced", entry, "takedown", Asked(new
        {
            form = "replace",
            replacements = new[] { new { words = "Nobody", by = "a doctor" } },
        }));
        Assert.Equal((422, "urn:timeline:problem:nothing-there"), ((int)status, (string)refused["type"]!));
    }

    [Fact]
    public async Task Some_fields_go_and_a_note_or_no_index_stays_with_every_state()
    {
        var word = WordOf("parts");
        var entry = await WrittenAsync("parts", retract: false);

        await TakeDownAsync("parts", entry, new { form = "remove", fields = Two, @public = "editorial" });
        await TakeDownAsync("parts", entry, new { form = "note", note = "The person disputes this." });
        await TakeDownAsync("parts", entry, new { form = "unlist" });

        foreach (var query in new[] { "", "?asOf=3" })
        {
            var reply = await _service.ReadAsync($"/stories/parts/entries/{entry}{query}");
            var read = JsonNode.Parse(reply.Text)!;
            Assert.Equal((null, $"{word} headline"), ((string?)read["summary"], (string?)read["headline"]));
            Assert.Equal(("The person disputes this.", "editorial"), ((string?)read["takedown"]!["note"], (string?)read["takedown"]!["public"]));
            Assert.Equal("noindex", reply.Headers["X-Robots-Tag"]);
        }

        // Its own page says nothing of it to machines, either; and other sites show what they have no longer.
        var page = await _service.ReadAsync($"/stories/parts/entries/{entry}", ("Accept", "text/html"));
        Assert.Contains($"{word} headline", page.Text, StringComparison.Ordinal);
        Assert.All(Metadata, name => Assert.DoesNotContain(name, page.Text, StringComparison.Ordinal));
        Assert.Equal("noindex", (await _service.ReadAsync($"/embed/parts/{entry}", ("Accept", "text/html"))).Headers["X-Robots-Tag"]);

        Assert.Empty((await _service.GetAsync($"/search?q={word}&story=parts"))["entries"]!.AsArray());
        // Of a story nothing is indexed, neither of it nor of its entries.
        var (told, _) = await StoryEditing.EditAsync(_service, "parts", "takedown", Asked(new { form = "unlist" }));
        Assert.Equal(HttpStatusCode.Created, told);
        var other = (string)(await _service.GetAsync("/stories/parts/timeline"))["entries"]!.AsArray().First(e => (string)e!["id"]! != entry)!["id"]!;
        string[] paths =
        [
            "", "?asOf=2", "/corrections", $"/entries/{other}", $"/entries/{other}?asOf=3", $"/entries/{entry}", "/timeline", "/timeline?asOf=3", "/overview", "/overview.png",
            "/feed.atom", "/changes?after=0", "/standing", "/timemap", "/diff?from=1",
        ];
        foreach (var (path, accept) in paths.SelectMany(p => new[] { (p, "text/html"), (p, "application/json"), (p, "image/svg+xml") }))
            Assert.Equal((path, accept, "noindex"), (path, accept, (await _service.ReadAsync($"/stories/parts{path}", ("Accept", accept))).Headers["X-Robots-Tag"]));
        Assert.Empty(await Told.TablesAsync(_service, $"{word} claim"));
        Assert.Empty(await ShownAsync("parts"));
    }

    [Theory]
    [InlineData("legal", 451)]
    [InlineData("editorial", 410)]
    [InlineData("silent", 404)]
    public async Task A_whole_story_goes_with_all_of_its_entries(string face, int status)
    {
        var story = $"whole-{face}";
        var entry = await WrittenAsync(story);

        var (stored, answer) = await StoryEditing.EditAsync(_service, story, "takedown", Asked(new { form = "remove", @public = face }));

        Assert.True(stored == HttpStatusCode.Created, answer.ToJsonString());
        string[] paths =
        [
            "", "/timeline", "/timeline?asOf=3", $"/entries/{entry}", "/changes?after=0", "/feed.atom", "/corrections", "/replay", "/live", "/standing", "/overview", "/overview.png",
            "/diff?from=1", "/timemap",
        ];
        foreach (var path in paths.Select(p => $"/stories/{story}{p}").Concat([$"/embed/{story}", $"/embed/{story}/{entry}", $"/search?q=x&story={story}", $"/people?story={story}", $"/oembed?url={_service.Address}stories/{story}"]))
            Assert.Equal((path, status), (path, (int)(await _service.ReadAsync(path)).Status));
        var page = await _service.ReadAsync($"/stories/{story}", ("Accept", "text/html"));
        Assert.Equal((status, face == "legal"), ((int)page.Status, page.Text.Contains("Removed on legal grounds on", StringComparison.Ordinal)));
        Assert.Empty(await Told.TablesAsync(_service, $"The story {story}"));
        Assert.Empty(await ShownAsync(story));
        Assert.Empty((await VerifiedAsync(story)).Findings);
    }

    [Fact]
    public async Task Of_a_retraction_whose_reason_is_gone_too_a_page_says_just_that_it_was_made()
    {
        var entry = await WrittenAsync("unsaid");
        await TakeDownAsync("unsaid", entry, new { form = "remove" });
        using var anna = await Desk.DeskVisitor.SignedInAsync(_service);

        Assert.Matches("Retracted</b>, <time[^>]*>[^<]*</time></p>", await anna.TextAsync($"/desk/stories/unsaid/entries/{entry}"));
    }

    [Theory]
    [InlineData("editorial", 1)]
    [InlineData("silent", 0)]
    public async Task Of_what_is_gone_whole_stays_that_it_was_corrected_and_what_was_replied_unless_nothing_may(string face, int stays)
    {
        var (story, word, said) = ($"stays-{face}", WordOf($"stays-{face}"), $"We refused nothing, say we of {face}.");
        var entry = await WrittenAsync(story, retract: false);
        await _service.StoreAsync(story, entry, "replies", new { by = "The city", text = said, basis = $"{word} press law" });
        var (stood, _) = await StoryEditing.EditAsync(_service, story, "standing", new { known = new[] { new { text = $"{word} is known.", entries = new[] { entry } } }, unknown = Array.Empty<object>() });
        Assert.Equal(HttpStatusCode.Created, stood);

        var taken = await TakeDownAsync(story, entry, new { form = "remove", @public = face });

        var corrections = await _service.GetAsync($"/stories/{story}/corrections");
        Assert.Equal(stays, (int)corrections["count"]!);
        Assert.Equal(stays == 0 ? [] : [$"reply {said}", "correction "], corrections["corrections"]!.AsArray().Select(c => $"{c!["class"]} {c["wrong"]}"));
        Assert.Equal(stays, (await _service.GetAsync($"/stories/{story}/timeline"))["entries"]!.AsArray().Count(e => (string?)e!["replies"]?[0]?["text"] == said));
        Assert.Equal(stays == 0, (await Told.TablesAsync(_service, said)).Count == 0);
        // Where things stand is the story's, and is listed, to be taken down by its id.
        var place = Assert.Single(taken["places"]!.AsArray())!;
        Assert.Equal(("/known", $"{word} is known."), ((string)place["field"]!, (string)Assert.Single(place["texts"]!.AsArray())!));
        using var legal = _service.Signed("legal");
        using var done = await legal.PostAsJsonAsync("/people/any/takedown", new { asked = Asked(new { form = "remove" }), places = new[] { (string)place["id"]! } }, Expect.Stop);
        Assert.Equal(HttpStatusCode.Created, done.StatusCode);
        Assert.Empty(await Told.TablesAsync(_service, $"{word} is known"));
        Assert.Empty((await VerifiedAsync(story)).Findings);
        Assert.Empty(await ShownAsync(story));
    }

    [Fact]
    public async Task A_person_is_found_in_all_stories_and_taken_down_where_it_was_ticked_in_one_act()
    {
        const string word = "Libelperson";
        foreach (var story in new[] { "person-a", "person-b" })
        {
            await _service.OpenAsync(story);
            var (entry, _) = await _service.RecordAsync("arrests", Libel(word), story);
            await _service.StoreAsync(story, entry, "retraction", new { reason = $"It was not {word} Person." });
        }

        using var registered = await _service.Editor.PutAsJsonAsync($"/people/{word.ToLowerInvariant()}-person",
            new { name = $"{word} Person", names = new[] { new { name = $"Dr {word}" } }, description = "a surgeon", visibility = "private" }, Expect.Stop);
        Assert.True(registered.IsSuccessStatusCode, await registered.Content.ReadAsStringAsync(Expect.Stop));
        using var legal = _service.Signed("legal");
        var list = JsonNode.Parse(await legal.GetStringAsync($"/people/{word.ToLowerInvariant()}-person/places", Expect.Stop))!;
        var places = list["places"]!.AsArray();
        Assert.Equal([$"{word.ToLowerInvariant()}-person", $"Dr {word}", $"{word} Person"], list["names"]!.AsArray().Select(n => (string)n!));
        Assert.Equal(["/body/people", "/body/summary", "/reason"], places.Where(p => (string)p!["story"]! == "person-b").Select(p => (string)p!["field"]!));
        var asked = Asked(new
        {
            form = "replace",
            replacements = new[]
            {
                new { words = $"{word} Person", by = "a doctor" }, new { words = $"Dr {word}", by = "a doctor" },
                new { words = $"{word.ToLowerInvariant()}-person", by = "a-doctor" },
            },
        });
        Assert.Equal(["/body/description", "/body/name", "/body/names"],
            places.Where(p => ((string)p!["story"]!).StartsWith("person:", StringComparison.Ordinal)).Select(p => (string)p!["field"]!));
        // One that cannot be done keeps all others from being done.
        using var refused = await legal.PostAsJsonAsync("/people/any/takedown",
            new { asked, places = places.Select(p => (string)p!["id"]!).Append("nowhere:1:/title") }, Expect.Stop);
        await Expect.ProblemAsync(refused, HttpStatusCode.NotFound, "unknown-story");
        using var wrong = await legal.PostAsJsonAsync("/people/any/takedown", new { asked, places = new string?[] { null } }, Expect.Stop);
        await Expect.ProblemAsync(wrong, HttpStatusCode.UnprocessableEntity, "invalid-fields");
        Assert.NotEmpty(await Told.TablesAsync(_service, $"{word} Person"));

        using var done = await legal.PostAsJsonAsync("/people/any/takedown",
            new { asked, places = places.Where(p => (string)p!["field"]! != "/reason" || (string)p["story"]! == "person-a").Select(p => (string)p!["id"]!) }, Expect.Stop);

        Assert.True(done.StatusCode == HttpStatusCode.Created, await done.Content.ReadAsStringAsync(Expect.Stop));
        var told = JsonNode.Parse(await done.Content.ReadAsStringAsync(Expect.Stop))!;
        Assert.Equal([("person-a", 4L), ("person-b", 4L), ($"person:{word.ToLowerInvariant()}-person", 0L)],
            told["stories"]!.AsArray().Select(s => ((string)s!["story"]!, (long)s["version"]!)));
        Assert.Equal(await Expect.ScalarAsync(_service, "select max(seq_id) from timeline.mt_events"), told["stories"]!.AsArray().Max(s => (long)s!["position"]!));
        var left = JsonNode.Parse(await legal.GetStringAsync($"/people/any/places?name={word}%20Person", Expect.Stop))!["places"]!.AsArray();
        Assert.Equal("/reason", (string)Assert.Single(left)!["field"]!);
        foreach (var story in new[] { "person-a", "person-b", $"person:{word.ToLowerInvariant()}-person" })
        {
            Assert.Empty((await VerifiedAsync(story)).Findings);
            Assert.Empty(await ShownAsync(story));
        }
    }

    [Fact]
    public async Task What_a_restored_backup_has_again_is_taken_down_again_from_what_was_kept_outside()
    {
        var (word, story) = (WordOf("kept"), "kept");
        var entry = await WrittenAsync(story, retract: false);
        using var archivist = _service.Signed("archivist");
        var backup = Path.GetTempFileName();
        await File.WriteAllBytesAsync(backup, await archivist.GetByteArrayAsync($"/stories/{story}/archive", Expect.Stop), Expect.Stop);
        await TakeDownAsync(story, entry, new { form = "replace", replacements = new[] { new { words = $"{word} Person", by = "a doctor" } } });
        await TakeDownAsync(story, entry, new { form = "remove", fields = Two[..1] });
        using var legal = _service.Signed("legal");
        var kept = await legal.GetStringAsync("/takedowns", Expect.Stop);
        Assert.Contains("\"actor\":\"test-editor\"", kept, StringComparison.Ordinal);
        Assert.DoesNotContain($"{word} Person", kept, StringComparison.Ordinal);

        await using var restored = await TestService.StartAsync();
        await new Timeline.Store.Archives.ArchiveImport(restored.App.Services.GetRequiredService<TimelineDatabase>()).RunAsync(backup, ct: Expect.Stop);
        File.Delete(backup);
        Assert.NotEmpty(await Told.TablesAsync(restored, $"{word} Person"));
        var file = Path.GetTempFileName();
        var exported = await CommandLine.RunAsync(_service, "takedown", "--export");
        Assert.Equal((0, kept), (exported.Code, exported.Output));
        await File.WriteAllTextAsync(file, exported.Output, Expect.Stop);
        foreach (var applied in new[] { 2, 0 })
        {
            var (code, output, error) = await CommandLine.RunAsync(restored, "restored", "--takedowns", file);
            Assert.True(code == 0, error);
            Assert.StartsWith($"{applied} of ", output, StringComparison.Ordinal);
        }

        File.Delete(file);
        var verified = await CommandLine.RunAsync(restored, "verify", story);
        Assert.Equal(0, verified.Code);
        Assert.Contains($"{story}: taken down: of event version 3 the fields ", verified.Output, StringComparison.Ordinal);
        Assert.Empty(await Told.TablesAsync(restored, $"{word} Person"));
        Assert.Empty(await Told.TablesAsync(restored, $"{word} summary"));
        Assert.Equal("a doctor", (string)(await restored.GetAsync($"/stories/{story}/entries/{entry}?asOf=3"))["people"]![0]!["name"]!);
        Assert.Empty((await restored.App.Services.GetRequiredService<TimelineDatabase>().VerifyAsync(story, ct: Expect.Stop).SingleAsync(Expect.Stop)).Findings);
    }

    [Fact]
    public async Task What_fails_in_the_middle_has_done_nothing()
    {
        var word = WordOf("half");
        var entry = await WrittenAsync("half");
        var answers = await Told.TextsAsync(_service, entry, "half");
        await Expect.ScalarAsync(_service, """
            create function fail() returns trigger language plpgsql as $$ begin raise exception 'No.' using errcode = '23514'; end $$;
            create trigger fail before insert on timeline.mt_events for each row when (new.type = 'entry_taken_down') execute function fail();
            """);
        try
        {
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await _service.EditAsync("half", entry, "takedown", Asked(new { form = "remove" }))).Status);
        }
        finally
        {
            await Expect.ScalarAsync(_service, "drop trigger fail on timeline.mt_events; drop function fail()");
        }

        Assert.Equal(answers, await Told.TextsAsync(_service, entry, "half"));
        Assert.Empty((await VerifiedAsync("half")).Findings);
        await TakeDownAsync("half", entry, new { form = "remove" });
        Assert.Empty(await Told.AddressesAsync(_service, entry, word, "half"));
    }

    // As HashChain says.
    private static byte[] Digest(byte[] key, string text) =>
        SHA256.HashData([.. key, .. Encoding.UTF8.GetBytes(text.StartsWith('/') ? text : JsonSerializer.Serialize(text))]);

    // Whatever may be a key.
    [GeneratedRegex("(?<![0-9a-f])([0-9a-f]{32}|[0-9a-f]{64})(?![0-9a-f])")]
    private static partial Regex HexPattern();

    // A note under an idempotency key, and the digest of the request, in hexadecimal.
    private async Task<string> NoteAsync(string story, string entry, string text)
    {
        var path = $"/stories/{story}/entries/{entry}/notes";
        var body = JsonSerializer.SerializeToUtf8Bytes(new { text });
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add("Idempotency-Key", $"a-note-{text.Split(' ')[0]}");
        using var answer = await _service.Editor.SendAsync(request, Expect.Stop);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes($"POST {path}\n"), .. body]));
    }

    // Each story has a word of its own, as all of them are in one database.
    private static string WordOf(string story) => $"Libel{story.Replace("-", "", StringComparison.Ordinal)}";

    private async Task<string> WrittenAsync(string story, bool retract = true)
    {
        var word = WordOf(story);
        await _service.OpenAsync(story);
        await _service.RecordAsync("rallies", new { when = new { edtf = "2021-01-23" }, headline = "Another entry" }, story);
        var (entry, _) = await _service.RecordAsync("arrests", Libel(word), story);
        await _service.StoreAsync(story, entry, "corrections",
            new { @class = "correction", wrong = $"{word} wrong", changes = new { summary = $"{word} summary of {word} Person, corrected" } }, "*");
        await _service.StoreAsync(story, entry, "corrections",
            new { @class = "update", changes = new { places = new[] { $"{word} town" } } }, "*");
        if (retract)
            await _service.StoreAsync(story, entry, "retraction", new { reason = $"{word} reason" });
        return entry;
    }

    private async Task<JsonNode> TakeDownAsync(string story, string entry, object asked)
    {
        var (status, answer, _) = await _service.EditAsync(story, entry, "takedown", Asked(asked));
        Assert.True(status == HttpStatusCode.Created, answer.ToJsonString());
        Assert.Equal(await Expect.ScalarAsync(_service, "select max(seq_id) from timeline.mt_events"), (long)answer["position"]!);
        return answer;
    }

    private static JsonObject Asked(object asked)
    {
        var body = JsonSerializer.SerializeToNode(asked)!.AsObject();
        foreach (var (name, value) in new[] { ("grounds", "Injunction"), ("authority", "Landgericht Hamburg"), ("reference", "324 O 1/26") })
            body[name] = value;
        return body;
    }

    private async Task<VerifiedStream> VerifiedAsync(string story) =>
        await _service.App.Services.GetRequiredService<TimelineDatabase>().VerifyAsync(story, ct: Expect.Stop).SingleAsync(Expect.Stop);

    private async Task<IReadOnlyList<ShownFinding>> ShownAsync(string story) => await ChronologyVerifier.CompareAsync(
        _service.App.Services.GetRequiredService<TimelineDatabase>(), story, Expect.Stop);
}
