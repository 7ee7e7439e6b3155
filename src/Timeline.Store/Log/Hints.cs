using System.Data;
using Npgsql;

namespace Timeline.Store.Log;

/// <summary>Sends and receives NOTIFY with an empty payload on one channel. Best effort, on purpose.</summary>
internal sealed class Hints(NpgsqlDataSource source, string schema) : IAsyncDisposable
{
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Reconnect = TimeSpan.FromSeconds(1);

    private readonly string _channel = $"\"{schema}_events\"";
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();

    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _listening;
    private Task? _waiting;
    private long _sent = Environment.TickCount64 - 1000;

    /// <summary>Completes at the next hint.</summary>
    internal Task Next => Volatile.Read(ref _next).Task;

    internal void Listen()
    {
        lock (_gate)
            _listening ??= _stop.IsCancellationRequested ? Task.CompletedTask : Task.Run(ListenAsync);
    }

    internal Task SendAsync()
    {
        // Our own subscribers need not wait for the detour through the server.
        Arrive();
        lock (_gate)
            return _waiting ??= Task.Run(SendOneAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Task? listening;
        lock (_gate)
            listening = _listening;
        if (listening is not null)
            await listening;
    }

    private async Task SendOneAsync()
    {
        var wait = Interlocked.Read(ref _sent) + (long)Gap.TotalMilliseconds - Environment.TickCount64;
        if (wait > 0)
            await Task.Delay((int)wait);
        // Whoever comes from here on may have committed after our NOTIFY: it needs another.
        lock (_gate)
            _waiting = null;
        Interlocked.Exchange(ref _sent, Environment.TickCount64);
        try
        {
            // It commits as well, but nobody needs it after a crash: let no append wait for the disk behind it.
            await using var batch = source.CreateBatch();
            batch.BatchCommands.Add(new("select set_config('synchronous_commit', 'off', true)"));
            batch.BatchCommands.Add(new($"notify {_channel}"));
            await batch.ExecuteNonQueryAsync(_stop.Token);
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException or ObjectDisposedException)
        {
            // Polling stays underneath.
        }
    }

    private async Task ListenAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(_stop.Token);
                connection.Notification += (_, _) => Arrive();
                await using (var command = new NpgsqlCommand($"listen {_channel}", connection))
                    await command.ExecuteNonQueryAsync(_stop.Token);
                // Whatever was announced while nobody listened.
                Arrive();
                try
                {
                    while (true)
                        await connection.WaitAsync(_stop.Token);
                }
                finally
                {
                    // The pool may be told not to reset what it takes back.
                    await UnlistenAsync(connection);
                }
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or OperationCanceledException)
            {
                await Task.Delay(Reconnect, _stop.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }

    private static async Task UnlistenAsync(NpgsqlConnection connection)
    {
        if (connection.FullState != ConnectionState.Open)
            return;
        await using var command = new NpgsqlCommand("unlisten *", connection);
        await command.ExecuteNonQueryAsync();
    }

    private void Arrive() =>
        Interlocked.Exchange(ref _next, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
