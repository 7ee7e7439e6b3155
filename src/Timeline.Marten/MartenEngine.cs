using JasperFx;
using JasperFx.Events.Daemon;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Timeline.Chronology;
using Timeline.EventLog;
using Wolverine;
using Wolverine.Marten;
using Wolverine.Runtime;

namespace Timeline.Marten;

/// <summary>
/// The second engine: Wolverine carries the commands, Marten appends, projects and runs the daemon; all over the same rows,
/// by the same decisions and the same folding as the native engine.
/// </summary>
public static class MartenEngine
{
    // An embargo must end within a second of its instant.
    internal static readonly TimeSpan LookForDueMessages = TimeSpan.FromMilliseconds(250);

    /// <summary>Adds the engine.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="log">The log, with its tables in place.</param>
    /// <param name="connections">For Marten and Wolverine; disposed of with the service.</param>
    public static void AddMartenEngine(this IHostApplicationBuilder builder, EventStore log, NpgsqlDataSource connections)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(log);

        // By way of a factory, so that the container closes it.
        builder.Services.AddKeyedSingleton(typeof(MartenEngine), (_, _) => connections);
        builder.Services.AddHostedService<MartenTables>();
        builder.Services.AddSingleton<MartenDesk>();
        builder.Services.AddSingleton<INewsroom, MartenNewsroom>();
        builder.Services.AddSingleton<MartenAdministration>();
        builder.Services
            .AddMarten(options => options.ConfigureTimeline(log, connections))
            .UseLightweightSessions()
            .AddAsyncDaemon(DaemonMode.HotCold)
            .IntegrateWithWolverine(wolverine =>
            {
                // Its tables have a schema to themselves, and so may be kept up to date by themselves.
                wolverine.MessageStorageSchemaName = log.Schema + "_wolverine";
                wolverine.AutoCreate = AutoCreate.CreateOrUpdate;
            })
            .SubscribeToEvents(new EmbargoSubscription());

        builder.UseWolverine(options =>
        {
            options.ServiceName = "timeline";
            options.ApplicationAssembly = typeof(MartenEngine).Assembly;
            options.Discovery.DisableConventionalDiscovery()
                .IncludeType(typeof(CarryOutHandler))
                .IncludeType(typeof(StoryChangedHandler))
                .IncludeType(typeof(LiftWhenDueHandler));
            options.UseRuntimeCompilation();
            options.Policies.AutoApplyTransactions();
            options.Policies.UseDurableLocalQueues();
            options.Policies.MessageExecutionLogLevel(LogLevel.Debug);
            options.Policies.MessageSuccessLogLevel(LogLevel.Debug);

            // As Wolverine advises: a developer's service does not wait for other nodes to elect it.
            options.Durability.Mode = builder.Environment.IsDevelopment() ? DurabilityMode.Solo : DurabilityMode.Balanced;
            options.Durability.ScheduledJobFirstExecution = TimeSpan.Zero;
            options.Durability.ScheduledJobPollingTime = LookForDueMessages;
        });
        builder.Services.AddHostedService<Readying>();
        builder.Services.AddHostedService<Leftovers>();
    }

    /// <summary>Wolverine compiles a handler at its first message: seconds, which no editor and no embargo should wait for.</summary>
    private sealed class Readying(IWolverineRuntime wolverine) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            foreach (var message in new[] { typeof(CarryOut), typeof(StoryChanged), typeof(LiftWhenDue) })
                ((WolverineRuntime)wolverine).Handlers.HandlerFor(message);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
