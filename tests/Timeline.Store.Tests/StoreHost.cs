using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Timeline.Domain;
using Timeline.Store.Commands;
using Timeline.Testing;
using Wolverine;
using Wolverine.Runtime;

namespace Timeline.Store.Tests;

/// <summary>The store as a service has it, on a database of its own or on another one's.</summary>
internal sealed class StoreHost : IAsyncDisposable
{
    private readonly IHost _host;

    private StoreHost(IHost host, string connectionString) => (_host, ConnectionString) = (host, connectionString);

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public string ConnectionString { get; }

    public TimelineDatabase Database => _host.Services.GetRequiredService<TimelineDatabase>();

    public IDocumentStore Marten => _host.Services.GetRequiredService<IDocumentStore>();

    public WolverineOptions Wolverine => _host.Services.GetRequiredService<WolverineOptions>();

    public GroupCommit Commands => _host.Services.GetRequiredService<GroupCommit>();

    /// <summary>One that is asked step by step, beside the service.</summary>
    public GroupWriter NewWriter() => new(
        Database, Marten, _host.Services.GetRequiredService<IWolverineRuntime>(), _host.Services.GetRequiredService<SharedCaches>(), NullLogger.Instance);

    /// <summary>What was logged as an error.</summary>
    public IReadOnlyCollection<string> Failures => _host.Services.GetRequiredService<ErrorLog>().Said;

    public static async Task<StoreHost> StartAsync(string? connectionString = null, TimeProvider? clock = null)
    {
        connectionString ??= await TestCluster.NewDatabaseAsync(Stop);
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Development" });
        builder.Logging.ClearProviders().Services.AddSingleton<ErrorLog>().AddSingleton<ILoggerProvider>(s => s.GetRequiredService<ErrorLog>());
        builder.Services.AddSingleton(clock ?? TimeProvider.System);
        var database = new TimelineDatabase(connectionString, mostConnections: 20);
        builder.Services.AddSingleton(_ => database);
        builder.AddTimelineStore(database);
        var host = builder.Build();
        await host.MigrateAsync(Stop);
        await host.StartAsync(Stop);
        return new StoreHost(host, connectionString);
    }

    /// <summary>Carries out a command on the way of the service.</summary>
    public async Task<CommandResult> CarryOutAsync(string story, Command command, Submission? by = null, CancellationToken? gone = null)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMessageBus>()
            .InvokeAsync<CommandResult>(new CarryOut(story, command, by ?? new Submission("anna")), gone ?? Stop);
    }

    /// <summary>Sends what is handled by itself, in a while.</summary>
    public async Task PublishAsync(object message)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IMessageBus>().PublishAsync(message);
    }

    public async Task<CommandResult.Stored> StoreAsync(string story, Command command, Submission? by = null) =>
        Assert.IsType<CommandResult.Stored>(await CarryOutAsync(story, command, by));

    public Task OpenAsync(string story) => StoreAsync(story, OpenStory.Example with { Id = story });

    public async Task<object?> AskAsync(string sql)
    {
        await using var command = Database.Source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Stop);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
