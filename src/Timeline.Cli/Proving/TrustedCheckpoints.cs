using System.Text.Json.Nodes;
using Timeline.Cli.Frame;
using Timeline.Store.Embedded;
using Timeline.Store.Proof;
using Timeline.Store.Proof.Checkpoints;

namespace Timeline.Cli.Proving;

/// <summary>Signed checkpoints whose signatures hold, under keys that whoever verifies trusts.</summary>
internal sealed class TrustedCheckpoints
{
    private readonly List<Checkpoint> _all = [];
    private readonly Dictionary<string, long> _covered = new(StringComparer.Ordinal);

    public bool Any => _all.Count > 0;

    public int Count => _all.Count;

    public DateTimeOffset Newest => _all.Max(c => c.Made);

    /// <summary>The heads that they signed, the oldest first: of two that contradict each other the older counts.</summary>
    public IEnumerable<Anchor> Anchors => _all.OrderBy(c => c.Made).SelectMany(c => c.Stories);

    /// <summary>Up to which event version a story is covered.</summary>
    public long CoveredOf(string story) => _covered.GetValueOrDefault(story);

    public JsonArray ToJson() => [.. _all.Select(c => new JsonObject { ["made"] = c.Made, ["events"] = c.Events })];

    /// <summary>Takes one in.</summary>
    /// <exception cref="FormatException">Its signature does not hold; the message is a predicate.</exception>
    public void Add(string jws, CheckpointKeys keys)
    {
        var checkpoint = Checkpoint.Read(jws, keys);
        _all.Add(checkpoint);
        foreach (var story in checkpoint.Stories)
            _covered[story.Stream] = Math.Max(CoveredOf(story.Stream), story.Version);
    }

    /// <summary>The keys of a file (a JWK Set), or else those of the service's own folder; null where there are none.</summary>
    public static async Task<CheckpointKeys?> KeysAsync(string? file, CancellationToken ct)
    {
        try
        {
            if (file is not null)
                return CheckpointKeys.OfJwkSet(await GivenFile.TextAsync(file, ct));
            var folder = Surroundings.Of("Checkpoints__Keys") is { } given
                ? given
                : Path.Combine(DataFolder.Default, "checkpoint-keys");
            return Directory.Exists(folder) ? CheckpointKeys.Read(folder, DataFolder.Default) : null;
        }
        catch (FormatException error)
        {
            throw new FailedException(file is null ? error.Message : $"{file} {error.Message}.");
        }
    }
}
