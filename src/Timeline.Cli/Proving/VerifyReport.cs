using System.Text.Json.Nodes;
using Timeline.Cli.Frame;
using Timeline.Cli.Reading;
using Timeline.Store.Proof;

namespace Timeline.Cli.Proving;

/// <summary>What verify says: a line as it finds it, or all of it as one JSON object at the end.</summary>
internal sealed class VerifyReport(TextWriter output, bool json, TrustedCheckpoints checkpoints)
{
    private readonly JsonArray _stories = [];
    private readonly JsonArray _others = [];
    private readonly HashSet<string> _broken = [];

    public bool Whole { get; private set; } = true;

    /// <summary>That something is wrong, of a story or, where that is null, of what was kept outside.</summary>
    public async Task AddAsync(string? story, string kind, string message, long? version = null)
    {
        Whole = false;
        if (story is not null)
            _broken.Add(story);
        if (json)
            _others.Add(new JsonObject { ["story"] = story, ["eventVersion"] = version, ["kind"] = kind, ["message"] = message });
        else
            await output.WriteLineAsync(story is null ? message : $"{story}: {kind}: {message}");
    }

    /// <summary>What verifying a story's events has shown.</summary>
    public async Task AddAsync(VerifiedStream stream)
    {
        var covered = Math.Min(checkpoints.CoveredOf(stream.Stream), stream.Events);
        Whole &= stream.Findings.Count == 0;
        if (json)
        {
            _stories.Add(new JsonObject
            {
                ["story"] = stream.Stream,
                ["eventVersion"] = stream.Head?.Version,
                ["hash"] = stream.Head?.Hash,
                ["events"] = stream.Events,
                ["covered"] = covered,
                ["notCovered"] = stream.Events - covered,
                ["takenDown"] = new JsonArray([.. stream.TakenDown.Select(t => (JsonNode)t)]),
                ["findings"] = new JsonArray([.. stream.Findings.Select(f => (JsonNode)new JsonObject
                {
                    ["eventVersion"] = f.Version, ["position"] = f.Position, ["kind"] = f.Kind.ToString(), ["message"] = f.Message,
                })]),
            });
            return;
        }

        if (stream.Findings.Count == 0 && !_broken.Contains(stream.Stream) && stream.Head is { } head)
            await output.WriteLineAsync($"{head.Stream}={head.Hash} event version {head.Version}");
        foreach (var told in stream.TakenDown)
            await output.WriteLineAsync($"{stream.Stream}: taken down: {told}");
        foreach (var finding in stream.Findings)
            await output.WriteLineAsync($"{stream.Stream}: {finding.Kind}: {finding.Message}");
        if (checkpoints.Any && covered < stream.Events)
            await output.WriteLineAsync($"{stream.Stream}: {stream.Events - covered} events after event version {covered} are not covered by a checkpoint yet");
    }

    public async Task EndAsync()
    {
        if (json)
        {
            await output.WriteLineAsync(Pages.Json(new JsonObject
            {
                ["whole"] = Whole,
                ["checkpoints"] = checkpoints.ToJson(),
                ["stories"] = _stories,
                ["findings"] = _others,
            }));
        }
        else if (checkpoints.Any)
        {
            await output.WriteLineAsync($"checked against {Terminal.Count(checkpoints.Count, "signed checkpoint", "signed checkpoints")}, the newest of {checkpoints.Newest:yyyy-MM-dd'T'HH:mm:ss'Z'}");
        }
    }
}
