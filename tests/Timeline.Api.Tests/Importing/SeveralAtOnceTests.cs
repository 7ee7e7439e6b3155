using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Timeline.Api.Tests.Importing;

/// <summary>What an import has on its way at once, against a service that answers as it is told.</summary>
public sealed class SeveralAtOnceTests : IDisposable
{
    private static readonly string Twenty = "when,headline\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $"2021-01-{1 + i:00},H{i}\n"));

    private readonly string _file = Path.GetTempFileName();

    [Fact]
    public async Task Several_entries_are_on_their_way_at_once_and_told_in_the_files_order_but_of_one_date_one_after_the_other()
    {
        var asked = new List<string>();
        var waiting = new ConcurrentDictionary<string, TaskCompletionSource>();
        await using var service = await StartAsync(async (headline, _) =>
        {
            var (answer, all) = (waiting.GetOrAdd(headline, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)), 0);
            lock (asked)
            {
                asked.Add(headline);
                all = asked.Count;
            }

            // The last one first; what comes later at once.
            if (all >= 3)
            {
                foreach (var one in waiting.OrderByDescending(w => w.Key))
                    one.Value.TrySetResult();
            }

            await answer.Task.WaitAsync(Expect.Stop);
            return StatusCodes.Status201Created;
        });

        var (code, output, error) = await ImportAsync(service, "when,headline\n2021-01-17,A\n2021-01-17,B\n2021-01-18,C\n2021-01-19,D\n");

        Assert.Equal((0, ""), (code, error));
        Assert.Equal("recorded: A\nrecorded: B\nrecorded: C\nrecorded: D\n4 recorded\n", output);
        Assert.Equal(["A", "C", "D"], asked[..3].Order());
        Assert.Equal("B", asked[3]);
    }

    // Whether it is the first that is waited for, or one behind it.
    [Theory]
    [InlineData("H0")]
    [InlineData("H7")]
    public async Task Where_the_service_goes_away_no_entry_is_still_on_its_way(string away)
    {
        var held = new Held(away);
        await using var service = await StartAsync(held.RecordAsync);

        var (code, _, error) = await ImportAsync(service, Twenty);

        Assert.Equal((3, 8), (code, held.Asked));
        Assert.Contains("503", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        await Expect.SoonAsync(() => Task.FromResult(held.Running == 0));
    }

    [Theory]
    [InlineData(0, "unchanged: One\n1 unchanged\n", "One")]
    [InlineData(0, "corrected (headline): One\n1 corrected\n", "Two")]
    [InlineData(0, "unchanged: One\n1 unchanged\n", "Two", "One")]
    [InlineData(0, "corrected (headline): One\n1 corrected\n", "Two", "Three")]
    [InlineData(2, "refused: One (line 2): Somebody was quicker.\n1 refused\n", "Two", "Three", "Four", "Five")]
    [InlineData(2, "refused: One (line 2): Somebody was quicker.\n1 refused\n")]
    public async Task Who_loses_a_race_with_somebody_else_looks_anew_and_corrects_only_what_is_not_as_in_the_file(int exit, string report, params string[] heads)
    {
        var (seen, id) = (0, Timeline.Domain.EntryId.OfOrigin("csv:1"));
        static IResult Late(int status, string type) => Results.Text(
            $$"""{"type": "urn:timeline:problem:{{type}}", "detail": "Somebody was quicker."}""", "application/problem+json", statusCode: status);
        await using var service = await StartAsync(app =>
        {
            app.MapPost("/stories/s/developments", () => Late(409, "already-recorded"));
            app.MapGet($"/stories/s/entries/{id}", () => seen == heads.Length ? Late(404, "unknown-entry") : Results.Text(
                $$"""
                {"id": "{{id}}", "kind": "development", "status": "published", "when": {"edtf": "2021"}, "headline": "{{heads[seen++]}}",
                 "details": {"label": "Development"}, "revisions": [{"revision": 1, "changes": []}]}
                """, "application/json"));
            app.MapPost($"/stories/s/entries/{id}/corrections", () => seen < heads.Length ? Late(412, "stale") : Results.Text("{}", "application/json"));
        });

        Assert.Equal((exit, report, ""), await ImportAsync(service, "id,when,headline\n1,2021,One\n"));
    }

    [Fact]
    public async Task Stopped_by_Ctrl_C_it_says_so_and_no_entry_is_still_on_its_way()
    {
        var held = new Held();
        await using var service = await StartAsync(held.RecordAsync);
        await File.WriteAllTextAsync(_file, Twenty, Expect.Stop);
        using var process = CommandLine.Start([], Arguments(service));
        await held.Full.WaitAsync(Expect.Stop);

        using var kill = System.Diagnostics.Process.Start("kill", ["-INT", $"{process.Id}"]);
        await process.WaitForExitAsync(Expect.Stop);

        Assert.Equal((130, 8), (process.ExitCode, held.Asked));
        Assert.Equal("Stopped.\n", (await process.StandardError.ReadToEndAsync(Expect.Stop)).ReplaceLineEndings("\n"));
        await Expect.SoonAsync(() => Task.FromResult(held.Running == 0));
    }

    public void Dispose() => File.Delete(_file);

    private static Task<WebApplication> StartAsync(Func<string, CancellationToken, Task<int>> record) =>
        StartAsync(app => app.MapPost("/stories/s/developments", async (HttpRequest request) =>
        {
            var entry = await JsonNode.ParseAsync(request.Body);
            return Results.Text("{}", "application/json", statusCode: await record((string)entry!["headline"]!, request.HttpContext.RequestAborted));
        }));

    private static async Task<WebApplication> StartAsync(Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = ["--urls", "http://127.0.0.1:0"] });
        var app = builder.Build();
        app.MapGet("/stories/s/timeline", () => Results.Text(
            """{"story": {"id": "s", "language": "en", "timeZone": "Europe/Moscow"}, "entries": []}""", "application/json"));
        map(app);
        await app.StartAsync(Expect.Stop);
        return app;
    }

    private async Task<(int Code, string Output, string Error)> ImportAsync(WebApplication service, string text)
    {
        await File.WriteAllTextAsync(_file, text, Expect.Stop);
        return await CommandLine.RunInAsync([], Arguments(service));
    }

    private string[] Arguments(WebApplication service) => ["import", _file, "--from", "csv", "--story", "s", "--url", service.Urls.First()];

    /// <summary>Answers nobody; where eight wait, one is told that the service is away.</summary>
    private sealed class Held(string? away = null)
    {
        private readonly TaskCompletionSource _full = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _asked;
        private int _running;

        public Task Full => _full.Task;

        public int Asked => _asked;

        public int Running => _running;

        public async Task<int> RecordAsync(string headline, CancellationToken aborted)
        {
            Interlocked.Increment(ref _running);
            try
            {
                if (Interlocked.Increment(ref _asked) == 8)
                    _full.SetResult();
                await (headline == away ? Full.WaitAsync(Expect.Stop) : Task.Delay(Timeout.Infinite, aborted));
                return StatusCodes.Status503ServiceUnavailable;
            }
            finally
            {
                Interlocked.Decrement(ref _running);
            }
        }
    }
}
