using JasperFx.Events.Daemon;
using Microsoft.Extensions.Hosting;
using Wolverine.Runtime;
using IProjectionCoordinator = Marten.Events.Daemon.Coordination.IProjectionCoordinator;

namespace Timeline.Marten;

/// <summary>
/// Disposes of what Marten and Wolverine leave when they are stopped: the daemon's agents, whose timers go on, and a meter,
/// which is known to all of .NET. Either holds the whole service, with over a hundred megabytes that were compiled for it, in
/// the memory of a process that starts several, such as a test's.
/// </summary>
internal sealed class Leftovers(IProjectionCoordinator daemons, IWolverineRuntime wolverine) : IHostedLifecycleService
{
    private IReadOnlyList<ISubscriptionAgent> _agents = [];

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _agents = daemons.DaemonForMainDatabase().CurrentAgents();
        return Task.CompletedTask;
    }

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        foreach (var agent in _agents.OfType<IAsyncDisposable>())
            await agent.DisposeAsync();
        wolverine.Meter.Dispose();
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
