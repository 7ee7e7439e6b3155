using System.Collections.Concurrent;
using System.Diagnostics;
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

    /// <summary>An editor's.</summary>
    public static string Token { get; } = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = TokenTerms.Issuer,
        Audience = TokenTerms.Issuer,
        Expires = DateTime.UtcNow.AddHours(1),
        Claims = new Dictionary<string, object> { ["sub"] = "load", ["role"] = TokenTerms.Editor },
        SigningCredentials = new(new SymmetricSecurityKey(Key), SecurityAlgorithms.HmacSha256),
    });

    public Uri Address { get; }

    public HttpClient Editor { get; }

    /// <summary>From the start of the process until it says that it is ready.</summary>
    public TimeSpan StartedIn { get; private init; }

    /// <summary>What it wrote last, most of it its log.</summary>
    public IReadOnlyCollection<string> Said { get; private init; } = [];

    public double Megabytes => Now.WorkingSet64 / 1024.0 / 1024.0;

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
    public static Task<Server> ServiceAsync(string connectionString, string? dll = null, string environment = "Production") =>
        StartAsync(dll ?? Ours, [], new()
        {
            ["ConnectionStrings__Timeline"] = connectionString,
            ["ASPNETCORE_ENVIRONMENT"] = environment,
            ["Auth__SigningKey"] = Convert.ToBase64String(Key),
        });

    /// <summary>One of this program's own.</summary>
    public static Task<Server> OfOursAsync(params string[] arguments) => StartAsync(typeof(Server).Assembly.Location, arguments, []);

    private static async Task<Server> StartAsync(string dll, string[] arguments, Dictionary<string, string> environment)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo("dotnet", [dll, .. arguments])
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

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
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
