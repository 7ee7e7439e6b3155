using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Timeline.Benchmarks.Abuse;

/// <summary>The cases that open connections and let them hang.</summary>
internal static class Connections
{
    private const int Streams = 1_000;
    private const int Many = 720;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Replays that nobody reads, in whose way are large entries.</summary>
    public static async Task<IEnumerable<Finding>> ReplaysAsync(Server service)
    {
        var sockets = await OpenAsync(service, Streams, i => $"GET /stories/large/replay?speed=1000000&after={i % 180} HTTP/1.1\r\nHost: x\r\n\r\n");
        var most = 0.0;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Patience; await Task.Delay(200))
            most = Math.Max(most, service.Megabytes);
        var cut = sockets.Count(s => s.Poll(0, SelectMode.SelectError) || IsOver(s));
        sockets.ForEach(s => s.Dispose());
        return
        [
            Finding.AtMost($"{sockets.Count} replays with readers that do not read: memory meanwhile", most, 300, "MB"),
            new("  of them cut off after 15 s", $"{cut}", "each that has not had it all", cut > 0),
        ];
    }

    public static async Task<Finding> OnFewDescriptorsAsync(Server service)
    {
        var sockets = await OpenAsync(service, Many, _ => "GET /stories HTTP/1.1\r\nHost: x\r\n\r\n");
        await Task.Delay(TimeSpan.FromSeconds(1));
        var answered = sockets.Count(s => s.Available > 0);
        sockets.ForEach(s => s.Dispose());
        await Task.Delay(TimeSpan.FromSeconds(1));
        return new($"{Many} connections on 1,024 descriptors", $"{answered} answered", "alive, some answered", answered > 0);
    }

    /// <summary>Ends it as an operator does, while bodies are half sent and streams unread.</summary>
    public static async Task<Finding> StopAsync(Server service)
    {
        var sockets = await OpenAsync(service, 40, i => i % 2 == 0
            ? $"POST /stories/abuse/rallies HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {Server.Token}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{"
            : "GET /stories/large/replay?speed=1000000 HTTP/1.1\r\nHost: x\r\n\r\n");
        await Task.Delay(TimeSpan.FromSeconds(1));
        var seconds = await service.StopAsync(TimeSpan.FromSeconds(60));
        sockets.ForEach(s => s.Dispose());
        return Finding.AtMost("SIGTERM with half-sent bodies and unread streams", seconds.TotalSeconds, 10, "s");
    }

    private static bool IsOver(Socket socket)
    {
        // What came before it was cut off is still there to be read.
        var buffer = new byte[256 * 1024];
        try
        {
            while (socket.Poll(0, SelectMode.SelectRead))
            {
                if (socket.Receive(buffer) == 0)
                    return true;
            }

            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private static async Task<List<Socket>> OpenAsync(Server service, int count, Func<int, string> request)
    {
        var sockets = new List<Socket>();
        for (var i = 0; i < count; i++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, service.Address.Port);
                await socket.SendAsync(Encoding.ASCII.GetBytes(request(i)));
                sockets.Add(socket);
            }
            catch (SocketException)
            {
                // Refused, as it may be.
                socket.Dispose();
            }
        }

        return sockets;
    }
}
