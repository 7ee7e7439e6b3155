using System.Globalization;
using Timeline.Domain;
using Timeline.EventLog;

namespace Timeline.Chronology;

/// <summary>What is kept under an idempotency key, so that a request sent twice is answered twice and carried out once.</summary>
internal sealed class Receipts(EventStore log)
{
    /// <summary>What to keep of an accepted command.</summary>
    public static string Write(string? entry, DateTimeOffset updated) =>
        string.Create(CultureInfo.InvariantCulture, $"{entry} {EntryTag.Microseconds(updated)}");

    /// <summary>The answer that the request had before; null where its key was never used.</summary>
    public async Task<CommandResult?> RecallAsync(Submission by, CancellationToken ct)
    {
        if (by.Key is null || await log.RecallAsync(by.Actor, by.Key, ct) is not { } known)
            return null;
        if (!known.Fingerprint.AsSpan().SequenceEqual(by.Fingerprint))
        {
            return new CommandResult.Refused(Refusal.Of(RefusalReason.Invalid, "idempotency-key-reused",
                "This Idempotency-Key was used for another request. Use a new key for a new command."));
        }

        var parts = known.Result.Split(' ');
        return new CommandResult.Stored(parts[0].Length > 0 ? parts[0] : null, known.Version, known.Position,
            EntryTag.FromMicroseconds(long.Parse(parts[1], CultureInfo.InvariantCulture)));
    }
}
