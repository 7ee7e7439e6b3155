using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Timeline.Benchmarks;

/// <summary>The limit of a live stream: Kestrel alone, which sends whatever is posted to it to all who listen.</summary>
internal static class BareBroadcast
{
    private static Turn _now = new();

    public static async Task ServeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false).UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/live", (RequestDelegate)FollowAsync);
        app.MapPost("/live", (Delegate)PublishAsync);
        await app.StartAsync();
        Console.WriteLine(app.Urls.First());
        // Until the other end of standard input is gone.
        while (await Console.In.ReadLineAsync() is not null)
        {
        }
    }

    private static async Task FollowAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        var turn = _now;
        await context.Response.BodyWriter.FlushAsync();
        while (!context.RequestAborted.IsCancellationRequested)
        {
            var (frame, next) = await turn.Over.Task;
            await context.Response.BodyWriter.WriteAsync(frame);
            turn = next;
        }
    }

    private static async Task<string> PublishAsync(HttpContext context)
    {
        using var frame = new MemoryStream();
        await context.Request.Body.CopyToAsync(frame);
        var at = DateTimeOffset.UtcNow;
        var next = new Turn();
        Interlocked.Exchange(ref _now, next).Over.SetResult((frame.ToArray(), next));
        return at.ToString("O", CultureInfo.InvariantCulture);
    }

    private sealed class Turn
    {
        public TaskCompletionSource<(byte[] Frame, Turn Next)> Over { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
