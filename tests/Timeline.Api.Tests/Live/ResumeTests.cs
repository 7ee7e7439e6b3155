using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Timeline.Api.Live;

namespace Timeline.Api.Tests.Live;

public sealed class ResumeTests
{
    private const int Editors = 4;
    private const int EntriesOfEditor = 12;
    private const int Readers = 5;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Readers_who_are_cut_off_at_random_while_editors_write_lose_nothing_and_get_nothing_twice()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        using var written = new CancellationTokenSource();
        var readers = Enumerable.Range(0, Readers).Select(n => ReadInPiecesAsync(service, n, written.Token)).ToArray();

        await Task.WhenAll(Enumerable.Range(0, Editors).Select(n => WriteAsync(service, n)));
        await written.CancelAsync();

        var expected = await AllChangesAsync(service);
        Assert.True(expected.Count > Editors * EntriesOfEditor);
        foreach (var got in await Task.WhenAll(readers))
            Assert.Equal(expected, got);
    }

    [Fact]
    public async Task A_reader_of_one_node_gets_what_is_recorded_on_another()
    {
        await using var a = await TestService.StartAsync();
        await using var b = await TestService.StartAsync(a.ConnectionString);
        await a.OpenAsync();
        await using var live = await LiveStream.OpenAsync(b, lastEventId: 0);

        await WriteAsync(a, 0);

        var expected = await AllChangesAsync(a);
        Assert.Equal(expected, (await live.TakeAsync(expected.Count)).Select(e => e.Change.ToJsonString()));
    }

    [Fact]
    public async Task A_reader_who_was_away_for_long_gets_all_of_it_from_the_database()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 14).Select(n => WriteAsync(service, n)));
        var expected = await AllChangesAsync(service);

        foreach (var after in new[] { 0, 1, 63, 64, 65, 128, expected.Count - 1 })
        {
            await using var live = await LiveStream.OpenAsync(service, after);
            var got = await live.TakeAsync(expected.Count - after);
            Assert.Equal(expected.Skip(after), got.Select(e => e.Change.ToJsonString()));
        }
    }

    [Fact]
    public async Task A_reader_who_takes_nothing_is_cut_off_and_the_others_go_on()
    {
        await using var service = await TestService.StartAsync(
            settings: ["--Live:Patience=00:00:00.2", "--Live:Heartbeat=00:00:00.1"]);
        await service.OpenAsync();
        using var slow = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await slow.ConnectAsync(IPAddress.Loopback, service.Address.Port, Ct);
        await slow.SendAsync(Encoding.ASCII.GetBytes("GET /stories/story/live HTTP/1.1\r\nHost: localhost\r\n\r\n"), Ct);
        await using var live = await LiveStream.OpenAsync(service, lastEventId: 1);
        var hubs = service.App.Services.GetRequiredService<Hubs>();
        await Expect.SoonAsync(() => Task.FromResult(hubs.Readers("story") == 2));
        var got = new ConcurrentQueue<long>();
        var reading = Task.Run(async () =>
        {
            await foreach (var change in live.ChangesAsync(Ct))
                got.Enqueue(change.Id);
        }, Ct);

        // More than all buffers on the way can hold.
        var recorded = 0;
        for (; hubs.Readers("story") == 2; recorded++)
            await service.RecordAsync("rallies", Large(recorded));

        await Expect.SoonAsync(() => Task.FromResult(got.Count == recorded));
        Assert.Equal(Enumerable.Range(2, recorded).Select(n => (long)n), got);
        Assert.True(await EndsAsync(slow));
        await service.App.StopAsync(Ct);
        await reading;
    }

    [Fact]
    public async Task Old_changes_stay_in_memory_for_the_next_reader_only_as_far_as_there_is_room()
    {
        await using var service = await TestService.StartAsync(settings: "--Limits:StreamMegabytes=4");
        await service.OpenAsync();
        await service.OpenAsync("large");
        for (var n = 0; n < 130; n++)
        {
            await service.RecordAsync("rallies", new { when = new { edtf = "2021-01-23" }, headline = $"Rally {n}" });
            await service.RecordAsync("rallies", Large(n), "large");
        }

        var hubs = service.App.Services.GetRequiredService<Hubs>();
        using var small = (await hubs.JoinAsync("story", Ct))!;
        var first = await small.Hub.NextAsync(0, Ct);
        await small.Hub.NextAsync(64, Ct);
        Assert.Equal(1, first!.Version);
        Assert.Same(first, await small.Hub.NextAsync(0, Ct));

        using var large = (await hubs.JoinAsync("large", Ct))!;
        for (var after = 0; after < 131; after++)
            Assert.Equal(after + 1, (await large.Hub.NextAsync(after, Ct))!.Version);
        Assert.Null(await large.Hub.NextAsync(131, Ct));
        // Of 16 entries of 50 KB two have room in half of 4 MB, beside the small ones.
        Assert.InRange(hubs.Blocks.Count, 1, 4);
        Assert.InRange(large.Hub.Now.Frames.Sum(f => f.Bytes.Length), 1, 2 * 1024 * 1024);
    }

    // It reads what was on the way, and then finds the connection closed or broken off.
    private static async Task<bool> EndsAsync(Socket socket)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await socket.ReceiveAsync(buffer, Ct) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // Broken off.
        }

        return true;
    }

    private static object Large(int n) => new
    {
        when = new { edtf = "2021-01-23" },
        headline = $"Rally {n}",
        claims = Enumerable.Range(0, 10).Select(_ => new { by = "A witness", verb = "says", quote = new string('x', 5000) }),
    };

    private static async Task WriteAsync(TestService service, int editor)
    {
        for (var n = 0; n < EntriesOfEditor; n++)
        {
            var (id, _) = await service.RecordAsync("rallies", new
            {
                when = new { edtf = "2021-01-23" },
                headline = $"Rally {editor}/{n}",
                draft = n % 5 == 4,
            });
            if (n % 3 == 1)
                await Editing.CorrectAsync(service, id, $"Rally {editor}/{n}, corrected");
            if (n % 4 == 3)
                await Editing.RetractAsync(service, id);
        }
    }

    private static async Task<List<string>> ReadInPiecesAsync(TestService service, int seed, CancellationToken written)
    {
        var random = new Random(seed);
        var got = new List<string>();
        long? last = 0;
        // What is written last is known only when all is written.
        for (long? head = null; head is null || last < head;)
        {
            await using var live = await LiveStream.OpenAsync(service, last);
            var piece = random.Next(1, 8);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(Ct, head is null ? written : Ct);
            try
            {
                await foreach (var change in live.ChangesAsync(end.Token))
                {
                    got.Add(change.Change.ToJsonString());
                    last = change.Id;
                    if (--piece == 0 || last == head)
                        break;
                }
            }
            catch (OperationCanceledException) when (written.IsCancellationRequested)
            {
                head = (long)(await service.GetAsync("/stories/story"))["version"]!;
            }
        }

        return got;
    }

    private static async Task<List<string>> AllChangesAsync(TestService service)
    {
        var changes = new List<string>();
        for (var next = "/stories/story/changes?after=0"; next is not null;)
        {
            var page = await service.GetAsync(next);
            changes.AddRange(page["changes"]!.AsArray().Select(c => c!.ToJsonString()));
            next = (string?)page["next"];
        }

        return changes;
    }
}
