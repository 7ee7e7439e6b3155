using Timeline.Domain;
using Timeline.Domain.Editorial;
using Timeline.Domain.Stories;
using Wolverine;
using Wolverine.Runtime.Handlers;

namespace Timeline.Store.Commands;

/// <summary>
/// Scheduled for the end of an embargo, for a planned publication, or for when a reply may go, in the transaction that sets it: whatever happens to the
/// node, it comes to pass. <see cref="EmbargoTimer"/> is quicker where all is well.
/// </summary>
/// <param name="Story">The story's id.</param>
/// <param name="Entry">The entry's id; null where it is of the story itself.</param>
/// <param name="Until">The instant.</param>
/// <param name="Tries">How often it was sent before, while somebody held the story.</param>
public sealed record EndEmbargo(string Story, string? Entry, DateTimeOffset Until, int Tries = 0)
{
    /// <summary>Who ends embargoes and publishes what was planned, in the history.</summary>
    public const string Actor = "timeline";

    internal CarryOut Command => new(
        Story, Entry is null ? new StoryComesDue() : new ComeDue { Entry = Entry },
        new Submission(Actor));

    /// <summary>The message that an event calls for; null where it gives the clock nothing to do.</summary>
    internal static EndEmbargo? Of(string story, StoryEvent @event) => @event switch
    {
        EntryRecorded { Content.EmbargoUntil: { } until } recorded => new(story, recorded.Entry, until),
        EntryEmbargoed { Until: { } until } embargoed => new(story, embargoed.Entry, until),
        EntryScheduled { At: { } at } scheduled => new(story, scheduled.Entry, at),
        ReplyRecorded { Until: { } until } replied => new(story, replied.Entry, until),
        StoryOpened { EmbargoUntil: { } until } => new(story, null, until),
        StoryEmbargoed { Until: { } until } => new(story, null, until),
        StoryScheduled { At: { } at } => new(story, null, at),
        _ => null,
    };
}

/// <summary>Ends embargoes.</summary>
public static class EndEmbargoHandler
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Called by Wolverine.</summary>
    public static void Configure(HandlerChain chain) => chain.TryForAMoment();

    /// <summary>Called by Wolverine.</summary>
    public static async Task<OutgoingMessages> HandleAsync(EndEmbargo message, GroupCommit commands, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(commands);
        var result = await commands.CarryOutAsync(message.Command, ct);
        var again = Retries.After(
            [result], message.Tries, message with { Tries = message.Tries + 1 }, $"The embargo on '{message.Entry ?? message.Story}' stays");
        // The clock of the database's server is behind ours. (Or an editor has prolonged it, which has a message of its own.)
        if (result is CommandResult.Unchanged { Code: ComeDue.NotYet } && DateTimeOffset.UtcNow - message.Until < Patience)
            again.Schedule(message, DateTimeOffset.UtcNow + Soon);
        return again;
    }
}
