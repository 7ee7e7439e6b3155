using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Reflection;

namespace Timeline.Api.Tests;

public sealed class CommandLineTests
{
    private static readonly string Program = typeof(CommandLineTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "CommandLine").Value!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_from_the_command_line_opens_what_its_roles_open_and_its_subject_is_the_actor()
    {
        await using var service = await TestService.StartAsync();
        var said = await RunAsync(service, "token", "--role", "editor", "--role", "archivist", "--subject", "anna");
        using var client = new HttpClient { BaseAddress = service.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", said.Output.TrimEnd('\n'));

        using var opened = await client.PostAsJsonAsync("/stories",
            new { id = "story", title = "A story", language = "en", timeZone = "UTC", from = "2021-01-01" }, Stop);
        var history = Expect.Lines(await client.GetStringAsync("/stories/story/history", Stop));
        using var rebuilt = await client.PostAsync("/rebuild", null, Stop);

        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Equal(HttpStatusCode.Created, opened.StatusCode);
        Assert.Equal("anna", (string?)history[0]["actor"]);
        Assert.Equal(HttpStatusCode.Forbidden, rebuilt.StatusCode);
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
    [InlineData("dance")]
    public async Task What_cannot_be_done_is_said_in_one_line_on_stderr(params string[] arguments)
    {
        await using var service = await TestService.StartAsync();

        var said = await RunAsync(service, arguments);

        Assert.Equal((2, ""), (said.Code, said.Output));
        var line = Assert.Single(said.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(arguments[^1].Length > 0 ? arguments[^1] : arguments[^2], line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_prints_the_hashes_to_keep_and_finds_what_was_changed_since()
    {
        await using var service = await TestService.StartAsync(plant: true);
        var first = await RunAsync(service, "verify");
        var kept = first.Output.Split(' ')[0];
        await service.RecordAsync("arrests", new { when = new { edtf = "2021-01-19" }, headline = "Later" }, "navalny-2021");
        var second = await RunAsync(service, "verify", "navalny-2021", "--expect", kept);

        // Somebody rewrites history and every hash after it.
        var foreign = await RunAsync(service, "verify", "--expect", "navalny-2021=" + new string('0', 64));
        await Expect.ScalarAsync(service, "update timeline.mt_events set data = jsonb_set(data, '{body,headline}', '\"Nothing\"') where version = 7");
        var third = await RunAsync(service, "verify", "--expect", kept);

        Assert.Matches("^navalny-2021=[0-9a-f]{64} event version 21\n$", first.Output);
        Assert.Equal((0, 0, 1, 1), (first.Code, second.Code, foreign.Code, third.Code));
        Assert.Contains("navalny-2021: Changed: Version 7", third.Output, StringComparison.Ordinal);
        // What is not as it was written is nothing to keep.
        Assert.DoesNotContain("navalny-2021=", foreign.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("navalny-2021=", third.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_prints_what_the_service_tells_an_archivist_to_the_byte()
    {
        await using var service = await TestService.StartAsync(plant: true);
        using var archivist = service.Signed("archivist");

        var said = await RunAsync(service, "history", "navalny-2021");

        Assert.Equal(0, said.Code);
        Assert.Equal(await archivist.GetStringAsync("/stories/navalny-2021/history", Stop), said.Output);
    }

    [Fact]
    public async Task Rebuild_makes_the_chronology_anew_and_says_what_it_did()
    {
        await using var service = await TestService.StartAsync(plant: true);
        await Expect.ScalarAsync(service, "truncate timeline.tl_entries");

        var said = await RunAsync(service, "rebuild");

        Assert.Equal(0, said.Code);
        Assert.StartsWith("21 events of 1 stories in ", said.Output, StringComparison.Ordinal);
        Assert.Equal(17, (await service.GetAsync("/stories/navalny-2021/timeline"))["entries"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("verify")]
    [InlineData("history", "navalny-2021")]
    [InlineData("rebuild")]
    public async Task A_data_folder_without_a_timeline_is_named_and_none_is_made(params string[] arguments)
    {
        var folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

        var said = await RunInAsync(new() { ["TIMELINE_DATA"] = folder, ["ConnectionStrings__Timeline"] = "" }, arguments);

        Assert.Equal((2, ""), (said.Code, said.Output));
        Assert.StartsWith($"There is no timeline in {folder}", said.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
    }

    private static Task<(int Code, string Output, string Error)> RunAsync(TestService service, params string[] arguments) =>
        RunInAsync(new()
        {
            ["ConnectionStrings__Timeline"] = service.ConnectionString,
            ["Auth__SigningKey"] = TestService.SigningKey,
        }, arguments);

    private static async Task<(int Code, string Output, string Error)> RunInAsync(
        Dictionary<string, string> environment, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Stop), process.StandardError.ReadToEndAsync(Stop));
        await process.WaitForExitAsync(Stop);
        return (process.ExitCode, (await output).ReplaceLineEndings("\n"), (await error).ReplaceLineEndings("\n"));
    }
}
