using System.Diagnostics;
using System.Reflection;
using NpgsqlTypes;
using Timeline.Store;
using Timeline.Store.Archives;
using Timeline.Store.Embedded;
using Timeline.Store.Projections;
using Timeline.Store.Proof;
using Timeline.Store.Proof.Checkpoints;

namespace Timeline.Benchmarks;

/// <summary>
/// 100,000 events taken out, brought in and proved: rates, beside COPY of the same rows and beside a rebuild; and the most memory
/// of the command line, and of the service while it sends a history.
/// </summary>
internal static class ArchiveBenchmark
{
    private const int Events = 100_000;
    private const int Few = 5_000;
    private const int Stories = 50;
    private const double MostMegabytes = 300;
    private const string Long = "long";
    private const string Name = "100,000 events: ";

    private static readonly string CommandLine = Path.GetFullPath(
        typeof(ArchiveBenchmark).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "CommandLine").Value!);

    public static async Task<List<Figure>> RunAsync(EmbeddedPostgres cluster)
    {
        var folder = Directory.CreateTempSubdirectory("archive").FullName;
        try
        {
            // A command is compiled for speed before it is half through; the first that are measured must not pay for all.
            await using (var small = await OurStore.StartAsync(cluster, "archive_warm"))
            {
                await Filling.FillAsync(small, [.. Names()], Few, changes: true);
                for (var turn = 0; turn < Turns.WarmUp; turn++)
                    await RatesAsync(cluster, small, Few, Path.Combine(folder, $"warm{turn}.tar"), $"archive_warm_{turn}");
            }

            await using var store = await OurStore.StartAsync(cluster, "archive");
            await Filling.FillAsync(store, [.. Names()], Events, changes: true);
            var file = Path.Combine(folder, "all.tar");
            var rates = await RatesAsync(cluster, store, Events, file, "archive_in");
            return
            [
                Above("verify --skip-chronology", rates.Chain, 50_000),
                Above("verify", rates.Verified, 15_000),
                Above("export", rates.Export, 50_000),
                Of("import, events alone", "COPY of the same rows", rates.EventsAlone, rates.Copy, 0.3),
                Of("import", "rebuild", rates.Import, rates.Rebuild, 1),
                .. await MemoryAsync(cluster, store, file, folder),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<string> Names() => Enumerable.Range(0, Stories).Select(i => $"story-{i}");

    private static Figure Above(string what, double rate, double least) => new(Name + what, "the limit", "events/s", rate, least, rate / least, 1);

    private static Figure Of(string what, string other, double ours, double theirs, double least) =>
        new(Name + what, other, "events/s", ours, theirs, ours / theirs, least);

    private static async Task<(double Chain, double Verified, double Export, double EventsAlone, double Import, double Copy, double Rebuild)> RatesAsync(
        EmbeddedPostgres cluster, OurStore store, int events, string file, string database)
    {
        var chain = await RateAsync("verify --skip-chronology", events, () => ChainAsync(store.Database));
        var shown = await RateAsync("the chronology alone", events, async () =>
        {
            if ((await ChronologyVerifier.CompareAsync(store.Database)).Count > 0)
                throw new InvalidOperationException("What is shown is not what was written.");
        });
        var export = await RateAsync("export", events, async () =>
        {
            await using var output = File.Create(file);
            await store.Database.WriteArchiveAsync(null, CheckpointKeys.None, output);
        });
        var rebuild = await RateAsync("rebuild", events, async () => _ = await new Rebuild(store.Database).RunAsync());
        await using var alone = await EmptyAsync(cluster, database + "_alone");
        var eventsAlone = await RateAsync("import, events alone", events, async () => await new ArchiveImport(alone) { EventsAlone = true }.RunAsync(file));
        await using var whole = await EmptyAsync(cluster, database + "_whole");
        var import = await RateAsync("import", events, async () => await new ArchiveImport(whole).RunAsync(file));
        await ChainAsync(whole);
        await using var bare = await EmptyAsync(cluster, database + "_bare");
        var copy = await CopyAsync(store.Database, bare, events);
        return (chain, 1 / ((1 / chain) + (1 / shown)), export, eventsAlone, import, copy, rebuild);
    }

    private static async Task<double> RateAsync(string what, int events, Func<Task> work)
    {
        GC.Collect();
        var start = Stopwatch.GetTimestamp();
        await work();
        var rate = events / Stopwatch.GetElapsedTime(start).TotalSeconds;
        await Console.Error.WriteLineAsync($"{what}: {rate:0} events/s");
        return rate;
    }

    private static async Task ChainAsync(TimelineDatabase database)
    {
        await foreach (var stream in database.VerifyAsync())
        {
            if (stream.Findings.Count > 0)
                throw new InvalidOperationException($"{stream.Stream}: {stream.Findings[0].Message}");
        }
    }

    private static async Task<TimelineDatabase> EmptyAsync(EmbeddedPostgres cluster, string name)
    {
        var database = new TimelineDatabase(await OurStore.NewDatabaseAsync(cluster, name));
        using var marten = database.OpenMarten();
        await database.MigrateAsync(marten);
        return database;
    }

    // The limit: the same rows, in memory, into the same table with the same indexes, by as many hands as the import has.
    private static async Task<double> CopyAsync(TimelineDatabase from, TimelineDatabase to, int events)
    {
        const string columns = "seq_id, id, stream_id, version, data::text, type, \"timestamp\", mt_dotnet_type, correlation_id, causation_id, headers::text";
        var rows = new Dictionary<string, List<object[]>>();
        await using (var read = from.Source.CreateCommand($"select {columns} from timeline.mt_events order by stream_id, version"))
        await using (var row = await read.ExecuteReaderAsync())
        {
            while (await row.ReadAsync())
            {
                var values = new object[row.FieldCount];
                row.GetValues(values);
                if (!rows.TryGetValue((string)values[2], out var list))
                    rows[(string)values[2]] = list = [];
                list.Add(values);
            }
        }

        NpgsqlDbType[] types =
        [
            NpgsqlDbType.Bigint, NpgsqlDbType.Uuid, NpgsqlDbType.Varchar, NpgsqlDbType.Bigint, NpgsqlDbType.Jsonb, NpgsqlDbType.Varchar,
            NpgsqlDbType.TimestampTz, NpgsqlDbType.Varchar, NpgsqlDbType.Varchar, NpgsqlDbType.Varchar, NpgsqlDbType.Jsonb,
        ];
        await using (var streams = to.Source.CreateCommand("insert into timeline.mt_streams (id, version) select unnest($1), 1"))
        {
            streams.Parameters.AddWithValue(rows.Keys.ToArray());
            await streams.ExecuteNonQueryAsync();
        }

        return await RateAsync("COPY", events, () => Parallel.ForEachAsync(rows.Values, Rebuild.Hands(to, default), async (story, ct) =>
        {
            await using var connection = await to.Source.OpenConnectionAsync(ct);
            await using var copy = await connection.BeginBinaryImportAsync($"""
                copy timeline.mt_events ({columns.Replace("::text", "", StringComparison.Ordinal)}) from stdin (format binary)
                """, ct);
            foreach (var values in story)
            {
                await copy.StartRowAsync(ct);
                for (var i = 0; i < values.Length; i++)
                {
                    if (values[i] is DBNull)
                        await copy.WriteNullAsync(ct);
                    else
                        await copy.WriteAsync(values[i], types[i], ct);
                }
            }

            await copy.CompleteAsync(ct);
        }));
    }

    private static async Task<List<Figure>> MemoryAsync(EmbeddedPostgres cluster, OurStore store, string file, string folder)
    {
        var empty = await OurStore.NewDatabaseAsync(cluster, "archive_memory");
        List<Figure> figures =
        [
            Memory("verify", await PeakAsync(store.ConnectionString, "verify")),
            Memory("export", await PeakAsync(store.ConnectionString, "export", "--out", Path.Combine(folder, "again.tar"))),
            Memory("import", await PeakAsync(empty, "import", file)),
        ];
        // One story as long as all of them; nothing of it is proved here.
        await using (var make = store.Database.Source.CreateCommand($"""
            insert into timeline.mt_streams (id, version) values ('{Long}', {Events});
            insert into timeline.mt_events (seq_id, id, stream_id, version, data, type, "timestamp", mt_dotnet_type, correlation_id, causation_id, headers)
            select nextval('timeline.mt_events_sequence'), gen_random_uuid(), '{Long}', row_number() over (order by e.seq_id), e.data, e.type, e."timestamp",
              e.mt_dotnet_type, e.correlation_id, e.causation_id, e.headers from timeline.mt_events e where e.stream_id like 'story-%' limit {Events}
            """))
            await make.ExecuteNonQueryAsync();
        using var service = await Server.ServiceAsync(store.ConnectionString);
        await SendHistoryAsync(service, "story-1");
        var before = service.Megabytes;
        var lines = await SendHistoryAsync(service, Long);
        if (lines != Events)
            throw new InvalidOperationException($"The history has {lines} events.");
        figures.Add(Memory("the service that sends its history", service.MostMegabytes));
        figures.Add(new(Name + "what sending it adds", "", "MB", service.Megabytes - before, double.NaN, double.NaN));
        return figures;
    }

    private static Figure Memory(string what, double megabytes) => Figure.Below(Name + "most memory, " + what, "MB", megabytes, MostMegabytes);

    private static async Task<int> SendHistoryAsync(Server service, string story)
    {
        using var answer = await service.Editor.GetAsync($"/stories/{story}/history", HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        await using var body = await answer.Content.ReadAsStreamAsync();
        var (buffer, lines) = (new byte[1 << 16], 0);
        for (int read; (read = await body.ReadAsync(buffer)) > 0;)
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
        return lines;
    }

    private static async Task<double> PeakAsync(string connectionString, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [CommandLine, .. arguments])
        {
            RedirectStandardOutput = true,
            Environment = { ["ConnectionStrings__Timeline"] = connectionString },
        })!;
        var said = process.StandardOutput.ReadToEndAsync();
        var most = 0.0;
        // What it had at most is gone with it, and so is asked for while it lives.
        while (!process.HasExited)
        {
            most = Math.Max(most, Server.PeakOf(process.Id));
            await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(50));
        }

        return process.ExitCode == 0 ? most : throw new InvalidOperationException($"{string.Join(' ', arguments)}: {process.ExitCode} {await said}");
    }
}
