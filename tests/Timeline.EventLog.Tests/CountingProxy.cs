using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Timeline.EventLog.Tests;

/// <summary>
/// Stands between one client connection and the server, and counts round trips: how often the client speaks after the server
/// has spoken.
/// </summary>
internal sealed class CountingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _host;
    private readonly int _port;
    private int _roundTrips;
    private int _serverSpoke = 1;

    public CountingProxy(string connectionString)
    {
        var server = new NpgsqlConnectionStringBuilder(connectionString);
        (_host, _port) = (server.Host!, server.Port);
        _listener.Start();
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Host = "127.0.0.1",
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
            MaxPoolSize = 1,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString;
        _ = ServeAsync();
    }

    public string ConnectionString { get; }

    public int RoundTrips => Volatile.Read(ref _roundTrips);

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        using var client = await _listener.AcceptTcpClientAsync(TestLog.Stop);
        using var server = new TcpClient();
        await server.ConnectAsync(_host, _port, TestLog.Stop);
        await Task.WhenAny(
            PumpAsync(client, server, () => _roundTrips += Interlocked.Exchange(ref _serverSpoke, 0)),
            PumpAsync(server, client, () => Interlocked.Exchange(ref _serverSpoke, 1)));
    }

    private static async Task PumpAsync(TcpClient from, TcpClient to, Action heard)
    {
        var buffer = new byte[65536];
        for (int count; (count = await from.GetStream().ReadAsync(buffer, TestLog.Stop)) > 0;)
        {
            heard();
            await to.GetStream().WriteAsync(buffer.AsMemory(0, count), TestLog.Stop);
        }
    }
}
