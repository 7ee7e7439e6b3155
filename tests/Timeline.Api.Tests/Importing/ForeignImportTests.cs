using System.Text.Json.Nodes;

namespace Timeline.Api.Tests.Importing;

/// <summary>Others' timelines become commands of whoever brings them.</summary>
public sealed class ForeignImportTests(SharedService shared) : IClassFixture<SharedService>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("import").FullName;
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task The_same_file_twice_adds_nothing_and_a_changed_one_corrects()
    {
        await _service.OpenAsync("twice");
        var dry = await ImportAsync("twice", "timelinejs", Samples.TimelineJs, "--dry-run");
        Assert.Empty((await _service.GetAsync("/stories/twice/timeline?background=true"))["entries"]!.AsArray());
        var first = await ImportAsync("twice", "timelinejs", Samples.TimelineJs);
        var again = await ImportAsync("twice", "timelinejs", Samples.TimelineJs);
        var changed = await ImportAsync("twice", "timelinejs", Samples.TimelineJs.Replace("Flight DP 936", "Flight DP 937", StringComparison.Ordinal));

        Assert.Equal(("7", null), (Count(dry, "recorded"), Count(dry, "refused") is "0" ? null : dry.ToJsonString()));
        Assert.Equal(Outcomes(dry), Outcomes(first));
        Assert.Equal("7", Count(again, "unchanged"));
        Assert.Equal(("1", "6"), (Count(changed, "corrected"), Count(changed, "unchanged")));
        Assert.Equal("[\"summary\"]", changed["entries"]!.AsArray().Single(e => (string?)e!["outcome"] == "corrected")!["fields"]!.ToJsonString());
        var history = await Expect.HistoryAsync(_service, "twice");
        Assert.Equal(9, history.Length);
        Assert.All(history[1..], e => Assert.Equal("anna", (string?)e["actor"]));
        Assert.Contains("timelinejs:return", history[1..].Select(e => (string?)e["data"]!["body"]?["origin"]));
        // Readers are not told of it.
        Assert.DoesNotContain("timelinejs", await _service.Public.GetStringAsync("/stories/twice/timeline?background=true", Expect.Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_that_a_file_calls_by_one_id_the_first_stands_however_often_it_is_imported()
    {
        await _service.OpenAsync("one-id");
        static string Item(string title) =>
            $"<item><title>{title}</title><guid>1</guid><wp:post_date>2021-01-17 21:00:00</wp:post_date><wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>";
        var file = $"""
            <rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>D</title><wp:wxr_version>1.2</wp:wxr_version>
            {Item("First")}{Item("Second")}</channel></rss>
            """;

        var first = await ImportAsync("one-id", "wordpress", file);
        var again = await ImportAsync("one-id", "wordpress", file);

        Assert.Equal("recorded left out", Outcomes(first));
        Assert.Equal("unchanged left out", Outcomes(again));
    }

    [Fact]
    public async Task Two_who_import_one_file_at_once_store_it_once_and_nobody_is_refused()
    {
        await _service.OpenAsync("both");
        var file = await FileAsync("id,when,headline,source\n" + string.Concat(Enumerable.Range(0, 24).Select(i => $"{i},2021-01-{1 + i:00},One {i},dpa\n")));

        Task<(int Code, string Output, string Error)> ImportAsync(string who) => Task.Run(() => CommandLine.RunInAsync(
            new() { ["TIMELINE_TOKEN"] = Token(who, ["editor"]) }, ["import", file, "--from", "csv", "--story", "both", "--url", $"{_service.Address}"]));
        var said = await Task.WhenAll(ImportAsync("anna"), ImportAsync("otto"));

        Assert.All(said, one => Assert.Equal((0, ""), (one.Code, one.Error)));
        Assert.Equal(24, said.Sum(one => one.Output.Split('\n').Count(line => line.StartsWith("recorded: ", StringComparison.Ordinal))));
        Assert.Equal(24, said.Sum(one => one.Output.Split('\n').Count(line => line.StartsWith("unchanged: ", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task One_line_that_cannot_be_read_is_told_by_its_number_while_the_rest_goes_in()
    {
        await _service.OpenAsync("lines");

        var (code, output, error) = await RunAsync("lines", "csv", "when,headline\n2021-01-17,One\n03/04/2021,Two\n2021-13-45,Three\n");

        Assert.Equal((2, ""), (code, error));
        Assert.Equal(["recorded: One", "refused: Two (line 3): Of 03/04/2021", "refused: Three (line 4): when.edtf:"],
            output.Split('\n')[..3].Select(line => line[..Math.Min(line.Length, 36)].TrimEnd()));
    }

    [Fact]
    public async Task One_that_is_too_large_is_refused_while_the_rest_goes_in()
    {
        await _service.OpenAsync("large");

        var charges = await ImportAsync("large", "csv", $"""
            when,headline,kind,charges
            2021-01-17,One,sentencing,{string.Concat(Enumerable.Range(0, 30_000).Select(i => $"charge {i};"))}
            2021-01-18,Two,sentencing,fraud
            """);
        var text = await ImportAsync("large", "timelinejs", $$$"""
            {"events": [{"start_date": {"year": 2021}, "text": {"text": "{{{new string('a', 11_000_000)}}}"}}, {"start_date": {"year": 2021}, "text": {"headline": "Three"}}]}
            """);

        Assert.Equal("refused recorded", Outcomes(charges));
        Assert.Contains("bytes", (string?)charges["entries"]![0]!["why"], StringComparison.Ordinal);
        Assert.Null(charges["entries"]![0]!["entry"]);
        Assert.Equal("refused recorded", Outcomes(text));
    }

    [Fact]
    public async Task A_mapping_that_names_a_group_twice_is_refused_in_a_line()
    {
        await _service.OpenAsync("grouped");
        var mapping = await FileAsync("""{"Courts": {"kind": "hearing"}, "Courts": {"kind": "verdict"}}""");

        var (code, _, error) = await RunAsync("grouped", "csv", "when,headline\n2021-01-17,One\n", "--map", mapping);

        Assert.Equal(2, code);
        Assert.Contains("'Courts' twice", Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--dry-run")]
    [InlineData("--overwrite")]
    public async Task Who_may_record_drafts_alone_is_told_to_say_so(string more)
    {
        var story = $"drafts{more[1..]}";
        await _service.OpenAsync(story);
        const string file = "id,when,headline\n1,2021-01-17,One\n2,2021-01-18,Two";

        var (code, output, error) = await RunAsync(story, "csv", file, [more], ["contributor"]);
        var (_, drafts, _) = await RunAsync(story, "csv", file, [more, "--draft", "--json"], ["contributor"]);

        Assert.Equal((2, ""), (code, output));
        Assert.Contains("--draft", Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Equal("recorded recorded", Outcomes(JsonNode.Parse(drafts)!));
    }

    [Fact]
    public async Task What_was_corrected_here_stays_until_the_file_is_said_to_be_right()
    {
        await _service.OpenAsync("corrected");
        var id = (string)(await ImportAsync("corrected", "csv", "id,when,headline\n1,2021-01-17,Arested"))["entries"]![0]!["entry"]!;
        using var entry = await _service.Public.GetAsync($"/stories/corrected/entries/{id}", Expect.Stop);
        using var correction = new HttpRequestMessage(HttpMethod.Post, $"/stories/corrected/entries/{id}/corrections")
        {
            Content = System.Net.Http.Json.JsonContent.Create(new { @class = "update", changes = new { headline = "Arrested" } }),
            Headers = { IfMatch = { entry.Headers.ETag! } },
        };
        (await _service.Editor.SendAsync(correction, Expect.Stop)).EnsureSuccessStatusCode();

        var same = await ImportAsync("corrected", "csv", "id,when,headline\n1,2021-01-17,Arested");
        var more = await ImportAsync("corrected", "csv", "id,when,headline\n1,2021-01-18,Arested");
        var right = await ImportAsync("corrected", "csv", "id,when,headline\n1,2021-01-18,Arested", "--overwrite");

        // Who looks at it reads what it said before.
        var (_, told, _) = await CommandLine.RunInAsync([], ["entry", "corrected", id, "--url", $"{_service.Address}"]);
        Assert.Contains("headline: Arested -> Arrested", told, StringComparison.Ordinal);
        Assert.Matches("revision 1 .* recorded", told);
        Assert.DoesNotContain("withdrawn", told, StringComparison.Ordinal);
        Assert.Equal("unchanged", Outcomes(same));
        Assert.Contains("headline was corrected here since", same.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("[\"when\"]", more["entries"]![0]!["fields"]!.ToJsonString());
        Assert.Equal("[\"headline\"]", right["entries"]![0]!["fields"]!.ToJsonString());
    }

    [Fact]
    public async Task Of_what_is_corrected_and_read_by_nobody_here_it_is_told_that_it_stays_so()
    {
        await _service.OpenAsync("unseen");
        static string File(string summary) => "id,when,headline,summary\n" + string.Concat(Enumerable.Range(1, 4).Select(i => $"{i},2021-01-1{i},One {i},{summary}\n"));
        var ids = (await ImportAsync("unseen", "csv", File("Before")))["entries"]!.AsArray().Select(e => (string)e!["entry"]!).ToArray();
        await DoAsync(ids[1], "hold", new { reason = "To be checked" });
        await DoAsync(ids[2], "embargo", new { until = "2099-01-01T00:00:00Z", reason = "Agreed with the court" });
        await ImportAsync("unseen", "csv", File("Before") + "5,2021-01-15,One 5,Before\n", "--draft");

        var dry = await ImportAsync("unseen", "csv", File("After") + "5,2021-01-15,One 5,After\n", "--dry-run");
        var told = await ImportAsync("unseen", "csv", File("After") + "5,2021-01-15,One 5,After\n");

        Assert.Equal(told["entries"]!.ToJsonString(), dry["entries"]!.ToJsonString());
        Assert.Equal("corrected corrected corrected corrected corrected", Outcomes(told));
        Assert.Equal([null, "It is held here, and stays so: nobody reads it.", "It is embargoed here, and stays so: nobody reads it yet.", null,
            "It is a draft here, and stays one: nobody reads it yet."], told["entries"]!.AsArray().Select(e => (string?)e!["why"]));
        Assert.Equal(["published", "held", "embargoed", "published", "draft"],
            JsonNode.Parse(await _service.Editor.GetStringAsync("/stories/unseen/timeline?hidden=true", Expect.Stop))!["entries"]!.AsArray().Select(e => (string?)e!["status"]));

        async Task DoAsync(string entry, string route, object body)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/stories/unseen/entries/{entry}/{route}")
            {
                Content = System.Net.Http.Json.JsonContent.Create(body),
                Headers = { { "If-Match", "*" } },
            };
            using var answer = await _service.Editor.SendAsync(request, Expect.Stop);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Expect.Stop));
        }
    }

    [Fact]
    public async Task What_was_taken_down_here_no_import_puts_back_whatever_readers_are_told()
    {
        await _service.OpenAsync("forbidden");
        const string file = "id,when,headline,summary,people\n1,2021-01-17,One,His address,\n2,2021-01-18,Two,Her name,\n3,2021-01-19,Three,Their street,\n4,2021-01-20,Four,Of Vera Holm,\n5,2021-01-21,Five,,Mara Wolf\n6,2021-01-22,Six,All of it,\n";
        var ids = (await ImportAsync("forbidden", "csv", file))["entries"]!.AsArray().Select(e => (string)e!["entry"]!).ToArray();
        using var legal = _service.SignedAs("lea", "legal");
        string[] summary = ["summary"];
        await TakeDownAsync($"stories/forbidden/entries/{ids[0]}", new { form = "remove", fields = summary });
        await TakeDownAsync($"stories/forbidden/entries/{ids[1]}", new { form = "remove" });
        await TakeDownAsync($"stories/forbidden/entries/{ids[2]}", new { form = "remove", fields = summary }, "silent");
        await TakeDownAsync("stories/forbidden", new { form = "replace", replacements = new[] { new { words = "Vera Holm", by = "a doctor" } } }, "silent");
        var places = JsonNode.Parse(await legal.GetStringAsync("/people/mara-wolf/places", Expect.Stop))!["places"]!.AsArray().Select(p => p!["id"]!.DeepClone());
        await TakeDownAsync("people/mara-wolf", new { form = "remove" }, "silent", new JsonArray([.. places]));
        await TakeDownAsync($"stories/forbidden/entries/{ids[5]}", new { form = "remove" }, "silent");

        var dry = await RunAsync("forbidden", "csv", file, "--overwrite", "--dry-run");
        var (code, output, _) = await RunAsync("forbidden", "csv", file, "--overwrite");

        Assert.Equal($"{output.TrimEnd()}; nothing was stored", dry.Output.TrimEnd());
        const string parts = "Parts of it were taken down here: what the file says otherwise is an editor's to correct.";
        Assert.Equal((0, $"left out: One (line 2): {parts}\nleft out: Two (line 3): It was taken down here.\nleft out: Three (line 4): {parts}\nleft out: Four (line 5): {parts}\n" +
            $"left out: Five (line 6): {parts}\nleft out: Six (line 7): It was taken down here.\n6 left out"),
            (code, string.Join('\n', output.Split('\n').Where(line => line.Contains("left out", StringComparison.Ordinal)))));
        var shown = await _service.Public.GetStringAsync("/stories/forbidden/timeline", Expect.Stop);
        Assert.All(["His address", "Their street", "Vera Holm", "Mara Wolf", "All of it"], words => Assert.DoesNotContain(words, shown, StringComparison.Ordinal));

        // What else the file says of the same entry goes in.
        var changed = JsonNode.Parse((await RunAsync("forbidden", "csv", file.Replace(",One,", ",One more,", StringComparison.Ordinal), "--overwrite", "--json")).Output)!["entries"]![0]!;
        Assert.Equal(("corrected", """["headline"]"""), ((string?)changed["outcome"], changed["fields"]!.ToJsonString()));
        Assert.Equal("""["summary lost words by a take-down here, and stays: what the file says of it is an editor's to correct."]""",
            changed["notCarried"]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        var entry = await _service.GetAsync($"/stories/forbidden/entries/{ids[0]}");
        Assert.Equal("One more", (string?)entry["headline"]);
        Assert.DoesNotContain("His address", entry.ToJsonString(), StringComparison.Ordinal);

        async Task TakeDownAsync(string of, object asked, string @public = "legal", JsonArray? places = null)
        {
            var body = System.Text.Json.JsonSerializer.SerializeToNode(asked)!.AsObject();
            (body["grounds"], body["authority"], body["reference"], body["public"]) = ("A ruling", "A court", "1", @public);
            var (status, answer, _) = await _service.PostAsync($"/{of}/takedown", places is null ? body : new JsonObject { ["asked"] = body, ["places"] = places }, "*", legal);
            Assert.True(status == System.Net.HttpStatusCode.Created, answer.ToJsonString());
        }
    }

    [Fact]
    public async Task A_dry_run_says_what_the_service_would_say_of_each_entry()
    {
        await _service.OpenAsync("dry");
        await ImportAsync("dry", "csv", "id,when,headline\n1,2021-01-17,One\n2,2021-01-18,Two\n3,2021-01-19,Three\n");
        // Of what has happened no import makes a plan; of a year before the first one the service says what it is called.
        const string changed = "id,when,headline\n1,2099-01-17,One\n2,2021-01-18,Two more\n3,2021-01-19,Three\n4,-0043-03-15,Four\n";
        var events = await Expect.EventsAsync(_service);

        var dry = await ImportAsync("dry", "csv", changed, "--dry-run");

        Assert.Equal(events, await Expect.EventsAsync(_service));
        var real = await ImportAsync("dry", "csv", changed);
        Assert.Equal("refused corrected unchanged recorded", Outcomes(real));
        Assert.Contains("44 BC", real["entries"]![3]!["notCarried"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(real["entries"]!.ToJsonString(), dry["entries"]!.ToJsonString());
    }

    [Fact]
    public async Task A_mapping_says_kinds_and_fields_by_group_and_what_breaks_a_rule_is_named_while_the_rest_goes_in()
    {
        await _service.OpenAsync("mapped");
        var map = Path.Combine(_folder, "map.json");
        await File.WriteAllTextAsync(map, """{"Arrests": {"kind": "arrest"}, "*": {"kind": "incident"}}""", Expect.Stop);

        var (code, output, _) = await RunAsync("mapped", "csv", "when,headline,topics,kind\n2021-01-17,One,Arrests,\n2021-13-45,Two,,\n2021-01-18,Three,,flood\n2030-01-01,Four,Arrests,", "--map", map, "--json");
        var report = JsonNode.Parse(output)!;

        Assert.Equal(2, code);
        Assert.Equal("recorded refused refused recorded", Outcomes(report));
        Assert.Equal(["arrest", "arrest"], (await _service.GetAsync("/stories/mapped/timeline"))["entries"]!.AsArray().Select(e => (string?)e!["kind"]));
        // What is still to come is planned.
        Assert.True((bool)(await _service.GetAsync("/stories/mapped/timeline"))["entries"]![1]!["planned"]!);
    }

    [Theory]
    [InlineData("timelinejs", Samples.Sheet, "left out recorded recorded recorded")]
    [InlineData("csv", Samples.OwnCsv, "recorded refused")]
    [InlineData("ics", Samples.Calendar, "recorded recorded recorded recorded left out left out")]
    [InlineData("wordpress", Samples.WordPress, "recorded left out recorded left out left out recorded")]
    [InlineData("ninjs", Samples.Ninjs3, "recorded recorded left out")]
    public async Task Each_format_goes_in_once(string format, string text, string expected)
    {
        var story = $"from-{format}";
        await _service.OpenAsync(story);

        Assert.Equal(expected, Outcomes(await ImportAsync(story, format, text, "--draft")));
        Assert.Equal(expected.Replace("recorded", "unchanged", StringComparison.Ordinal), Outcomes(await ImportAsync(story, format, text)));
    }

    [Fact]
    public async Task What_the_file_no_longer_has_is_told_and_stays_where_the_history_may_be_read()
    {
        await _service.OpenAsync("fewer");
        const string first = "id,when,headline\n1,2021-01-17,One\n2,2021-01-18,Two\n3,2099-01-19,Three";
        await ImportAsync("fewer", "csv", first);
        await ImportAsync("fewer", "csv", first, "--source", "another");
        var fewer = "id,when,headline\n1,2021-01-17,One";

        var told = await ImportAsync("fewer", "csv", fewer, "archivist", "--dry-run");
        var untold = await ImportAsync("fewer", "csv", fewer);

        Assert.Equal("unchanged no longer there no longer there", Outcomes(told));
        Assert.Equal(["One", "Two", "Three"], told["entries"]!.AsArray().Select(e => (string?)e!["name"]));
        Assert.Contains("retract it", (string?)told["entries"]![1]!["why"], StringComparison.Ordinal);
        Assert.Contains("outcome (cancelled", (string?)told["entries"]![2]!["why"], StringComparison.Ordinal);
        Assert.Equal("unchanged", Outcomes(untold));
        Assert.Contains("history (archivist, legal)", (string?)untold["caution"], StringComparison.Ordinal);
        Assert.Equal(6, (await _service.GetAsync("/stories/fewer/timeline"))["entries"]!.AsArray().Count);
    }

    [Fact]
    public async Task Of_what_comes_again_and_cannot_be_read_no_day_is_told_as_no_longer_there()
    {
        await _service.OpenAsync("again");
        const string trial = "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:trial\nDTSTART:20210202T080000Z\nSUMMARY:Hearing\nRRULE:FREQ=DAILY;COUNT=3\nEND:VEVENT\n" +
            "BEGIN:VEVENT\nUID:other\nDTSTART:20210202T080000Z\nSUMMARY:Another\nEND:VEVENT\nEND:VCALENDAR";
        await ImportAsync("again", "ics", trial);

        var told = await ImportAsync("again", "ics", trial.Replace("DAILY", "SOMETIMES", StringComparison.Ordinal).Replace("other", "new", StringComparison.Ordinal), "archivist");

        Assert.Equal("recorded refused no longer there", Outcomes(told));
        Assert.Equal("Another", (string?)told["entries"]![2]!["name"]);
    }

    [Fact]
    public async Task An_unknown_story_a_missing_token_and_an_archive_with_an_address_are_refused_in_a_line()
    {
        var unknown = await RunAsync("nowhere", "csv", "when,headline\n2021,One");
        var archive = await CommandLine.RunInAsync([], ["import", await FileAsync("x"), "--url", $"{_service.Address}"]);
        var unsigned = await CommandLine.RunInAsync([], ["import", await FileAsync("when,headline\n2021,One"), "--from", "csv", "--story", "story", "--url", $"{_service.Address}"]);

        Assert.All([unknown, archive, unsigned], said => Assert.Equal((2, ""), (said.Code, said.Output)));
        Assert.All([unknown, archive, unsigned], said => Assert.Single(said.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Count(JsonNode report, string outcome) => $"{report["counts"]![outcome]}";

    private static string Outcomes(JsonNode report) => string.Join(' ', report["entries"]!.AsArray().Select(e => (string?)e!["outcome"]));

    private async Task<JsonNode> ImportAsync(string story, string format, string text, params string[] more)
    {
        var (_, output, error) = await RunAsync(story, format, text, [.. more.Except(["archivist"]), "--json"], more.Contains("archivist") ? ["editor", "archivist"] : ["editor"]);
        Assert.Equal("", error);
        return JsonNode.Parse(output)!;
    }

    private Task<(int Code, string Output, string Error)> RunAsync(string story, string format, string text, params string[] more) =>
        RunAsync(story, format, text, more, ["editor"]);

    private async Task<(int Code, string Output, string Error)> RunAsync(string story, string format, string text, string[] more, string[] roles) =>
        await CommandLine.RunInAsync(new() { ["TIMELINE_TOKEN"] = Token("anna", roles) },
            ["import", await FileAsync(text), "--from", format, "--story", story, "--url", $"{_service.Address}", .. more]);

    private string Token(string subject, string[] roles)
    {
        using var client = _service.SignedAs(subject, roles);
        return client.DefaultRequestHeaders.Authorization!.Parameter!;
    }

    private async Task<string> FileAsync(string text)
    {
        var path = Path.Combine(_folder, Path.GetRandomFileName());
        await File.WriteAllTextAsync(path, text, Expect.Stop);
        return path;
    }
}
