using System.Diagnostics;

namespace Timeline.Benchmarks;

/// <summary>A server in a process of its own.</summary>
internal sealed class Server : IDisposable
{
    private readonly Process _process;

    private Server(Process process, Uri address) =>
        (_process, Address, Editor) = (process, address, Service.EditorAt(address));

    public Uri Address { get; }

    public HttpClient Editor { get; }

    public long WorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public static Task<Server> BareAsync() => StartAsync([typeof(LiveBenchmark).Assembly.Location, "live-bare"], []);

    /// <summary>The service of this build, or of another one's folder.</summary>
    public static Task<Server> ServiceAsync(string connectionString, string? folder = null) => StartAsync(
        [Path.Combine(folder ?? AppContext.BaseDirectory, "Timeline.Api.dll"), "--urls", "http://127.0.0.1:0"],
        new()
        {
            ["ConnectionStrings__Timeline"] = connectionString,
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["Auth__SigningKey"] = Service.SigningKey,
        });

    private static async Task<Server> StartAsync(string[] arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.IndexOf("http://127", StringComparison.Ordinal) is >= 0 and var url)
                return new Server(process, new Uri(new Uri(line[url..]).GetLeftPart(UriPartial.Authority)));
        }

        throw new InvalidOperationException("A server did not start.");
    }

    public void Dispose()
    {
        Editor.Dispose();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
