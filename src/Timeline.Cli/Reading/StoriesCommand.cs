using System.CommandLine;
using Spectre.Console;
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

            var table = new Table().Border(TableBorder.None).AddColumns("story", "version", "changed", "title");
            foreach (var story in stories["stories"]!.AsArray())
                table.AddRow([.. Fields.Select(name => Terminal.Plain(story![name]?.ToString()))]);
            Terminal.Out(output).Write(table);
            return ExitCodes.Done;
        });
        return command;
    }
}
