using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Timeline.Api.Live;
using Timeline.Api.Tests.Past;

namespace Timeline.Api.Tests.Abuse;

public sealed class UnreadStreamTests
{
    [Theory]
    [InlineData("live?after=0")]
    [InlineData("replay?speed=1000000")]
    public async Task A_reader_that_takes_nothing_is_cut_off(string stream)
    {
        await using var service = await TestService.StartAsync(settings: "--Live:Patience=00:00:01");
        await service.OpenAsync();
        // More than the buffers of both ends take.
        await Task.WhenAll(Enumerable.Range(0, 150).Select(i => service.RecordAsync("rallies", new
        {
            when = new { edtf = "2021-01-23" },
            headline = $"Rally {i}",
            claims = Enumerable.Range(0, 18).Select(_ => new { by = "X", verb = "says", quote = new string('x', 5_000) }),
        })));
        var hubs = service.App.Services.GetRequiredService<Hubs>();

        using var reader = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await reader.ConnectAsync(IPAddress.Loopback, service.Address.Port, Expect.Stop);
        await reader.SendAsync(Encoding.ASCII.GetBytes($"GET /stories/story/{stream} HTTP/1.1\r\nHost: {service.Address.Authority}\r\n\r\n"), Expect.Stop);
        await Expect.SoonAsync(() => Task.FromResult(hubs.Readers("story") == 1));

        await Expect.SoonAsync(() => Task.FromResult(hubs.Readers("story") == 0));
    }

    [Fact]
    public async Task A_replay_has_every_change_of_a_long_story_once_though_the_node_keeps_hardly_any()
    {
        await using var service = await TestService.StartAsync(settings: "--Limits:StreamMegabytes=1");
        await service.OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => service.RecordAsync("rallies", new
        {
            when = new { edtf = "2021-01-23" },
            headline = $"Rally {i}",
            claims = Enumerable.Range(0, 18).Select(_ => new { by = "X", verb = "says", quote = new string('x', 5_000) }),
        })));

        var replays = await Task.WhenAll(Enumerable.Range(0, 3).Select(n => service.ReadAsync($"/stories/story/replay?speed=1000000&after={n * 17}")));

        Assert.All(replays.Index(), r => Assert.Equal(Enumerable.Range((r.Index * 17) + 1, 101 - (r.Index * 17)).Select(v => $"id: {v}"),
            r.Item.Text.Split('\n').Where(l => l.StartsWith("id: ", StringComparison.Ordinal))));
        Assert.All(replays, r => Assert.EndsWith("event: end\ndata: {\"version\":101}\n\n", r.Text, StringComparison.Ordinal));
    }
}
