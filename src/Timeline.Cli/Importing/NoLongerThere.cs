using System.Text.Json.Nodes;
using Timeline.Cli.Frame;

namespace Timeline.Cli.Importing;

/// <summary>
/// What was taken over from a source earlier, and is no longer in its file. It is told and not retracted: that a calendar drops a day says
/// neither that it will not be nor that it was not. What an entry is called there stands in the story's history alone, which not everybody reads.
/// </summary>
internal static class NoLongerThere
{
    /// <summary>Why nobody can be told; a sentence.</summary>
    public const string Unknown = "Whether the story has entries that the file no longer has is not told: who may read its history (archivist, legal) learns it.";

    /// <summary>The entries of a source that still stand and that its file does not have, in the order of the chronology; null where the
    /// story's history is not for whoever asks.</summary>
    /// <param name="service">Whom to ask.</param>
    /// <param name="story">The story's path.</param>
    /// <param name="source">What stands before each id of the source.</param>
    /// <param name="mayBeInFile">Whether the file has what the source calls so, whatever became of it, or may have it where it cannot be read.</param>
    /// <param name="known">What the story has, by id.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyList<JsonObject>?> OfAsync(
        Service service, string story, string source, Func<string, bool> mayBeInFile, IReadOnlyDictionary<string, JsonObject> known, CancellationToken ct)
    {
        var gone = new HashSet<string>(StringComparer.Ordinal);
        using var answer = await service.TryOpenAsync($"{story}/history", "application/x-ndjson", ct);
        if (answer is null)
            return null;
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(ct));
        while (await lines.ReadLineAsync(ct) is { } line)
        {
            // Most events are of something else, and are not read.
            if (line.Contains("\"origin\"", StringComparison.Ordinal)
                && JsonNode.Parse(line)!["data"] is { } data && (string?)data["body"]?["origin"] is { } origin && origin.StartsWith(source + ":", StringComparison.Ordinal)
                && !mayBeInFile(origin) && (string?)data["entry"] is { } id
                && known.TryGetValue(id, out var entry) && (string?)entry["status"] is not ("retracted" or "removed"))
                gone.Add(id);
        }

        return [.. known.Where(k => gone.Contains(k.Key)).Select(k => k.Value)];
    }

    /// <summary>What an editor may do about one.</summary>
    public static string Advice(JsonObject entry) => (bool?)entry["planned"] is true
        ? "The file no longer has it. It stays: say by its outcome (cancelled, postponed, moved) what became of it, or retract it. What is from another file needs a --source of its own."
        : "The file no longer has it. It stays: retract it, with the reason, where it was wrong. What is from another file needs a --source of its own.";
}
