using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Spectre.Console;
using Timeline.Cli.Frame;

namespace Timeline.Cli.Reading;

/// <summary>
/// Entries as lines of a terminal: the date with a mark that says how exact it is, what happened, and below it, marked as
/// such, what others claim.
/// </summary>
internal static partial class ChronologyView
{
    private const string Exact = "●";
    private const string Inexact = "○";
    private const string Planned = "◇";
    private const string Claimed = "»";

    private static readonly (string Field, string Words)[] Numbers =
        [("words", ""), ("atLeast", "at least "), ("about", "about "), ("atMost", "at most "), ("value", "")];

    public static void Draw(IAnsiConsole console, JsonObject timeline)
    {
        var story = timeline["story"]!.AsObject();
        console.MarkupLine($"[bold]{Text(story, "title")}[/]");
        if (story["standfirst"] is not null)
            console.MarkupLine(Text(story, "standfirst"));
        var asOf = timeline["asOf"] is null ? "" : $", as it stood at {Text(timeline, "asOf")}";
        console.MarkupLine($"[dim]{Text(story, "id")}, version {Text(timeline, "version")}{asOf}[/]");
        console.WriteLine();

        var entries = timeline["entries"]!.AsArray();
        console.Write(Grid(entries.Select(e => e!.AsObject())));
        console.WriteLine();
        console.MarkupLine(entries.Count == 0
            ? "[dim]No entry.[/]"
            : $"[dim]{Exact} a day or closer  {Inexact} inexact  {Planned} planned  {Claimed} claimed by somebody, not stated[/]");
    }

    public static Grid Grid(IEnumerable<JsonObject> entries)
    {
        var grid = new Grid().AddColumn(new GridColumn { NoWrap = true, Padding = new(0, 0, 1, 0) })
            .AddColumn(new GridColumn { Width = 26, Padding = new(0, 0, 2, 0) }).AddColumn();
        foreach (var entry in entries)
            grid.AddRow(Mark(entry), Terminal.Plain((string?)entry["when"]?["display"] ?? (string?)entry["when"]?["edtf"]), Words(entry));
        return grid;
    }

    private static string Mark(JsonObject entry) =>
        entry["planned"] is JsonValue planned && planned.GetValueKind() == System.Text.Json.JsonValueKind.True ? $"[blue]{Planned}[/]"
        : ExactDate().IsMatch((string?)entry["when"]?["edtf"] ?? "") ? $"[green]{Exact}[/]"
        : $"[yellow]{Inexact}[/]";

    private static string Words(JsonObject entry)
    {
        var status = Text(entry, "status");
        var head = (entry["headline"] is null ? "" : $"[bold]{Text(entry, "headline")}[/] ") + $"[dim]{Text(entry, "kind")} {Text(entry, "id")}[/]";
        var lines = new List<string> { status is "published" or "" ? head : $"[red]{status}[/] {head}" };
        if (entry["retraction"]?["reason"] is not null)
            lines.Add(Text(entry["retraction"]!, "reason"));
        if (entry["summary"] is not null)
            lines.Add(Text(entry, "summary"));
        lines.AddRange(Each(entry, "figures").Select(figure => $"[cyan]#[/] {Figure(figure)}"));
        lines.AddRange(Each(entry, "claims").Select(claim => $"[magenta]{Claimed}[/] [italic]{Claim(claim, entry)}[/]"));
        return string.Join('\n', lines);
    }

    private static string Claim(JsonObject claim, JsonObject entry)
    {
        var via = claim["via"] is null ? "" : $" ({Who(claim["via"], entry)})";
        var quote = claim["quote"] is null ? "" : $" “{Text(claim, "quote")}”";
        var text = claim["text"] is null ? "" : $" {Text(claim, "text")}";
        return $"{Who(claim["by"], entry)} {Text(claim, "verb")}:{text}{quote}{via}";
    }

    private static string Figure(JsonObject figure)
    {
        var number = string.Join(' ', Numbers.Where(n => figure[n.Field] is not null).Select(n => n.Words + Text(figure, n.Field)));
        if (figure["from"] is not null)
            number = $"{Text(figure, "from")} to {Text(figure, "to")}";
        var by = figure["by"] is null ? "" : $", says {Who(figure["by"], figure)}";
        return $"{Text(figure, "what")} {number} {Text(figure, "unit")}".Trim() + by;
    }

    // A name, an id of the entry's people, several of them, or somebody unnamed and why.
    private static string Who(JsonNode? by, JsonObject entry) => by switch
    {
        JsonArray several => string.Join(", ", several.Select(one => Who(one, entry))),
        JsonObject one => one["name"] is not null ? Text(one, "name")
            : one["id"] is not null ? Who(one["id"], entry) : $"somebody unnamed ({string.Join(", ", one.Select(m => Terminal.Plain($"{m.Value}")))})",
        _ => Terminal.Plain(Each(entry, "people").FirstOrDefault(person => $"{person["id"]}" == $"{by}") is { } known
            ? $"{known["name"]}" : $"{by}"),
    };

    private static IEnumerable<JsonObject> Each(JsonObject entry, string list) => (entry[list] as JsonArray ?? []).OfType<JsonObject>();

    public static string Text(JsonNode node, string name) => Terminal.Plain(node[name]?.ToString());

    [GeneratedRegex(@"^-?\d{4}-\d{2}-\d{2}(T[0-9:.]+(Z|[+-]\d{2}:\d{2})?)?$")]
    private static partial Regex ExactDate();
}
