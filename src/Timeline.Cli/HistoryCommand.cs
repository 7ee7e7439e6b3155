using System.CommandLine;
using Timeline.Cli.Frame;

namespace Timeline.Cli;

/// <summary><c>history</c>: the stored events of a story, one JSON object on a line.</summary>
internal static class HistoryCommand
{
    public static Command Create()
    {
        var story = new Argument<string>("story") { Description = "The story's id." };
        var command = new Command("history", "Print every stored event of a story as JSON Lines, oldest first.") { story };
        Service.SetAction(command, async (asked, service, ct) =>
        {
            using var answer = await service.OpenAsync(
                $"/stories/{Uri.EscapeDataString(asked.GetValue(story)!)}/history", "application/x-ndjson", ct);
            await using var body = await answer.Content.ReadAsStreamAsync(ct);
            using var lines = new StreamReader(body);
            while (await lines.ReadLineAsync(ct) is { } line)
                await asked.InvocationConfiguration.Output.WriteLineAsync(line.AsMemory(), ct);
            return ExitCodes.Done;
        });
        return command;
    }
}
