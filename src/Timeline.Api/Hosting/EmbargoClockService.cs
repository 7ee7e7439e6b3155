using Timeline.Store.Commands;

namespace Timeline.Api.Hosting;

/// <summary>Runs the clock of the embargoes as long as the service runs.</summary>
internal sealed partial class EmbargoClockService(EmbargoClock clock, ILogger<EmbargoClockService> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Lifts what fell due while no service ran, before the first reader comes: the server starts after this.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await clock.LiftDueAsync((story, reason) => Refused(log, story, reason), cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            // It is tried again as long as the service runs.
            Interrupted(log, error.Message);
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await clock.RunAsync((story, reason) => Refused(log, story, reason), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // The service stops, which is no failure.
            }
            catch (Exception error)
            {
                // Whatever it is: an embargo that nobody lifts would be worse than trying again.
                Interrupted(log, error.Message);
                await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "An embargo in story {Story} could not be lifted and is tried again: {Reason}")]
    private static partial void Refused(ILogger log, string story, string reason);

    [LoggerMessage(LogLevel.Warning, "The clock of the embargoes was interrupted and starts again: {Reason}")]
    private static partial void Interrupted(ILogger log, string reason);
}
