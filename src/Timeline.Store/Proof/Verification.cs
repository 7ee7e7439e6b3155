namespace Timeline.Store.Proof;

/// <summary>The hash of a stream at a version. Kept outside the database, it proves everything up to there.</summary>
/// <param name="Stream">The stream's id.</param>
/// <param name="Version">The version, from 1.</param>
/// <param name="Hash">The hash of the event with that version; empty when it is unsigned.</param>
public sealed record Anchor(string Stream, long Version, string Hash);

/// <summary>What verifying one stream has shown.</summary>
/// <param name="Stream">The stream's id.</param>
/// <param name="Events">How many events it has.</param>
/// <param name="Head">Its last event's hash, to be kept outside; null when it has no event.</param>
/// <param name="Findings">What is wrong, by version; empty when all is as it was written.</param>
public sealed record VerifiedStream(string Stream, long Events, Anchor? Head, IReadOnlyList<Finding> Findings)
{
    /// <summary>What was taken down by order, and is named by the event that did it: no finding. A sentence for each event.</summary>
    public IReadOnlyList<string> TakenDown { get; init; } = [];
}

/// <summary>A place where a stream's history is not as it was written.</summary>
/// <param name="Kind">What seems to have happened.</param>
/// <param name="Version">The version concerned.</param>
/// <param name="Position">The event's position; null when there is no event.</param>
/// <param name="Message">A sentence for a person.</param>
public sealed record Finding(FindingKind Kind, long Version, long? Position, string Message);

/// <summary>What seems to have happened to an event.</summary>
public enum FindingKind
{
    /// <summary>It, or the hash of the event before it, is not what was signed, or not signed at all; or an anchor says otherwise.</summary>
    Changed,

    /// <summary>There is no event where there must have been one, or no row for its stream.</summary>
    Removed,

    /// <summary>It was given another number, or stands in another place.</summary>
    Moved,
}
