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
/// is alone neither waits nor changes threads; whoever comes meanwhile is in the next group. A story whose row somebody else holds for
/// long, such as an import, gets a lane of its own beside it, which waits for that row, and so holds up no other story.
/// </summary>
internal sealed class Lane(GroupWriter writer, ServerClock clock, Action<CommandGroup> committed, bool patient = false)
{
    // Only another node can win a race against a lane, and only once, as the second try holds the rows' locks. More are needed
    // where clocks are corrected, a deadlock is broken, or the connection is lost; and a lane that waits for a row waits for it so often.
    private const int Attempts = 10;

    private const int MostHeads = 10_000;

    private readonly Lock _gate = new();
    private readonly Queue<Waiting> _waiting = new();
    private readonly Dictionary<string, LoadedStory> _heads = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Lane> _aside = new(StringComparer.Ordinal);
    private TaskCompletionSource? _running;
    private bool _waitedInVain;

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

    // Where the last ones waited in vain, so would the next ones.
    private bool IsDone
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
        Lane[] aside;
        lock (_gate)
            aside = [.. _aside.Values];
        foreach (var lane in aside)
            await lane.IdleAsync();
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

    private async Task CarryOutAsync(List<Waiting> all)
    {
        var commands = all.FindAll(w => !GoesAside(w));
        if (commands.Count == 0)
            return;
        try
        {
            switch (await TryAsync(commands))
            {
                case Tried.Refused:
                    // Each by itself, so that only that one hears of it.
                    foreach (var one in commands)
                        await CarryOutAsync([one]);
                    break;
                case Tried.Locked when commands.TrueForAll(w => w.Message.Story == commands[0].Message.Story):
                    PutAside(commands);
                    break;
                case Tried.Locked:
                    // Each story by itself, so that only the one that is locked waits.
                    foreach (var story in commands.GroupBy(w => w.Message.Story).ToList())
                        await CarryOutAsync([.. story]);
                    break;
            }
        }
        catch (Exception error)
        {
            foreach (var waiting in commands)
                waiting.Answer.TrySetException(error);
        }
    }

    private void PutAside(List<Waiting> commands)
    {
        var aside = new Lane(writer, clock, committed, patient: true);
        lock (_gate)
            _aside[commands[0].Message.Story] = aside;
        foreach (var waiting in commands)
            _ = aside.CarryOutAsync(waiting);
    }

    /// <returns>Whether a command's story has a lane of its own, where it waits now.</returns>
    private bool GoesAside(Waiting waiting)
    {
        if (!_aside.TryGetValue(waiting.Message.Story, out var aside))
            return false;
        if (aside.IsDone)
        {
            lock (_gate)
                _aside.Remove(waiting.Message.Story);
            return false;
        }

        _ = aside.CarryOutAsync(waiting);
        return true;
    }

    /// <summary>Carries a group out, and answers.</summary>
    private async Task<Tried> TryAsync(List<Waiting> commands)
    {
        CarryOut[] messages = [.. commands.Select(w => w.Message)];
        GroupResult.Again? retry = null;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var result = await writer.WriteAsync(messages, _heads, clock, retry);
            if (result is GroupResult.Committed committed)
            {
                _waitedInVain = false;
                Answer(commands, committed.Group);
                return Tried.Answered;
            }

            foreach (var stream in messages.SelectMany(m => m.Streams))
                _heads.Remove(stream);
            retry = result as GroupResult.Again;
            if (retry is { Locked: true } && !patient)
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
