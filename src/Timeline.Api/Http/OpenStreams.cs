using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Timeline.Api.Http;

/// <summary>Answers that stay open for as long as their reader likes: only so many of one client, and in all.</summary>
internal static class OpenStreams
{
    /// <summary>Says that a route's answer stays open.</summary>
    public static RouteHandlerBuilder StaysOpen(this RouteHandlerBuilder route) =>
        route.WithMetadata(new StaysOpenMetadata()).ProducesProblem(429);

    public static void AddOpenStreams(this IServiceCollection services)
    {
        services.AddRateLimiter(options => options.OnRejected = (rejected, ct) =>
        {
            rejected.HttpContext.Response.Headers.RetryAfter = "10";
            return new(Problems.Of(429, "too-many-streams",
                "Too many streams are open, from your address or in all. Try again in ten seconds, or read /changes meanwhile.")
                .ExecuteAsync(rejected.HttpContext));
        });
        services.AddSingleton<IConfigureOptions<RateLimiterOptions>>(provider =>
        {
            var limits = provider.GetRequiredService<Limits>();
            var clients = provider.GetRequiredService<ClientAddress>();
            return new ConfigureOptions<RateLimiterOptions>(options =>
                options.GlobalLimiter = clients.AtOnce(limits.ClientStreams, limits.Streams, 0));
        });
    }

    public static void UseOpenStreams(this WebApplication app) => app.UseWhen(
        context => context.GetEndpoint()?.Metadata.GetMetadata<StaysOpenMetadata>() is not null, streams => streams.UseRateLimiter());

    private sealed record StaysOpenMetadata;
}
