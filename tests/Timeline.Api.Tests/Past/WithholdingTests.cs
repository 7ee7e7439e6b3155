using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Timeline.Api.Tests.Caching;
using Timeline.Api.Tests.Leaks;
using Timeline.Api.Tests.Live;

namespace Timeline.Api.Tests.Past;

/// <summary>What was public, and must not be read any more: not in the past, either.</summary>
public sealed class WithholdingTests
{
    private const string Word = "Libellous";
    private static readonly object Libel = new
    {
        when = new { edtf = "2021-01-20", note = $"{Word} in the morning" },
        headline = $"{Word} headline",
        summary = $"{Word} summary",
        people = new[] { new { id = "libellous-person", name = $"{Word} person", role = "speaker" } },
        places = new[] { $"{Word} place" },
        claims = new[] { new { by = $"{Word} witness", verb = "says", text = $"{Word} claim" } },
        sources = new[] { new { outlet = $"{Word} Times" } },
        media = new[] { new { alt = $"{Word} picture" } },
    };

    private static readonly object Harmless = new
    {
        when = new { edtf = "2021-01-20" },
        headline = "Harmless headline",
        summary = "Harmless summary",
        people = Array.Empty<object>(),
        places = Array.Empty<object>(),
        claims = Array.Empty<object>(),
        sources = Array.Empty<object>(),
        media = Array.Empty<object>(),
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string?> Acts => new()
    {
        { "hold", """{ "reason": "We check." }""", "release" },
        { "retraction", """{ "reason": "It is not so.", "past": "hidden" }""", "past" },
        { "corrections", """{ "class": "correction", "wrong": "It was not so.", "past": "hidden", "changes": {} }""", "past" },
    };

    [Theory]
    [MemberData(nameof(Acts))]
    public async Task Nothing_that_the_public_can_ask_for_gives_a_word_of_a_past_that_is_hidden_until_it_is_shown_again(
        string route, string body, string? undoing)
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        await service.RecordAsync("rallies", new { when = new { edtf = "2021-01-23" }, headline = "Another entry" });
        var (entry, _) = await service.RecordAsync("arrests", Libel);
        await service.CorrectAsync("story", entry, new { summary = $"{Word} summary, corrected" });
        // A reader who comes and goes leaves frames in the memory of this node; another one stays.
        await using var stays = await LiveStream.OpenAsync(service.Public, lastEventId: 0);
        await stays.TakeAsync(4);
        var shown = await Told.AddressesAsync(service, entry, Word);
        Assert.Contains(shown, a => a.StartsWith("/stories/story/timeline?asOf=3", StringComparison.Ordinal));

        var command = JsonNode.Parse(body)!;
        if (command["changes"] is not null)
            command["changes"] = System.Text.Json.JsonSerializer.SerializeToNode(Harmless);
        await service.StoreAsync("story", entry, route, command, "*");

        Assert.Empty(await Told.AddressesAsync(service, entry, Word));
        var past = (await service.GetAsync("/stories/story/timeline?asOf=3"))["entries"]!.AsArray();
        Assert.Equal(["withheld", "published"], past.Select(e => (string)e!["status"]!));
        Assert.Contains(Word, (await service.Editor.ReadAsync("/stories/story/timeline?asOf=3&hidden=true")).Text, StringComparison.Ordinal);
        using var archivist = service.Signed("archivist");
        Assert.Contains(Word, await archivist.GetStringAsync("/stories/story/history", Stop), StringComparison.Ordinal);
        var answers = await Told.TextsAsync(service, entry);
        await Expect.RebuiltAsync(service);
        Assert.Equal(answers, await Told.TextsAsync(service, entry));

        await service.StoreAsync("story", entry, undoing!, undoing == "past" ? new { past = "shown", reason = "Cleared." } : null);

        Assert.Contains(await Told.AddressesAsync(service, entry, Word), a => a.StartsWith("/stories/story/timeline?asOf=3", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_retracted_entrys_past_can_be_hidden_later_and_its_number_betrays_no_hidden_one()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        var (entry, _) = await service.RecordAsync("arrests", Libel);
        var (draft, _) = await service.RecordAsync("rallies", new { when = new { edtf = "2021-01-23" }, headline = "A draft", draft = true });
        await service.StoreAsync("story", entry, "retraction", new { reason = "It is not so." });
        Assert.NotEmpty(await Told.AddressesAsync(service, entry, Word));
        var version = await service.VersionAsync("story");

        await service.StoreAsync("story", draft, "hold", new { reason = "We check." });
        Assert.Equal(version, await service.VersionAsync("story"));
        await service.StoreAsync("story", entry, "past", new { past = "hidden", reason = "A court asks." });

        Assert.Equal(version + 1, await service.VersionAsync("story"));
        Assert.Empty(await Told.AddressesAsync(service, entry, Word));
        var (status, again, _) = await service.EditAsync("story", entry, "past", new { past = "hidden", reason = "Once more." });
        Assert.True(status == HttpStatusCode.OK, again.ToJsonString());
    }

    [Fact]
    public async Task A_shared_cache_lets_go_of_what_is_hidden()
    {
        var port = FreePort();
        await using var service = await TestService.StartAsync(settings: $"--SharedCaches:0=http://127.0.0.1:{port}/");
        await service.OpenAsync();
        var (entry, _) = await service.RecordAsync("arrests", Libel);
        await using var varnish = await Varnish.StartAsync(service.Address, port: port);
        string[] addresses = ["/stories/story/timeline?asOf=2", "/stories/story/changes?after=0&to=2", $"/stories/story/entries/{entry}?asOf=2"];
        foreach (var address in addresses)
            Assert.Contains(Word, await varnish.Public.GetStringAsync(address, Stop), StringComparison.Ordinal);

        await service.StoreAsync("story", entry, "hold", new { reason = "We check." });

        foreach (var address in addresses)
        {
            await Expect.SoonAsync(async () =>
            {
                using var answer = await varnish.Public.GetAsync(address, Stop);
                return !(await answer.Content.ReadAsStringAsync(Stop)).Contains(Word, StringComparison.Ordinal);
            });
        }
    }

    [Fact]
    public async Task A_cache_that_is_away_is_told_once_it_is_there()
    {
        var port = FreePort();
        await using var service = await TestService.StartAsync(settings: $"--SharedCaches:0=http://127.0.0.1:{port}/");
        await service.OpenAsync();
        var (entry, _) = await service.RecordAsync("arrests", Libel);
        await service.StoreAsync("story", entry, "hold", new { reason = "We check." });
        // Tried in vain by now.
        await Task.Delay(TimeSpan.FromSeconds(1.5), Stop);

        using var cache = new HttpListener { Prefixes = { $"http://127.0.0.1:{port}/" } };
        cache.Start();
        var asked = await cache.GetContextAsync().WaitAsync(TimeSpan.FromSeconds(60), Stop);
        asked.Response.Close();

        Assert.Equal(("PURGE", "story"), (asked.Request.HttpMethod, asked.Request.Headers["Surrogate-Key"]));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
