using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;
using Timeline.Cli.Frame;

namespace Timeline.Cli.Reading;

/// <summary><c>entry</c>: one entry with its sources and what it said before.</summary>
internal static class EntryCommand
{
    // What the view says anyway, or nobody reads in a terminal.
    private static readonly string[] Said =
    [
        "id", "kind", "when", "headline", "summary", "claims", "figures", "status", "planned", "background", "key", "revision",
        "revisions", "details", "retraction", "happened", "dates", "repeats",
    ];

    public static Command Create()
    {
        var story = new Argument<string>("story") { Description = "The story's id." };
        var entry = new Argument<string>("entry") { Description = "The entry's id." };
        var hidden = new Option<bool>("--hidden") { Description = "Also where the public does not see it: for editors." };
        var command = new Command("entry", "Show one entry with its sources and its revisions.")
        {
            story, entry, hidden, Terminal.AsOf, Terminal.Json,
        };
        Service.SetAction(command, async (asked, service, ct) =>
        {
            var output = asked.InvocationConfiguration.Output;
            var found = await Pages.AllAsync(service, Pages.Address(
                $"{Pages.Story(asked.GetValue(story)!)}/entries/{Uri.EscapeDataString(asked.GetValue(entry)!)}",
                ("asOf", asked.GetValue(Terminal.AsOf)), ("hidden", asked.GetValue(hidden) ? "true" : null)), ["revisions"], ct);
            if (asked.GetValue(Terminal.Json))
                await output.WriteLineAsync(Pages.Json(found));
            else
                Draw(Terminal.Out(output), found);
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Draw(IAnsiConsole console, JsonObject entry)
    {
        console.Write(ChronologyView.Grid([entry]));
        console.WriteLine();
        var fields = new Grid().AddColumn(new GridColumn { NoWrap = true, Padding = new(0, 0, 2, 0) }).AddColumn();
        foreach (var (name, value) in entry.Where(f => !Said.Contains(f.Key)).Concat(entry["details"] as JsonObject ?? []))
        {
            if (value is not (null or JsonArray { Count: 0 }) && value.GetValueKind() != JsonValueKind.False)
                fields.AddRow($"[dim]{Terminal.Plain(name)}[/]", Terminal.Plain(Line(value)));
        }

        foreach (var revision in entry["revisions"]?.AsArray() ?? [])
        {
            fields.AddRow($"[dim]revision {ChronologyView.Text(revision!, "revision")}[/]",
                $"{ChronologyView.Text(revision!, "from")} to {(revision!["to"] is null ? "now" : ChronologyView.Text(revision, "to"))}: {Changes(revision)}");
        }

        console.Write(fields);
    }

    // The first one says everything, against nothing before it.
    private static string Changes(JsonNode revision) => revision["changes"] switch
    {
        null => "its words are withdrawn",
        _ when (int)revision["revision"]! == 1 => "recorded",
        { } changes => string.Join('\n', new[] { revision["correction"] }.OfType<JsonObject>()
            .Select(why => $"{ChronologyView.Text(why, "class")}: {ChronologyView.Text(why, "wrong")}".TrimEnd(' ', ':'))
            .Concat(changes.AsArray().Select(c => $"{ChronologyView.Text(c!, "field")}: {Value(c!["was"])} -> {Value(c["now"])}"))),
    };

    private static string Value(JsonNode? value) =>
        value is null or JsonArray { Count: 0 } ? "(nothing)" : Terminal.Plain(value is JsonObject ? $"{value["display"] ?? Line(value)}" : Line(value));

    private static string Line(JsonNode value) => value switch
    {
        JsonArray list => string.Join('\n', list.Select(item => Line(item!))),
        JsonObject one => string.Join(", ", one.Where(m => m.Value is not null).Select(m => $"{m.Key} {Line(m.Value!)}")),
        _ => value.ToString(),
    };
}
