using System.Data;
using Npgsql;

namespace Timeline.Store.Queries;

/// <summary>
/// Tells the other nodes by NOTIFY that it is worth while to look, and hears it from them. Best effort, on purpose: whoever
/// hears nothing looks all the same after a while.
/// </summary>
/// <param name="database">The database; the channel is named after its schema.</param>
/// <param name="heard">Told of each notification, and whether everything may have changed. Must be quick and not throw.</param>
internal sealed class ChangeNotifications(TimelineDatabase database, Action<bool> heard)
{
    /// <summary>Says that everything may have changed.</summary>
    public const string Everything = "*";

    // Commits that come close upon one another share one NOTIFY.
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly string _channel = Channel(database);
    private readonly Lock _gate = new();
    private Task? _waiting;
    private bool _everything;
    private bool _begun;

    /// <summary>Where they are sent.</summary>
    public static string Channel(TimelineDatabase database) => $"{database.Schema}_changed";

    /// <summary>
    /// Sends one soon. Call it after the commit and outside of it; it neither waits nor fails.
    /// </summary>
    /// <param name="everything">Whether everything may have changed, and not only the public version of some story.</param>
    public void Send(bool everything = false)
    {
        lock (_gate)
        {
            _everything |= everything;
            _waiting ??= Task.Run(SendOneAsync);
        }
    }

    /// <summary>Completes once what was to be sent has gone out, or could not.</summary>
    public Task SentAsync()
    {
        lock (_gate)
            return _waiting ?? Task.CompletedTask;
    }

    /// <summary>Listens until cancelled, one call at a time. A connection that is lost is made again.</summary>
    public async Task ListenAsync(CancellationToken ct)
    {
        while (true)
        {
            // Nobody knows what was said while nobody listened, whatever ended it. Before the first time there is nothing to miss.
            var missed = _begun;
            _begun = true;
            try
            {
                await using var connection = await database.Source.OpenConnectionAsync(ct);
                connection.Notification += (_, told) => heard(told.Payload == Everything);
                await connection.RunAsync($"listen \"{_channel}\"", ct);
                heard(missed);
                try
                {
                    while (true)
                        await connection.WaitAsync(ct);
                }
                finally
                {
                    // The pool is told not to reset what it takes back: the next to get this connection would listen, too.
                    if (connection.FullState == ConnectionState.Open)
                        await connection.RunAsync("unlisten *", CancellationToken.None);
                }
            }
            catch (NpgsqlException) when (!ct.IsCancellationRequested)
            {
                await Task.Delay(Pause, ct);
            }
        }
    }

    private async Task SendOneAsync()
    {
        await Task.Delay(Gap);
        bool everything;
        // Whoever comes from here on may have committed after our NOTIFY: it needs another.
        lock (_gate)
            (everything, _everything, _waiting) = (_everything, false, null);
        try
        {
            // It commits as well, but nobody needs it after a crash: let no append wait for the disk behind it.
            await using var batch = database.Source.CreateBatch();
            batch.BatchCommands.Add(new("select set_config('synchronous_commit', 'off', true)"));
            batch.BatchCommands.Add(new("select pg_notify($1, $2)")
            {
                Parameters = { Conditions.Of(_channel), Conditions.Of(everything ? Everything : "") },
            });
            await batch.ExecuteNonQueryAsync();
        }
        catch (Exception error) when (error is NpgsqlException or ObjectDisposedException or TimeoutException)
        {
            // They look all the same.
        }
    }
}
