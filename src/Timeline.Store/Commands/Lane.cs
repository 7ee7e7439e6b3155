namespace Timeline.Store.Commands;

/// <summary>
/// Carries out commands one group after the other. Whoever finds the lane idle carries its own out itself, so that a command that
/// is alone does not wait; whoever comes meanwhile is in the next group. What rests on a row that somebody else holds for long, such as an
/// import, waits beside it (<see cref="AsideLanes"/>).
/// </summary>
internal sealed class Lane
{
    private readonly Lock _gate = new();
    private readonly Queue<Waiting> _waiting = new();
    private readonly AsideLanes? _aside;
    private readonly GroupCarrier _carrier;
    // Taken from those who wait, by whoever runs.
    private readonly Queue<List<Waiting>> _groups = new();
    private TaskCompletionSource? _running;

    /// <summary>Is idle.</summary>
    /// <param name="writer">Decides and stores a group.</param>
    /// <param name="beside">The same, for the lanes beside.</param>
    /// <param name="clock">The time that is recorded.</param>
    /// <param name="committed">Told of each group that is stored.</param>
    /// <param name="held">Of a lane beside, the stream for whose row it waits.</param>
    public Lane(GroupWriter writer, GroupWriter beside, ServerClock clock, Action<CommandGroup> committed, string? held = null)
    {
        _aside = held is null ? new(stream => new(beside, beside, clock, committed, stream)) : null;
        _carrier = new(writer, clock, committed, _aside, held);
    }

    /// <summary>Whether it is idle, and no lane to wait in: where the last ones waited in vain, so would the next ones. Such a lane is kept until
    /// somebody waits in it again.</summary>
    public bool IsDone
    {
        get
        {
            lock (_gate)
                return _running is null && !_carrier.WaitedInVain;
        }
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

        _ = CarryOutAllAsync();
        return waiting.Answer.Task;
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
        _carrier.End();
        return IdleAsync();
    }

    private async Task CarryOutAllAsync()
    {
        while (true)
        {
            if (Next() is not null)
                await _carrier.CarryOutAsync(_groups.Dequeue(), Next);
            lock (_gate)
            {
                if (_waiting.Count + _groups.Count == 0)
                {
                    _running!.SetResult();
                    _running = null;
                    return;
                }
            }

            // Those who just got their answers may come again at once: let them, so that groups do not fall apart into many small ones.
            if (!_carrier.IsAhead)
                await Task.Yield();
        }
    }

    /// <summary>The group that comes next, which stays where it is; null where nobody waits.</summary>
    private List<Waiting>? Next()
    {
        if (_groups.Count == 0)
        {
            foreach (var group in Waiting.Grouped(Take()))
                _groups.Enqueue(group);
        }

        return _groups.TryPeek(out var next) ? next : null;
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
}
