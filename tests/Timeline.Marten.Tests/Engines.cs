using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Timeline.Chronology;
using Timeline.Domain;
using Timeline.EventLog;
using Timeline.Testing;

namespace Timeline.Marten.Tests;

/// <summary>Both engines on one database: the native one as another application would have it, Marten's in a host.</summary>
internal sealed class Engines : IAsyncDisposable
{
    private IHost? _host;

    private Engines(string connectionString)
    {
        ConnectionString = connectionString;
        Source = NpgsqlDataSource.Create(connectionString);
        Log = new EventStore(Source);
        Feed = new EventFeed(Log);
        Native = new Newsroom(Log, Feed, new Announcements(), TimeProvider.System);
    }

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public string ConnectionString { get; }

    public NpgsqlDataSource Source { get; }

    public EventStore Log { get; }

    public EventFeed Feed { get; }

    public INewsroom Native { get; }

    /// <summary>By which Marten's engine records.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public IServiceProvider Services => _host!.Services;

    public INewsroom Marten => Services.GetRequiredService<INewsroom>();

    public IDocumentStore Store => Services.GetRequiredService<IDocumentStore>();

    /// <summary>A database that Marten alone made.</summary>
    public static async Task<Engines> EmptyAsync()
    {
        var engines = new Engines(await TestCluster.NewDatabaseAsync(Stop) + ";Maximum Pool Size=60");
        await engines.StartMartenAsync();
        return engines;
    }

    /// <summary>A database that the native engine made.</summary>
    public static async Task<Engines> NativeAsync(string? connectionString = null, TimeProvider? clock = null)
    {
        var engines = new Engines(connectionString ?? await TestCluster.NewDatabaseAsync(Stop) + ";Maximum Pool Size=60")
        {
            Clock = clock ?? TimeProvider.System,
        };
        await engines.Log.MigrateAsync(ChronologySchema.Scripts, Stop);
        return engines;
    }

    /// <summary>The same, and Marten's engine on it.</summary>
    public static async Task<Engines> BothAsync(string? connectionString = null, Action<StoreOptions>? more = null)
    {
        var engines = await NativeAsync(connectionString);
        await engines.StartMartenAsync(more);
        return engines;
    }

    public async Task StartMartenAsync(Action<StoreOptions>? more = null, string environment = "Development")
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = environment });
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Services.AddSingleton(Log);
        builder.Services.AddSingleton(Feed);
        builder.Services.AddSingleton(Clock);
        builder.Services.AddSingleton<Announcements>();
        builder.AddMartenEngine(Log, NpgsqlDataSource.Create(ConnectionString));
        if (more is not null)
            builder.Services.ConfigureMarten(more);
        _host = builder.Build();
        await _host.StartAsync(Stop);
    }

    /// <summary>By Marten's daemon.</summary>
    public Task<RebuildResult?> RebuildAsync() =>
        new Rebuild(Log, fold: Services.GetRequiredService<MartenAdministration>().FoldAsync).RunAsync(Stop);

    public async Task StopMartenAsync()
    {
        await _host!.StopAsync(CancellationToken.None);
        _host.Dispose();
        _host = null;
    }

    public static OpenStory Open(string story) => OpenStory.Example with { Id = story };

    public static RecordEntry Arrest(string headline = "An arrest") => new(global::Timeline.Domain.Kinds.Arrest.Example with { Headline = headline });

    public static Submission By(string actor = "anna", string? key = null) =>
        new(actor, "request-1", key, key is null ? null : [1, 2, 3]);

    public static async Task<CommandResult.Stored> DoAsync(INewsroom newsroom, string story, Command command, Submission? by = null)
    {
        var result = await newsroom.ExecuteAsync(story, command, by ?? By(), Stop);
        return result as CommandResult.Stored ?? throw new InvalidOperationException($"Not stored: {result}");
    }

    /// <summary>The rows of a query as text, a line each.</summary>
    public async Task<string> RowsAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(Stop);
        List<string> rows = [];
        while (await reader.ReadAsync(Stop))
            rows.Add(string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "null" : $"{reader.GetValue(i)}")));
        return string.Join('\n', rows);
    }

    /// <summary>Looks again and again until it is so.</summary>
    public static async Task UntilAsync(Func<Task<bool>> so, int seconds = 30)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        while (!await so())
            await Task.Delay(50, limit.Token);
    }

    public Task UntilAsync(string sql, string expected, int seconds = 30) =>
        UntilAsync(async () => await RowsAsync(sql) == expected, seconds);

    /// <summary>That every story's hash chain holds.</summary>
    public async Task VerifyAsync()
    {
        await foreach (var stream in Log.VerifyAsync(ct: Stop))
            Assert.Empty(stream.Findings);
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await StopMartenAsync();
        await Feed.DisposeAsync();
        await Source.DisposeAsync();
    }
}
