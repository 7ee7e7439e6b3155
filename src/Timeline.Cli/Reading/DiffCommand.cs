using System.CommandLine;
using Timeline.Cli.Frame;

namespace Timeline.Cli.Reading;

/// <summary><c>diff</c>: what changed between two recorded moments.</summary>
internal static class DiffCommand
{
    private const string More = "\nMore: ";

    public static Command Create()
    {
        var story = new Argument<string>("story") { Description = "The story's id." };
        var from = new Option<string>("--from") { Description = "The first moment: a version, an instant or a date.", Required = true };
        var to = new Option<string?>("--to") { Description = "The second moment; the present where it is left out." };
        var hidden = new Option<bool>("--hidden") { Description = "Also what the public does not see: for editors." };
        var command = new Command("diff", "Show what was added, corrected, retracted and removed between two recorded moments.")
        {
            story, from, to, hidden, Terminal.Json,
        };
        Service.SetAction(command, async (asked, service, ct) =>
        {
            var output = asked.InvocationConfiguration.Output;
            var address = Pages.Address($"{Pages.Story(asked.GetValue(story)!)}/diff", ("from", asked.GetValue(from)),
                ("to", asked.GetValue(to)), ("hidden", asked.GetValue(hidden) ? "true" : null));
            if (asked.GetValue(Terminal.Json))
            {
                await output.WriteLineAsync(Pages.Json(
                    await Pages.AllAsync(service, address, ["added", "changed", "retracted", "removed"], ct)));
                return ExitCodes.Done;
            }

            for (string? next = address; next is not null;)
            {
                using var answer = await service.OpenAsync(next, "text/plain", ct);
                var text = await answer.Content.ReadAsStringAsync(ct);
                var end = text.LastIndexOf(More, StringComparison.Ordinal);
                next = end < 0 ? null : text[(end + More.Length)..].Trim();
                await output.WriteAsync(end < 0 ? text : text[..end]);
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
