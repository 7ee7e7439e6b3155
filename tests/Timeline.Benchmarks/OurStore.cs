using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Timeline.Domain;
using Timeline.Domain.Kinds;
using Timeline.Store;
using Timeline.Store.Commands;
using Timeline.Store.Embedded;
using Wolverine;

namespace Timeline.Benchmarks;

/// <summary>Our store in this process, as the service has it but without HTTP.</summary>
internal sealed class OurStore : IAsyncDisposable
{
    private static readonly Submission By = new("editor", "0HN7GLLMQ7V5C:00000001");

    private readonly IHost _host;

    private OurStore(IHost host, string connectionString) => (_host, ConnectionString) = (host, connectionString);

    /// <summary>What editors write: each kind's example.</summary>
    public static IReadOnlyList<EntryBody> Bodies { get; } = [.. KindList.All.Select(k => k.Example with { Links = [] })];

    public string ConnectionString { get; }

    public TimelineDatabase Database => _host.Services.GetRequiredService<TimelineDatabase>();

    public IDocumentStore Marten => _host.Services.GetRequiredService<IDocumentStore>();

    public static async Task<OurStore> StartAsync(EmbeddedPostgres cluster, string database)
    {
        var connectionString = await NewDatabaseAsync(cluster, database);
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Development" });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System);
        var timeline = new TimelineDatabase(connectionString);
        builder.Services.AddSingleton(_ => timeline);
        builder.AddTimelineStore(timeline);
        var host = builder.Build();
        await host.MigrateAsync();
        await host.StartAsync();
        return new OurStore(host, connectionString);
    }

    /// <summary>Makes a database, and returns how to connect to it.</summary>
    public static async Task<string> NewDatabaseAsync(EmbeddedPostgres cluster, string database)
    {
        await using var source = NpgsqlDataSource.Create(cluster.ConnectionString);
        await using var create = source.CreateCommand($"create database {database}");
        await create.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(cluster.ConnectionString) { Database = database }.ConnectionString;
    }

    public Task OpenAsync(string story) => StoreAsync(story, OpenStory.Example with { Id = story });

    public Task<CommandResult.Stored> RecordAsync(string story, int n) => StoreAsync(story, new RecordEntry(Bodies[n % Bodies.Count]));

    public async Task<CommandResult.Stored> StoreAsync(string story, Domain.Command command)
    {
        // As for a request: each has a scope of its own.
        await using var scope = _host.Services.CreateAsyncScope();
        var result = await scope.ServiceProvider.GetRequiredService<IMessageBus>()
            .InvokeAsync<CommandResult>(new CarryOut(story, command, By));
        return result as CommandResult.Stored ?? throw new InvalidOperationException($"Not stored: {result}");
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
