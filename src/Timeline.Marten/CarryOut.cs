using Timeline.Chronology;
using Timeline.Domain;
using Timeline.EventLog;
using Wolverine;
using Wolverine.Attributes;
using Wolverine.ErrorHandling;
using Wolverine.Runtime.Handlers;
using Command = Timeline.Domain.Command;

namespace Timeline.Marten;

/// <summary>A command on its way through Wolverine.</summary>
/// <param name="Story">The story's id.</param>
/// <param name="Command">The command.</param>
/// <param name="By">Who asks.</param>
/// <param name="NewId">An id for a new entry: the same in every attempt.</param>
public sealed record CarryOut(string Story, Command Command, Submission By, string NewId);

/// <summary>What became of a command; complete once the transaction is committed.</summary>
/// <param name="Result">The answer; its position may be missing.</param>
/// <param name="Position">Where the event was stored, where it was and Marten says so.</param>
public sealed record Outcome(CommandResult Result, Func<long> Position);

/// <summary>Loads, decides, and says what to store and what to do after the commit.</summary>
/// <remarks>
/// Marten's FetchForWriting would fold the whole stream for each command; a story's head and the entries that the command
/// names are at hand at a cost that does not grow with the story.
/// </remarks>
[Transactional]
public static class CarryOutHandler
{
    /// <summary>Of two that race, one wins and the other decides anew on what the first one left.</summary>
    public static void Configure(HandlerChain chain)
    {
        ArgumentNullException.ThrowIfNull(chain);
        int[] pauses = [5, 10, 20, 40, 80, 160, 250, 250, 250, 250];
        chain.OnException(Race.IsLost).RetryWithCooldown([.. pauses.Select(p => TimeSpan.FromMilliseconds(p))]);
    }

    /// <summary>Reads what the decision needs.</summary>
    public static Task<StoryAtHand> LoadAsync(CarryOut message, MartenDesk desk, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(desk);
        return desk.LoadAsync(message, ct);
    }

    /// <summary>Decides.</summary>
    public static (Outcome Outcome, StoreEvent? Store, OutgoingMessages AfterCommit) Handle(CarryOut message, StoryAtHand story)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(story);
        if (story.Known is { } known)
            return Answer(known);
        return message.Command.Decide(story.State, new(story.Now, message.NewId)) switch
        {
            Decision.Refused refused => Answer(new CommandResult.Refused(refused.Refusal)),
            Decision.NothingToDo nothing => Answer(new CommandResult.Unchanged(
                nothing.Entry, story.State.Version, story.State.Entries[nothing.Entry].UpdatedAt, nothing.Sentence)),
            Decision.Accepted accepted => Accept(message, story, accepted),
            _ => throw new InvalidOperationException("A decision is one of three."),
        };
    }

    private static (Outcome, StoreEvent?, OutgoingMessages) Accept(CarryOut message, StoryAtHand story, Decision.Accepted accepted)
    {
        var version = story.State.Version + 1;
        var (type, _, data) = Codec.Write(accepted.Event);
        string hash;
        try
        {
            hash = HashChain.Next(
                story.Hash, message.Story, version, type, story.Now, message.By.Actor, message.By.CorrelationId, null, data);
        }
        catch (FormatException error)
        {
            return Answer(new CommandResult.Refused(Refusal.Of(RefusalReason.Invalid, "unstorable", error.Message)));
        }

        var store = new StoreEvent(message, version, accepted.Event, story.Now, hash, accepted.Entry);
        var afterCommit = new OutgoingMessages { new StoryChanged(message.Story) };
        if (Embargoes.EndOf(accepted.Event) is { } end)
            afterCommit.Schedule(new LiftWhenDue(message.Story, accepted.Entry!), end);
        return (new(new CommandResult.Stored(accepted.Entry, version, 0, story.Now), () => store.Position), store, afterCommit);
    }

    private static (Outcome, StoreEvent?, OutgoingMessages) Answer(CommandResult result) => (new(result, () => 0), null, []);
}
