using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Timeline.Domain;
using Timeline.Domain.People;
using Timeline.Domain.Stories;
using Timeline.Store;
using Timeline.Store.Commands;
using Timeline.Store.Queries;
using Wolverine;

namespace Timeline.Api.Recording;

/// <summary>
/// The first real story, as a file of commands. In Development an empty database is filled from it, each command on the same
/// way as an editor's, before anybody can read it half.
/// </summary>
internal sealed class FirstStory(IServiceScopeFactory scopes, TimelineDatabase db, IHostEnvironment environment) : IHostedService
{
    public const string Id = "navalny-2021";

    /// <summary>Fills an empty database in Development, or goes on where a start before was broken off.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (environment.IsDevelopment() && (await db.StoriesAsync(null, 2, hidden: true, ct: cancellationToken)).Stories.All(s => s.Current.Id == Id))
        {
            await using var scope = scopes.CreateAsyncScope();
            await PlantAsync(scope.ServiceProvider.GetRequiredService<IMessageBus>(), Commands());
        }
    }

    /// <summary>Does nothing: a planting is done once the service has started.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    internal static JsonArray Commands()
    {
        using var file = typeof(FirstStory).Assembly.GetManifestResourceStream($"Timeline.Api.Stories.{Id}.json")!;
        return JsonNode.Parse(file)!.AsArray();
    }

    /// <summary>Carries out commands: <c>post</c> is the route, <c>put</c> that of somebody in the register, <c>as</c> a name by which later links can mean the entry.</summary>
    internal static async Task PlantAsync(IMessageBus bus, JsonArray commands)
    {
        var entries = new Dictionary<string, string>();
        for (var i = 0; i < commands.Count; i++)
        {
            var line = commands[i]!.AsObject();
            var body = line["body"]!.AsObject();
            Resolve(body, entries);
            var (stream, command) = line["put"]?.GetValue<string>() is { } person ? ReadPerson(person, body) : Read(line["post"]!.GetValue<string>(), body);
            // The key makes it safe to go over the commands again, and for two nodes to do so at once.
            var by = new Submission("first-story", null, $"{stream}/{i}", SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(body)));
            var result = await bus.InvokeAsync<CommandResult>(new CarryOut(stream, command, by));
            // An editor's story of that name, not ours.
            if (i == 0 && result is CommandResult.Refused { Refusal.Code: "story-exists" })
                return;
            // Whom editors have registered they know better.
            if (command is RegisterPerson)
                continue;
            if (result is not CommandResult.Stored stored)
                throw new InvalidOperationException($"Command {i} of the first story was not stored: {result}");
            if (line["as"]?.GetValue<string>() is { } name)
                entries[name] = stored.Entry!;
        }
    }

    // A text such as @arrest means an entry.
    private static void Resolve(JsonNode? node, Dictionary<string, string> entries)
    {
        foreach (var child in node is JsonObject ? node.AsObject().Select(f => f.Value).ToArray() : (node as JsonArray)?.ToArray() ?? [])
            Resolve(child, entries);
        if (node is JsonValue value && value.TryGetValue<string>(out var name) && name.StartsWith('@'))
            node.ReplaceWith(entries[name[1..]]);
    }

    private static (string Stream, Command Command) ReadPerson(string route, JsonObject body)
    {
        var person = route[(route.LastIndexOf('/') + 1)..];
        return CommandReader.Read(JsonSerializer.SerializeToUtf8Bytes(body), typeof(PersonRecord), out var problem) is PersonRecord record
            ? (StreamId.OfPerson(person), new RegisterPerson(record) { Person = person })
            : throw new InvalidOperationException($"{route}: {problem}");
    }

    private static (string Story, Command Command) Read(string route, JsonObject body)
    {
        var parts = route.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var kind = parts.Length == 3 ? CommandReader.KindOf(parts[2]) : null;
        var json = JsonSerializer.SerializeToUtf8Bytes(body);
        var ofStory = parts.Length == 3 ? CommandReader.OfStory.FirstOrDefault(c => c.Route == parts[2]) : null;
        return CommandReader.Read(json, kind?.BodyType ?? ofStory?.BodyType ?? typeof(OpenStory), out var problem) switch
        {
            OpenStory open => (open.Id, open),
            StoryCommand command => (parts[1], command),
            EntryBody entry => (parts[1], new RecordEntry(entry)),
            _ => throw new InvalidOperationException($"{route}: {problem}"),
        };
    }
}
