using System.CommandLine;
using Timeline.Cli.Frame;

namespace Timeline.Cli;

/// <summary><c>takedown</c>: prints the take-downs, to be kept outside the database.</summary>
internal static class TakeDownCommand
{
    public static Command Create()
    {
        var export = new Option<bool>("--export") { Description = "Print every take-down as JSON Lines, oldest first." };
        var command = new Command("takedown", "Print every take-down, to be kept beside the backups: a backup has what was taken down after " +
            "it was made, and 'restored --takedowns FILE' takes it down again. The words that went are not in it.")
        {
            export,
        };
        // What is required of an option that is a switch is not asked by the library.
        command.Validators.Add(result =>
        {
            if (!result.GetValue(export))
                result.AddError("Option '--export' is required.");
        });
        Service.SetAction(command, async (asked, service, ct) =>
        {
            using var answer = await service.OpenAsync("takedowns", "application/x-ndjson", ct);
            await using var body = await answer.Content.ReadAsStreamAsync(ct);
            using var lines = new StreamReader(body);
            while (await lines.ReadLineAsync(ct) is { } line)
                await asked.InvocationConfiguration.Output.WriteLineAsync(line.AsMemory(), ct);
            return ExitCodes.Done;
        });
        return command;
    }
}
