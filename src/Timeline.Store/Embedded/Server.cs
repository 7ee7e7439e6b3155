using System.Net;
using System.Net.Sockets;

namespace Timeline.Store.Embedded;

/// <summary>Starts PostgreSQL on a port of its own, in spite of what an earlier run left.</summary>
internal static class Server
{
    private const int Attempts = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    // They pass: another program took the port first, or processes of a killed service are still leaving.
    private static readonly string[] PassingFailures =
        ["Address already in use", "pre-existing shared memory block", "lock file \"postmaster.pid\" already exists"];

    /// <returns>What stops the server, and its port on 127.0.0.1.</returns>
    public static async Task<(Supervisor Supervisor, int Port)> StartAsync(
        string cluster, string folder, PostgresBinaries binaries, EmbeddedPostgresOptions options,
        CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            await Postmaster.StopLeftoverAsync(cluster, binaries, options.Progress, cancellation);
            var port = FreePort();
            var (supervisor, said) = await Supervisor.StartAsync(
                cluster, Settings(port, options), options.Ephemeral ? folder : null, binaries, cancellation);
            if (supervisor is not null)
                return (supervisor, port);
            if (attempt == Attempts || !PassingFailures.Any(said.Contains))
                throw new EmbeddedPostgresException($"PostgreSQL does not start in {cluster}: {Reason(said)}");
            await Task.Delay(Pause, cancellation);
        }
    }

    /// <summary>The server's command line. Whatever it does not name keeps PostgreSQL's default, durability above all.</summary>
    private static string Settings(int port, EmbeddedPostgresOptions options)
    {
        List<string> settings =
        [
            "listen_addresses=127.0.0.1", $"port={port}", "unix_socket_directories=",
            "shared_buffers=64MB", "jit=off", "timezone=UTC", "log_timezone=UTC",
            // Tests have many databases on one cluster, and a pool in each.
            options.Ephemeral ? "max_connections=300" : "max_connections=100",
            // The log has no rotation. Refused commands (conflicts are daily business) and checkpoints would fill it.
            "log_min_messages=log", "log_checkpoints=off",
        ];
        if (!options.Durable)
            settings.AddRange(["fsync=off", "synchronous_commit=off", "full_page_writes=off"]);
        return string.Join(' ', settings.Select(s => $"-c {s}"));
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Reason(string said) =>
        said.Split('\n').LastOrDefault(line => line.Contains("FATAL", StringComparison.Ordinal))?.Trim() ?? said.Trim();
}
