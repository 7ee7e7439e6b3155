using Timeline.Chronology;
using Timeline.Domain;
using Timeline.Domain.Editorial;
using Wolverine;
using Wolverine.ErrorHandling;
using Wolverine.Runtime.Handlers;

namespace Timeline.Marten;

/// <summary>Scheduled for the end of an embargo, in the transaction that sets it.</summary>
/// <param name="Story">The story's id.</param>
/// <param name="Entry">The entry's id.</param>
public sealed record LiftWhenDue(string Story, string Entry);

/// <summary>Lifts embargoes.</summary>
/// <remarks>What this leaves undone, <see cref="EmbargoClock"/> makes good a moment later.</remarks>
public static class LiftWhenDueHandler
{
    /// <summary>What fails for a moment is tried again; what fails for longer waits where it can be seen and replayed.</summary>
    public static void Configure(HandlerChain chain)
    {
        ArgumentNullException.ThrowIfNull(chain);
        int[] pauses = [100, 500, 2000];
        chain.OnAnyException().RetryWithCooldown([.. pauses.Select(p => TimeSpan.FromMilliseconds(p))]);
    }

    /// <summary>Called by Wolverine.</summary>
    public static async Task<OutgoingMessages> HandleAsync(
        LiftWhenDue message, INewsroom newsroom, MartenDesk desk, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(newsroom);
        ArgumentNullException.ThrowIfNull(desk);
        var lift = new LiftEmbargo { Entry = message.Entry, OnlyIfDue = true };
        var again = new OutgoingMessages();
        switch (await newsroom.ExecuteAsync(message.Story, lift, new Submission(EmbargoClock.Actor), ct))
        {
            case CommandResult.Refused { Refusal.Code: "too-busy" or "story-stopped" or "clock-behind" } refused:
                throw new InvalidOperationException($"The embargo on '{message.Entry}' stays: {refused.Refusal.Sentence}");
            // An editor has prolonged it, or a clock was set back.
            case CommandResult.Unchanged when await desk.EmbargoEndAsync(message.Story, message.Entry, ct) is { } end:
                var soonest = DateTimeOffset.UtcNow + MartenEngine.LookForDueMessages;
                again.Schedule(message, end > soonest ? end : soonest);
                break;
        }

        return again;
    }
}

/// <summary>What events say about embargoes.</summary>
internal static class Embargoes
{
    /// <summary>When the embargo that this event sets will end; null where it sets none.</summary>
    public static DateTimeOffset? EndOf(StoryEvent @event) => @event switch
    {
        // Another application's event may lack what ours never do.
        EntryRecorded recorded => recorded.Content?.EmbargoUntil,
        EntryEmbargoed embargoed => embargoed.Until,
        _ => null,
    };
}
