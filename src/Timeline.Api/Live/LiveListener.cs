using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Npgsql;

namespace Timeline.Api.Live;

/// <summary>Writes one reader's stream.</summary>
/// <remarks>
/// TypedResults.ServerSentEvents would encode each event anew for each reader, keep two buffers as long as the longest event
/// while the stream lasts (measured: thrice the memory after some events of 90 KB), and send no comments.
/// </remarks>
internal sealed class LiveListener(HttpContext context, Hub hub, LiveOptions options)
{
    private const int MostUnflushed = 32 * 1024;
    private static readonly byte[] Beat = ":\n\n"u8.ToArray();

    private readonly PipeWriter _body = context.Response.BodyWriter;

    /// <summary>Writes everything after a version until the reader goes, the service stops, or the reader is too slow.</summary>
    public async Task RunAsync(long position, CancellationToken ended)
    {
        try
        {
            // Readers who were cut off together must not come back together.
            _body.Write(Encoding.ASCII.GetBytes(
                string.Create(CultureInfo.InvariantCulture, $"retry: {Random.Shared.Next(1000, 4000)}\n\n")));
            await FlushAsync(ended);
            for (var first = true; !hub.Ended; first = false)
                position = await TurnAsync(position, first, ended);
        }
        catch (Exception error) when (error is OperationCanceledException or NpgsqlException)
        {
            // The reader may come again and goes on from the last event that it has.
        }
        catch (TimeoutException)
        {
            context.Abort();
        }
    }

    private async Task<long> TurnAsync(long position, bool first, CancellationToken ended)
    {
        var now = hub.Now;
        var behind = position < now.After;
        var before = position;
        position = await SendAsync(behind ? await hub.BlockAsync(position, ended) : now.Frames, position, ended);
        if (behind)
            return position;
        // Woken, and nothing new: that is the heartbeat.
        if (position == before && !first)
        {
            _body.Write(Beat);
            await FlushAsync(ended);
        }

        await now.Over.WaitAsync(ended);
        return position;
    }

    private async ValueTask<long> SendAsync(Frame[] frames, long position, CancellationToken ended)
    {
        var unflushed = 0;
        // Versions have no gaps, so the place of the next one is known.
        var next = frames.Length == 0 ? 0 : (int)Math.Max(0, position + 1 - frames[0].Version);
        for (var i = next; i < frames.Length; i++)
        {
            // Also of a long event only a part: what is written and not yet sent is each reader's own.
            for (ReadOnlyMemory<byte> rest = frames[i].Bytes, part; rest.Length > 0; rest = rest[part.Length..])
            {
                part = rest[..Math.Min(rest.Length, MostUnflushed - unflushed)];
                _body.Write(part.Span);
                unflushed += part.Length;
                if (unflushed < MostUnflushed)
                    continue;
                await FlushAsync(ended);
                unflushed = 0;
            }

            position = frames[i].Version;
        }

        if (unflushed > 0)
            await FlushAsync(ended);
        return position;
    }

    private async ValueTask FlushAsync(CancellationToken ended)
    {
        var flush = _body.FlushAsync(CancellationToken.None);
        // It waits only where the reader takes less than is sent.
        if (!flush.IsCompletedSuccessfully)
            await flush.AsTask().WaitAsync(options.Patience, ended);
        ended.ThrowIfCancellationRequested();
    }
}
