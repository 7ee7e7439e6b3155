using System.Net;
using System.Net.Sockets;

namespace Timeline.Api.Tests.Widget;

/// <summary>The network between a browser and the service: it can be cut, and lead to another service.</summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly HashSet<Socket> _open = [];
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private bool _cut;

    public Relay(Uri service)
    {
        Service = service;
        _listener.Start();
        Address = new Uri($"http://{_listener.LocalEndpoint}");
        _ = AcceptAsync();
    }

    public Uri Address { get; }

    public Uri Service { get; set; }

    /// <summary>Breaks all connections and every one to come, as a pulled cable or a killed process does.</summary>
    public void Cut()
    {
        lock (_lock)
        {
            _cut = true;
            foreach (var socket in _open)
                socket.Close(0);
            _open.Clear();
        }
    }

    public void Mend()
    {
        lock (_lock)
            _cut = false;
    }

    public ValueTask DisposeAsync()
    {
        Cut();
        _listener.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = CarryAsync(await _listener.AcceptSocketAsync());
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task CarryAsync(Socket browser)
    {
        using var service = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (!Keep(browser) || !Keep(service))
                return;
            await service.ConnectAsync(Service.Host, Service.Port);
            using var left = new NetworkStream(browser);
            using var right = new NetworkStream(service);
            await Task.WhenAny(left.CopyToAsync(right), right.CopyToAsync(left));
        }
        catch (Exception error) when (error is SocketException or IOException or ObjectDisposedException)
        {
            // Cut, or the service is gone: the browser sees a broken connection.
        }
        finally
        {
            browser.Close(0);
            lock (_lock)
            {
                _open.Remove(browser);
                _open.Remove(service);
            }
        }
    }

    private bool Keep(Socket socket)
    {
        lock (_lock)
            return !_cut && _open.Add(socket);
    }
}
