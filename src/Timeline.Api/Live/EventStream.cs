using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Timeline.Api.Live;

/// <summary>
/// One reader's stream of server-sent events. A reader that takes nothing for some time is cut off, and what is written for it
/// and not yet sent is never more than a small part of an event.
/// </summary>
/// <remarks>
/// TypedResults.ServerSentEvents would encode each event anew for each reader, keep two buffers as long as the longest event
/// while the stream lasts (measured: thrice the memory after some events of 90 KB), and send no comments.
/// </remarks>
internal sealed class EventStream(HttpContext context, LiveOptions options, CancellationToken stopping)
{
    private const int MostUnflushed = 8 * 1024;

    // The server would hold twice that for each reader who does not read, and there may be thousands.
    private const int MostUnsent = 32 * 1024;

    private readonly PipeWriter _body = context.Response.BodyWriter;
    private int _unflushed;

    /// <summary>Says how much the server holds for a reader.</summary>
    public static void Configure(SocketTransportOptions sockets) => sockets.MaxWriteBufferSize = MostUnsent;

    /// <summary>Says what the answer is; to be called before anything is sent.</summary>
    public static void Announce(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        // Some proxies collect answers before they pass them on.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
    }

    /// <summary>
    /// Sends until the reader goes, the service stops, the database is away, or the reader is too slow; it may come again and
    /// goes on from the last event that it has.
    /// </summary>
    public async Task RunAsync(Func<EventStream, Task> send)
    {
        try
        {
            await send(this);
            await FlushAsync(context.RequestAborted);
        }
        catch (Exception error) when (error is OperationCanceledException or Npgsql.NpgsqlException)
        {
            // It comes again.
        }
        catch (TimeoutException)
        {
            context.Abort();
        }
    }

    /// <summary>Writes, and sends what has come together.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken ended)
    {
        for (ReadOnlyMemory<byte> part; bytes.Length > 0; bytes = bytes[part.Length..])
        {
            part = bytes[..Math.Min(bytes.Length, MostUnflushed - _unflushed)];
            _body.Write(part.Span);
            if ((_unflushed += part.Length) == MostUnflushed)
                await FlushAsync(ended);
        }
    }

    public async ValueTask FlushAsync(CancellationToken ended)
    {
        _unflushed = 0;
        var flush = _body.FlushAsync(CancellationToken.None);
        // It waits only where the reader takes less than is sent. Of a reader that goes, the server itself ends the wait.
        if (!flush.IsCompletedSuccessfully)
            await flush.AsTask().WaitAsync(options.Patience, stopping);
        ended.ThrowIfCancellationRequested();
    }
}
