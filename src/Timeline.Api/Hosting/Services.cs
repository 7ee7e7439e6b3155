using Timeline.Api.Admin;
using Timeline.Api.Http;
using Timeline.Store.Log;
using Timeline.Store.Projections;
using Timeline.Store.Queries;

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
        services.AddSingleton(provider => provider.GetRequiredService<Database>().Timeline);
        services.AddKeyedSingleton(Rebuilding.Apart, (provider, _) => provider.GetRequiredService<Database>().Apart);
        services.AddSingleton<StoryWatch>();
        services.AddSingleton<ChronologyStatus>();
        services.AddSingleton<AnswerCache>();
        services.AddSingleton<PublicAddress>();
        services.AddHostedService<StoryWatchService>();
    }
}

/// <summary>Watches the stories as long as the service runs.</summary>
internal sealed partial class StoryWatchService(StoryWatch watch, ILogger<StoryWatchService> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await watch.RunAsync(stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it is: answers are kept only while it looks, and /health/ready says for how long it has not.
                Interrupted(log, error.Message);
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
