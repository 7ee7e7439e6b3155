using System.CommandLine;
using Timeline.Cli.Frame;
using Timeline.Domain.People;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Cli;

/// <summary><c>restored</c>: the last step of restoring a backup.</summary>
internal static class RestoredCommand
{
    public static Command Create()
    {
        var command = new Command("restored", "The last step of restoring a backup: readers who hold what was lost are told to read anew, " +
            "and services and shared caches (SharedCaches__0, ...) let go of the answers that they keep. Run it once the backup is in " +
            "place, whether or not services run.");
        var takedowns = new Option<string?>("--takedowns")
        {
            Description = "A file that 'takedown --export' made after the backup: what was taken down since is taken down again, first of all.",
        };
        command.Options.Add(takedowns);
        Archive.SetAction(command, async (asked, database, ct) =>
        {
            // A wrong one is told before anything is done.
            var caches = ConfiguredCaches.Addresses();
            await using var marten = database.OpenMarten();
            await database.MigrateAsync(marten, ct);
            if (asked.GetValue(takedowns) is { } file)
            {
                // Before anything is told anew: no reader may read it first.
                await (await TakeDowns.ReadAsync(file, ct)).ApplyAsync(before: 0, asked.InvocationConfiguration.Output, ct);
            }

            var stories = await database.DrawAnewAsync(ct);
            var output = asked.InvocationConfiguration.Output;
            await output.WriteLineAsync(
                $"{Terminal.Count(stories.Count(s => StreamId.PersonOf(s) is null), "story has", "stories have")} a lineage drawn anew: readers of what was before are told to read anew.");
            await ConfiguredCaches.PurgeAsync(caches, stories, output, ct);
            return ExitCodes.Done;
        });
        return command;
    }
}
