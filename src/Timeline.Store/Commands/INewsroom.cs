using Timeline.Domain;

namespace Timeline.Store.Commands;

/// <summary>
/// Where commands go. Each engine has its own (<see cref="Newsroom"/> is the native one's); to those who send commands they
/// are the same: the same decisions, events, rows and answers.
/// </summary>
public interface INewsroom
{
    /// <summary>Carries out a command on a story.</summary>
    /// <param name="story">The story's id; for <see cref="OpenStory"/> that of the new one.</param>
    /// <param name="command">The command.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="ct">Cancels; the outcome is then unknown, but all or nothing.</param>
    Task<CommandResult> ExecuteAsync(string story, Command command, Submission by, CancellationToken ct = default);
}

/// <summary>Who asks, and what the log keeps of the request.</summary>
/// <param name="Actor">The subject of the editor's token.</param>
/// <param name="CorrelationId">The request that it belongs to.</param>
/// <param name="Key">The idempotency key, or null.</param>
/// <param name="Fingerprint">The digest of the request, by which a repetition is told from another one.</param>
public sealed record Submission(string Actor, string? CorrelationId = null, string? Key = null, byte[]? Fingerprint = null);

/// <summary>What became of a command.</summary>
public abstract record CommandResult
{
    private CommandResult()
    {
    }

    /// <summary>Stored and in the chronology.</summary>
    /// <param name="Entry">The entry it concerns, or null where it concerns the story.</param>
    /// <param name="EventVersion">The number of events in the story's stream.</param>
    /// <param name="PublicVersion">The number of the story's public changes.</param>
    /// <param name="Position">The event's position in the whole log.</param>
    /// <param name="UpdatedAt">The entry's new <see cref="Entry.UpdatedAt"/>.</param>
    public sealed record Stored(
        string? Entry, long EventVersion, long PublicVersion, long Position, DateTimeOffset UpdatedAt) : CommandResult;

    /// <summary>Nothing was stored, since nothing would change.</summary>
    /// <param name="Entry">The entry it concerns.</param>
    /// <param name="EventVersion">The number of events in the story's stream.</param>
    /// <param name="PublicVersion">The number of the story's public changes.</param>
    /// <param name="UpdatedAt">The entry's <see cref="Entry.UpdatedAt"/>.</param>
    /// <param name="Sentence">Why nothing changes.</param>
    public sealed record Unchanged(
        string Entry, long EventVersion, long PublicVersion, DateTimeOffset UpdatedAt, string Sentence) : CommandResult;

    /// <summary>Nothing was stored.</summary>
    /// <param name="Refusal">Why.</param>
    public sealed record Refused(Refusal Refusal) : CommandResult;
}
