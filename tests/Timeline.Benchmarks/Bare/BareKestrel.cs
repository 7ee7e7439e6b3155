using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Timeline.Benchmarks.Bare;

/// <summary>The limit of an answer: Kestrel alone, which sends what was posted to it, to whoever asks and to all who listen.</summary>
internal static class BareKestrel
{
    private static Turn _now = new();
    private static byte[] _bytes = [];

    public static async Task ServeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        var app = builder.Build();
        app.MapGet("/health/ready", () => "ready");
        app.MapGet("/bytes", (RequestDelegate)GetAsync);
        app.MapPost("/bytes", async (HttpContext context) => _bytes = await ReadAsync(context));
        app.MapGet("/live", (RequestDelegate)FollowAsync);
        app.MapPost("/live", (Delegate)PublishAsync);
        // The service gives memory back by itself when it comes to rest.
        app.MapPost("/rest", () => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true));
        await app.StartAsync();
        // Until the other end of standard input is gone.
        while (await Console.In.ReadLineAsync() is not null)
        {
        }
    }

    private static Task GetAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = _bytes.Length;
        return context.Response.Body.WriteAsync(_bytes).AsTask();
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
        var frame = await ReadAsync(context);
        var at = DateTimeOffset.UtcNow;
        var next = new Turn();
        Interlocked.Exchange(ref _now, next).Over.SetResult((frame, next));
        return at.ToString("O", CultureInfo.InvariantCulture);
    }

    private static async Task<byte[]> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        return body.ToArray();
    }

    private sealed class Turn
    {
        public TaskCompletionSource<(byte[] Frame, Turn Next)> Over { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
