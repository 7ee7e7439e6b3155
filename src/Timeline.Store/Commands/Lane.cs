using System.Runtime.ExceptionServices;
using Timeline.Domain;
using Timeline.Domain.TakeDowns;
using Timeline.Store.Projections;

namespace Timeline.Store.Commands;

/// <summary>A command that waits for its answer.</summary>
internal sealed record Waiting(CarryOut Message, CancellationToken Cancelled)
{
    public TaskCompletionSource<CommandResult> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>
/// Carries out commands one group after the other. Whoever finds the lane idle carries its own out itself, so that a command that
/// is alone neither waits nor changes threads; whoever comes meanwhile is in the next group.
/// </summary>
internal sealed class Lane(GroupWriter writer, ServerClock clock, Action<CommandGroup> committed)
{
    // Only another node can win a race against a lane, and only once, as the second try holds the rows' locks. More are needed
    // where clocks are corrected, a deadlock is broken, or the connection is lost.
    private const int Attempts = 10;

    private const int MostHeads = 10_000;

    private readonly Lock _gate = new();
    private readonly Queue<Waiting> _waiting = new();
    private readonly Dictionary<string, LoadedStory> _heads = new(StringComparer.Ordinal);
    private TaskCompletionSource? _running;

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

    /// <summary>Waits until nothing is on its way.</summary>
    public Task IdleAsync()
    {
        lock (_gate)
            return _running?.Task ?? Task.CompletedTask;
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
            await Task.Yield();
        }
        while (await CarryOutNextAsync());
    }

    /// <summary>Carries out those that wait, as many as go together.</summary>
    /// <returns>Whether others have come meanwhile; if not, the lane is idle.</returns>
    private async Task<bool> CarryOutNextAsync()
    {
        foreach (var group in Grouped(Take()))
            await CarryOutAsync(group);
        lock (_gate)
        {
            if (_waiting.Count > 0)
                return true;
            _running!.SetResult();
            _running = null;
            return false;
        }
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

    // Two requests with one key are never in one group: the second is answered from what the first has left. Nor is what names somebody
    // whom another one changes: it is decided on the register as that one leaves it.
    private static IEnumerable<List<Waiting>> Grouped(List<Waiting> commands)
    {
        for (var rest = commands; rest.Count > 0;)
        {
            var (keys, changed) = (new HashSet<(string, string)>(), new HashSet<string>());
            bool Fits(CarryOut message)
            {
                if (message.By.Key is { } key && !keys.Add((message.By.Actor, key)))
                    return false;
                if (message.Streams.Skip(1).Any(changed.Contains))
                    return false;
                changed.Add(message.Story);
                return true;
            }

            var group = rest.TakeWhile(w => Fits(w.Message)).TakeWhile((w, i) => i == 0 || w.Message.Command is not IRewrites).ToList();
            // What rewrites a story is decided on what is stored of it.
            if (group[0].Message.Command is IRewrites)
                group = group[..1];
            rest = rest[group.Count..];
            yield return group;
        }
    }

    private async Task CarryOutAsync(List<Waiting> commands)
    {
        try
        {
            if (await TryAsync(commands))
                return;
        }
        catch (Exception error)
        {
            foreach (var waiting in commands)
                waiting.Answer.TrySetException(error);
            return;
        }

        // Something is wrong with one of them, and nothing is stored: each by itself, so that only that one hears of it.
        foreach (var one in commands)
            await CarryOutAsync([one]);
    }

    /// <summary>Carries a group out, and answers.</summary>
    /// <returns>False where nothing is stored or answered, as something is wrong with one of several.</returns>
    private async Task<bool> TryAsync(List<Waiting> commands)
    {
        CarryOut[] messages = [.. commands.Select(w => w.Message)];
        GroupResult.Again? retry = null;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var result = await writer.WriteAsync(messages, _heads, clock, retry);
            if (result is GroupResult.Committed committed)
            {
                Answer(commands, committed.Group);
                return true;
            }

            foreach (var stream in messages.SelectMany(m => m.Streams))
                _heads.Remove(stream);
            retry = result as GroupResult.Again;
            if (result is not GroupResult.Failed failed)
                continue;
            if (commands is not [var one])
                return false;
            if (Refusals.Unstorable(failed.Error) is { } refusal)
                one.Answer.TrySetResult(refusal);
            else
                one.Answer.TrySetException(failed.Error);
            return true;
        }

        if (retry?.Reason is { } reason)
            ExceptionDispatchInfo.Throw(reason);
        foreach (var waiting in commands)
            waiting.Answer.TrySetResult(Refusals.TooBusy);
        return true;
    }

    private void Answer(List<Waiting> commands, CommandGroup group)
    {
        if (_heads.Count > MostHeads)
            _heads.Clear();
        foreach (var (story, after) in group.After)
            _heads[story] = after with { State = after.State with { Entries = StoryState.Empty.Entries } };
        committed(group);
        for (var i = 0; i < commands.Count; i++)
            commands[i].Answer.TrySetResult(group.Answers[i].Final);
    }
}
