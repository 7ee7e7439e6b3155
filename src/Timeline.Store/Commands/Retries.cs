using Timeline.Domain;
using Wolverine.ErrorHandling;
using Wolverine.Runtime.Handlers;

namespace Timeline.Store.Commands;

/// <summary>What a durable message was to do cannot be done yet: somebody holds a row, as an import does for as long as it takes.</summary>
internal sealed class NotYetException(string message) : Exception(message);

/// <summary>When durable messages are tried again.</summary>
/// <remarks>Wolverine looks every fifteen seconds for what is scheduled (<see cref="TimelineStore"/>): a shorter pause may take as long.</remarks>
internal static class Retries
{
    // Each twice as long as the one before: whoever was waited for is not waited for longer than as long again, and a quarter of an hour.
    // Four and a half hours in all; Wolverine takes no more than twenty-five.
    private static readonly TimeSpan[] Pauses = [.. Enumerable.Range(0, 25).Select(n => TimeSpan.FromSeconds(1 << Math.Min(n, 10)))];

    private static readonly TimeSpan[] Moments = [.. new[] { 100, 500, 2000 }.Select(ms => TimeSpan.FromMilliseconds(ms))];

    /// <summary>What somebody outside must do is asked for as long as it takes, once a minute in the end.</summary>
    public static void TryForEver(this HandlerChain chain)
    {
        chain.OnAnyException().ScheduleRetryIndefinitely(Pauses[..7]);
    }

    /// <summary>What passes by itself is waited for for hours; what else fails for longer than a moment waits where it can be seen and replayed.</summary>
    public static void TryForHours(this HandlerChain chain)
    {
        chain.OnException<NotYetException>().ScheduleRetry(Pauses);
        chain.OnAnyException().RetryWithCooldown(Moments);
    }

    /// <summary>Lets a message fail of whose commands one was refused for no fault of its own.</summary>
    /// <exception cref="NotYetException">That passes by itself.</exception>
    /// <exception cref="InvalidOperationException">Somebody must mend what stands in the way.</exception>
    public static void ThrowIfHindered(this IEnumerable<CommandResult> results, string what)
    {
        var refusals = results.OfType<CommandResult.Refused>().Select(r => r.Refusal).ToList();
        if (refusals.Find(r => r.Reason == RefusalReason.Busy) is { } busy)
            throw new NotYetException($"{what}: {busy.Sentence}");
        if (refusals.Find(r => r.Code is "story-stopped" or "log-shorter" or "clock-behind") is { } fault)
            throw new InvalidOperationException($"{what}: {fault.Sentence}");
    }
}
