using Microsoft.Extensions.Hosting;

namespace Timeline.Store;

/// <summary>Throws away, now and then, what nobody needs any more. Any number of nodes may run it, and nothing depends on it: what fails is
/// tried again the next time.</summary>
/// <param name="first">How long after the start, which has better things to do.</param>
/// <param name="pause">How long after each time.</param>
/// <param name="time">By which it waits.</param>
internal abstract class Tidying(TimeSpan first, TimeSpan pause, TimeProvider time) : BackgroundService
{
    /// <summary>By which it waits.</summary>
    protected TimeProvider Time => time;

    /// <summary>Throws it away.</summary>
    protected abstract Task TidyAsync(CancellationToken ct);

    /// <summary>Logs that it could not be.</summary>
    protected abstract void Failed(string reason);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var wait = first; ; wait = pause)
        {
            await Task.Delay(wait, time, stoppingToken);
            try
            {
                await TidyAsync(stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                Failed(error.Message);
            }
        }
    }
}
