using System.Runtime.ExceptionServices;
using Marten;
using Timeline.Domain;
using Timeline.Store.Projections;
using Wolverine.Runtime;

namespace Timeline.Store.Commands;

/// <summary>How commands share commits.</summary>
public sealed record GroupCommitOptions
{
    /// <summary>How many lanes there are, at least 1: so many commits can be under way at once.</summary>
    // Two: see src/decisions.md.
    public int Lanes { get; init; } = 2;
}

/// <summary>
/// Carries out commands. Those that wait at the same time share one Marten session and one commit: that costs PostgreSQL hardly
/// more than one of them alone. A command that is alone does not wait for company.
/// </summary>
/// <remarks>
/// Each lane is a single writer, and a story always has the same one: what is known of its head is kept from group to group, and
/// only another node can win a race for it.
/// </remarks>
public sealed class GroupCommit : IAsyncDisposable
{
    /// <summary>The most commands in one transaction: what more waits hardly makes it cheaper, but all of it slower.</summary>
    internal const int MostTogether = 128;

    private readonly Lane[] _lanes;

    /// <summary>Works on one database.</summary>
    /// <param name="database">Where.</param>
    /// <param name="marten">Marten on it.</param>
    /// <param name="wolverine">Sends what must happen later.</param>
    /// <param name="caches">What must let go of what is withheld.</param>
    /// <param name="clock">The time that is recorded; corrected where the database server's clock differs.</param>
    /// <param name="options">How many lanes.</param>
    public GroupCommit(
        TimelineDatabase database, IDocumentStore marten, IWolverineRuntime wolverine, SharedCaches caches, TimeProvider clock,
        GroupCommitOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var writer = new GroupWriter(database, marten, wolverine, caches);
        var time = new ServerClock(clock);
        _lanes = [.. Enumerable.Range(0, options.Lanes).Select(_ => new Lane(writer, time, Say))];
    }

    /// <summary>Called after each commit, with a story that changed and its public version. Must be quick and must not throw.</summary>
    public event Action<string, long>? Committed;

    /// <summary>Called after a commit that sets embargoes.</summary>
    internal event Action? EmbargoSet;

    /// <summary>Carries out a command on a story.</summary>
    /// <param name="message">The command.</param>
    /// <param name="ct">Stops waiting; where its group is on its way already, the command is carried out all the same.</param>
    /// <exception cref="CommitUnknownException">Whether it was stored cannot be told.</exception>
    /// <exception cref="Npgsql.NpgsqlException">The database is away; nothing was stored.</exception>
    public Task<CommandResult> CarryOutAsync(CarryOut message, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(message);
        var lane = _lanes[(uint)string.GetHashCode(message.Story, StringComparison.Ordinal) % _lanes.Length];
        return lane.CarryOutAsync(new Waiting(message, ct)).WaitAsync(ct);
    }

    /// <summary>Waits until what is on its way is carried out.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var lane in _lanes)
            await lane.IdleAsync();
    }

    private void Say(CommandGroup group)
    {
        foreach (var (story, after) in group.After)
            Committed?.Invoke(story, after.State.PublicVersion);
        if (group.Embargoes.Count > 0)
            EmbargoSet?.Invoke();
    }
}

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
        foreach (var group in ByKey(Take()))
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

    // Two requests with one key are never in one group: the second is answered from what the first has left.
    private static IEnumerable<List<Waiting>> ByKey(List<Waiting> commands)
    {
        for (var rest = commands; rest.Count > 0;)
        {
            var keys = new HashSet<(string, string)>();
            var group = rest.TakeWhile(w => w.Message.By.Key is not { } key || keys.Add((w.Message.By.Actor, key))).ToList();
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

            foreach (var waiting in commands)
                _heads.Remove(waiting.Message.Story);
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
