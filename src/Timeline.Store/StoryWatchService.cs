using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Timeline.Store.Commands;
using Timeline.Store.Projections;
using Timeline.Store.Queries;

namespace Timeline.Store;

/// <summary>Watches the stories as long as the service runs, and tells the watch of what this node does itself.</summary>
internal sealed partial class StoryWatchService : BackgroundService
{
    private readonly StoryWatch _watch;
    private readonly ILogger _log;

    public StoryWatchService(StoryWatch watch, GroupCommit commands, Upgrade upgrade, ILogger<StoryWatchService> log)
    {
        (_watch, _log) = (watch, log);
        commands.Committed += watch.Committed;
        upgrade.Done += watch.Rebuilt;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _watch.RunAsync(stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it is: answers are kept only while it looks, and /health/ready says for how long it has not.
                Interrupted(_log, error.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                // The service stops, which is no failure.
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The stories are not watched for a moment: {Reason}")]
    private static partial void Interrupted(ILogger log, string reason);
}
