using System.CommandLine;
using System.Text.Json;
using Timeline.Cli.Frame;
using Timeline.Store;
using Timeline.Store.Archives;
using Timeline.Store.Projections;

namespace Timeline.Cli.Archiving;

/// <summary><c>import</c>: takes an archive in.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "An archive that 'export' wrote." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Read it to its end and say what would be stored; store nothing." };
        var command = new Command("import", "Take the stories of an archive in, with the same ids, versions, times and hashes, beside " +
            "whatever service runs. A story that is there in an earlier version goes on; one that differs is refused, and then, as with " +
            "a damaged archive, nothing is stored. Each story comes whole or not at all; where it is stopped, the next run ends it.")
        {
            file, dryRun, Terminal.Json,
        };
        command.SetAction(async (asked, ct) =>
        {
            var path = asked.GetValue(file)!;
            if (!File.Exists(path))
                throw new FailedException($"There is no file {path}.");
            await using var archive = await Archive.OpenAsync(ct, empty: true);
            await using (var marten = archive.Database.OpenMarten())
                await archive.Database.MigrateAsync(marten, ct);
            var result = await Watched.RunAsync("Importing", bar =>
                new ArchiveImport(archive.Database, bar.Add).RunAsync(path, asked.GetValue(dryRun), ct));
            await asked.InvocationConfiguration.Output.WriteLineAsync(asked.GetValue(Terminal.Json)
                ? JsonSerializer.Serialize(result, AnswerJson.Options)
                : $"{result.Events} events of {result.Stories} stories{(asked.GetValue(dryRun) ? " would be stored" : "")}; " +
                    $"{result.Unchanged} stories were there already");
            return ExitCodes.Done;
        });
        return command;
    }
}
