using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Timeline.Cli.Frame;
using Timeline.Store;
using Timeline.Store.Projections;

namespace Timeline.Cli;

/// <summary><c>rebuild</c>: makes the chronology anew from the events, while services go on.</summary>
internal static class RebuildCommand
{
    public static Command Create()
    {
        var command = new Command("rebuild", "Make the whole chronology anew from the stored events, while services go on " +
            "reading and writing. Where it is stopped, nothing has changed.") { Terminal.Json };
        Archive.SetAction(command, async (asked, database, ct) =>
        {
            await using (var marten = database.OpenMarten())
                await database.MigrateAsync(marten, ct);
            var result = await WithBarAsync(database, ct)
                ?? throw new FailedException("Another rebuild of this database is under way: wait for its end.");
            var output = asked.InvocationConfiguration.Output;
            if (asked.GetValue(Terminal.Json))
            {
                await output.WriteLineAsync(JsonSerializer.Serialize(
                    new { result.Events, result.Stories, Seconds = result.Elapsed.TotalSeconds, result.Stopped }, AnswerJson.Options));
                return ExitCodes.Done;
            }

            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{Terminal.Count(result.Events, "event", "events")} of {Terminal.Count(result.Stories, "story", "stories")} in {result.Elapsed.TotalSeconds:0.0} s"));
            foreach (var stopped in result.Stopped)
                await output.WriteLineAsync($"{stopped.Story} stops at event version {stopped.EventVersion}: {stopped.Reason}");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Task<RebuildResult?> WithBarAsync(TimelineDatabase database, CancellationToken ct) =>
        Watched.RunAsync("Reading", bar => new Rebuild(database, at =>
        {
            bar.Step = at.Step.ToString();
            bar.Total = at.Total;
            bar.Done = at.Done;
        }).RunAsync(ct));
}
