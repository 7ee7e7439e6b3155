using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace Timeline.Benchmarks;

/// <summary>
/// Many readers of one live stream, on bare sockets. Each must get every change once and in order; when it did is noted.
/// </summary>
internal sealed class LiveReaders : IDisposable
{
    private const int AtOnce = 64;

    private readonly List<Socket> _sockets = [];
    private readonly ConcurrentDictionary<long, Change> _changes = new();

    /// <summary>How many changes came twice, out of order or not in full, or how many streams broke.</summary>
    public int Faults => _faults;

    private int _faults;

    /// <summary>Opens so many streams that begin after a version.</summary>
    public async Task OpenAsync(Uri address, int count, long after)
    {
        var request = Encoding.ASCII.GetBytes($"GET {address.PathAndQuery} HTTP/1.1\r\nHost: {address.Authority}\r\n\r\n");
        using var gate = new SemaphoreSlim(AtOnce);
        await Task.WhenAll(Enumerable.Range(0, count).Select(async n =>
        {
            await gate.WaitAsync();
            try
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                lock (_sockets)
                    _sockets.Add(socket);
                await socket.ConnectAsync(address.Host, address.Port);
                await socket.SendAsync(request);
                var head = new byte[1024];
                var read = await socket.ReceiveAsync(head.AsMemory());
                if (!head.AsSpan(0, read).StartsWith("HTTP/1.1 200"u8))
                    throw new IOException(Encoding.ASCII.GetString(head, 0, read));
                _ = FollowAsync(socket, after);
            }
            finally
            {
                gate.Release();
            }
        }));
    }

    /// <summary>Waits for all to have a change.</summary>
    /// <returns>When each got it; fewer where time ran out.</returns>
    public async Task<IReadOnlyList<DateTimeOffset>> ReceivedAsync(long version, int count, TimeSpan patience)
    {
        var change = _changes.GetOrAdd(version, _ => new Change());
        change.Expect(count);
        await Task.WhenAny(change.All.Task, Task.Delay(patience));
        _changes.TryRemove(version, out _);
        return change.Times;
    }

    private async Task FollowAsync(Socket socket, long after)
    {
        var buffer = new byte[16 * 1024];
        var length = 0;
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory(length)) is > 0 and var read)
            {
                var now = DateTimeOffset.UtcNow;
                length += read;
                while (buffer.AsSpan(0, length).IndexOf("\n\n"u8) is >= 0 and var end)
                {
                    // Before it stands the length of the chunk.
                    if (buffer.AsSpan(0, end).IndexOf("\nid: "u8) is >= 0 and var id)
                    {
                        if (!Utf8Parser.TryParse(buffer.AsSpan(id + 5), out long version, out _) || version != ++after)
                            Interlocked.Increment(ref _faults);
                        _changes.GetOrAdd(version, _ => new Change()).Add(now);
                    }

                    buffer.AsSpan(end + 2, length - end - 2).CopyTo(buffer);
                    length -= end + 2;
                }
            }
        }
        catch (SocketException)
        {
            Interlocked.Increment(ref _faults);
        }
        catch (ObjectDisposedException)
        {
            // The run is over.
        }
    }

    public void Dispose() => _sockets.ForEach(s => s.Dispose());

    private sealed class Change
    {
        private readonly ConcurrentQueue<DateTimeOffset> _times = new();
        private int _expected = int.MaxValue;

        public TaskCompletionSource All { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IReadOnlyList<DateTimeOffset> Times => [.. _times];

        public void Add(DateTimeOffset time)
        {
            _times.Enqueue(time);
            Check();
        }

        public void Expect(int count)
        {
            Volatile.Write(ref _expected, count);
            Check();
        }

        private void Check()
        {
            if (_times.Count >= Volatile.Read(ref _expected))
                All.TrySetResult();
        }
    }
}
