using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;
using Timeline.Cli.Frame;
using Timeline.Cli.Reading;
using Timeline.Domain.Kinds;

namespace Timeline.Cli.Recording;

/// <summary><c>record</c>: entries from a file, or one that is asked for.</summary>
internal static class RecordCommand
{
    public static Command Create()
    {
        var story = new Argument<string>("story") { Description = "The story's id." };
        var file = new Argument<string?>("file")
        {
            Description = "JSON: an entry as its route takes it with its kind beside it ({\"kind\": \"arrest\", \"when\": ...}), or an " +
                "array of them; - for stdin. Without it, a few questions are asked.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var draft = new Option<bool>("--draft") { Description = "As drafts, which the public does not see." };
        var command = new Command("record", "Record entries. The same file again records nothing twice.") { story, file, draft, Terminal.Json };
        Service.SetAction(command, async (asked, service, ct) =>
        {
            var name = asked.GetValue(file);
            var entries = name is null ? [await AskedAsync(asked.GetValue(story)!, ct)] : await ReadAsync(name, ct);
            if (entries.Count == 0)
                await asked.InvocationConfiguration.Error.WriteLineAsync($"{name} has no entry: nothing is recorded.");
            foreach (var (i, entry) in entries.Index())
            {
                if (asked.GetValue(draft))
                    entry["draft"] = true;
                await RecordAsync(service, asked.GetValue(story)!, entry, i, entries.Count, once: name is not null,
                    asked.InvocationConfiguration, asked.GetValue(Terminal.Json), ct);
            }

            return ExitCodes.Done;
        }, records: true);
        return command;
    }

    private static async Task RecordAsync(
        Service service, string story, JsonObject entry, int index, int count, bool once, InvocationConfiguration said, bool json, CancellationToken ct)
    {
        // What a file says twice is meant twice: its place in the file counts.
        var key = once
            ? $"record {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{story} {index} {entry.ToJsonString()}")))[..32]}"
            : $"record {Guid.NewGuid():N}";
        var where = count == 1 ? "" : $"Entry {index + 1} of {count} (those before it are recorded): ";
        if (entry["kind"] is not JsonValue named || named.GetValueKind() != JsonValueKind.String || KindList.Find((string)named!) is not { } kind)
        {
            throw new FailedException($"{where}kind must be one of {string.Join(", ", KindList.All.Select(k => k.Name))}" +
                (entry["kind"] is null ? "." : $", not '{entry["kind"]}'."));
        }

        entry.Remove("kind");
        JsonObject answer;
        try
        {
            using var body = new StringContent(entry.ToJsonString(), Encoding.UTF8, "application/json");
            answer = await service.PostAsync($"{Pages.Story(story)}/{kind.Plural}", body, ct, ("Idempotency-Key", key));
        }
        catch (FailedException refused)
        {
            throw new FailedException(where + refused.Message);
        }

        await said.Output.WriteLineAsync(json
            ? Pages.Json(answer)
            // Contributors are not told how many events there are.
            : $"{answer["entry"]} is recorded: version {answer["version"]}{(answer["eventVersion"] is { } events ? $", event version {events}" : "")}");
        foreach (var note in answer["notes"] as JsonArray ?? [])
            await said.Error.WriteLineAsync($"{note!["field"]}: {note["sentence"]}");
    }

    private static async Task<IReadOnlyList<JsonObject>> ReadAsync(string file, CancellationToken ct)
    {
        var text = file == "-" ? await new StreamReader(Console.OpenStandardInput()).ReadToEndAsync(ct) : await GivenFile.TextAsync(file, ct);
        if (string.IsNullOrWhiteSpace(text))
            throw new FailedException($"{file} is empty.");
        try
        {
            var entries = JsonNode.Parse(text) switch
            {
                JsonObject one => [one],
                JsonArray many when many.All(e => e is JsonObject) => many.Select(e => e!.AsObject()).ToList(),
                _ => throw new FailedException($"{file} must be a JSON object or an array of objects."),
            };
            // A member that stands twice, or half of a pair of surrogates, shows only when it is read.
            _ = entries.Select(e => e.ToJsonString()).ToList();
            return entries;
        }
        catch (Exception error) when (error is JsonException or ArgumentException or InvalidOperationException)
        {
            throw new FailedException($"{file} is not JSON: {error.Message}");
        }
    }

    private static async Task<JsonObject> AskedAsync(string story, CancellationToken ct)
    {
        var console = Terminal.Out(Console.Out);
        if (Console.IsInputRedirected || !console.Profile.Capabilities.Interactive)
            throw new FailedException("There is nobody to ask: give a FILE, or - for stdin.");
        try
        {
            return await AskAsync(console, story, ct);
        }
        catch (OperationCanceledException)
        {
            // A list that is broken off hides it.
            console.Cursor.Show();
            console.WriteLine();
            throw;
        }
    }

    private static async Task<JsonObject> AskAsync(IAnsiConsole console, string story, CancellationToken ct)
    {
        console.MarkupLine($"A new entry of [bold]{Terminal.Plain(story)}[/]. Leave empty what is not known; Ctrl-C records nothing.");
        var entry = new JsonObject
        {
            ["kind"] = await console.PromptAsync(new SelectionPrompt<string>().Title("What happened?").AddChoices(KindList.All.Select(k => k.Name)), ct),
            ["when"] = new JsonObject { ["edtf"] = await console.PromptAsync(new TextPrompt<string>("When (EDTF, such as 2021-01-22 or [[..2021-01-22]])?"), ct) },
            ["headline"] = await console.PromptAsync(new TextPrompt<string>("Headline?"), ct),
        };
        if (await OptionalAsync("Summary?") is { } summary)
            entry["summary"] = summary;
        if (await OptionalAsync("Where (places, with commas between)?") is { } places)
            entry["places"] = new JsonArray([.. places.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(p => (JsonNode)p)]);
        if (await OptionalAsync("Which outlet is it from?") is { } outlet)
        {
            entry["sources"] = new JsonArray(await OptionalAsync("At what address?") is { } url
                ? new JsonObject { ["outlet"] = outlet, ["url"] = url }
                : new JsonObject { ["outlet"] = outlet });
        }

        return await console.ConfirmAsync("Record it?", cancellationToken: ct) ? entry : throw new OperationCanceledException();

        async Task<string?> OptionalAsync(string question) =>
            await console.PromptAsync(new TextPrompt<string>(question).AllowEmpty(), ct) is { Length: > 0 } text ? text : null;
    }
}
