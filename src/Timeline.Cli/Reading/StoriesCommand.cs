using System.CommandLine;
using Timeline.Cli.Frame;

namespace Timeline.Cli.Reading;

/// <summary><c>stories</c>: which stories there are.</summary>
internal static class StoriesCommand
{
    private static readonly string[] Fields = ["id", "version", "updatedAt", "title"];

    public static Command Create()
    {
        var command = new Command("stories", "List the stories, the last changed first.") { Terminal.Json };
        Service.SetAction(command, async (asked, service, ct) =>
        {
            var output = asked.InvocationConfiguration.Output;
            var stories = await Pages.AllAsync(service, "/stories", ["stories"], ct);
            if (asked.GetValue(Terminal.Json))
            {
                await output.WriteLineAsync(Pages.Json(stories));
                return ExitCodes.Done;
            }

            // A line a story, however long: whoever pipes it looks for lines.
            string[][] lines = [["story", "version", "changed", "title"], .. stories["stories"]!.AsArray().Select(s => Fields.Select(f => Terminal.Safe(s![f]?.ToString())).ToArray())];
            var widths = Fields.Select((_, i) => lines.Max(line => line[i].Length)).ToArray();
            foreach (var line in lines)
                await output.WriteLineAsync(string.Join("  ", line.Select((text, i) => i < line.Length - 1 ? text.PadRight(widths[i]) : text)));
            return ExitCodes.Done;
        });
        return command;
    }
}
