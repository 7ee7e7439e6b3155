using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Timeline.Api.Live;
using Timeline.Api.Tests.Live;

namespace Timeline.Api.Tests.Caching;

/// <summary>The service behind a real shared cache (RFC 9111).</summary>
public sealed class SharedCacheTests
{
    /// <summary>An answer about the present is kept for one second, and not a moment longer than the clock can tell.</summary>
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(1.5);

    private static readonly string[] Heads =
    [
        "/", "/stories", "/stories/story", "/stories/story/timeline", "/stories/story/changes", "/stories/story/feed.atom",
        "/embed/story", "/search?q=rally",
    ];

    [Fact]
    public async Task The_past_is_asked_for_once()
    {
        await using var service = await ServiceAsync();
        await using var varnish = await Varnish.StartAsync(service.Address);
        var pinned = new Uri((string)(await service.GetAsync("/widget/story-timeline.json"))["url"]!).AbsolutePath;

        string[] addresses = ["/stories/story/timeline?asOf=2", "/stories/story/changes?after=0&to=2", pinned];
        var before = new Dictionary<string, Cached>();
        foreach (var address in addresses)
            before[address] = await AskAsync(varnish, address);
        await Task.Delay(Promised, Expect.Stop);

        foreach (var (address, first) in before)
        {
            var second = await AskAsync(varnish, address);
            Assert.False(first.Hit);
            Assert.True(second.Hit, address);
            Assert.Equal(first.Text, second.Text);
        }
    }

    [Fact]
    public async Task A_head_that_has_not_changed_is_not_sent_again_neither_to_the_cache_nor_by_it()
    {
        await using var service = await ServiceAsync();
        await using var varnish = await Varnish.StartAsync(service.Address);

        var before = new Dictionary<string, Cached>();
        foreach (var address in Heads)
        {
            before[address] = await AskAsync(varnish, address);
            Assert.Equal(HttpStatusCode.NotModified, (await AskAsync(varnish, address, ("If-None-Match", before[address].ETag))).Status);
        }

        await Task.Delay(Promised, Expect.Stop);

        foreach (var (address, first) in before)
        {
            var fetched = await varnish.CountAsync("MAIN.fetch_304");
            Assert.Equal(first.Text, (await AskAsync(varnish, address)).Text);
            Assert.Equal(fetched + 1, await varnish.CountAsync("MAIN.fetch_304"));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_editors_do_is_seen_through_the_cache_as_soon_as_promised(bool configured)
    {
        await using var service = await ServiceAsync();
        await using var varnish = await Varnish.StartAsync(service.Address, configured);
        var (id, _) = await service.RecordAsync("rallies", new { when = new { edtf = "2021-01-23" }, headline = "A rally, planned", draft = true });
        string[] addresses = [.. Heads, $"/stories/story/entries/{id}"];

        await SeenAsync("none yet");
        await Editing.PostAsync(service, id, "publication", new { });
        await SeenAsync("published");
        await Editing.CorrectAsync(service, id, "A rally, held");
        await SeenAsync("corrected");
        await Editing.RetractAsync(service, id);
        await SeenAsync("retracted");

        async Task SeenAsync(string what)
        {
            await Task.Delay(Promised, Expect.Stop);
            foreach (var address in addresses)
            {
                var direct = await service.Public.GetAsync(address, Expect.Stop);
                var through = await AskAsync(varnish, address, host: service.Address.Authority);
                Assert.True(direct.StatusCode == through.Status, $"{address}, {what}: {through.Status}");
                Assert.True(await direct.Content.ReadAsStringAsync(Expect.Stop) == through.Text || !direct.IsSuccessStatusCode, $"{address}, {what}: stale");
            }
        }
    }

    [Theory]
    [InlineData("/stories/story/LIVE?after=1", true)]
    [InlineData("/Stories/story/live/?after=1", true)]
    [InlineData("/stories/story/%6Cive?after=1", false)]
    [InlineData("/stories/./story/live?after=1", false)]
    public async Task A_stream_passes_through_however_its_address_is_spelled(string address, bool piped)
    {
        await using var service = await ServiceAsync();
        await using var varnish = await Varnish.StartAsync(service.Address);
        var hubs = service.App.Services.GetRequiredService<Hubs>();
        // Not as a client would mend it.
        var exact = new Uri(varnish.Public.BaseAddress! + address[1..], new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

        for (var reader = 1; reader <= 2; reader++)
        {
            using var answer = await varnish.Public.GetAsync(exact, HttpCompletionOption.ResponseHeadersRead, Expect.Stop);
            Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
            using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(Expect.Stop));
            while (await lines.ReadLineAsync(Expect.Stop) != "id: 2")
            {
            }
        }

        await service.RecordAsync("rallies", new { when = new { edtf = "2021-01-23" }, headline = "News" });
        await Expect.SoonAsync(() => Task.FromResult(hubs.Readers("story") == 0));
        // Varnish counts a pipe when it ends.
        await Expect.SoonAsync(async () => await varnish.CountAsync("MAIN.s_pipe") == (piped ? 2 : 0));
    }

    [Fact]
    public async Task Live_streams_pass_through_and_end_with_their_readers()
    {
        await using var service = await ServiceAsync();
        await using var varnish = await Varnish.StartAsync(service.Address);
        var hubs = service.App.Services.GetRequiredService<Hubs>();
        await using (var first = await LiveStream.OpenAsync(varnish.Public, lastEventId: 1))
        await using (var second = await LiveStream.OpenAsync(varnish.Public, lastEventId: 2))
        {
            Assert.Equal(2, Assert.Single(await first.TakeAsync(1)).Id);
            await service.RecordAsync("rallies", new { when = new { edtf = "2021-01-23" }, headline = "News" });
            Assert.Equal(3, Assert.Single(await first.TakeAsync(1)).Id);
            Assert.Equal(3, Assert.Single(await second.TakeAsync(1)).Id);
        }

        await Expect.SoonAsync(() => Task.FromResult(hubs.Readers("story") == 0));
    }

    [Fact]
    public async Task Nobody_gets_what_was_made_for_another_type_date_or_host()
    {
        await using var service = await ServiceAsync();
        await using var varnish = await Varnish.StartAsync(service.Address);

        for (var round = 0; round < 2; round++)
        {
            Assert.StartsWith("<!DOCTYPE html>", (await AskAsync(varnish, "/stories/story", ("Accept", "text/html"))).Text, StringComparison.Ordinal);
            Assert.StartsWith("{", (await AskAsync(varnish, "/stories/story", ("Accept", "application/json"))).Text, StringComparison.Ordinal);

            var past = ("Accept-Datetime", "Thu, 01 Jan 1970 00:00:00 GMT");
            Assert.DoesNotContain("A rally", (await AskAsync(varnish, "/stories/story/timeline", past)).Text, StringComparison.Ordinal);
            Assert.Contains("A rally", (await AskAsync(varnish, "/stories/story/timeline")).Text, StringComparison.Ordinal);

            foreach (var host in new[] { "one.example", "two.example" })
                Assert.Contains($"http://{host}/stories/story", (await AskAsync(varnish, "/stories/story", ("Accept", "text/html"), host)).Text, StringComparison.Ordinal);

            foreach (var origin in new[] { "https://one.example", "https://two.example" })
                Assert.Equal("*", (await AskAsync(varnish, "/stories/story/timeline", ("Origin", origin))).AllowedOrigin);
        }
    }

    [Fact]
    public async Task What_only_editors_may_see_is_kept_for_nobody()
    {
        await using var service = await ServiceAsync();
        await using var varnish = await Varnish.StartAsync(service.Address);
        await service.RecordAsync("rallies", new { when = new { edtf = "2021-01-23" }, headline = "SECRET", draft = true });
        var editor = ("Authorization", service.Editor.DefaultRequestHeaders.Authorization!.ToString());

        for (var round = 0; round < 2; round++)
        {
            var theirs = await AskAsync(varnish, "/stories/story/timeline?hidden=true", editor);
            Assert.Contains("SECRET", theirs.Text, StringComparison.Ordinal);
            Assert.False(theirs.Hit);
            Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(varnish, "/stories/story/timeline?hidden=true")).Status);
            // An editor's token alone shows nothing more.
            Assert.DoesNotContain("SECRET", (await AskAsync(varnish, "/stories/story/timeline", editor)).Text, StringComparison.Ordinal);
            Assert.DoesNotContain("SECRET", (await AskAsync(varnish, "/stories/story/timeline")).Text, StringComparison.Ordinal);
        }
    }

    private static async Task<TestService> ServiceAsync()
    {
        // What Varnish does not pipe it lets go of with the next beat.
        var service = await TestService.StartAsync(settings: ["--Live:Heartbeat=00:00:01", "--AllowedHosts=127.0.0.1;localhost;one.example;two.example"]);
        await service.OpenAsync();
        await service.RecordAsync("rallies", new { when = new { edtf = "2021-01-22" }, headline = "A rally" });
        return service;
    }

    private static async Task<Cached> AskAsync(Varnish varnish, string address, (string Name, string Value)? header = null, string? host = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Host = host;
        if (header is { } asked)
            request.Headers.TryAddWithoutValidation(asked.Name, asked.Value);
        using var answer = await varnish.Public.SendAsync(request, Expect.Stop);
        return new(answer.StatusCode, await answer.Content.ReadAsStringAsync(Expect.Stop), answer.Headers);
    }

    private sealed record Cached(HttpStatusCode Status, string Text, HttpResponseHeaders Headers)
    {
        public string ETag => Headers.ETag!.ToString();

        // The request's number, and that of the one that fetched what was kept.
        public bool Hit => Headers.GetValues("X-Varnish").Single().Contains(' ', StringComparison.Ordinal);

        public string AllowedOrigin => Headers.GetValues("Access-Control-Allow-Origin").Single();
    }
}
