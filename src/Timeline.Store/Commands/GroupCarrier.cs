using System.Runtime.ExceptionServices;
using Timeline.Store.Projections;

namespace Timeline.Store.Commands;

/// <summary>Carries groups of commands out, one at a time, and answers; knows from one to the next what it leaves. While PostgreSQL stores one, the
/// next is decided on that.</summary>
/// <param name="writer">Decides and stores a group.</param>
/// <param name="clock">The time that is recorded.</param>
/// <param name="committed">Told of each group that is stored.</param>
/// <param name="aside">The lanes beside; null for one of these.</param>
/// <param name="held">Of a lane beside, the stream for whose row it waits.</param>
internal sealed class GroupCarrier(GroupWriter writer, ServerClock clock, Action<CommandGroup> committed, AsideLanes? aside, string? held)
{
    // Others can win a race only once, as the second try holds the rows' locks. More are needed where clocks are corrected, a deadlock is broken,
    // or the connection is lost.
    private const int Attempts = 10;

    // Of a lane that waits for a row: some ten seconds.
    private const int Waits = 5;

    private const int MostHeads = 10_000;

    private readonly Dictionary<string, LoadedStory> _heads = new(StringComparer.Ordinal);
    private CommandGroup? _last;
    private (ReadyGroup Ready, CommandGroup Before)? _ahead;
    private volatile bool _ends;

    private enum Tried
    {
        Answered,

        // Nothing is stored or answered: something is wrong with one of several.
        Refused,

        // Nothing is stored or answered: somebody else holds a row for longer than all others of the lane should wait.
        Locked,
    }

    /// <summary>Whether the group that comes next is decided.</summary>
    public bool IsAhead => _ahead is not null;

    /// <summary>Whether the last ones waited for a row that did not become free.</summary>
    public bool WaitedInVain { get; private set; }

    /// <summary>Waits for no row any longer.</summary>
    public void End() => _ends = true;

    /// <summary>Carries a group out, and answers all of it, whatever happens.</summary>
    /// <param name="group">The group.</param>
    /// <param name="next">Looks which group comes next; null where none does.</param>
    public async Task CarryOutAsync(List<Waiting> group, Func<List<Waiting>?> next)
    {
        try
        {
            var ready = await TakeAheadAsync();
            await CarryOutAsync(ready is null ? group.FindAll(w => aside?.Takes(w) is not true) : group, ready, next);
        }
        catch (Exception error)
        {
            Fail(group, error);
        }
    }

    private async Task CarryOutAsync(List<Waiting> commands, ReadyGroup? ready, Func<List<Waiting>?>? next)
    {
        if (commands.Count == 0)
            return;
        switch (await TryAsync(commands, ready, next))
        {
            case Tried.Refused:
                // Each by itself, so that only that one hears of it.
                await CarryOutApartAsync(commands.Select(one => new List<Waiting> { one }));
                break;
            case Tried.Locked:
                await PutAsideAsync(commands);
                break;
        }
    }

    private async Task CarryOutApartAsync(IEnumerable<List<Waiting>> groups)
    {
        foreach (var group in groups)
        {
            try
            {
                await CarryOutAsync(group, null, null);
            }
            catch (Exception error)
            {
                Fail(group, error);
            }
        }
    }

    private async Task PutAsideAsync(List<Waiting> commands)
    {
        var streams = await writer.Rows.HeldAsync(commands.SelectMany(w => w.Message.Streams));
        var stories = commands.GroupBy(w => w.Message.Story).ToList();
        // A story that there is not yet has no row that could be seen to be held.
        if (streams.Count == 0 && stories is [{ Key: var only }])
            streams = [only];
        await CarryOutApartAsync(streams.Count > 0 ? [aside!.Take(streams, commands)] : stories.Select(story => story.ToList()));
    }

    /// <summary>Tries to carry a group out, as often as may help.</summary>
    private async Task<Tried> TryAsync(List<Waiting> commands, ReadyGroup? ready, Func<List<Waiting>?>? next)
    {
        CarryOut[] messages = [.. commands.Select(w => w.Message)];
        GroupResult.Again? retry = null;
        for (var attempt = 0; attempt < (held is null ? Attempts : Waits) && !_ends; attempt++)
        {
            var result = ready is not null ? new GroupResult.Decided(ready)
                : held is null || await writer.Rows.WaitForAsync(held) ? await writer.DecideAsync(messages, new(_heads), clock, retry)
                : new GroupResult.Again(Locked: true);
            ready = null;
            if (result is GroupResult.Decided decided)
                result = await StoreAsync(commands, decided.Ready, next);
            if (result is GroupResult.Committed)
            {
                WaitedInVain = false;
                return Tried.Answered;
            }

            foreach (var stream in messages.SelectMany(m => m.Streams))
                _heads.Remove(stream);
            retry = result as GroupResult.Again;
            if (retry is { Locked: true } && held is null)
                return Tried.Locked;
            if (result is not GroupResult.Failed failed)
                continue;
            if (commands is not [var one])
                return Tried.Refused;
            if (Refusals.Unstorable(failed.Error) is { } refusal)
                one.Answer.TrySetResult(refusal);
            else
                one.Answer.TrySetException(failed.Error);
            return Tried.Answered;
        }

        if (retry?.Reason is { } reason)
            ExceptionDispatchInfo.Throw(reason);
        WaitedInVain = retry is { Locked: true };
        foreach (var waiting in commands)
            waiting.Answer.TrySetResult(Refusals.TooBusy);
        return Tried.Answered;
    }

    /// <summary>Stores a group and answers, and decides the next one meanwhile.</summary>
    private async Task<GroupResult> StoreAsync(List<Waiting> commands, ReadyGroup ready, Func<List<Waiting>?>? next)
    {
        var storing = StoreAndAnswerAsync(commands, ready);
        await Task.WhenAll(storing, next is null ? Task.CompletedTask : DecideNextAsync(commands, ready.Group!, storing, next));
        var result = await storing;
        if (result is not GroupResult.Committed { Group: var group })
            return result;
        if (_heads.Count > MostHeads)
            _heads.Clear();
        foreach (var (story, after) in group.After)
            _heads[story] = after.WithoutEntries;
        _last = group;
        return result;
    }

    private async Task<GroupResult> StoreAndAnswerAsync(List<Waiting> commands, ReadyGroup ready)
    {
        var result = await writer.StoreAsync(ready, clock);
        if (result is not GroupResult.Committed { Group: var group })
            return result;
        committed(group);
        for (var i = 0; i < commands.Count; i++)
            commands[i].Answer.TrySetResult(group.Answers[i].Final);
        return result;
    }

    private async Task DecideNextAsync(List<Waiting> commands, CommandGroup before, Task storing, Func<List<Waiting>?> next)
    {
        // Those whom the group before has just answered may come again at once.
        await Task.Yield();
        if (aside is null || storing.IsCompleted || next() is not { } group || !Waiting.MayBeDecidedOn(group, commands) || group.Exists(aside.Awaits))
            return;
        // An earlier try's.
        await DropAheadAsync();
        if (await writer.DecideAsync([.. group.Select(w => w.Message)], new(_heads, before.After), clock, null) is not GroupResult.Decided { Ready: var ready })
            return;
        _ahead = (ready, before);
        // It must not be answered before what it rests on is stored, and has nothing to store that would find out.
        if (ready.Session is null)
            await DropAheadAsync();
    }

    // What was decided on something that is not stored, or not the last that is, is decided again.
    private async Task<ReadyGroup?> TakeAheadAsync()
    {
        if (_ahead is not { } ahead || ahead.Before == _last)
        {
            var ready = _ahead?.Ready;
            _ahead = null;
            return ready;
        }

        await DropAheadAsync();
        return null;
    }

    private async Task DropAheadAsync()
    {
        var ahead = _ahead;
        _ahead = null;
        if (ahead is { Ready: var ready })
            await ready.DisposeAsync();
    }

    private static void Fail(List<Waiting> commands, Exception error)
    {
        foreach (var waiting in commands)
            waiting.Answer.TrySetException(error);
    }
}
