using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Timeline.Benchmarks;

/// <summary>What each client asks, again and again.</summary>
/// <param name="Server">Whom.</param>
/// <param name="Path">What; <c>{n}</c> stands for the client's number.</param>
/// <param name="Clients">How many there are.</param>
/// <param name="Body">What each posts, as JSON; null for a GET.</param>
internal sealed record Question(Uri Server, string Path, int Clients, string? Body = null);

/// <summary>
/// Clients in a process of their own, which ask as fast as they are answered. They speak HTTP over bare sockets, so that
/// they take as little of the machine as they can from what is measured.
/// </summary>
internal sealed class Load : IDisposable
{
    private readonly Process _process = Process.Start(new ProcessStartInfo("dotnet", [typeof(Load).Assembly.Location, "load"])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    /// <summary>Answers in a second.</summary>
    public async Task<double> RateAsync(Question question)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(question));
        return double.Parse(await _process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("The clients stopped."), CultureInfo.InvariantCulture);
    }

    /// <summary>The other process: a question on a line of standard input, a rate on a line of standard output.</summary>
    public static async Task ServeAsync()
    {
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var question = JsonSerializer.Deserialize<Question>(line)!;
            // Connected and compiled before it counts.
            await AskAsync(question, TimeSpan.FromSeconds(0.3));
            var clock = Stopwatch.StartNew();
            var count = await AskAsync(question, TimeSpan.FromSeconds(1.5));
            Console.WriteLine((count / clock.Elapsed.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        }
    }

    private static async Task<int> AskAsync(Question question, TimeSpan time) =>
        (await Task.WhenAll(Enumerable.Range(0, question.Clients).Select(n => Task.Run(() => AskAsync(question, n, time))))).Sum();

    private static async Task<int> AskAsync(Question question, int client, TimeSpan time)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(question.Server.Host, question.Server.Port);
        var path = question.Path.Replace("{n}", client.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        var head = $"{path} HTTP/1.1\r\nHost: {question.Server.Authority}\r\n";
        var request = Encoding.UTF8.GetBytes(question.Body is null ? $"GET {head}\r\n"
            : $"POST {head}Authorization: Bearer {Server.Token}\r\nContent-Type: application/json\r\n" +
                $"Content-Length: {Encoding.UTF8.GetByteCount(question.Body)}\r\n\r\n{question.Body}");
        var buffer = new byte[256 * 1024];
        var clock = Stopwatch.StartNew();
        var count = 0;
        for (; clock.Elapsed < time; count++)
        {
            await socket.SendAsync(request);
            for (var got = 0; !IsWhole(buffer.AsSpan(0, got));)
            {
                var read = await socket.ReceiveAsync(buffer.AsMemory(got));
                got += read > 0 ? read : throw new IOException("The connection was closed.");
            }
        }

        return count;
    }

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return false;
        var head = answer[..(end + 2)];
        if (!head.StartsWith("HTTP/1.1 2"u8))
            throw new IOException(Encoding.UTF8.GetString(answer));
        var name = "Content-Length: "u8;
        if (head.IndexOf(name) is not (>= 0 and var at))
            return answer.EndsWith("0\r\n\r\n"u8);
        var rest = head[(at + name.Length)..];
        return answer.Length >= end + 4 + int.Parse(rest[..rest.IndexOf((byte)'\r')], CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
