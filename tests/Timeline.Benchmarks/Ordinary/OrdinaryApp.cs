using JasperFx;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Timeline.Domain;
using Timeline.Store.Embedded;
using Weasel.Core;
using Wolverine;
using Wolverine.ErrorHandling;
using Wolverine.Marten;

namespace Timeline.Benchmarks.Ordinary;

/// <summary>
/// The same service as Marten's and Wolverine's documentation has one write it: an aggregate handler, an inline snapshot of
/// the aggregate, an inline document per entry, optimistic concurrency with retries. It does less than ours: no past, no
/// search, no hash chain, no order of a chronology.
/// </summary>
internal sealed class OrdinaryApp : IAsyncDisposable
{
    private readonly IHost _host;

    private OrdinaryApp(IHost host) => _host = host;

    public static async Task<OrdinaryApp> StartAsync(EmbeddedPostgres cluster, string database)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Development" });
        builder.Logging.ClearProviders();
        Add(builder, await OurStore.NewDatabaseAsync(cluster, database));
        var host = builder.Build();
        await host.StartAsync();
        return new OrdinaryApp(host);
    }

    public static void Add(IHostApplicationBuilder builder, string connectionString)
    {
        builder.Services.AddMarten(options => Configure(options, connectionString))
            .UseLightweightSessions()
            .ApplyAllDatabaseChangesOnStartup()
            .IntegrateWithWolverine();
        builder.UseWolverine(options =>
        {
            options.ApplicationAssembly = typeof(OrdinaryApp).Assembly;
            options.Discovery.DisableConventionalDiscovery().IncludeType(typeof(OrdinaryHandler));
            options.UseRuntimeCompilation();
            options.Policies.AutoApplyTransactions();
            options.Policies.OnException<ConcurrencyException>()
                .RetryWithCooldown(TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(250));
            options.Durability.Mode = DurabilityMode.Solo;
        });
    }

    public static void Configure(StoreOptions options, string connectionString)
    {
        options.Connection(connectionString);
        options.UseSystemTextJsonForSerialization(DomainJson.Stored, EnumStorage.AsString, Casing.CamelCase);
        options.Events.StreamIdentity = StreamIdentity.AsString;
        foreach (var (alias, type) in EventTypes.All)
            options.Events.MapEventType(type, alias);
        options.Projections.Snapshot<OrdinaryStory>(SnapshotLifecycle.Inline);
        options.Projections.Add(new OrdinaryEntries(), ProjectionLifecycle.Inline);
        options.Schema.For<OrdinaryEntry>().Index(e => e.Story);
    }

    public Task OpenAsync(string story) => InvokeAsync(bus => bus.InvokeAsync(new OpenOrdinary(story, "A story")));

    /// <summary>Records, and does not return before it is stored: who is told of a race comes again.</summary>
    public async Task RecordAsync(string story, int n)
    {
        while (true)
        {
            try
            {
                await InvokeAsync(bus => bus.InvokeAsync<OrdinaryRecorded>(
                    new RecordOrdinary(story, OurStore.Bodies[n % OurStore.Bodies.Count])));
                return;
            }
            catch (ConcurrencyException)
            {
            }
        }
    }

    private async Task InvokeAsync(Func<IMessageBus, Task> invoke)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        await invoke(scope.ServiceProvider.GetRequiredService<IMessageBus>());
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
