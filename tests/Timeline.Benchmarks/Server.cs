using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Reflection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Timeline.Store.Embedded;

namespace Timeline.Benchmarks;

/// <summary>A server in a process of its own.</summary>
internal sealed class Server : IDisposable
{
    private static readonly byte[] Key = new byte[32];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private const int MostLines = 200;

    private readonly Process _process;

    private Server(Process process, Uri address)
    {
        (_process, Address) = (process, address);
        Editor = new HttpClient { BaseAddress = address, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Token) } };
    }

    /// <summary>The service that was built with this program.</summary>
    public static string Ours { get; } = Path.GetFullPath(
        typeof(Server).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Service").Value!);

    /// <summary>An editor's, who is an archivist and answers for the law, too.</summary>
    public static string Token { get; } = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = TokenTerms.Issuer,
        Audience = TokenTerms.Issuer,
        Expires = DateTime.UtcNow.AddHours(1),
        Claims = new Dictionary<string, object> { ["sub"] = "load", ["role"] = new[] { TokenTerms.Editor, TokenTerms.Archivist, TokenTerms.Legal } },
        SigningCredentials = new(new SymmetricSecurityKey(Key), SecurityAlgorithms.HmacSha256),
    });

    /// <summary>The path and query of a link that signs an editor in to the desk.</summary>
    public static string DeskLink(string subject) => "/desk/sign-in?link=" + new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
    {
        Issuer = TokenTerms.Issuer,
        Audience = TokenTerms.Desk,
        Expires = DateTime.UtcNow.AddHours(1),
        Claims = new Dictionary<string, object> { ["sub"] = subject, ["jti"] = Guid.NewGuid().ToString("N"), ["role"] = new[] { TokenTerms.Editor } },
        SigningCredentials = new(new SymmetricSecurityKey(Key), SecurityAlgorithms.HmacSha256),
    });

    public Uri Address { get; }

    public HttpClient Editor { get; }

    /// <summary>From the start of the process until it says that it is ready.</summary>
    public TimeSpan StartedIn { get; private init; }

    /// <summary>What it wrote last, most of it its log.</summary>
    public IReadOnlyCollection<string> Said { get; private init; } = [];

    public double Megabytes => Now.WorkingSet64 / 1024.0 / 1024.0;

    /// <summary>What it had at most since its start.</summary>
    public double MostMegabytes => PeakOf(_process.Id);

    /// <summary>What a process had at most since its start, in megabytes; 0 where it has ended.</summary>
    public static double PeakOf(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[1], CultureInfo.InvariantCulture) / 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    public TimeSpan ProcessorTime => Now.TotalProcessorTime;

    private Process Now
    {
        get
        {
            _process.Refresh();
            return _process;
        }
    }

    /// <summary>The service of this build or of another one, as it runs in production.</summary>
    public static Task<Server> ServiceAsync(string connectionString, string? dll = null, string environment = "Production", params (string Name, string Value)[] settings) =>
        StartAsync(dll ?? Ours, [], new(settings.Select(s => KeyValuePair.Create(s.Name, s.Value)))
        {
            ["ConnectionStrings__Timeline"] = connectionString,
            ["ASPNETCORE_ENVIRONMENT"] = environment,
            ["Auth__SigningKey"] = Convert.ToBase64String(Key),
        });

    /// <summary>The service of this build with a heap of 384 MiB and so many descriptors.</summary>
    public static Task<Server> BoundedAsync(string connectionString, int descriptors) => StartAsync(Ours, [], new()
    {
        ["ConnectionStrings__Timeline"] = connectionString,
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        ["Auth__SigningKey"] = Convert.ToBase64String(Key),
        ["DOTNET_GCHeapHardLimit"] = "0x18000000",
    }, ["prlimit", $"--nofile={descriptors}:{descriptors}"]);

    /// <summary>One of this program's own.</summary>
    public static Task<Server> OfOursAsync(params string[] arguments) => StartAsync(typeof(Server).Assembly.Location, arguments, []);

    private static async Task<Server> StartAsync(string dll, string[] arguments, Dictionary<string, string> environment, string[]? by = null)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo(by is null ? "dotnet" : by[0], by is null ? [dll, .. arguments] : [.. by[1..], "dotnet", dll, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetDirectoryName(dll),
            Environment = { ["ASPNETCORE_URLS"] = address.GetLeftPart(UriPartial.Authority) },
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var clock = Stopwatch.StartNew();
        var process = Process.Start(start)!;
        var said = new ConcurrentQueue<string>();
        process.OutputDataReceived += (_, line) =>
        {
            said.Enqueue(line.Data ?? "");
            if (said.Count > MostLines)
                said.TryDequeue(out var _);
        };
        process.BeginOutputReadLine();
        using var client = new HttpClient();
        while (!await IsReadyAsync(client, address))
        {
            if (process.HasExited || clock.Elapsed > Patience)
            {
                process.Kill();
                throw new InvalidOperationException($"{dll} did not start. {string.Join('\n', said)}");
            }

            await Task.Delay(10);
        }

        return new Server(process, address) { StartedIn = clock.Elapsed, Said = said };
    }

    private static async Task<bool> IsReadyAsync(HttpClient client, Uri address)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri(address, "/health/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Ends it as an operator does (SIGTERM).</summary>
    /// <returns>How long that took; at most the patience.</returns>
    public async Task<TimeSpan> StopAsync(TimeSpan patience)
    {
        var clock = Stopwatch.StartNew();
        using var kill = Process.Start("kill", [$"{_process.Id}"]);
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // That is what it took.
        }

        return clock.Elapsed;
    }

    /// <summary>Ends it as <c>kill -9</c> does, and whoever waits for its answers hears of it at once.</summary>
    public void Kill() => _process.Kill();

    public void Dispose()
    {
        Editor.Dispose();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
