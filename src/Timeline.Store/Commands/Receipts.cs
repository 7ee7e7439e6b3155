using System.Globalization;
using Timeline.Domain;
using Timeline.Store.Log;
using Timeline.Store.Projections;

namespace Timeline.Store.Commands;

/// <summary>What is kept under an idempotency key, so that a request sent twice is answered twice and carried out once.</summary>
internal sealed class Receipts(EventStore log)
{
    /// <summary>What to keep of an accepted command.</summary>
    public static string Write(string? entry, DateTimeOffset updated, long publicVersion) =>
        string.Create(CultureInfo.InvariantCulture, $"{entry} {EntryTag.Microseconds(updated)} {publicVersion}");

    /// <summary>
    /// What to answer where nothing was stored. It may be so because its twin, sent at the same time, has done it all: then it
    /// has its answer. That nothing would change is an answer too, and is kept: by the next time, something might.
    /// </summary>
    public async Task<CommandResult> SettleAsync(Submission by, string story, CommandResult result, CancellationToken ct)
    {
        if (by.Key is null)
            return result;
        if (result is CommandResult.Unchanged unchanged && await log.RememberAsync(
            by.Actor, new(by.Key, by.Fingerprint ?? [], $"{Write(unchanged.Entry, unchanged.UpdatedAt, unchanged.PublicVersion)} {unchanged.Sentence}"),
            story, unchanged.EventVersion, ct))
            return result;
        return await RecallAsync(by, ct) ?? result;
    }

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

        var parts = known.Result.Split(' ', 4);
        var updated = EntryTag.FromMicroseconds(long.Parse(parts[1], CultureInfo.InvariantCulture));
        var publicVersion = long.Parse(parts[2], CultureInfo.InvariantCulture);
        return parts is [var entry, _, _, var sentence]
            ? new CommandResult.Unchanged(entry, known.Version, publicVersion, updated, sentence)
            : new CommandResult.Stored(parts[0].Length > 0 ? parts[0] : null, known.Version, publicVersion, known.Position, updated);
    }
}
