using System.CommandLine;
using System.Text.Json.Nodes;
using Timeline.Cli.Frame;

namespace Timeline.Cli.Reading;

/// <summary><c>stories</c>: which stories there are.</summary>
internal static class StoriesCommand
{
    private static readonly string[] Fields = ["id", "version", "updatedAt", "title"];

    public static Command Create()
    {
        var asOf = new Option<string?>("--as-of")
        {
            Description = "As they stood then: an instant (2021-01-22T14:00:00Z), or a date (2021-01-22), which means its end in each story's time zone.",
        };
        asOf.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var said }] && said.All(char.IsAsciiDigit))
                result.AddError($"--as-of must be an instant or a date here, not '{said}': a version is of one story.");
        });
        var command = new Command("stories", "List the stories, the last changed first.") { asOf, Terminal.Json };
        Service.SetAction(command, async (asked, service, ct) =>
        {
            var output = asked.InvocationConfiguration.Output;
            var stories = await Pages.AllAsync(service, "/stories", ["stories"], ct);
            if (asked.GetValue(asOf) is { } moment)
                stories["stories"] = await AtAsync(service, stories["stories"]!.AsArray(), moment, ct);
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

    // Of each by itself, as a date is one of its own time zone.
    private static async Task<JsonArray> AtAsync(Service service, JsonArray stories, string moment, CancellationToken ct)
    {
        var then = new List<JsonObject>();
        foreach (var story in stories)
        {
            try
            {
                then.Add(await service.GetAsync(Pages.Address(Pages.Story((string)story!["id"]!), ("asOf", moment)), ct));
            }
            catch (FailedException missing) when (missing.IsMissing)
            {
                // It had not been opened yet, or nobody had seen it.
            }
        }

        return [.. then.OrderByDescending(s => (string)s["updatedAt"]!, StringComparer.Ordinal)];
    }
}
