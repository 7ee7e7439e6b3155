using System.CommandLine;
using Timeline.Cli.Frame;
using Timeline.Cli.Reading;

namespace Timeline.Cli;

/// <summary><c>history</c>: the stored events of a story, one JSON object on a line.</summary>
internal static class HistoryCommand
{
    public static Command Create()
    {
        var story = new Argument<string>("story") { Description = "The story's id." };
        var actor = new Option<string?>("--actor") { Description = "Only what this actor did." };
        var type = new Option<string?>("--type") { Description = "Only events of this type, such as entry_corrected." };
        var entry = new Option<string?>("--entry") { Description = "Only what concerns this entry." };
        var since = new Option<string?>("--since") { Description = "Only what was recorded since this date or time (EDTF)." };
        var command = new Command("history", "Print the stored events of a story as JSON Lines, oldest first.")
        {
            story, actor, type, entry, since,
        };
        Service.SetAction(command, async (asked, service, ct) =>
        {
            using var answer = await service.OpenAsync(Pages.Address(
                $"{Pages.Story(asked.GetValue(story)!)}/history", ("actor", asked.GetValue(actor)), ("type", asked.GetValue(type)),
                ("entry", asked.GetValue(entry)), ("since", asked.GetValue(since))), "application/x-ndjson", ct);
            await using var body = await answer.Content.ReadAsStreamAsync(ct);
            using var lines = new StreamReader(body);
            while (await lines.ReadLineAsync(ct) is { } line)
                await asked.InvocationConfiguration.Output.WriteLineAsync(line.AsMemory(), ct);
            return ExitCodes.Done;
        });
        return command;
    }
}
