using System.Runtime.ExceptionServices;
using Timeline.Domain.TakeDowns;
using Timeline.Store.Projections;

namespace Timeline.Store.Commands;

/// <summary>
/// Carries out commands one group after the other. Whoever finds the lane idle carries its own out itself, so that a command that
/// is alone does not wait; whoever comes meanwhile is in the next group, which is decided while PostgreSQL stores the one before. What rests on a
/// row that somebody else holds for long, such as an import, waits beside it (<see cref="AsideLanes"/>).
/// </summary>
/// <param name="writer">Carries a group out.</param>
/// <param name="clock">The time that is recorded.</param>
/// <param name="committed">Told of each group that is stored.</param>
/// <param name="held">Of a lane beside, the stream for whose row it waits.</param>
internal sealed class Lane(GroupWriter writer, ServerClock clock, Action<CommandGroup> committed, string? held = null)
{
    // Only another node can win a race against a lane, and only once, as the second try holds the rows' locks. More are needed
    // where clocks are corrected, a deadlock is broken, or the connection is lost.
    private const int Attempts = 10;

    // Of a lane that waits for a row: some ten seconds.
    private const int Waits = 5;

    private const int MostHeads = 10_000;

    private readonly Lock _gate = new();
    private readonly Queue<Waiting> _waiting = new();
    private readonly Dictionary<string, LoadedStory> _heads = new(StringComparer.Ordinal);
    private readonly AsideLanes? _aside = held is null ? new(stream => new(writer, clock, committed, stream)) : null;
    private TaskCompletionSource? _running;
    // Taken from those who wait, by whoever runs; and what is decided already of the first of them.
    private readonly Queue<List<Waiting>> _groups = new();
    private (ReadyGroup Ready, CommandGroup Before)? _ahead;
    // Of whoever runs; told to others by the end of the run.
    private bool _waitedInVain;
    private volatile bool _ends;

    private enum Tried
    {
        Answered,

        // Nothing is stored or answered: something is wrong with one of several.
        Refused,

        // Nothing is stored or answered: somebody else holds a row for longer than all others of the lane should wait.
        Locked,
    }

    public Task<CommandResult> CarryOutAsync(Waiting waiting)
    {
        lock (_gate)
        {
            _waiting.Enqueue(waiting);
            if (_running is not null)
                return waiting.Answer.Task;
            _running = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return LeadAsync(waiting);
    }

    /// <summary>Whether it is idle, and no lane to wait in: where the last ones waited in vain, so would the next ones. Such a lane is kept until
    /// somebody waits in it again.</summary>
    public bool IsDone
    {
        get
        {
            lock (_gate)
                return _running is null && !_waitedInVain;
        }
    }

    /// <summary>Waits until nothing is on its way.</summary>
    public async Task IdleAsync()
    {
        Task? running;
        lock (_gate)
            running = _running?.Task;
        if (running is not null)
            await running;
        if (_aside is not null)
            await _aside.EndAsync();
    }

    /// <summary>Waits for no row any longer: whoever does so is told that it is too busy.</summary>
    public Task EndAsync()
    {
        _ends = true;
        return IdleAsync();
    }

    private async Task<CommandResult> LeadAsync(Waiting first)
    {
        // Those who came meanwhile must not keep the first one from its answer.
        if (await CarryOutNextAsync())
            _ = Task.Run(CarryOutRestAsync);
        return await first.Answer.Task;
    }

    private async Task CarryOutRestAsync()
    {
        do
        {
            // Those who just got their answers may come again at once: let them, so that groups do not fall apart into many small ones.
            if (_ahead is null)
                await Task.Yield();
        }
        while (await CarryOutNextAsync());
    }

    /// <summary>Carries out the next group.</summary>
    /// <returns>Whether there is another one; if not, the lane is idle.</returns>
    private async Task<bool> CarryOutNextAsync()
    {
        if (HasNext())
        {
            var (group, ahead) = (_groups.Dequeue(), _ahead);
            _ahead = null;
            // What was decided on something that is not stored after all is decided again.
            if (ahead is { Before.IsStored: false, Ready: var idle })
            {
                await idle.DisposeAsync();
                ahead = null;
            }

            await CarryOutAsync(group, ahead?.Ready);
        }

        lock (_gate)
        {
            if (_waiting.Count + _groups.Count > 0)
                return true;
            _running!.SetResult();
            _running = null;
            return false;
        }
    }

    private bool HasNext()
    {
        if (_groups.Count == 0)
        {
            foreach (var group in Waiting.Grouped(Take()))
                _groups.Enqueue(group);
        }

        return _groups.Count > 0;
    }

    private List<Waiting> Take()
    {
        var commands = new List<Waiting>();
        lock (_gate)
        {
            while (commands.Count < GroupCommit.MostTogether && _waiting.TryDequeue(out var waiting))
            {
                if (waiting.Cancelled.IsCancellationRequested)
                    waiting.Answer.TrySetCanceled(waiting.Cancelled);
                else
                    commands.Add(waiting);
            }
        }

        return commands;
    }

    private async Task CarryOutAsync(List<Waiting> all, ReadyGroup? ready = null)
    {
        var commands = ready is not null ? all : all.FindAll(w => _aside?.Takes(w) is not true);
        if (commands.Count == 0)
            return;
        try
        {
            switch (await TryAsync(commands, ready))
            {
                case Tried.Refused:
                    // Each by itself, so that only that one hears of it.
                    foreach (var one in commands)
                        await CarryOutAsync([one]);
                    break;
                case Tried.Locked:
                    await PutAsideAsync(commands);
                    break;
            }
        }
        catch (Exception error)
        {
            foreach (var waiting in commands)
                waiting.Answer.TrySetException(error);
        }
    }

    private async Task PutAsideAsync(List<Waiting> commands)
    {
        var streams = await writer.Rows.HeldAsync(commands.SelectMany(w => w.Message.Streams));
        var stories = commands.GroupBy(w => w.Message.Story).ToList();
        // A story that there is not yet has no row that could be seen to be held.
        if (streams.Count == 0 && stories is [{ Key: var only }])
            streams = [only];
        if (streams.Count > 0)
        {
            await CarryOutAsync(_aside!.Take(streams, commands));
            return;
        }

        foreach (var story in stories)
            await CarryOutAsync([.. story]);
    }

    /// <summary>Carries a group out, and answers.</summary>
    private async Task<Tried> TryAsync(List<Waiting> commands, ReadyGroup? ready)
    {
        CarryOut[] messages = [.. commands.Select(w => w.Message)];
        GroupResult.Again? retry = null;
        for (var attempt = 0; attempt < (held is null ? Attempts : Waits) && !_ends; attempt++)
        {
            var result = ready is not null ? new GroupResult.Decided(ready)
                : held is null || await writer.Rows.WaitForAsync(held) ? await writer.DecideAsync(messages, _heads, clock, retry)
                : new GroupResult.Again(Locked: true);
            ready = null;
            if (result is GroupResult.Decided decided)
                result = await StoreAsync(commands, decided.Ready);
            if (result is GroupResult.Committed)
            {
                _waitedInVain = false;
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
        _waitedInVain = retry is { Locked: true };
        foreach (var waiting in commands)
            waiting.Answer.TrySetResult(Refusals.TooBusy);
        return Tried.Answered;
    }

    /// <summary>Stores a group and answers, and decides the next one meanwhile.</summary>
    private async Task<GroupResult> StoreAsync(List<Waiting> commands, ReadyGroup ready)
    {
        var storing = StoreAndAnswerAsync(commands, ready);
        if (held is null)
            await DecideNextAsync(ready.Group!, storing);
        var result = await storing;
        if (result is not GroupResult.Committed { Group: var group })
            return result;
        if (_heads.Count > MostHeads)
            _heads.Clear();
        foreach (var (story, after) in group.After)
            _heads[story] = after.WithoutEntries;
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

    private async Task DecideNextAsync(CommandGroup before, Task storing)
    {
        // Those whom the group before has just answered may come again at once.
        await Task.Yield();
        if (storing.IsCompleted || _ahead is not null || !HasNext())
            return;
        var next = _groups.Peek();
        // What rewrites a story is decided on what is stored of it, and what is to wait beside is not decided here.
        if (next.Exists(w => w.Message.Command is IRewrites || _aside!.Awaits(w)))
            return;
        if (await writer.DecideAheadAsync([.. next.Select(w => w.Message)], _heads, before, clock) is { } ready)
            _ahead = (ready, before);
    }
}
