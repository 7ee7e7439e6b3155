using Timeline.Api.Http;

namespace Timeline.Api.Hosting;

internal static class Services
{
    /// <summary>The parts of the service, each once for the process.</summary>
    public static void AddTimeline(this IServiceCollection services, Database database, Limits limits)
    {
        // By way of a factory, so that the container closes the database, after whoever uses it.
        services.AddSingleton(_ => database);
        services.AddSingleton(provider => provider.GetRequiredService<Database>().Timeline);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(limits);
        services.AddSingleton<CostlyReads>();
        services.AddSingleton<AnswerCache>();
        services.AddSingleton<Pictures.Decoding>();
        services.AddSingleton<PublicAddress>();
        services.AddHostedService<IdleHeap>();
        Compression.Add(services);
    }
}
