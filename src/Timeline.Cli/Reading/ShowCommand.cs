using System.CommandLine;
using Timeline.Cli.Frame;

namespace Timeline.Cli.Reading;

/// <summary><c>show</c>: a chronology in the terminal.</summary>
internal static class ShowCommand
{
    public static Command Create()
    {
        var story = new Argument<string>("story") { Description = "The story's id." };
        var from = new Option<string?>("--from") { Description = "Only what may have happened since this date (EDTF)." };
        var to = new Option<string?>("--to") { Description = "Only what may have happened until this date (EDTF)." };
        var kind = new Option<string[]>("--kind") { Description = "Only this kind; may be given more than once.", DefaultValueFactory = _ => [] };
        var words = new Option<string?>("--search") { Description = "Only what has these words." };
        var background = new Option<bool>("--background") { Description = "Also what lies outside the story's window." };
        var key = new Option<bool>("--key") { Description = "Only the key entries." };
        var hidden = new Option<bool>("--hidden") { Description = "Also drafts, and what is held or under an embargo: for editors." };
        var descending = new Option<bool>("--latest-first") { Description = "The latest first." };
        var command = new Command("show", "Draw the chronology of a story: inexact dates, plans and claims are told apart.")
        {
            story, from, to, kind, words, background, key, hidden, descending, Terminal.AsOf, Terminal.Json,
        };
        Service.SetAction(command, async (asked, service, ct) =>
        {
            var output = asked.InvocationConfiguration.Output;
            var timeline = await Pages.AllAsync(service, Pages.Address($"{Pages.Story(asked.GetValue(story)!)}/timeline",
            [
                ("from", asked.GetValue(from)), ("to", asked.GetValue(to)), ("q", asked.GetValue(words)),
                ("background", Flag(background)), ("key", Flag(key)), ("hidden", Flag(hidden)),
                ("order", asked.GetValue(descending) ? "desc" : null), ("asOf", asked.GetValue(Terminal.AsOf)), ("limit", "500"),
                .. asked.GetValue(kind)!.Select(name => ("kind", (string?)name)),
            ]), ["entries"], ct);
            if (asked.GetValue(Terminal.Json))
                await output.WriteLineAsync(Pages.Json(timeline));
            else
                ChronologyView.Draw(Terminal.Out(output), timeline);
            return ExitCodes.Done;

            string? Flag(Option<bool> option) => asked.GetValue(option) ? "true" : null;
        });
        return command;
    }
}
