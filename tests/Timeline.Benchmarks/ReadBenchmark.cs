using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Timeline.Store.Embedded;

namespace Timeline.Benchmarks;

/// <summary>The first story's whole timeline from the service, against the same bytes from memory on Kestrel alone.</summary>
internal static class ReadBenchmark
{
    private const string Path = "/stories/navalny-2021/timeline?background=true";
    private const int Rounds = 5;
    private const double Floor = 0.5;
    private const double MostMegabytes = 150;

    public static async Task<IEnumerable<Figure>> RunAsync(EmbeddedPostgres cluster)
    {
        await using var service = await Service.StartAsync(cluster, "read", plant: true);
        using var client = new HttpClient();
        var bytes = await client.GetByteArrayAsync(new Uri(service.Address, Path));
        await using var bare = await BareAsync(bytes);
        using var load = new Load();
        var read = await Figure.DuelAsync(
            string.Create(CultureInfo.InvariantCulture, $"GET of the timeline, 20 entries, {bytes.Length / 1024} KB"),
            "answers/s", Rounds, Floor,
            () => load.RateAsync(new Uri(service.Address, Path)), () => load.RateAsync(new Uri(bare.Urls.First() + Path)));
        return [read, await MemoryAsync(service, "memory of the idle service", Path)];
    }

    private static async Task<WebApplication> BareAsync(byte[] bytes)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false).UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/stories/{story}/timeline", (HttpContext context) =>
        {
            context.Response.ContentType = "application/json; charset=utf-8";
            context.Response.ContentLength = bytes.Length;
            return context.Response.Body.WriteAsync(bytes).AsTask();
        });
        await app.StartAsync();
        return app;
    }

    /// <summary>The working set of a service in a process of its own, on the same database, once it has answered these.</summary>
    public static async Task<Figure> MemoryAsync(Service service, string name, params string[] paths)
    {
        await Console.Error.WriteLineAsync(name);
        using var process = Process.Start(new ProcessStartInfo(
            "dotnet", [System.IO.Path.Combine(AppContext.BaseDirectory, "Timeline.Api.dll"), "--urls", "http://127.0.0.1:0"])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = AppContext.BaseDirectory,
            Environment =
            {
                ["ConnectionStrings__Timeline"] = service.ConnectionString,
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["Auth__SigningKey"] = Service.SigningKey,
            },
        })!;
        try
        {
            string? line;
            while ((line = await process.StandardOutput.ReadLineAsync())?.Contains("/stories ", StringComparison.Ordinal) is false
                && !line.TrimEnd().EndsWith("/stories", StringComparison.Ordinal))
            {
            }

            using var client = new HttpClient();
            foreach (var path in paths)
                await client.GetByteArrayAsync(new Uri(new Uri(line!.Trim().Split(' ')[^1]), path));
            await Task.Delay(TimeSpan.FromSeconds(2));
            process.Refresh();
            var megabytes = process.WorkingSet64 / 1024.0 / 1024.0;
            return new(name, "MB", megabytes, MostMegabytes, megabytes / MostMegabytes, 1, AtMost: true);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }
}
