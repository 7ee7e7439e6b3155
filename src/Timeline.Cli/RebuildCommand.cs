using System.CommandLine;
using System.Globalization;
using Marten;
using Spectre.Console;
using Timeline.Store;
using Timeline.Store.Projections;

namespace Timeline.Cli;

/// <summary><c>rebuild</c>: makes the chronology anew from the events, while services go on.</summary>
internal static class RebuildCommand
{
    public static Command Create()
    {
        var command = new Command("rebuild", "Make the whole chronology anew from the stored events, while services go on " +
            "reading and writing. Where it is stopped, nothing has changed.");
        Archive.SetAction(command, async (asked, database, ct) =>
        {
            await using var marten = database.OpenMarten();
            await database.MigrateAsync(marten, ct);
            var result = await WithBarAsync(database, marten, ct)
                ?? throw new FailedException("Another rebuild of this database is under way: wait for its end.");
            var output = asked.InvocationConfiguration.Output;
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{result.Events} events of {result.Stories} stories in {result.Elapsed.TotalSeconds:0.0} s"));
            foreach (var stopped in result.Stopped)
                await output.WriteLineAsync($"{stopped.Story} stops at event version {stopped.EventVersion}: {stopped.Reason}");
            return ExitCodes.Done;
        });
        return command;
    }

    // On stderr, so that stdout has the result alone; Spectre draws nothing where nobody watches.
    private static Task<RebuildResult?> WithBarAsync(TimelineDatabase database, DocumentStore marten, CancellationToken ct) =>
        AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Console.Error),
            Ansi = Console.IsErrorRedirected ? AnsiSupport.No : AnsiSupport.Detect,
        })
            .Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn())
            .StartAsync(context =>
            {
                var bar = context.AddTask("Reading");
                return new Rebuild(database, marten, at =>
                {
                    var left = at.Left is { } time && at.Step == RebuildStep.Folding ? $", {time:hh\\:mm\\:ss} left" : "";
                    bar.Description = string.Create(CultureInfo.InvariantCulture,
                        $"{at.Step}: {at.Done} of {at.Total} events, {at.PerSecond:0} a second{left}");
                    bar.MaxValue = Math.Max(1, at.Total);
                    bar.Value = at.Done;
                }).RunAsync(ct);
            });
}
