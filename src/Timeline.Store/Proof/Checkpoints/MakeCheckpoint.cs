using Microsoft.Extensions.Logging;

namespace Timeline.Store.Proof.Checkpoints;

/// <summary>Comes by Wolverine's schedule, once for all nodes: a checkpoint is due, if anything was appended since the last.</summary>
public sealed record MakeCheckpoint;

/// <summary>Makes checkpoints.</summary>
public static partial class MakeCheckpointHandler
{
    /// <summary>Called by Wolverine.</summary>
    public static async Task HandleAsync(
        MakeCheckpoint message, TimelineDatabase database, CheckpointKeys keys, ILogger<MakeCheckpoint> log, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(keys);
        if (!keys.CanSign)
            NoKey(log);
        else
            await database.MakeCheckpointAsync(keys, onlyNew: true, ct);
    }

    [LoggerMessage(LogLevel.Warning, "No checkpoint is signed, since there is no key: set Checkpoints__Keys to a folder with one, or TIMELINE_DATA")]
    private static partial void NoKey(ILogger log);
}
