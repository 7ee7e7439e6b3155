using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Timeline.Store;
using Timeline.Store.Archives;
using Timeline.Store.Embedded;
using Timeline.Store.Proof;
using Timeline.Store.Proof.Checkpoints;

namespace Timeline.Benchmarks;

/// <summary>Kills an import (kill -9) again and again in its midst: whole stories must be there, or none of one, and the last run ends it.</summary>
internal static class KillImportTrial
{
    private const int Stories = 120;
    private const int Events = 12_000;

    private static readonly string CommandLine = Path.GetFullPath(
        typeof(KillImportTrial).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "CommandLine").Value!);

    /// <summary>Runs it.</summary>
    /// <returns>The exit code: 1 where something does not hold.</returns>
    public static async Task<int> RunAsync(int rounds)
    {
        await using var cluster = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { Ephemeral = true });
        var file = Path.GetTempFileName();
        try
        {
            await using var store = await OurStore.StartAsync(cluster, "source");
            await Filling.FillAsync(store, [.. Enumerable.Range(0, Stories).Select(i => $"story-{i}")], Events, changes: true);
            await using (var output = File.Create(file))
                await store.Database.WriteArchiveAsync(null, CheckpointKeys.None, output);
            return await TryAsync(await OurStore.NewDatabaseAsync(cluster, "target"), file, rounds);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<int> TryAsync(string connectionString, string file, int rounds)
    {
        await using var database = new TimelineDatabase(connectionString);
        using (var marten = database.OpenMarten())
            await database.MigrateAsync(marten);
        var random = new Random();
        for (var round = 1; round <= rounds; round++)
        {
            var before = await AskAsync(database, "select count(*) from timeline.mt_streams");
            using var import = Start(connectionString, file);
            // As soon as it stores, and then at any moment.
            while (!import.HasExited && await AskAsync(database, "select count(*) from timeline.mt_streams") == before)
                await Task.Delay(1);
            await Task.Delay(random.Next(60));
            var alive = !import.HasExited;
            import.Kill();
            await import.WaitForExitAsync();
            // PostgreSQL hears of it when it next reads.
            while (await AskAsync(database, "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'") > 0)
                await Task.Delay(10);
            var (stories, torn) = (await AskAsync(database, "select count(*) from timeline.mt_streams"), await TornAsync(database));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"kill {round}: {(alive ? "in its midst" : "it had ended")}, {stories - before} stories came, {stories} there, {torn} torn"));
            if (torn > 0)
                return 1;
        }

        using var last = Start(connectionString, file);
        await last.WaitForExitAsync();
        var broken = 0;
        await foreach (var stream in database.VerifyAsync())
            broken += stream.Findings.Count;
        broken += (await ChronologyVerifier.CompareAsync(database)).Count;
        var all = await AskAsync(database, "select count(*) from timeline.mt_streams");
        Console.WriteLine($"the last run: exit code {last.ExitCode}, {all} of {Stories} stories, {broken} findings of verify");
        return last.ExitCode == 0 && all == Stories && broken == 0 && await TornAsync(database) == 0 ? 0 : 1;
    }

    private static Process Start(string connectionString, string file) => Process.Start(new ProcessStartInfo("dotnet", [CommandLine, "import", file])
    {
        Environment = { ["ConnectionStrings__Timeline"] = connectionString },
    })!;

    // A story whose stream, events, head and rows are not of one version.
    private static Task<long> TornAsync(TimelineDatabase database) => AskAsync(database, """
        select count(*) from timeline.mt_streams s left join timeline.tl_stories t on t.id = s.id
        where s.version is distinct from t.version or s.version <> (select count(*) from timeline.mt_events e where e.stream_id = s.id)
          or not exists (select from timeline.tl_entries e where e.story = s.id)
        """);

    private static async Task<long> AskAsync(TimelineDatabase database, string sql)
    {
        await using var command = database.Source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
