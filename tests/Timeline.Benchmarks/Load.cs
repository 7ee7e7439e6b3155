using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Timeline.Benchmarks;

/// <summary>
/// Readers in a process of their own, which ask as fast as they are answered. They speak HTTP over bare sockets, so that
/// they take as little of the machine as they can from what is measured.
/// </summary>
internal sealed class Load : IDisposable
{
    private const int Connections = 8;
    private readonly Process _process;

    public Load() => _process = Process.Start(new ProcessStartInfo(
        "dotnet", [typeof(Load).Assembly.Location, "load"])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    /// <summary>Answers in a second.</summary>
    public async Task<double> RateAsync(Uri address)
    {
        await _process.StandardInput.WriteLineAsync(address.ToString());
        return double.Parse((await _process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
    }

    /// <summary>The other process: an address on a line of standard input, a rate on a line of standard output.</summary>
    public static async Task ServeAsync()
    {
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var address = new Uri(line);
            await Figure.RateAsync(1, TimeSpan.FromSeconds(0.3), _ => AskAsync(address, TimeSpan.FromSeconds(0.3)));
            var clock = Stopwatch.StartNew();
            var counts = await Task.WhenAll(
                Enumerable.Range(0, Connections).Select(_ => AskAsync(address, TimeSpan.FromSeconds(1.5))));
            Console.WriteLine((counts.Sum() / clock.Elapsed.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        }
    }

    private static async Task<int> AskAsync(Uri address, TimeSpan time)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address.Host, address.Port);
        var request = Encoding.ASCII.GetBytes($"GET {address.PathAndQuery} HTTP/1.1\r\nHost: {address.Authority}\r\n\r\n");
        var buffer = new byte[256 * 1024];
        var clock = Stopwatch.StartNew();
        var count = 0;
        for (; clock.Elapsed < time; count++)
        {
            await socket.SendAsync(request);
            for (var (got, length) = (0, int.MaxValue); got < length;)
            {
                var read = await socket.ReceiveAsync(buffer.AsMemory(got));
                got += read;
                if (read == 0)
                    throw new IOException("The connection was closed.");
                if (length == int.MaxValue && buffer.AsSpan(0, got).IndexOf("\r\n\r\n"u8) is >= 0 and var end)
                    length = end + 4 + ContentLength(buffer.AsSpan(0, end));
            }
        }

        return count;
    }

    private static int ContentLength(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("HTTP/1.1 200"u8))
            throw new IOException(Encoding.ASCII.GetString(head));
        var name = "Content-Length: "u8;
        var rest = head[(head.IndexOf(name) + name.Length)..];
        var end = rest.IndexOf((byte)'\r');
        return int.Parse(end < 0 ? rest : rest[..end], CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
