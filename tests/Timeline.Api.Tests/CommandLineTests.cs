using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Timeline.Api.Tests;

public sealed class CommandLineTests(SharedFirstStory shared) : IClassFixture<SharedFirstStory>
{
    private readonly TestService _shared = shared.Service;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_from_the_command_line_opens_what_its_roles_open_and_its_subject_is_the_actor()
    {
        var service = _shared;
        var said = await CommandLine.RunAsync(service, "token", "--role", "editor", "--role", "archivist", "--subject", "anna");
        using var client = new HttpClient { BaseAddress = service.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", said.Output.TrimEnd('\n'));

        using var opened = await client.PostAsJsonAsync("/stories",
            new { id = "signed", title = "A story", language = "en", timeZone = "UTC", from = "2021-01-01" }, Stop);
        var history = Expect.Lines(await client.GetStringAsync("/stories/signed/history", Stop));
        using var rebuilt = await client.PostAsync("/rebuild", null, Stop);

        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Equal(HttpStatusCode.Created, opened.StatusCode);
        Assert.Equal("anna", (string?)history[0]["actor"]);
        Assert.Equal(HttpStatusCode.Forbidden, rebuilt.StatusCode);
    }

    [Fact]
    public async Task Commands_that_come_at_once_in_one_process_are_each_read_as_if_alone()
    {
        using var together = new Barrier(4);
        var codes = await Task.WhenAll(Enumerable.Range(0, together.ParticipantCount).Select(_ => Task.Factory.StartNew(async () =>
        {
            var codes = new List<int>();
            together.SignalAndWait(Stop);
            for (var times = 0; times < 500; times++)
                codes.Add((await CommandLine.RunInAsync([], ["import", "file", "--from", "csv", "--unknown"])).Code);
            return codes;
        }, Stop, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));

        Assert.All(codes.SelectMany(c => c), code => Assert.Equal(Cli.Frame.ExitCodes.Failed, code));
    }

    [Theory]
    [InlineData("token", "--role")]
    [InlineData("token", "--role", "emperor")]
    [InlineData("token", "--role", "editor", "--hours", "-1")]
    [InlineData("token", "--role", "editor", "--hours", "abc")]
    [InlineData("token", "--role", "editor", "--hours", "2147483648")]
    [InlineData("token", "--role", "editor", "--hours", "")]
    [InlineData("token", "--role", "editor", "--subject", "")]
    [InlineData("history", "no-such-story")]
    [InlineData("verify", "no-such-story")]
    [InlineData("verify", "--expect", "without-a-hash")]
    [InlineData("verify", "--url")]
    [InlineData("verify", "--jsn")]
    [InlineData("export", "--out", "/no-such-folder/file", "--jsn")]
    [InlineData("follow", "story", "--after", "x")]
    [InlineData("verify", "--archive", "/")]
    [InlineData("verify", "--archive", "/dev/null")]
    [InlineData("verify", "--archive", "/no-such-file")]
    [InlineData("import", "/")]
    [InlineData("import", "/dev/zero")]
    [InlineData("import", "--from", "csv", "--story", "story", "/dev/zero")]
    [InlineData("verify", "--keys", "/")]
    [InlineData("verify", "--keys", "/dev/zero")]
    [InlineData("verify", "--checkpoint", "/dev/zero")]
    [InlineData("checkpoint", "--all", "--keys")]
    [InlineData("verify", "--keys", "/no-such-file")]
    [InlineData("restored", "--takedowns", "/")]
    [InlineData("record", "story", "/no-such-file")]
    [InlineData("record", "story", "/")]
    [InlineData("record", "story", "/dev/null")]
    [InlineData("stories", "--url", "http://127.0.0.1:1", "--token-file", "/")]
    [InlineData("stories", "--url", "http://127.0.0.1:1", "--token-file", "/dev/null")]
    [InlineData("stories", "--as-of", "12")]
    [InlineData("history", "story", "--type", "nope")]
    [InlineData("export", "story", "--out", "/no-such-folder/file.tar")]
    [InlineData("dance")]
    public async Task What_cannot_be_done_is_said_in_one_line_on_stderr(params string[] arguments)
    {
        var service = _shared;

        var said = await CommandLine.RunAsync(service, arguments);

        Assert.Equal((2, ""), (said.Code, said.Output));
        var line = Assert.Single(said.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain("System.", line, StringComparison.Ordinal);
        Assert.DoesNotContain("Access to the path", line, StringComparison.Ordinal);
        Assert.Contains(arguments[^1].Length > 0 ? arguments[^1] : arguments[^2], line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_prints_the_hashes_to_keep_and_finds_what_was_changed_since()
    {
        await using var service = await TestService.StartAsync(plant: true);
        var first = await CommandLine.RunAsync(service, "verify");
        var kept = first.Output.Split(' ')[0];
        await service.RecordAsync("arrests", new { when = new { edtf = "2021-01-19" }, headline = "Later" }, "navalny-2021");
        await service.OpenAsync();
        var second = await CommandLine.RunAsync(service, "verify", "navalny-2021", "--expect", kept);
        var two = await CommandLine.RunAsync(service, "verify", "story", "navalny-2021", "--expect", kept);
        var none = await CommandLine.RunAsync(service, "verify", "story", "no-such-story");

        // Somebody rewrites history and every hash after it.
        var foreign = await CommandLine.RunAsync(service, "verify", "--expect", "navalny-2021=" + new string('0', 64));
        await Expect.ScalarAsync(service, "update timeline.mt_events set data = jsonb_set(data, '{body,headline}', '\"Nothing\"') where version = 7");
        var third = await CommandLine.RunAsync(service, "verify", "--expect", kept);

        Assert.Matches("^navalny-2021=[0-9a-f]{64} event version 22\n", first.Output);
        Assert.Equal((0, 2), (two.Code, none.Code));
        Assert.Equal(["story", "navalny-2021"], two.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('=')[0]));
        Assert.Equal((0, 0, 1, 1), (first.Code, second.Code, foreign.Code, third.Code));
        Assert.Contains("navalny-2021: Changed: Version 7", third.Output, StringComparison.Ordinal);
        // What is not as it was written is nothing to keep.
        Assert.DoesNotContain("navalny-2021=", foreign.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("navalny-2021=", third.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_compares_what_readers_are_shown_and_misses_a_story_that_is_gone()
    {
        await using var service = await TestService.StartAsync(plant: true);
        var kept = (await CommandLine.RunAsync(service, "verify")).Output.Split(' ')[0];
        await Expect.ScalarAsync(service, "update timeline.tl_entries set doc = replace(doc::text, 'Navalny', 'Nobody')::json");
        var shown = await CommandLine.RunAsync(service, "verify");
        var skipped = await CommandLine.RunAsync(service, "verify", "--skip-chronology");
        await Expect.ScalarAsync(service, """
            delete from timeline.mt_events where stream_id = 'navalny-2021'; delete from timeline.mt_streams where id = 'navalny-2021';
            truncate timeline.tl_stories, timeline.tl_entries, timeline.tl_changes
            """);
        var gone = await CommandLine.RunAsync(service, "verify", "navalny-2021", "--expect", kept);
        var all = await CommandLine.RunAsync(service, "verify", "--expect", kept);

        Assert.Equal((1, 0, 1, 1), (shown.Code, skipped.Code, gone.Code, all.Code));
        Assert.Contains("navalny-2021: Shown: entry ", shown.Output, StringComparison.Ordinal);
        Assert.Contains("navalny-2021: Changed: no event has the hash", gone.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_prints_what_the_service_tells_an_archivist_to_the_byte()
    {
        var service = _shared;
        using var archivist = service.Signed("archivist");

        var said = await CommandLine.RunAsync(service, "history", "navalny-2021");

        Assert.Equal(0, said.Code);
        Assert.Equal(await archivist.GetStringAsync("/stories/navalny-2021/history", Stop), said.Output);
    }

    [Fact]
    public async Task Rebuild_makes_the_chronology_anew_and_says_what_it_did()
    {
        await using var service = await TestService.StartAsync(plant: true);
        await Expect.ScalarAsync(service, "truncate timeline.tl_entries");

        var said = await CommandLine.RunAsync(service, "rebuild");
        var json = await CommandLine.RunAsync(service, "rebuild", "--json");

        Assert.Equal(0, said.Code);
        Assert.Equal(32, (int)JsonNode.Parse(json.Output)!["events"]!);
        Assert.StartsWith("32 events of 1 story in ", said.Output, StringComparison.Ordinal);
        Assert.Equal(17, (await service.GetAsync("/stories/navalny-2021/timeline"))["entries"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("verify")]
    [InlineData("history", "navalny-2021")]
    [InlineData("rebuild")]
    public async Task A_data_folder_without_a_timeline_is_named_and_none_is_made(params string[] arguments)
    {
        var folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

        var said = await CommandLine.RunAsProcessAsync(new() { ["TIMELINE_DATA"] = folder, ["ConnectionStrings__Timeline"] = "" }, arguments);

        Assert.Equal((2, ""), (said.Code, said.Output));
        Assert.StartsWith($"There is no timeline in {folder}", said.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
    }

    [Theory]
    [InlineData("/stories", "stories")]
    [InlineData("/stories/navalny-2021/timeline?limit=500&background=true&kind=sentencing", "show", "navalny-2021", "--background", "--kind", "sentencing")]
    [InlineData("/stories/navalny-2021/timeline?limit=500&asOf=5", "show", "navalny-2021", "--as-of", "5")]
    [InlineData("/stories/navalny-2021/diff?from=3&to=7", "diff", "navalny-2021", "--from", "3", "--to", "7")]
    public async Task What_is_read_over_HTTP_and_from_the_database_is_the_answer_of_the_service(string address, params string[] arguments)
    {
        var service = _shared;

        var overHttp = await CommandLine.RunInAsync([], [.. arguments, "--json", "--url", service.Address.ToString()]);
        var database = await CommandLine.RunAsync(service, [.. arguments, "--json"]);

        var answer = (await service.GetAsync(address)).AsObject();
        answer.Remove("next");
        Assert.Equal((0, ""), (overHttp.Code, overHttp.Error));
        Assert.True(JsonNode.DeepEquals(answer, JsonNode.Parse(overHttp.Output)), overHttp.Output);
        Assert.Equal(overHttp, database);
    }

    [Fact]
    public async Task Stories_are_listed_as_they_stood_at_an_instant()
    {
        var service = _shared;
        await service.OpenAsync("then");
        var instant = (string)(await service.GetAsync("/stories/then"))["updatedAt"]!;
        await service.OpenAsync("later");
        await service.RecordAsync("arrests", new { when = new { edtf = "2021-01-19" }, headline = "An arrest" }, "then");

        var said = await CommandLine.RunInAsync([], ["stories", "--as-of", instant, "--json", "--url", service.Address.ToString()]);

        Assert.Equal((0, ""), (said.Code, said.Error));
        var stories = JsonNode.Parse(said.Output)!["stories"]!.AsArray();
        Assert.Equal(("then", 1), ((string?)stories[0]!["id"], (int)stories[0]!["version"]!));
        Assert.DoesNotContain(stories, s => (string?)s!["id"] == "later");
    }

    [Fact]
    public async Task Of_an_entry_that_was_not_there_yet_the_moment_is_named_and_not_the_public()
    {
        var entry = (string)(await _shared.GetAsync("/stories/navalny-2021/timeline?limit=1&order=desc"))["entries"]![0]!["id"]!;

        var said = await CommandLine.RunInAsync([], ["entry", "navalny-2021", entry, "--as-of", "1", "--url", _shared.Address.ToString()]);

        Assert.Equal((2, ""), (said.Code, said.Output));
        Assert.StartsWith($"The story had no entry '{entry}' at that moment", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_without_an_entry_says_so_and_what_is_switched_on_by_nobody_is_asked_for()
    {
        using var file = new TempFile("[]");

        var nothing = await CommandLine.RunAsync(_shared, "record", "story", file.Path);
        var unasked = await CommandLine.RunAsync(_shared, "takedown");

        Assert.Equal((0, "", $"{file.Path} has no entry: nothing is recorded.\n"), nothing);
        Assert.Equal((2, "", "Option '--export' is required. See --help.\n"), unasked);
    }

    [Theory]
    [InlineData("""[{"headline": "a\ud83d b"}]""")]
    [InlineData("""{"\udc00": "a"}""")]
    public async Task A_file_with_half_a_character_is_told_to_be_no_JSON_in_a_line(string text)
    {
        using var file = new TempFile(text);

        var (code, output, error) = await CommandLine.RunAsync(_shared, "record", "story", file.Path);

        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith($"{file.Path} is not JSON: ", Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chronology_in_the_terminal_tells_inexact_dates_plans_and_claims_apart_without_a_colour_when_piped()
    {
        var service = _shared;

        var said = await CommandLine.RunAsProcessAsync([], ["show", "navalny-2021", "--url", service.Address.ToString()]);

        Assert.Equal(0, said.Code);
        Assert.DoesNotContain('\x1b', said.Output);
        Assert.Contains("● 17 January 2021", said.Output, StringComparison.Ordinal);
        Assert.Contains("○ by 22 January 2021", said.Output, StringComparison.Ordinal);
        Assert.Contains("◇ 23 January 2021", said.Output, StringComparison.Ordinal);
        Assert.Contains("» Alexei Navalny says: The charges are politically motivated.", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_entries_say_does_not_command_the_terminal_and_is_no_markup()
    {
        var service = _shared;
        var (id, _) = await service.RecordAsync("arrests", new { when = new { edtf = "2021-01-19" }, headline = "[red]An [arrest[/]" });

        var said = await CommandLine.RunInAsync([], ["entry", "story", id, "--url", service.Address.ToString()]);

        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Contains("[red]An [arrest[/]", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entries_of_a_file_are_recorded_once_however_often_it_is_sent_and_by_whom_the_token_says()
    {
        var service = _shared;
        await service.OpenAsync("once");
        using var file = new TempFile("""
            [{"kind": "arrest", "when": {"edtf": "2021-01-19"}, "headline": "One"}, {"kind": "arrest", "when": {"edtf": "2021-01-20"}, "headline": "Two"}]
            """);
        var token = await CommandLine.RunAsync(service, "token", "--role", "editor", "--subject", "anna");
        Dictionary<string, string> environment = new() { ["TIMELINE_TOKEN"] = token.Output.Trim() };
        string[] arguments = ["record", "once", file.Path, "--url", service.Address.ToString()];

        var first = await CommandLine.RunInAsync(environment, arguments);
        var second = await CommandLine.RunInAsync(environment, arguments);
        var unsigned = await CommandLine.RunInAsync([], arguments);
        // And into the database, by who is logged in.
        using var third = new TempFile("""{"kind": "arrest", "when": {"edtf": "2021-01-20"}, "headline": "Three"}""");
        var database = await CommandLine.RunAsync(service, "record", "once", third.Path);

        Assert.Equal((0, ""), (first.Code, first.Error));
        Assert.Equal(first, second);
        Assert.Equal((2, ""), (unsigned.Code, unsigned.Output));
        Assert.Equal((0, ""), (database.Code, database.Error));
        var history = await Expect.HistoryAsync(service, "once");
        Assert.Equal(["anna", "anna", Environment.UserName], history[1..].Select(e => (string?)e["actor"]));
    }

    [Fact]
    public async Task A_refused_entry_is_named_with_what_is_wrong_and_those_before_it_stay()
    {
        var service = _shared;
        await service.OpenAsync("refused");
        using var file = new TempFile("""
            [{"kind": "arrest", "when": {"edtf": "2021-01-19"}, "headline": "One"}, {"kind": "arrest", "when": {"edtf": "19 January"}, "headline": "Two"}]
            """);

        var said = await CommandLine.RunAsync(service, "record", "refused", file.Path);

        Assert.Equal(2, said.Code);
        Assert.StartsWith("Entry 2 of 2", Assert.Single(said.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Equal(2, (await Expect.HistoryAsync(service, "refused")).Length);
    }

    [Fact]
    public async Task Changes_are_followed_from_a_version_on()
    {
        var service = _shared;

        var said = await CommandLine.RunInAsync([], ["follow", "navalny-2021", "--after", "18", "--count", "3", "--json", "--url", service.Address.ToString()]);

        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Equal([19, 20, 21], Expect.Lines(said.Output).Select(line => (int)line["version"]!));
    }

    [Theory]
    [InlineData("", "asks for a token")]
    [InlineData("none", "does not take this token")]
    public async Task Where_a_token_is_missing_it_is_said_how_the_command_line_is_given_one(string token, string said)
    {
        var address = _shared.Public.BaseAddress!.ToString();

        var refused = await CommandLine.RunInAsync(new() { ["TIMELINE_TOKEN"] = token }, ["history", "navalny-2021", "--url", address]);

        Assert.Equal(2, refused.Code);
        Assert.Contains(said, refused.Error, StringComparison.Ordinal);
        Assert.Contains("--token-file", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Bearer", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_connection_has_a_code_of_its_own()
    {
        var service = await CommandLine.RunInAsync([], ["stories", "--url", "http://127.0.0.1:1"]);
        var database = await CommandLine.RunInAsync(
            new() { ["ConnectionStrings__Timeline"] = "Host=127.0.0.1;Port=1;Username=a;Password=a;Database=a" }, ["verify"]);

        Assert.Equal((3, ""), (service.Code, service.Output));
        Assert.Equal((3, ""), (database.Code, database.Output));
        Assert.All([service.Error, database.Error], error => Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public async Task Ctrl_C_ends_a_command_with_a_code_of_its_own()
    {
        var service = _shared;
        using var process = CommandLine.Start([], ["follow", "navalny-2021", "--after", "20", "--url", service.Address.ToString()]);
        Assert.StartsWith("navalny-2021 21 ", await process.StandardOutput.ReadLineAsync(Stop), StringComparison.Ordinal);

        using var kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        await process.WaitForExitAsync(Stop);

        Assert.Equal(130, process.ExitCode);
        Assert.Equal("Stopped.\n", (await process.StandardError.ReadToEndAsync(Stop)).ReplaceLineEndings("\n"));
    }

    private sealed class TempFile : IDisposable
    {
        public TempFile(string text) => File.WriteAllText(Path, text);

        public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), System.IO.Path.GetRandomFileName());

        public void Dispose() => File.Delete(Path);
    }
}
