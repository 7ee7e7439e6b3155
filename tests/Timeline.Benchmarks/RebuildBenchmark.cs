using System.Diagnostics;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Timeline.Benchmarks.Ordinary;
using Timeline.Store;
using Timeline.Store.Embedded;
using Timeline.Store.Projections;

namespace Timeline.Benchmarks;

/// <summary>
/// A whole rebuild, with its indexes and its swap, against Marten's daemon, which folds the same chronology from the same events,
/// or the ordinary application's documents, and against reading the events and doing nothing with them.
/// </summary>
internal static class RebuildBenchmark
{
    private const int Events = 50_000;
    private const int Rounds = 3;
    private const string Name = "rebuild of 50,000 events";

    public static async Task<List<Figure>> RunAsync(EmbeddedPostgres cluster)
    {
        await using var store = await OurStore.StartAsync(cluster, "rebuild");
        string[] stories = [.. Enumerable.Range(0, 50).Select(i => $"story-{i}")];
        await Filling.FillAsync(store, stories, Events, changes: true);
        using var ordinary = DocumentStore.For(options =>
        {
            OrdinaryApp.Configure(options, store.ConnectionString);
            // Its documents, but our events.
            options.DatabaseSchemaName = "ordinary";
            options.Events.DatabaseSchemaName = store.Database.Schema;
            options.Events.AppendMode = store.Marten.Options.Events.AppendMode;
            options.Events.MetadataConfig.HeadersEnabled = true;
            options.Events.MetadataConfig.CorrelationIdEnabled = true;
            options.Events.MetadataConfig.CausationIdEnabled = true;
        });
        await ordinary.Storage.ApplyAllConfiguredChangesToDatabaseAsync();

        var projection = new DaemonChronology(store.Database);
        using var chronology = DocumentStore.For(options =>
        {
            TimelineStore.Configure(options, store.Database);
            options.Projections.Add(projection, ProjectionLifecycle.Async, DaemonChronology.Title);
        });

        var rates = await Turns.MeasureAsync(Name, Rounds,
            () => RebuildAsync(store),
            () => DaemonAsync(ordinary, daemon => daemon.RebuildProjectionAsync<OrdinaryEntries>(CancellationToken.None)),
            () => DaemonAsync(ordinary, daemon => daemon.RebuildProjectionAsync<OrdinaryStory>(CancellationToken.None)),
            () => ReadAsync(store, stories),
            async () =>
            {
                await projection.EmptyAsync();
                return await DaemonAsync(chronology, daemon => daemon.RebuildProjectionAsync(DaemonChronology.Title, CancellationToken.None));
            });
        // An ordinary application rebuilds one projection after the other.
        List<double> both = [.. rates[1].Zip(rates[2], (entries, story) => 1 / ((1 / entries) + (1 / story)))];
        return
        [
            Figure.Of(Name, "Marten's daemon: the same chronology", "events/s", rates[0], rates[4], 4),
            Figure.Of(Name, "Marten's daemon: documents and snapshots", "events/s", rates[0], both),
            Figure.Of(Name, "Marten's daemon: the documents alone", "events/s", rates[0], rates[1]),
            Figure.Of(Name, "reading them, story by story", "events/s", rates[0], rates[3]),
        ];
    }

    private static async Task<double> RebuildAsync(OurStore store)
    {
        var result = await new Rebuild(store.Database).RunAsync();
        return result is { Stopped: [] } ? result.Events / result.Elapsed.TotalSeconds
            : throw new InvalidOperationException("The rebuild stopped.");
    }

    private static async Task<double> DaemonAsync(DocumentStore marten, Func<IProjectionDaemon, Task> rebuild)
    {
        using var daemon = await marten.BuildProjectionDaemonAsync();
        var start = Stopwatch.GetTimestamp();
        await rebuild(daemon);
        return Events / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    // By as many hands as the rebuild has.
    private static async Task<double> ReadAsync(OurStore store, string[] stories)
    {
        var start = Stopwatch.GetTimestamp();
        var count = 0;
        await Parallel.ForEachAsync(stories, new ParallelOptions { MaxDegreeOfParallelism = Math.Min(2 * Environment.ProcessorCount, 8) },
            async (story, ct) =>
            {
                await using var session = store.Marten.QuerySession();
                Interlocked.Add(ref count, (await session.Events.FetchStreamAsync(story, token: ct)).Count);
            });
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
