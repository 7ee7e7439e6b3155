using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Timeline.Api.Live;
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

    private static readonly object Injunction = new { form = "remove", grounds = "Injunction", authority = "A court", reference = "1 O 1/26" };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_begins_with_frames_from_before_what_they_say_was_withheld()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        var (entry, _) = await service.RecordAsync("arrests", Libel);
        await using var stays = await LiveStream.OpenAsync(service.Public, lastEventId: 0);
        await stays.TakeAsync(2);
        // The hub cannot read what comes.
        var hubs = service.App.Services.GetRequiredService<Hubs>();
        var turn = new TaskCompletionSource<bool>();
        var taken = hubs.OneAtATimeAsync(() => turn.Task, Stop);
        await service.StoreAsync("story", entry, "hold", new { reason = "We check." });

        var begins = Task.Run(async () =>
        {
            await using var late = await LiveStream.OpenAsync(service.Public, lastEventId: 0);
            return await late.TakeAsync(3);
        }, Stop);
        await Expect.SoonAsync(() => Task.FromResult(hubs.Readers("story") == 2));
        await Task.WhenAny(begins, Task.Delay(100, Stop));
        Assert.False(begins.IsCompleted);
        turn.SetResult(true);
        await taken;

        Assert.DoesNotContain(await begins, e => e.Data.Contains(Word, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Withheld_words_go_whatever_the_story_writes_between_a_date_and_its_note()
    {
        await using var service = await TestService.StartAsync();
        foreach (var language in (string[])["en", "ar", "zh"])
        {
            await service.OpenAsync(language, language);
            var (entry, _) = await service.RecordAsync("arrests", Libel, language);
            await service.StoreAsync(language, entry, "hold", new { reason = "We check." });
            Assert.Empty(await Told.AddressesAsync(service, entry, Word, language));
        }

        // What is held keeps its comma when its story is told in another language from then on.
        await StoryEditing.StoreAsync(service, "ar", "corrections", new { @class = "update", changes = new { language = "en" } });
        var state = Assert.Single((await service.GetAsync("/stories/ar/timeline?asOf=2"))["entries"]!.AsArray())!["when"]!;
        Assert.Equal((null, "20 يناير 2021"), ((string?)state["note"], (string)state["display"]!));
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
        var port = Expect.FreePort();
        await using var service = await TestService.StartAsync(settings: $"--SharedCaches:0=http://127.0.0.1:{port}/");
        await service.OpenAsync();
        var (entry, _) = await service.RecordAsync("arrests", Libel);
        await using var varnish = await Varnish.StartAsync(service.Address, port: port);
        string[] addresses = ["/stories/story/timeline?asOf=2", "/stories/story/changes?after=0&to=2", $"/stories/story/entries/{entry}?asOf=2"];
        foreach (var address in addresses)
            Assert.Contains(Word, await varnish.Public.GetStringAsync(address, Stop), StringComparison.Ordinal);

        foreach (var (route, body) in new (string, object?)[] { ("hold", new { reason = "We check." }), ("release", null), ("takedown", Injunction) })
        {
            await service.StoreAsync("story", entry, route, body);
            foreach (var address in addresses)
            {
                await Expect.SoonAsync(async () =>
                {
                    using var answer = await varnish.Public.GetAsync(address, Stop);
                    return (await answer.Content.ReadAsStringAsync(Stop)).Contains(Word, StringComparison.Ordinal) == (route == "release");
                });
            }
        }
    }

    [Fact]
    public async Task A_cache_that_is_away_is_told_once_it_is_there()
    {
        var port = Expect.FreePort();
        await using var service = await TestService.StartAsync(settings: $"--SharedCaches:0=http://127.0.0.1:{port}/");
        await service.OpenAsync();
        var (entry, _) = await service.RecordAsync("arrests", Libel);
        await service.StoreAsync("story", entry, "takedown", Injunction);
        // Tried in vain by now.
        await Task.Delay(TimeSpan.FromSeconds(1.5), Stop);

        using var cache = new HttpListener { Prefixes = { $"http://127.0.0.1:{port}/" } };
        cache.Start();
        var asked = await cache.GetContextAsync().WaitAsync(TimeSpan.FromSeconds(60), Stop);
        asked.Response.Close();

        Assert.Equal(("PURGE", "story"), (asked.Request.HttpMethod, asked.Request.Headers["Surrogate-Key"]));
    }
}
