using Timeline.Domain;
using Timeline.Domain.Values;
using Timeline.Store.Embedded;

namespace Timeline.Store.Archives;

/// <summary>What of an archived event is beside what it says: who did it, when, and as part of what.</summary>
internal static class Envelope
{
    // Longer than those that the service makes.
    private const int LongestId = 200;

    /// <summary>What the service stores beside no event; null where nothing speaks against it.</summary>
    public static string? Problem(StoredEvent stored) =>
        !TokenTerms.IsSubject(stored.Actor) ? "its actor is none that a token can name."
        : !IsId(stored.CorrelationId) || !IsId(stored.CausationId) ? "what it belongs to, or was caused by, is no id."
        : Microseconds.Cut(stored.Recorded) != stored.Recorded ? "it was recorded at no whole microsecond."
        : stored is { Erased.Digests.Count: 0 } ? "keys stand for fields that a take-down took, and none is gone."
        : stored is { Erased: not null, Salt: not null } ? "it has the salt by which what a take-down took could be guessed."
        : null;

    private static bool IsId(string? text) => text is null || TextChecks.Problem(text, LongestId) is null;
}
