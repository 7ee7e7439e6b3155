using System.Diagnostics;
using System.Globalization;
using Timeline.Testing;

namespace Timeline.Api.Tests.Caching;

/// <summary>Varnish in front of a service, as <c>deploy/varnish.vcl</c> sets it up or as it is by itself.</summary>
internal sealed class Varnish : IAsyncDisposable
{
    // Where Debian has it is not on everybody's PATH.
    private static readonly string Path =
        Environment.GetEnvironmentVariable("PATH") + System.IO.Path.PathSeparator + "/usr/sbin";

    private readonly string _folder = Directory.CreateTempSubdirectory("timeline-varnish").FullName;
    private readonly Process _process;

    private Varnish(Uri service, bool configured, int port)
    {
        string[] backend = ["-b", service.Authority];
        if (configured)
        {
            using var vcl = new StreamReader(typeof(Varnish).Assembly.GetManifestResourceStream("varnish.vcl")!);
            var file = System.IO.Path.Combine(_folder, "timeline.vcl");
            File.WriteAllText(file, vcl.ReadToEnd().Replace("\"5080\"", $"\"{service.Port}\"", StringComparison.Ordinal));
            backend = ["-f", file];
        }

        // Without a jail it runs as whoever runs the tests.
        _process = Start("varnishd", ["-F", "-j", "none", "-a", $"127.0.0.1:{port}", "-s", "malloc,16m", .. backend]);
    }

    /// <summary>A reader behind the cache.</summary>
    public HttpClient Public { get; private set; } = null!;

    public static async Task<Varnish> StartAsync(Uri service, bool configured = true, int port = 0)
    {
        var varnish = new Varnish(service, configured, port);
        // It says "a0 127.0.0.1 41231", once it listens.
        var listens = await Until.Async(() => varnish.AskAsync("varnishadm", "debug.listen_address"), said => said.Contains("127.0.0.1"));
        varnish.Public = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{listens.Split(' ')[2].Trim()}") };
        return varnish;
    }

    /// <summary>One of its counters, such as <c>MAIN.fetch_304</c>.</summary>
    public async Task<long> CountAsync(string counter) => long.Parse(
        (await AskAsync("varnishstat", "-1", "-f", counter)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        Public?.Dispose();
        using (var kill = Process.Start("kill", [$"{_process.Id}"]))
            await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<string> AskAsync(string tool, params string[] arguments)
    {
        using var process = Start(tool, arguments);
        var said = await process.StandardOutput.ReadToEndAsync(Expect.Stop);
        await process.WaitForExitAsync(Expect.Stop);
        return said;
    }

    private Process Start(string program, string[] arguments)
    {
        var file = Path.Split(System.IO.Path.PathSeparator).Select(f => System.IO.Path.Combine(f, program)).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException($"No {program} on the PATH; deploy/test.sh installs Varnish.");
        var start = new ProcessStartInfo(file, ["-n", _folder, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        return process;
    }
}
