using System.Security.Cryptography;
using System.Text;
using Timeline.Domain;
using Timeline.Domain.People;
using Timeline.Domain.Values;
using Timeline.Store.TakeDowns;

namespace Timeline.Store.Commands;

/// <summary>A command on its way: the message that Wolverine's <c>IMessageBus.InvokeAsync</c> takes.</summary>
/// <param name="Story">The story's id; for <see cref="OpenStory"/> that of the new one.</param>
/// <param name="Command">The command.</param>
/// <param name="By">Who asks.</param>
public sealed record CarryOut(string Story, Command Command, Submission By)
{
    /// <summary>The id of the entry that the command may make: short, safe in a URL; the same at every attempt.</summary>
    // Random: it says nothing about other entries.
    internal string NewEntry { get; } = RandomNumberGenerator.GetString(EntryId.Letters, EntryId.Length);

    /// <summary>The people and bodies that the command names, by id.</summary>
    internal IReadOnlyList<string> Names => field ??= [.. Command.NamesPeople.Where(SlugAttribute.IsSlug).Distinct()];

    /// <summary>The streams without whose heads it cannot be decided.</summary>
    internal IReadOnlyList<string> Streams => field ??= [Story, .. Names.Select(StreamId.OfPerson)];

    /// <summary>What is asked for, without a word of what it says: it is in the log where it fails.</summary>
    public override string ToString() => $"{Command.GetType().Name} on {Story}";
}

/// <summary>Who asks, and what is kept of the request.</summary>
/// <param name="Actor">The subject of the editor's token.</param>
/// <param name="CorrelationId">The request that it belongs to.</param>
/// <param name="Key">The idempotency key, or null; of it only the digest is kept, for it may repeat what the request says.</param>
/// <param name="Fingerprint">The digest of the request, by which a repetition is told from another one.</param>
public sealed record Submission(string Actor, string? CorrelationId = null, string? Key = null, byte[]? Fingerprint = null)
{
    /// <summary>The SHA-256 of the idempotency key in hexadecimal, or null.</summary>
    public string? Key { get; } = Key is null ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key)));

    /// <summary>Whether they may only record drafts and work on them.</summary>
    public bool DraftsOnly { get; init; }

    /// <summary>Whether of what the public does not see they see drafts alone.</summary>
    public bool SeesDraftsOnly { get; init; }
}

/// <summary>What became of a command.</summary>
public abstract record CommandResult
{
    private CommandResult()
    {
    }

    /// <summary>Stored and in the chronology.</summary>
    /// <param name="Entry">The entry it concerns, or null where it concerns the story.</param>
    /// <param name="EventVersion">The number of events of the story.</param>
    /// <param name="PublicVersion">The number of public changes of the story.</param>
    /// <param name="Position">The event's position among all events.</param>
    /// <param name="UpdatedAt">The entry's new <see cref="Entry.UpdatedAt"/>, or the story's.</param>
    public sealed record Stored(string? Entry, long EventVersion, long PublicVersion, long Position, DateTimeOffset UpdatedAt)
        : CommandResult
    {
        /// <summary>What the service decided or understood by itself.</summary>
        public IReadOnlyList<Note> Notes { get; init; } = [];

        /// <summary>Of a take-down, what readers were shown of what it is of; null of other commands.</summary>
        public Gone? Gone { get; init; }
    }

    /// <summary>Nothing was stored, since nothing would change.</summary>
    /// <param name="Entry">The entry it concerns, or null where it concerns the story.</param>
    /// <param name="EventVersion">The number of events of the story.</param>
    /// <param name="PublicVersion">The number of public changes of the story.</param>
    /// <param name="UpdatedAt">The entry's <see cref="Entry.UpdatedAt"/>, or the story's.</param>
    /// <param name="Sentence">Why nothing changes.</param>
    /// <param name="Code">The reason's name, where a program asks for it.</param>
    public sealed record Unchanged(
        string? Entry, long EventVersion, long PublicVersion, DateTimeOffset UpdatedAt, string Sentence, string? Code = null)
        : CommandResult;

    /// <summary>Nothing was stored.</summary>
    /// <param name="Refusal">Why.</param>
    public sealed record Refused(Refusal Refusal) : CommandResult;

    /// <summary>Whoever sent it has gone before it was carried out: nobody is there to be answered. It is stored where its group was on its way already.</summary>
    public sealed record Left : CommandResult;
}

/// <summary>
/// Whether the command was stored cannot be told: the connection broke while it was, and the database is out of reach. It is
/// never tried again blindly; with an Idempotency-Key the client may.
/// </summary>
public sealed class CommitUnknownException(Exception cause)
    : Exception("Whether the command was stored cannot be told at present.", cause);

/// <summary>Called by Wolverine.</summary>
public static class CarryOutHandler
{
    /// <summary>Hands the command to the group that is committed next.</summary>
    public static async Task<CommandResult> HandleAsync(CarryOut message, GroupCommit commands, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(commands);
        try
        {
            return await commands.CarryOutAsync(message, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Wolverine logs whatever is thrown here as a failure, and that a client goes away is none.
            return new CommandResult.Left();
        }
    }
}
