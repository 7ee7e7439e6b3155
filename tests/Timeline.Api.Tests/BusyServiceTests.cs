using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Timeline.Api.Http;
using Timeline.Domain;
using Timeline.Domain.Languages;
using Timeline.Store;

namespace Timeline.Api.Tests;

/// <summary>A command that does not get its turn: what the service answers, and what the command line makes of it.</summary>
public sealed class BusyServiceTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<(string Headline, string? Key)> _asked = [];
    private readonly string _file = Path.GetTempFileName();
    private WebApplication? _service;

    // What is answered in place of "recorded", by how often that was asked before.
    private Func<string, int, HttpResponse, IResult?> _answer = (_, _, _) => null;

    [Fact]
    public async Task It_is_503_with_Retry_After()
    {
        _answer = (_, _, _) => Busy;
        using var client = new HttpClient { BaseAddress = new(_service!.Urls.First()) };
        using var answer = await client.PostAsJsonAsync("/stories/s/developments", new { headline = "A" }, Expect.Stop);

        await Expect.ProblemAsync(answer, HttpStatusCode.ServiceUnavailable, "too-busy");
        Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task The_command_line_waits_as_long_as_it_says_and_sends_it_again_under_the_same_key()
    {
        _answer = (_, before, _) => before == 0 ? Busy : null;

        var (code, _, error) = await RunAsync("""{"kind": "development", "headline": "A"}""", "record", "s", _file);

        Assert.Equal((0, ""), (code, error));
        Assert.Equal(2, _asked.Count);
        Assert.Single(_asked.Distinct());
    }

    [Fact]
    public async Task What_never_gets_its_turn_is_refused_by_itself_and_the_rest_of_a_file_goes_on()
    {
        _answer = (headline, _, response) =>
        {
            response.Headers.RetryAfter = "0";
            return headline == "A" ? Busy : null;
        };

        var (code, output, _) = await RunAsync("when,headline\n2021-01-17,A\n2021-01-18,B\n", "import", _file, "--from", "csv", "--story", "s");

        Assert.Equal(2, code);
        Assert.Contains("refused: A", output, StringComparison.Ordinal);
        Assert.Contains("recorded: B", output, StringComparison.Ordinal);
        Assert.InRange(_asked.Count(a => a.Headline == "A"), 2, 10);
    }

    [Fact]
    public async Task What_is_not_there_at_all_is_asked_once()
    {
        _answer = (_, _, _) => Results.StatusCode(StatusCodes.Status503ServiceUnavailable);

        var (code, _, error) = await RunAsync("""{"kind": "development", "headline": "A"}""", "record", "s", _file);

        Assert.Equal(3, code);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Single(_asked);
    }

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = ["--urls", "http://127.0.0.1:0"] });
        // Nothing of it is asked.
        builder.Services.AddSingleton(new TimelineDatabase("Host=127.0.0.1"));
        builder.Services.AddProblems();
        _service = builder.Build();
        _service.UseProblems((context, problem) => problem.ExecuteAsync(context));
        _service.MapGet("/stories/s/timeline", () => Results.Text(
            """{"story": {"id": "s", "language": "en", "timeZone": "Europe/Moscow"}, "entries": []}""", "application/json"));
        _service.MapPost("/stories/s/developments", async (HttpRequest request, HttpResponse response) =>
        {
            var headline = (string)(await JsonNode.ParseAsync(request.Body))!["headline"]!;
            var before = _asked.Count(a => a.Headline == headline);
            _asked.Enqueue((headline, request.Headers["Idempotency-Key"]));
            return _answer(headline, before, response) ?? Results.Text("{}", "application/json", statusCode: StatusCodes.Status201Created);
        });
        await _service.StartAsync(Expect.Stop);
    }

    public async ValueTask DisposeAsync()
    {
        await _service!.DisposeAsync();
        File.Delete(_file);
    }

    private static IResult Busy => Problems.Of(Refusal.Of(RefusalReason.Busy, "too-busy", Sentence.Of("refused.too-busy")));

    private async Task<(int Code, string Output, string Error)> RunAsync(string text, params string[] arguments)
    {
        await File.WriteAllTextAsync(_file, text, Expect.Stop);
        return await CommandLine.RunInAsync([], [.. arguments, "--url", _service!.Urls.First()]);
    }
}
