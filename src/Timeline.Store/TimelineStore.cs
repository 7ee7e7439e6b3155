using System.Runtime.ExceptionServices;
using JasperFx;
using JasperFx.CodeGeneration;
using JasperFx.Events;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Timeline.Domain;
using Timeline.Store.Commands;
using Timeline.Store.Pictures;
using Timeline.Store.Projections;
using Timeline.Store.Proof.Checkpoints;
using Timeline.Store.Queries;
using Weasel.Core;
using Wolverine;
using Wolverine.Marten;

namespace Timeline.Store;

/// <summary>Marten and Wolverine, and how they are set.</summary>
public static class TimelineStore
{
    private const string OneAtATime = "21580, 2";

    /// <summary>Adds the store to a service. Before the service starts, <see cref="MigrateAsync(IHost, CancellationToken)"/> it.</summary>
    /// <param name="builder">The service, which has the database and a <see cref="TimeProvider"/>.</param>
    /// <param name="database">Where the events and the read models are.</param>
    /// <param name="sharedCaches">Where the shared caches in front of the service take a <c>PURGE</c>.</param>
    /// <param name="keys">What signs checkpoints; none by default.</param>
    /// <param name="checkpoints">When, as a cron expression (UTC); null for never.</param>
    /// <param name="pictures">Where uploaded pictures are; nowhere by default.</param>
    public static void AddTimelineStore(
        this IHostApplicationBuilder builder, TimelineDatabase database, IReadOnlyList<Uri>? sharedCaches = null,
        CheckpointKeys? keys = null, CronSchedule? checkpoints = null,
        PictureFolder? pictures = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(database);

        builder.Services.AddSingleton(_ => new SharedCaches(sharedCaches ?? []));
        builder.Services.AddSingleton(pictures ?? new(null));
        builder.Services.AddSingleton(keys ?? CheckpointKeys.None);
        builder.Services.AddSingleton<GroupCommit>();
        builder.Services.AddSingleton<StoryWatch>();
        builder.Services.AddHostedService<StoryWatchService>();
        builder.Services.AddHostedService<EmbargoTimer>();
        builder.Services.AddHostedService<ReceiptCleaner>();
        builder.Services.AddHostedService<PictureCleaner>();
        builder.Services.AddHostedService<ShadowCleaner>();
        builder.Services.AddSingleton<Upgrade>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<Upgrade>());
        builder.Services
            .AddMarten(options => Configure(options, database))
            .UseLightweightSessions()
            .IntegrateWithWolverine(wolverine =>
            {
                wolverine.MessageStorageSchemaName = database.Schema + "_wolverine";
                wolverine.AutoCreate = AutoCreate.CreateOrUpdate;
            });

        builder.UseWolverine(options =>
        {
            options.ServiceName = "timeline";
            options.ApplicationAssembly = typeof(TimelineStore).Assembly;
            options.CodeGeneration.TypeLoadMode = TypeLoadMode.Static;
            options.Discovery.DisableConventionalDiscovery()
                .IncludeType(typeof(CarryOutHandler))
                .IncludeType(typeof(EndEmbargoHandler))
                .IncludeType(typeof(FollowMergeHandler))
                .IncludeType(typeof(PurgeCacheHandler))
                .IncludeType(typeof(RemovePicturesHandler))
                .IncludeType(typeof(MakeCheckpointHandler));
            if (checkpoints is { } schedule)
                options.Schedules.ScheduleRecurring<MakeCheckpoint>(schedule);
            options.Policies.MessageExecutionLogLevel(LogLevel.Debug);
            options.Policies.MessageSuccessLogLevel(LogLevel.Debug);

            // Durable is what must happen even if we die before, and nothing else: each such message is a row more to write.
            options.LocalQueueFor<EndEmbargo>().UseDurableInbox();
            options.LocalQueueFor<FollowMerge>().UseDurableInbox();
            options.LocalQueueFor<PurgeCache>().UseDurableInbox();
            options.LocalQueueFor<RemovePictures>().UseDurableInbox();
            // As Wolverine advises: a developer's service does not wait for other nodes to elect it.
            options.Durability.Mode = builder.Environment.IsDevelopment() ? DurabilityMode.Solo : DurabilityMode.Balanced;
            // The timer ends embargoes in time. What is beneath it, for nodes that have died, may look less often than by default:
            // an idle service should be idle.
            options.Durability.NodeReassignmentPollingTime = TimeSpan.FromSeconds(30);
            options.Durability.OrphanedMessageSweepPollingTime = TimeSpan.FromSeconds(30);
            options.Durability.HealthCheckPollingTime = TimeSpan.FromSeconds(20);
            options.Durability.CheckAssignmentPeriod = TimeSpan.FromMinutes(1);
            options.Durability.DurabilityMetricsEnabled = false;
            options.Durability.NodeAssignmentHealthCheckTracingEnabled = false;
        });
    }

    /// <summary>Takes away what a service does beside answering: of what runs in the background only the watch over the stories stays.</summary>
    public static void OnlyRead(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.RemoveAll<IHostedService>();
        services.AddHostedService<StoryWatchService>();
    }

    /// <summary>Marten on the database, for whoever needs it outside of a service. Dispose of it.</summary>
    public static DocumentStore OpenMarten(this TimelineDatabase database) => DocumentStore.For(options => Configure(options, database));

    /// <summary>Makes the tables of a service's store, or brings them up to date.</summary>
    /// <exception cref="NpgsqlException">The database is away, or its user may not.</exception>
    public static Task MigrateAsync(this IHost service, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(service);
        return service.Services.GetRequiredService<TimelineDatabase>()
            .MigrateAsync(service.Services.GetRequiredService<IDocumentStore>(), ct);
    }

    /// <summary>Makes Marten's tables and the read models' or brings them up to date; several nodes may do so at once.</summary>
    /// <param name="database">Where.</param>
    /// <param name="marten">Marten on it.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="NpgsqlException">The database is away, or its user may not.</exception>
    public static async Task MigrateAsync(this TimelineDatabase database, IDocumentStore marten, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(marten);
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        if (await Installed.IsUpToDateAsync(database, connection, ct))
            return;
        // Nodes that start together take turns. (Marten's own lock is tried a few times and then given up.)
        await connection.RunAsync($"select pg_advisory_lock({OneAtATime})", ct);
        try
        {
            if (await Installed.IsUpToDateAsync(database, connection, ct))
                return;
            await marten.Storage.ApplyAllConfiguredChangesToDatabaseAsync(AutoCreate.CreateOrUpdate);
            await ReadModels.MigrateAsync(database, connection, ct);
            await Installed.NoteAsync(database, connection, ct);
        }
        catch (Exception error) when (error is not NpgsqlException && error.Within<NpgsqlException>() is { } reason)
        {
            ExceptionDispatchInfo.Throw(reason);
        }
        finally
        {
            if (connection.State == System.Data.ConnectionState.Open)
                await connection.RunAsync($"select pg_advisory_unlock({OneAtATime})", CancellationToken.None);
        }
    }

    internal static void Configure(StoreOptions options, TimelineDatabase database)
    {
        options.Connection(database.Source);
        options.DatabaseSchemaName = database.Schema;
        // Once, at the start (see MigrateAsync), and not at the first use of each.
        options.AutoCreateSchemaObjects = AutoCreate.None;
        options.UseSystemTextJsonForSerialization(DomainJson.Stored, EnumStorage.AsString, Casing.CamelCase);
        options.DisableNpgsqlLogging = true;
        // What to do when a commit fails is decided where the commands are (GroupCommit), and never by trying it blindly again.
        options.ConfigureWritePolly(_ => { });

        options.Events.StreamIdentity = StreamIdentity.AsString;
        // Takes positions inside the transaction, after the check of the version, and stores our recorded times.
        options.Events.AppendMode = EventAppendMode.QuickWithServerTimestamps;
        options.Events.MetadataConfig.HeadersEnabled = true;
        options.Events.MetadataConfig.CorrelationIdEnabled = true;
        options.Events.MetadataConfig.CausationIdEnabled = true;
        foreach (var (alias, type) in EventTypes.All)
            options.Events.MapEventType(type, alias);
    }
}
