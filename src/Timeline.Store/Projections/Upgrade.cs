using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Timeline.Store.Projections;

/// <summary>
/// Makes the read models anew, in the background, where rows of them were written by an older version: found at the start, or
/// written since by an older node beside this one. Meanwhile the old ones serve.
/// </summary>
internal sealed partial class Upgrade(TimelineDatabase database, ILogger<Upgrade> log) : BackgroundService
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);

    /// <summary>Told after the read models were made anew.</summary>
    public event Action? Done;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var pause = ShortestPause; !stoppingToken.IsCancellationRequested; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                // Beside an older node that goes on writing, it is needed again and again: ever more seldom.
                if (await IsNeededAsync(stoppingToken))
                    await RunAsync(stoppingToken);
                else
                    pause = ShortestPause;
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                // What there is goes on serving.
                Failed(log, error.Message);
            }

            await Task.Delay(pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> IsNeededAsync(CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return await connection.AskAsync<bool>(
            $"select exists (select from {database.Quoted}.tl_stories where model < {ReadModels.Version})", ct);
    }

    private async Task RunAsync(CancellationToken ct)
    {
        await using var apart = database.OpenApart();
        var said = false;
        var rebuild = new Rebuild(apart, _ =>
        {
            if (!said)
                Started(log, ReadModels.Version);
            said = true;
        });
        // Null: another node is at it.
        if (await rebuild.RunAsync(ct) is not { } result)
            return;
        Ended(log, result.Events, result.Elapsed.TotalSeconds);
        Done?.Invoke();
    }

    [LoggerMessage(LogLevel.Information, "The read models are of an older version than {Version}: they are made anew, and serve meanwhile")]
    private static partial void Started(ILogger log, int version);

    [LoggerMessage(LogLevel.Information, "The read models are up to date: {Events} events in {Seconds:0.0} s")]
    private static partial void Ended(ILogger log, long events, double seconds);

    [LoggerMessage(LogLevel.Error, "The read models could not be made anew, and that is tried again: {Reason}")]
    private static partial void Failed(ILogger log, string reason);
}
