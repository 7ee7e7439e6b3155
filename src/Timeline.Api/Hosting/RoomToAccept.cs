using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Timeline.Api.Hosting;

/// <summary>
/// Accepts a connection only while there is a descriptor for it; until then it waits where the system keeps those that come. The
/// server's own limit refuses what it has accepted, and a burst would take every descriptor before the first of them is closed.
/// </summary>
internal sealed class RoomToAccept(SocketTransportFactory sockets, int most) : IConnectionListenerFactory, IConnectionListenerFactorySelector, IDisposable
{
    private readonly SemaphoreSlim _room = new(most);

    public void Dispose() => _room.Dispose();

    public bool CanBind(EndPoint endpoint) => sockets.CanBind(endpoint);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new Listener(await sockets.BindAsync(endpoint, cancellationToken), _room);

    private sealed class Listener(IConnectionListener inner, SemaphoreSlim room) : IConnectionListener
    {
        private readonly CancellationTokenSource _unbound = new();

        public EndPoint EndPoint => inner.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            try
            {
                await room.WaitAsync(_unbound.Token);
            }
            catch (OperationCanceledException)
            {
                return null;
            }

            ConnectionContext? accepted = null;
            try
            {
                accepted = await inner.AcceptAsync(cancellationToken);
            }
            finally
            {
                if (accepted is null)
                    room.Release();
            }

            accepted?.ConnectionClosed.Register(Leave);
            return accepted;
        }

        private void Leave()
        {
            try
            {
                room.Release();
            }
            catch (ObjectDisposedException)
            {
                // The service has stopped.
            }
        }

        public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            await _unbound.CancelAsync();
            await inner.UnbindAsync(cancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync();
            _unbound.Dispose();
        }
    }
}
