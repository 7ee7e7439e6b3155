using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Timeline.Store.Projections;

/// <summary>
/// Makes the read models anew, in the background, where rows of them were written by an older version: found at the start, or
/// written since by an older node beside this one. Meanwhile the old ones serve.
/// </summary>
internal sealed partial class Upgrade(TimelineDatabase database, ILogger<Upgrade> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>Told after the read models were made anew.</summary>
    public event Action? Done;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await IsNeededAsync(stoppingToken))
                    await RunAsync(stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                // What there is goes on serving.
                Failed(log, error.Message);
            }

            await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
        Started(log, ReadModels.Version);
        await using var apart = database.OpenApart();
        await using var marten = apart.OpenMarten();
        // Null: another node is at it.
        if (await new Rebuild(apart, marten).RunAsync(ct) is not { } result)
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
