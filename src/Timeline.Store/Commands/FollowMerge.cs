using Timeline.Domain.Editorial;
using Timeline.Domain.People;
using Timeline.Store.Queries;
using Wolverine;
using Wolverine.Runtime.Handlers;

namespace Timeline.Store.Commands;

/// <summary>
/// Brings entries to what the register says of a merge, or of its undoing: each is moved by a command of its own, so that every
/// story tells of it and no version of the past changes. Sent in the transaction that merges, for a little later: whatever happens
/// to the node, and whatever was recorded under the old id at the same moment, it is done.
/// </summary>
/// <param name="Person">The old id.</param>
/// <param name="Actor">Who asked for it.</param>
/// <param name="Tries">How often it was sent before, while somebody held one of the stories.</param>
public sealed record FollowMerge(string Person, string Actor, int Tries = 0)
{
    /// <summary>The message that an event calls for; null where it merges nobody.</summary>
    internal static FollowMerge? Of(Domain.StoryEvent @event, string actor) =>
        @event is PersonMerged or PersonMergeUndone ? new(((PersonEvent)@event).Person, actor) : null;
}

/// <summary>Follows merges.</summary>
public static class FollowMergeHandler
{
    /// <summary>Called by Wolverine.</summary>
    public static void Configure(HandlerChain chain) => chain.TryForAMoment();

    /// <summary>Called by Wolverine.</summary>
    public static async Task<OutgoingMessages> HandleAsync(FollowMerge message, TimelineDatabase database, GroupCommit commands, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Retries.After(
            await MoveAsync(message, database, commands, ct), message.Tries, message with { Tries = message.Tries + 1 },
            $"Not all entries that name '{message.Person}' are moved yet");
    }

    /// <summary>Moves what there is to move, without the message: for whoever merges and would see it done. What of it is refused here, or
    /// fails, the message does later.</summary>
    public static async Task<IReadOnlyList<CommandResult>> MoveAsync(
        FollowMerge message, TimelineDatabase database, GroupCommit commands, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(commands);
        if ((await database.RegisteredAsync([message.Person], ct)).FirstOrDefault() is not { WasMergedInto: { } into } person)
            return [];
        var undo = person.MergedInto is null;
        var (from, to) = undo ? (into, person.Id) : (person.Id, into);
        return await Task.WhenAll((await database.ToMoveAsync(from, to, undo, ct)).Select(e => commands.CarryOutAsync(
            new(e.Story, new MovePerson { Entry = e.Entry, From = from, To = to, Undo = undo }, new(message.Actor)), ct)));
    }
}
