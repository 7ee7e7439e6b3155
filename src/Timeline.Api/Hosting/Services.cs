using Timeline.Api.Reading;
using Timeline.Store.Log;
using Timeline.Store.Projections;
using Timeline.Store;

namespace Timeline.Api.Hosting;

internal static class Services
{
    /// <summary>The parts of the service, each once for the process.</summary>
    public static void AddTimeline(this IServiceCollection services, Database database)
    {
        // By way of factories, so that whoever uses the log makes the container close the database after it.
        services.AddSingleton(_ => database);
        services.AddSingleton(provider => provider.GetRequiredService<Database>().Log);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<EventFeed>();
        services.AddSingleton<Announcements>();
        services.AddSingleton<Follower>();
        services.AddSingleton(provider => new TimelineDatabase(
            provider.GetRequiredService<EventStore>().Source, provider.GetRequiredService<EventStore>().Schema));
        services.AddSingleton<ChronologyStatus>();
        services.AddSingleton<AnswerCache>();
        services.AddSingleton<Settlement>();
        services.AddSingleton<PublicAddress>();
        services.AddHostedService<FollowerService>();
    }
}

/// <summary>Runs the follower as long as the service runs.</summary>
internal sealed partial class FollowerService(Follower follower, ILogger<FollowerService> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await follower.RunAsync(
                    error => Stopped(log, error.Stored.Stream, error.Stored.Version, error.Message), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // The service stops, which is no failure.
            }
            catch (Exception error)
            {
                // It goes on from its checkpoint; meanwhile /health/ready says how far behind it is.
                Interrupted(log, error.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "Story {Story} stops at version {Version}: {Reason}")]
    private static partial void Stopped(ILogger log, string story, long version, string reason);

    [LoggerMessage(LogLevel.Warning, "The follower was interrupted and starts again: {Reason}")]
    private static partial void Interrupted(ILogger log, string reason);
}
