using System.CommandLine;
using System.Text.Json.Nodes;
using Timeline.Cli.Frame;
using Timeline.Cli.Reading;

namespace Timeline.Cli.Archiving;

/// <summary><c>export</c>: stories as one sealed file.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var stories = Terminal.Stories("The stories' ids; all by default.", ArgumentArity.ZeroOrMore);
        var file = new Option<string>("--out") { Description = "The archive's file, which must not be there yet.", Required = true };
        var command = new Command("export", "Write stories with their whole history to one sealed file. 'verify --archive' proves it, " +
            "'import' takes it in.")
        {
            stories, file, Terminal.Json,
        };
        Service.SetAction(command, async (asked, service, ct) =>
        {
            var path = Path.GetFullPath(asked.GetValue(file)!);
            if (Path.Exists(path))
                throw new FailedException($"{path} is there already.");
            if (Path.GetDirectoryName(path) is { } folder && !Directory.Exists(folder))
                throw new FailedException($"{path} cannot be written: there is no folder {folder}.");
            using var answer = await service.OpenAsync(
                Pages.Address("/archive", [.. asked.GetValue(stories)!.Select(s => ("story", (string?)s))]), "application/x-tar", ct);
            // A file of that name is whole, or not there.
            var unfinished = $"{path}.{Path.GetRandomFileName()}";
            try
            {
                var bytes = await Watched.RunAsync("Exporting", async bar =>
                {
                    bar.Unit = "KB";
                    await using var body = await answer.Content.ReadAsStreamAsync(ct);
                    await using var output = new FileStream(unfinished, FileMode.CreateNew);
                    var (buffer, total) = (new byte[1 << 16], 0L);
                    for (int read; (read = await body.ReadAsync(buffer, ct)) > 0; total += read)
                    {
                        await output.WriteAsync(buffer.AsMemory(0, read), ct);
                        bar.Done = total / 1024;
                    }

                    output.Flush(flushToDisk: true);
                    return total;
                });
                File.Move(unfinished, path);
                await asked.InvocationConfiguration.Output.WriteLineAsync(asked.GetValue(Terminal.Json)
                    ? Pages.Json(new JsonObject { ["file"] = path, ["bytes"] = bytes })
                    : $"{path}: {bytes} bytes");
            }
            finally
            {
                File.Delete(unfinished);
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
