using System.CommandLine;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Cli;

/// <summary><c>history</c>: the stored events of a story, one JSON object on a line.</summary>
internal static class HistoryCommand
{
    public static Command Create()
    {
        var story = new Argument<string>("story") { Description = "The story's id." };
        var command = new Command("history", "Print every stored event of a story as JSON Lines, oldest first.") { story };
        Archive.SetAction(command, async (asked, database, ct) =>
        {
            var output = asked.InvocationConfiguration.Output;
            var id = asked.GetValue(story)!;
            var found = false;
            await foreach (var stored in database.ReadStreamAsync(id, ct: ct))
            {
                found = true;
                await output.WriteLineAsync(HistoryEvent.Json(stored).AsMemory(), ct);
            }

            return found ? ExitCodes.Done : throw new FailedException($"There is no story '{id}'.");
        });
        return command;
    }
}
