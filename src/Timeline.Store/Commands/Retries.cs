using Timeline.Domain;
using Wolverine;
using Wolverine.ErrorHandling;
using Wolverine.Runtime.Handlers;

namespace Timeline.Store.Commands;

/// <summary>When durable messages are tried again.</summary>
/// <remarks>Wolverine looks every five seconds for what is scheduled: a shorter pause may take as long.</remarks>
internal static class Retries
{
    /// <summary>What a message says of how often it was sent before.</summary>
    public const string Tries = "tries";

    // Each twice as long as the one before: whoever was waited for is not waited for longer than as long again, and a quarter of an hour.
    // Four and a half hours in all.
    private static readonly TimeSpan[] Pauses = [.. Enumerable.Range(0, 25).Select(n => TimeSpan.FromSeconds(1 << Math.Min(n, 10)))];

    private static readonly TimeSpan[] Moments = [.. new[] { 100, 500, 2000 }.Select(ms => TimeSpan.FromMilliseconds(ms))];

    /// <summary>What somebody outside must do is asked for as long as it takes, once a minute in the end.</summary>
    public static void TryForEver(this HandlerChain chain)
    {
        chain.OnAnyException().ScheduleRetryIndefinitely(Pauses[..7]);
    }

    /// <summary>What fails for longer than a moment waits where it can be seen and replayed.</summary>
    public static void TryForAMoment(this HandlerChain chain)
    {
        chain.OnAnyException().RetryWithCooldown(Moments);
    }

    /// <summary>What follows a message of whose commands one may have been refused for no fault of its own: where somebody holds a row, as an
    /// import does for as long as it takes, the same message, later. That is no failure, for Wolverine counts those together, whatever failed.</summary>
    /// <param name="results">What its commands were answered.</param>
    /// <param name="tries">How often it was sent before.</param>
    /// <param name="next">The message as it comes again.</param>
    /// <param name="what">What is not done yet, for whoever sees to it.</param>
    /// <exception cref="InvalidOperationException">Somebody must mend what stands in the way, or it has stood there for hours.</exception>
    public static OutgoingMessages After<T>(IEnumerable<CommandResult> results, int tries, T next, string what)
        where T : notnull
    {
        var again = new OutgoingMessages();
        var refusals = results.OfType<CommandResult.Refused>().Select(r => r.Refusal).ToList();
        if (tries < Pauses.Length && refusals.Exists(r => r.Reason == RefusalReason.Busy))
            again.Delay(next, Pauses[tries]);
        else if (refusals.Find(r => r.Reason == RefusalReason.Busy || r.Code is "story-stopped" or "log-shorter" or "clock-behind") is { } fault)
            throw new InvalidOperationException($"{what}: {fault.Sentence}");
        return again;
    }
}
