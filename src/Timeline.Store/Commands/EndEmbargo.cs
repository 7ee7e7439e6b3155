using Timeline.Domain;
using Timeline.Domain.Editorial;
using Timeline.Domain.Stories;
using Wolverine;
using Wolverine.ErrorHandling;
using Wolverine.Runtime.Handlers;

namespace Timeline.Store.Commands;

/// <summary>
/// Scheduled for the end of an embargo, in the transaction that sets it: whatever happens to the node, the embargo ends.
/// <see cref="EmbargoTimer"/> is quicker where all is well.
/// </summary>
/// <param name="Story">The story's id.</param>
/// <param name="Entry">The entry's id; null where the story itself is under the embargo.</param>
/// <param name="Until">The embargo's end.</param>
public sealed record EndEmbargo(string Story, string? Entry, DateTimeOffset Until)
{
    /// <summary>Who ends embargoes, in the history.</summary>
    public const string Actor = "timeline";

    /// <summary>The command.</summary>
    internal CarryOut Command => new(
        Story, Entry is null ? new LiftStoryEmbargo { OnlyIfDue = true } : new LiftEmbargo { Entry = Entry, OnlyIfDue = true },
        new Submission(Actor));

    /// <summary>The message that an event calls for; null where it sets no embargo.</summary>
    internal static EndEmbargo? Of(string story, StoryEvent @event) => @event switch
    {
        EntryRecorded { Content.EmbargoUntil: { } until } recorded => new(story, recorded.Entry, until),
        EntryEmbargoed embargoed => new(story, embargoed.Entry, embargoed.Until),
        StoryOpened { EmbargoUntil: { } until } => new(story, null, until),
        StoryEmbargoed embargoed => new(story, null, embargoed.Until),
        _ => null,
    };
}

/// <summary>Ends embargoes.</summary>
public static class EndEmbargoHandler
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>What fails for a moment is tried again; what fails for longer waits where it can be seen and replayed.</summary>
    public static void Configure(HandlerChain chain)
    {
        ArgumentNullException.ThrowIfNull(chain);
        int[] pauses = [100, 500, 2000];
        chain.OnAnyException().RetryWithCooldown([.. pauses.Select(p => TimeSpan.FromMilliseconds(p))]);
    }

    /// <summary>Called by Wolverine.</summary>
    public static async Task<OutgoingMessages> HandleAsync(EndEmbargo message, GroupCommit commands, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(commands);
        var again = new OutgoingMessages();
        switch (await commands.CarryOutAsync(message.Command, ct))
        {
            case CommandResult.Refused { Refusal.Code: "too-busy" or "story-stopped" or "clock-behind" } refused:
                throw new InvalidOperationException($"The embargo on '{message.Entry ?? message.Story}' stays: {refused.Refusal.Sentence}");
            // The clock of the database's server is behind ours. (Or an editor has prolonged it, which has a message of its own.)
            case CommandResult.Unchanged { Code: LiftEmbargo.NotYet } when DateTimeOffset.UtcNow - message.Until < Patience:
                again.Schedule(message, DateTimeOffset.UtcNow + Soon);
                break;
        }

        return again;
    }
}
