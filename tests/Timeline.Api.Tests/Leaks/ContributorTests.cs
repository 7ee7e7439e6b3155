using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Timeline.Api.Tests.Past;
using Timeline.Domain;
using Timeline.Domain.Kinds;
using Timeline.Store.Queries;

namespace Timeline.Api.Tests.Leaks;

/// <summary>
/// A contributor sees what the public sees, and drafts of which nothing is promised and which the public never saw. Whatever they send, what else
/// there is, is answered as what there is not: to the byte but for the ids that they sent.
/// </summary>
public sealed partial class ContributorTests(SharedService shared) : IClassFixture<SharedService>
{
    private const string Later = "2098-01-23T12:00:00Z";
    private readonly TestService _service = shared.Service;

    /// <summary>The ways in which an entry is out of a contributor's sight.</summary>
    public static TheoryData<string> Hidden => ["held", "embargoed", "embargoed draft", "held draft", "retracted draft"];

    [Theory, MemberData(nameof(Hidden))]
    public async Task Whatever_names_what_they_may_not_see_is_answered_as_what_names_nothing(string way)
    {
        var hidden = await HideAsync(way);
        var absent = Another(hidden);
        using var carla = _service.SignedAs("carla", "contributor");

        foreach (var route in CommandReader.Editorial.Where(r => r.From == Sender.Contributor))
        {
            // What is on it, and what names it: wherever a command has a text, that may be the id of an entry.
            var example = Json(route.Example);
            await SameAsync(carla, (hidden, absent), id => ($"/stories/story/entries/{id}/{route.Route}", example));
            foreach (var place in Texts(example))
                await SameOfDraftsAsync(route.Route, id => With(example, place, id));
        }

        foreach (var changes in Names)
            await SameOfDraftsAsync("corrections", id => new() { ["class"] = "update", ["changes"] = changes(id) });
        await SameOfDraftsAsync("placement", id => new() { ["before"] = id });
        await SameOfDraftsAsync("links", id => new()
        {
            ["entry"] = id,
            ["relation"] = "caused",
            ["claim"] = new JsonObject { ["by"] = "Somebody", ["text"] = "So", ["about"] = id },
        });

        // Each of a draft of its own, so that neither finds what the other did.
        async Task SameOfDraftsAsync(string route, Func<string, JsonObject> body)
        {
            var draft = new { when = new { edtf = "2021-01-17/2021-01-22" }, headline = "A draft", planned = true, draft = true };
            var ((one, _), (two, _)) = (await _service.RecordAsync("rallies", draft), await _service.RecordAsync("rallies", draft));
            await SameAsync(carla, (hidden, absent), id => ($"/stories/story/entries/{(id == hidden ? one : two)}/{route}", body(id)), of: (one, two));
        }
    }

    [Fact]
    public async Task So_is_every_kind_that_names_it()
    {
        var hidden = await HideAsync("held");
        using var carla = _service.SignedAs("carla", "contributor");
        foreach (var kind in KindList.All)
        {
            var example = Json(kind.Example);
            example["draft"] = true;
            foreach (var place in Texts(example))
                await SameAsync(carla, (hidden, Another(hidden)), id => ($"/stories/story/{kind.Plural}", With(example, place, id)), dryRunsOnly: true);
            foreach (var named in Names)
            {
                await SameAsync(carla, (hidden, Another(hidden)), id => ($"/stories/story/{kind.Plural}",
                    new JsonObject([.. example.Where(f => !named(id).ContainsKey(f.Key)).Concat(named(id)).Select(f => KeyValuePair.Create(f.Key, f.Value?.DeepClone()))])), dryRunsOnly: true);
            }
        }
    }

    [Theory]
    [InlineData(true, Later)]
    [InlineData(false, Later)]
    public async Task A_story_that_they_may_not_see_is_as_unknown_as_one_that_there_is_not(bool draft, string until)
    {
        var story = draft ? "zqstory1" : "zqstory2";
        await StoryEditing.OpenAsync(_service, story, draft, until);
        var (entry, _) = await _service.RecordAsync("rallies", new { when = new { edtf = "2021-01-17" }, headline = "A draft", draft = true }, story);
        using var carla = _service.SignedAs("carla", "contributor");

        foreach (var kind in KindList.All)
        {
            var example = Json(kind.Example);
            foreach (var asked in new[] { true, false })
            {
                example["draft"] = asked;
                await SameAsync(carla, (story, "zqstory9"), id => ($"/stories/{id}/{kind.Plural}", example), HttpStatusCode.NotFound);
            }
        }

        foreach (var route in CommandReader.Editorial.Where(r => r.From == Sender.Contributor))
            await SameAsync(carla, (story, "zqstory9"), id => ($"/stories/{id}/entries/{entry}/{route.Route}", Json(route.Example)), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Nor_is_it_where_the_next_page_of_stories_begins()
    {
        await StoryEditing.OpenAsync(_service, "zqstory3", draft: false, Later);
        await StoryEditing.OpenAsync(_service, "zqstory4", draft: true);
        using var desk = await Desk.DeskVisitor.SignedInAsync(_service, "carla", "contributor");
        var listed = new List<string>();

        for (var page = ""; page is not null;)
        {
            var html = await desk.TextAsync($"/desk/stories?limit=1{page}");
            listed.Add(Assert.Single(Recorded().Matches(html)).Groups[1].Value);
            page = Next().Match(html) is { Success: true } next ? $"&cursor={next.Groups[1].Value}" : null;
            Assert.True(page is null || StoryCursor.Parse(Next().Match(html).Groups[1].Value)!.Id == listed[^1], html);
        }

        Assert.Contains("story", listed);
        Assert.Contains("zqstory4", listed);
        Assert.DoesNotContain("zqstory3", listed);
    }

    [Fact]
    public async Task They_may_record_in_a_story_that_is_a_draft_itself()
    {
        await StoryEditing.OpenAsync(_service, "begun", draft: true);
        using var carla = _service.SignedAs("carla", "contributor");

        using var recorded = await carla.PostAsJsonAsync("/stories/begun/arrests", new { when = new { edtf = "2021-01-17" }, headline = "A draft", draft = true }, Expect.Stop);

        Assert.Equal(HttpStatusCode.Created, recorded.StatusCode);
    }

    [Theory, MemberData(nameof(Hidden))]
    public async Task An_origin_that_only_something_hidden_has_is_free_to_them_and_editors_are_told(string way)
    {
        var (taken, free) = ($"wire:{way.Replace(' ', '-')}-1", $"wire:{way.Replace(' ', '-')}-2");
        var hidden = await HideAsync(way, taken);
        using var carla = _service.SignedAs("carla", "contributor");
        using var boris = _service.SignedAs("boris", "contributor");
        static object Of(string origin, string headline) => new { when = new { edtf = "2021-01-17" }, headline, draft = true, origin };

        var ids = new List<string>();
        foreach (var (by, headline) in new[] { (carla, "First"), (carla, "Again"), (boris, "By another") })
        {
            foreach (var dry in new[] { "?dryRun=true", "" })
            {
                var (with, without) = (await AskAsync(by, "/stories/story/arrests" + dry, Json(Of(taken, headline))), await AskAsync(by, "/stories/story/arrests" + dry, Json(Of(free, headline))));
                if (ids.Count == 0 && dry.Length == 0)
                    ids.AddRange(new[] { with, without }.Select(a => (string)JsonNode.Parse(a[(a.IndexOf('\n') + 1)..])!["entry"]!));
                string Without(string text) => ids.Aggregate(text, (t, id) => t.Replace(id, "<new>", StringComparison.Ordinal));
                Assert.Equal(Without(without), Without(with));
                Assert.StartsWith(headline == "First" ? dry.Length > 0 ? "200" : "201" : "409", with, StringComparison.Ordinal);
            }
        }

        // To editors it is as it was: the first of an origin is the one, and what stands beside it they are told before readers see it.
        var second = await AskAsync(_service.Editor, "/stories/story/arrests", Json(Of(taken, "By an editor")));
        Assert.Contains(hidden, second, StringComparison.Ordinal);
        var published = await AskAsync(_service.Editor, $"/stories/story/entries/{ids[0]}/publication?dryRun=true", []);
        Assert.Contains(hidden, published, StringComparison.Ordinal);
        Assert.DoesNotContain("\"notes\":[{", await AskAsync(_service.Editor, $"/stories/story/entries/{ids[1]}/publication?dryRun=true", []), StringComparison.Ordinal);
    }

    [Fact]
    public async Task They_are_told_no_number_that_counts_what_they_do_not_see()
    {
        using var carla = _service.SignedAs("carla", "contributor");
        var body = new { when = new { edtf = "2021-01-17" }, headline = "A draft", draft = true };
        using var kept = new HttpRequestMessage(HttpMethod.Post, "/stories/story/arrests") { Content = JsonContent.Create(body), Headers = { { "Idempotency-Key", "counted" } } };
        using var first = await carla.SendAsync(kept, Expect.Stop);
        var recorded = JsonNode.Parse(await first.Content.ReadAsStringAsync(Expect.Stop))!.AsObject();
        using var again = new HttpRequestMessage(HttpMethod.Post, "/stories/story/arrests") { Content = JsonContent.Create(body), Headers = { { "Idempotency-Key", "counted" } } };
        using var second = await carla.SendAsync(again, Expect.Stop);
        var source = $"/stories/story/entries/{recorded["entry"]}/sources";

        string[] told =
        [
            recorded.ToJsonString(), await second.Content.ReadAsStringAsync(Expect.Stop),
            .. await Task.WhenAll(new[] { "/stories/story/arrests?dryRun=true", source + "?dryRun=true", source }.Select(to => AskAsync(carla, to, to.StartsWith(source, StringComparison.Ordinal) ? new() { ["outlet"] = "Reuters" } : Json(body)))),
            await AskAsync(carla, source, new() { ["outlet"] = "Reuters" }),
        ];

        Assert.Equal(["entry", "version", "notes"], recorded.Select(f => f.Key));
        Assert.All(told, answer => Assert.False(answer.Contains("eventVersion", StringComparison.Ordinal) || answer.Contains("position", StringComparison.Ordinal), answer));
    }

    [Theory, MemberData(nameof(Hidden))]
    public async Task Of_a_draft_they_read_nothing_that_names_it_and_what_they_correct_keeps_it(string way)
    {
        var hidden = await HideAsync(way);
        var (shown, _) = await _service.RecordAsync("arrests", new { when = new { edtf = "2021-01-17" }, headline = "In view" });
        var (draft, _) = await _service.RecordAsync("rallies", new
        {
            when = new { edtf = "2021-01-17/2021-01-22" },
            headline = "An editor's draft",
            planned = true,
            draft = true,
            links = new[] { new { entry = hidden, relation = "follows" }, new { entry = shown, relation = "updates" } },
            claims = new object[] { new { by = "Somebody", text = "So", about = hidden }, new { by = "Another", text = "No", about = shown } },
        });
        // What became of it is told at the draft, and this is not theirs to see either.
        var (outcome, _) = await _service.RecordAsync("rallies", new
        {
            when = new { edtf = "2021-01-18" },
            headline = "What came of it",
            embargoUntil = Later,
            links = new[] { new { entry = draft, relation = "outcome-of" } },
        });
        using var carla = _service.SignedAs("carla", "contributor");
        using var desk = await Desk.DeskVisitor.SignedInAsync(_service, "carla", "contributor");

        var read = await carla.GetStringAsync($"/stories/story/entries/{draft}?hidden=true", Expect.Stop);
        string[] pages =
        [
            read, await carla.GetStringAsync("/stories/story/timeline?hidden=true&limit=500", Expect.Stop), await desk.TextAsync($"/desk/stories/story/entries/{draft}"),
            await desk.TextAsync($"/desk/stories/story/entries/{draft}/corrections"), await desk.TextAsync("/desk/stories/story"),
        ];
        Assert.All(pages, page => Assert.False(page.Contains(hidden, StringComparison.Ordinal) || page.Contains(outcome, StringComparison.Ordinal), page));
        Assert.Contains(shown, read, StringComparison.Ordinal);
        Assert.Contains(hidden, await _service.Editor.GetStringAsync($"/stories/story/entries/{draft}?hidden=true", Expect.Stop), StringComparison.Ordinal);

        // They write both lists anew as they read them, with something more.
        var seen = JsonNode.Parse(read)!;
        var (links, claims) = (seen["links"]!.DeepClone().AsArray(), seen["claims"]!.DeepClone().AsArray());
        links.Insert(0, new JsonObject { ["entry"] = shown, ["relation"] = "refers-to" });
        claims.Add(new JsonObject { ["by"] = "A third", ["text"] = "Who knows" });
        var corrected = await AskAsync(carla, $"/stories/story/entries/{draft}/corrections", new()
        {
            ["class"] = "update",
            ["changes"] = new JsonObject { ["links"] = Written(links), ["claims"] = Written(claims) },
        });
        Assert.StartsWith("201", corrected, StringComparison.Ordinal);
        var after = JsonNode.Parse(await _service.Editor.GetStringAsync($"/stories/story/entries/{draft}?hidden=true", Expect.Stop))!;
        Assert.Equal(new[] { hidden, shown, shown }.Order(), after["links"]!.AsArray().Select(l => (string)l!["entry"]!).Order());
        await _service.CorrectAsync("story", draft, new { links = Array.Empty<object>() });
        using var anna = await Desk.DeskVisitor.SignedInAsync(_service);
        var undo = $"/desk/stories/story/entries/{draft}/{Undo().Matches(await anna.TextAsync($"/desk/stories/story/entries/{draft}"))[^1].Value}";
        Assert.Contains(hidden, await anna.TextAsync(undo), StringComparison.Ordinal);
        Assert.DoesNotContain(hidden, await desk.TextAsync(undo), StringComparison.Ordinal);
        Assert.Equal([hidden, shown, null], after["claims"]!.AsArray().Select(c => c!["about"] is { } about ? about is JsonObject of ? (string?)of["entry"] : (string?)about : null));
    }

    [Fact]
    public async Task Whoever_sees_all_and_works_on_drafts_alone_names_what_they_see()
    {
        var hidden = await HideAsync("held");
        var (draft, _) = await _service.RecordAsync("rallies", new { when = new { edtf = "2021-01-17" }, headline = "A draft", draft = true });
        using var dora = _service.SignedAs("dora", "contributor", "archivist");

        Assert.StartsWith("201", await AskAsync(dora, $"/stories/story/entries/{draft}/links", new() { ["entry"] = hidden }), StringComparison.Ordinal);
        Assert.StartsWith("403", await AskAsync(dora, $"/stories/story/entries/{hidden}/sources", new() { ["outlet"] = "Reuters" }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whom_readers_find_nowhere_in_the_register_is_to_them_nobody()
    {
        await RegisterAsync("maria-velt", new { name = "Maria Velt", visibility = "public" });
        await RegisterAsync("zora-quell", new { name = "Zora Quell" });
        await RegisterAsync("tilda-merz", new { name = "Tilda Merz" });
        Assert.Equal(HttpStatusCode.Created, (await _service.PostAsync("/people/tilda-merz/merge", new { into = "zora-quell" })).Status);
        // As like somebody in sight as the one of whom nobody has heard.
        await RegisterAsync("maria-velz", new { name = "Maria Velz" });
        await _service.RecordAsync("arrests", new { when = new { edtf = "2021-01-18" }, headline = "A held entry", people = new[] { new { id = "lena-quast", name = "Lena Quast" } }, embargoUntil = Later });
        await RegisterAsync("lena-quast", new { name = "Lena Quast", visibility = "public" });
        using var carla = _service.SignedAs("carla", "contributor");

        foreach (var nobody in (string[])["zora-quell", "tilda-merz", "lena-quast"])
        {
            foreach (var named in People)
            {
                await SameAsync(carla, (nobody, Another(nobody)), id => ("/stories/story/arrests", Of(named(id))), dryRunsOnly: true);
                await SameOfDraftsAsync(nobody, "corrections", id => new() { ["class"] = "update", ["changes"] = named(id) });
            }

            await SameOfDraftsAsync(nobody, "figures", id => new() { ["figure"] = new JsonObject { ["what"] = "people", ["value"] = 3, ["by"] = id } });
        }

        // Whom readers find they are told of, and editors of everybody.
        Assert.Contains("maria-velt", await AskAsync(carla, "/stories/story/arrests?dryRun=true", Of(By("maria-vel"))), StringComparison.Ordinal);
        Assert.StartsWith("200", await AskAsync(carla, "/stories/story/arrests?dryRun=true", Of(By("maria-velt"))), StringComparison.Ordinal);
        Assert.Contains("zora-quell", await AskAsync(_service.Editor, "/stories/story/arrests?dryRun=true", Of(By("zora-quel"))), StringComparison.Ordinal);
        Assert.StartsWith("200", await AskAsync(_service.Editor, "/stories/story/arrests?dryRun=true", Of(By("zora-quell"))), StringComparison.Ordinal);

        // Both are taken for the one who is in sight.
        var (like, unlike) = (await AskAsync(carla, "/stories/story/arrests?dryRun=true", Of(By("maria-velz"))), await AskAsync(carla, "/stories/story/arrests?dryRun=true", Of(By("maria-velx"))));
        Assert.Contains("maria-velt", unlike, StringComparison.Ordinal);
        Assert.Equal(unlike, like.Replace("maria-velz", "maria-velx", StringComparison.Ordinal));
        // Under an id that leads to somebody in sight nothing of theirs is to be published.
        await RegisterAsync("masha-velt", new { name = "Masha Velt" });
        Assert.Equal(HttpStatusCode.Created, (await _service.PostAsync("/people/masha-velt/merge", new { into = "maria-velt" })).Status);
        Assert.Contains("maria-velt", await AskAsync(carla, "/stories/story/arrests?dryRun=true", Of(Named("masha-velt"))), StringComparison.Ordinal);

        static JsonObject Named(string id) => new() { ["people"] = new JsonArray(new JsonObject { ["id"] = id, ["name"] = "Somebody" }) };

        static JsonObject By(string id) => new() { ["claims"] = new JsonArray(new JsonObject { ["by"] = id, ["text"] = "So" }) };

        static JsonObject Of(JsonObject named)
        {
            var body = new JsonObject { ["when"] = new JsonObject { ["edtf"] = "2021-01-17" }, ["headline"] = "A draft", ["draft"] = true };
            foreach (var (field, value) in named)
                body[field] = value?.DeepClone();
            return body;
        }

        async Task SameOfDraftsAsync(string hidden, string route, Func<string, JsonObject> body)
        {
            var ((one, _), (two, _)) = (await _service.RecordAsync("arrests", Of([])), await _service.RecordAsync("arrests", Of([])));
            await SameAsync(carla, (hidden, Another(hidden)), id => ($"/stories/story/entries/{(id == hidden ? one : two)}/{route}", body(id)), of: (one, two));
        }
    }

    [Fact]
    public async Task Whoever_is_protected_is_so_from_them_too_and_is_no_guess()
    {
        await RegisterAsync("mia-ward", new { description = "a girl of 15", visibility = "protected" });
        using var carla = _service.SignedAs("carla", "contributor");
        static JsonObject Of(string id, string name) => Json(new { when = new { edtf = "2021-01-17" }, headline = "A draft", draft = true, people = new[] { new { id, name } }, claims = new[] { new { by = "mia-war", text = "So" } } });

        var named = await AskAsync(carla, "/stories/story/arrests?dryRun=true", Of("mia-ward", "Mia Ward"));
        Assert.StartsWith("422", named, StringComparison.Ordinal);
        Assert.Contains("people[0].name", named, StringComparison.Ordinal);
        Assert.DoesNotContain("mia-ward", await AskAsync(carla, "/stories/story/arrests?dryRun=true", Of("somebody-else", "Somebody Else")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task That_a_list_has_no_room_left_beside_what_they_do_not_see_is_not_told()
    {
        var hidden = await HideAsync("held");
        var (shown, _) = await _service.RecordAsync("arrests", new { when = new { edtf = "2021-01-17" }, headline = "In view" });
        using var carla = _service.SignedAs("carla", "contributor");
        async Task<string> LinkAsync(string draft, string relation) => await AskAsync(carla, $"/stories/story/entries/{draft}/links", new() { ["entry"] = shown, ["relation"] = relation });
        async Task<string> DraftAsync(params object[] links) => (await _service.RecordAsync("arrests", new
        {
            when = new { edtf = "2021-01-17" },
            headline = "A draft",
            draft = true,
            links = links.Concat(Enumerable.Repeat((object)new { entry = shown, relation = "updates" }, 99)),
        })).Id;

        var (full, roomy) = (await DraftAsync(new { entry = hidden, relation = "follows" }), await DraftAsync());
        foreach (var relation in (string[])["follows", "refers-to"])
        {
            string Told(string answer, string draft) => answer.Replace(draft, "<draft>", StringComparison.Ordinal);
            var (one, two) = (Told(await LinkAsync(full, relation), full), Told(await LinkAsync(roomy, relation), roomy));
            Assert.Equal(two, one);
            Assert.StartsWith(relation == "follows" ? "201" : "422", one, StringComparison.Ordinal);
        }

        var links = JsonNode.Parse(await _service.Editor.GetStringAsync($"/stories/story/entries/{full}?hidden=true", Expect.Stop))!["links"]!.AsArray();
        Assert.Equal((100, "follows"), (links.Count, (string?)links[^1]!["relation"]));
        Assert.DoesNotContain(links, l => (string?)l!["entry"] == hidden);
    }

    [Fact]
    public async Task Of_a_story_that_stopped_they_are_told_no_more_than_that()
    {
        await _service.OpenAsync("stopping");
        await using (var stop = _service.Database.CreateCommand("update timeline.mt_streams set version = version + 1 where id = 'stopping'"))
            await stop.ExecuteNonQueryAsync(Expect.Stop);
        await using (var add = _service.Database.CreateCommand("""
            insert into timeline.mt_events (seq_id, id, stream_id, version, data, type)
            values (nextval('timeline.mt_events_sequence'), gen_random_uuid(), 'stopping', 2, '{}', 'never_heard_of')
            """))
            await add.ExecuteNonQueryAsync(Expect.Stop);
        using var carla = _service.SignedAs("carla", "contributor");
        var body = Json(new { when = new { edtf = "2021-01-17" }, headline = "A draft", draft = true });

        var told = await AskAsync(carla, "/stories/stopping/arrests", body);

        Assert.Contains("story-stopped", told, StringComparison.Ordinal);
        Assert.DoesNotContain("version", told, StringComparison.Ordinal);
        Assert.Contains("event version 2", await AskAsync(_service.Editor, "/stories/stopping/arrests", body), StringComparison.Ordinal);
    }

    // What of an entry may name somebody.
    private static readonly Func<string, JsonObject>[] People =
    [
        id => new() { ["people"] = new JsonArray(new JsonObject { ["id"] = id }) },
        id => new() { ["people"] = new JsonArray(new JsonObject { ["id"] = id, ["name"] = "Somebody" }) },
        id => new() { ["claims"] = new JsonArray(new JsonObject { ["by"] = id, ["text"] = "So" }) },
        id => new() { ["figures"] = new JsonArray(new JsonObject { ["what"] = "people", ["value"] = 3, ["by"] = id }) },
    ];

    // What of an entry may name another one.
    private static readonly Func<string, JsonObject>[] Names =
    [
        id => new() { ["links"] = new JsonArray(new JsonObject { ["entry"] = id, ["relation"] = "outcome-of" }) },
        id => new() { ["links"] = new JsonArray(new JsonObject { ["entry"] = id, ["relation"] = "caused", ["claim"] = new JsonObject { ["by"] = "Somebody", ["text"] = "So" } }) },
        id => new() { ["claims"] = new JsonArray(new JsonObject { ["by"] = "Somebody", ["text"] = "So", ["about"] = id }) },
        id => new() { ["claims"] = new JsonArray(new JsonObject { ["by"] = "Somebody", ["text"] = "So", ["about"] = new JsonObject { ["entry"] = id, ["claim"] = 2 } }) },
    ];

    private async Task RegisterAsync(string person, object record)
    {
        using var answer = await _service.Editor.PutAsJsonAsync($"/people/{person}", record, Expect.Stop);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    private async Task<string> HideAsync(string way, string? origin = null)
    {
        var body = new { when = new { edtf = "2021-01-18" }, headline = "Kept from contributors", origin, draft = way.EndsWith("draft", StringComparison.Ordinal), embargoUntil = way.StartsWith("embargoed", StringComparison.Ordinal) ? Later : null };
        var (id, _) = await _service.RecordAsync("detentions", body);
        if (way.StartsWith("held", StringComparison.Ordinal))
            await _service.StoreAsync("story", id, "hold", new { reason = "Checking." });
        else if (way == "retracted draft")
            await _service.StoreAsync("story", id, "retraction", new { reason = "Wrong." });
        return id;
    }

    // An id that there is not, which reads as much like a date or a number as the other one.
    private static string Another(string id) => id[..^1] + (char.IsDigit(id[^1]) ? id[^1] == '2' ? '3' : '2' : id[^1] == 'b' ? 'c' : 'b');

    // The same twice: with what is hidden, and with what is not there.
    private static async Task SameAsync(
        HttpClient by, (string Hidden, string Absent) ids, Func<string, (string Address, JsonObject Body)> ask, HttpStatusCode? status = null,
        bool dryRunsOnly = false, (string, string) of = default)
    {
        foreach (var dry in dryRunsOnly ? new[] { "?dryRun=true" } : ["?dryRun=true", ""])
        {
            var (with, without) = (await SaidAsync(ids.Hidden, of.Item1), await SaidAsync(ids.Absent, of.Item2));
            Assert.Equal(without, with);
            Assert.True(status is null || with.Contains($"\n{(int)status} ", StringComparison.Ordinal), with);

            async Task<string> SaidAsync(string id, string? draft)
            {
                var (address, body) = ask(id);
                var said = $"{address}{dry} {body.ToJsonString()}\n{await AskAsync(by, address + dry, body)}".Replace(id, "<id>", StringComparison.Ordinal);
                return draft is null ? said : said.Replace(draft, "<draft>", StringComparison.Ordinal);
            }
        }
    }

    // What a request is called in the log, and when it was, are another time each.
    private static async Task<string> AskAsync(HttpClient by, string address, JsonObject body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        using var answer = await by.SendAsync(request, Expect.Stop);
        return $"{(int)answer.StatusCode} {string.Join(' ', answer.Headers.Select(h => h.Key).Order())}\n{TraceId().Replace(await answer.Content.ReadAsStringAsync(Expect.Stop), "")}";
    }

    private static JsonObject Json(object? example) => example is null ? [] : System.Text.Json.JsonSerializer.SerializeToNode(example, example.GetType(), DomainJson.Stored)!.AsObject();

    // An answer gives empty fields, too, and who is spoken of by more than a command takes.
    private static JsonArray Written(JsonArray items) => [.. items.Select(item => new JsonObject(item!.AsObject().Where(f => f.Value is not null and not JsonArray { Count: 0 })
        .Select(f => KeyValuePair.Create(f.Key, f.Key == "by" && f.Value is JsonObject by ? by["name"]?.DeepClone() : f.Value?.DeepClone()))))];

    // Each text of a body, as the way to it.
    private static IEnumerable<IReadOnlyList<object>> Texts(JsonNode? node) => node switch
    {
        JsonObject record => record.SelectMany(f => Texts(f.Value).Select(way => (IReadOnlyList<object>)[f.Key, .. way])),
        JsonArray list => list.SelectMany((item, i) => Texts(item).Select(way => (IReadOnlyList<object>)[i, .. way])),
        JsonValue value when value.TryGetValue<string>(out _) => [[]],
        _ => [],
    };

    private static JsonObject With(JsonObject body, IReadOnlyList<object> place, string text)
    {
        var copy = (JsonObject)body.DeepClone();
        var node = (JsonNode)copy;
        foreach (var step in place.SkipLast(1))
            node = step is int i ? node[i]! : node[(string)step]!;
        if (place[^1] is int last)
            node[last] = text;
        else
            node[(string)place[^1]] = text;
        return copy;
    }

    [GeneratedRegex("/desk/stories/([^/\"]+)/record\"")]
    private static partial Regex Recorded();

    [GeneratedRegex("/desk/stories\\?cursor=([^\"&]+)")]
    private static partial Regex Next();

    [GeneratedRegex("corrections\\?undo=[^\"]+")]
    private static partial Regex Undo();

    [GeneratedRegex("\"traceId\":\"[-0-9a-f]+\"")]
    private static partial Regex TraceId();
}
