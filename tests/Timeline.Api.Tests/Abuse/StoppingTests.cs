using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Timeline.Testing;

namespace Timeline.Api.Tests.Abuse;

/// <summary>The service as a process, in the hands of those who open connections and let them hang.</summary>
public sealed class StoppingTests
{
    // Orchestrators end by force what has not stopped by then.
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Half_sent_bodies_and_streams_that_nobody_reads_do_not_keep_it_from_stopping_within_ten_seconds()
    {
        await using var service = await StartAsync();
        using var editor = TestService.SignedAt(service.Address, "editor", "editor");
        using var opened = await editor.PostAsJsonAsync("/stories", new { id = "story", title = "T", language = "en", timeZone = "UTC", from = "2021" }, Expect.Stop);
        Assert.Equal(HttpStatusCode.Created, opened.StatusCode);
        var token = editor.DefaultRequestHeaders.Authorization!.ToString();
        var sockets = new List<Socket>();
        for (var i = 0; i < 10; i++)
        {
            sockets.Add(await SendAsync(service.Address, $"POST /stories/story/rallies HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\n" +
                "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"headline\":"));
            sockets.Add(await SendAsync(service.Address, "POST /stories/story/rallies HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{"));
            sockets.Add(await SendAsync(service.Address, "GET /stories/story/live HTTP/1.1\r\nHost: x\r\n\r\n"));
            sockets.Add(await SendAsync(service.Address, "GET /stories/story/replay?speed=1 HTTP/1.1\r\nHost: x\r\n\r\n"));
            sockets.Add(await SendAsync(service.Address, "GET /stories HTTP/1.1\r\nHost: x\r\nX-Half: "));
        }

        await Task.Delay(TimeSpan.FromMilliseconds(500), Expect.Stop);

        var clock = Stopwatch.StartNew();
        Assert.Equal(0, await service.EndAsync());
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Most);
        sockets.ForEach(s => s.Dispose());
    }

    [Fact]
    public async Task More_connections_than_descriptors_are_refused_and_the_service_goes_on()
    {
        await using var service = await StartAsync(descriptors: 1024);
        var sockets = new List<Socket>();
        for (var i = 0; i < 1_500; i++)
        {
            try
            {
                sockets.Add(await SendAsync(service.Address, "GET /stories HTTP/1.1\r\nHost: x\r\n\r\n"));
            }
            catch (SocketException)
            {
                // Refused already.
            }
        }

        sockets.ForEach(s => s.Dispose());
        using var reader = new HttpClient { BaseAddress = service.Address };
        await Expect.SoonAsync(async () =>
        {
            try
            {
                using var answer = await reader.GetAsync("/search?q=anything", Expect.Stop);
                return answer.StatusCode == HttpStatusCode.OK;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
    }

    private static async Task<ChildService> StartAsync(int? descriptors = null) => await ChildService.StartAsync(new Dictionary<string, string>
    {
        ["ConnectionStrings__Timeline"] = await TestCluster.NewDatabaseAsync(Expect.Stop) + ";Maximum Pool Size=20",
        ["Auth__SigningKey"] = TestService.SigningKey,
    }, descriptors);

    private static async Task<Socket> SendAsync(Uri address, string text)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, address.Port, Expect.Stop);
        await socket.SendAsync(Encoding.ASCII.GetBytes(text), Expect.Stop);
        return socket;
    }
}
