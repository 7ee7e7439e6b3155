using System.CommandLine;
using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Timeline.Cli.Frame;

namespace Timeline.Cli.Reading;

/// <summary><c>follow</c>: public changes as they come.</summary>
internal static class FollowCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    public static Command Create()
    {
        var stories = Terminal.Stories("The stories' ids.", ArgumentArity.OneOrMore);
        var after = Number("--after", "Begin after this public version; without it, with what comes now.");
        var count = Number("--count", "End after so many changes; without it, at Ctrl-C.");
        var command = new Command("follow", "Print the public changes of stories as they come, a line each. A broken connection is " +
            "made anew, and nothing is lost or comes twice.")
        {
            stories, after, count, Terminal.Json,
        };
        Service.SetAction(command, async (asked, service, ct) =>
        {
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var (left, gate) = (asked.GetValue(count) ?? long.MaxValue, new object());
            async Task FollowAsync(string story)
            {
                await foreach (var change in ChangesAsync(service, story, asked.GetValue(after), enough.Token))
                {
                    // Line by line, whichever story it comes from.
                    lock (gate)
                    {
                        if (left-- <= 0)
                            return;
                        asked.InvocationConfiguration.Output.WriteLine(Line(story, change, asked.GetValue(Terminal.Json)));
                        asked.InvocationConfiguration.Output.Flush();
                        if (left == 0)
                            enough.Cancel();
                    }
                }
            }

            try
            {
                await Task.WhenAll(asked.GetValue(stories)!.Distinct().Select(FollowAsync));
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                // Enough of them came.
            }

            return ExitCodes.Done;
        });
        return command;
    }

    // The library's own sentence on what is none names types of .NET.
    private static Option<long?> Number(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            if (long.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var number))
                return number;
            result.AddError($"{name} must be a whole number, not '{result.Tokens[0].Value}'.");
            return null;
        },
    };

    private static async IAsyncEnumerable<SseItem<string>> ChangesAsync(
        Service service, string story, long? after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        // From a version on, so that what comes while a connection is made anew is not passed over.
        var last = $"{after ?? (long)(await service.GetAsync(Pages.Story(story), ct))["version"]!}";
        for (var connected = false; ; connected = true)
        {
            ct.ThrowIfCancellationRequested();
            HttpResponseMessage answer;
            try
            {
                answer = await service.OpenAsync(Pages.Address($"{Pages.Story(story)}/live", ("after", last)), "text/event-stream", ct);
            }
            catch (UnreachableException) when (connected)
            {
                await Task.Delay(Pause, ct);
                continue;
            }

            using (answer)
            {
                var items = SseParser.Create(await answer.Content.ReadAsStreamAsync(ct)).EnumerateAsync(ct).GetAsyncEnumerator(ct);
                await using (items)
                {
                    while (await NextAsync(items))
                    {
                        // Without an id it is a sign of life.
                        if (items.Current is not { EventId: { Length: > 0 } id } item || item.Data.Length == 0 || id == last)
                            continue;
                        last = id;
                        yield return item;
                    }
                }
            }

            await Task.Delay(Pause, ct);
        }
    }

    private static async Task<bool> NextAsync(IAsyncEnumerator<SseItem<string>> items)
    {
        try
        {
            return await items.MoveNextAsync();
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            return false;
        }
    }

    private static string Line(string story, SseItem<string> item, bool json)
    {
        var change = JsonNode.Parse(item.Data)!.AsObject();
        if (json)
            return Pages.Json(new JsonObject([KeyValuePair.Create("of", (JsonNode?)story), .. change.Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone()))]));
        var words = change["entry"]?["headline"] ?? change["story"]?["title"] ?? change["id"];
        return Terminal.Safe(string.Join(' ', new[] { $"{story} {item.EventId} {change["recordedAt"]} {item.EventType}:", $"{change["entry"]?["when"]?["display"]}", $"{words}" }
            .Where(part => part.Length > 0)));
    }
}
