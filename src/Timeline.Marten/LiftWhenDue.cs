using Timeline.Chronology;
using Timeline.Domain;
using Timeline.Domain.Editorial;

namespace Timeline.Marten;

/// <summary>Scheduled for the end of an embargo, in the transaction that sets it.</summary>
/// <param name="Story">The story's id.</param>
/// <param name="Entry">The entry's id.</param>
public sealed record LiftWhenDue(string Story, string Entry);

/// <summary>Lifts embargoes.</summary>
public static class LiftWhenDueHandler
{
    /// <summary>The actor of what nobody did.</summary>
    public const string Actor = "timeline";

    /// <summary>Called by Wolverine. Where an editor has prolonged the embargo, another message stands for its new end.</summary>
    public static async Task HandleAsync(LiftWhenDue message, INewsroom newsroom, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(newsroom);
        var lift = new LiftEmbargo { Entry = message.Entry, OnlyIfDue = true };
        var result = await newsroom.ExecuteAsync(message.Story, lift, new Submission(Actor), ct);
        // Not lost: Wolverine tries again, and at last puts the message where it can be seen and replayed.
        if (result is CommandResult.Refused { Refusal.Code: "too-busy" or "story-stopped" } refused)
            throw new InvalidOperationException($"The embargo on '{message.Entry}' stays: {refused.Refusal.Sentence}");
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
