using System.Runtime.ExceptionServices;
using Marten;
using Microsoft.Extensions.Logging;
using Timeline.Domain.TakeDowns;
using Wolverine.Runtime;

namespace Timeline.Store.Commands;

/// <summary>
/// Carries out commands. Those that wait at the same time share one Marten session and one commit: that costs PostgreSQL hardly
/// more than one of them alone. A command that is alone does not wait for company.
/// </summary>
/// <remarks>
/// There is a single writer: what is known of a story's head is kept from group to group, and only another node can win a race for it. It has
/// connections of its own. So it never waits behind readers for one, and few of PostgreSQL's processes, which have all of its plans at hand, carry
/// everything out: where it shared those of the readers, one caller was a tenth slower.
/// </remarks>
public sealed class GroupCommit : IAsyncDisposable
{
    /// <summary>The most commands in one transaction: what more waits hardly makes it cheaper, but all of it slower.</summary>
    internal const int MostTogether = 128;

    // Against other nodes, which may win as often as they may against the lane.
    private const int Attempts = 10;

    // What only asks leaves the connections to what is carried out, and to readers.
    private const int MostTrials = 4;

    // A group is decided while the one before it is stored, and each reads beside its own transaction.
    private const int MostConnections = 4;

    private readonly TimelineDatabase _connections;
    private readonly SemaphoreSlim _trials = new(MostTrials);
    // What rewrites reads and folds its whole story, for seconds: it has one place of its own, so that what is quick never waits behind it.
    private readonly SemaphoreSlim _rewritings = new(1);
    private readonly Lane _lane;
    // Beside the lane.
    private readonly GroupWriter _writer;
    private readonly ServerClock _clock;

    /// <summary>Works on one database.</summary>
    /// <param name="database">Where.</param>
    /// <param name="marten">Marten on it.</param>
    /// <param name="wolverine">Sends what must happen later.</param>
    /// <param name="caches">What must let go of what is withheld.</param>
    /// <param name="clock">The time that is recorded; corrected where the database server's clock differs.</param>
    /// <param name="log">Told of commits that were interrupted, and at Debug what was tried again or refused because others were faster.</param>
    public GroupCommit(
        TimelineDatabase database, IDocumentStore marten, IWolverineRuntime wolverine, SharedCaches caches, TimeProvider clock,
        ILogger<GroupCommit> log)
    {
        ArgumentNullException.ThrowIfNull(database);
        _connections = database.OpenApart(MostConnections);
        _clock = new ServerClock(clock);
        _writer = Writer(database);
        _lane = new Lane(Writer(_connections), _writer, _clock, Say);

        GroupWriter Writer(TimelineDatabase over) => new(over, marten, wolverine, caches, log);
    }

    /// <summary>Called after each commit, with a story that changed and its public version. Must be quick and must not throw.</summary>
    public event Action<string, long>? Committed;

    /// <summary>For so long a command that is only tried waits for its turn, before it is answered that it is too busy.</summary>
    internal TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(5);

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
        // Found out here, where it keeps nobody else waiting.
        _ = message.Streams;
        return _lane.CarryOutAsync(new Waiting(message, ct)).WaitAsync(ct);
    }

    /// <summary>What would become of a command, by its own decision on the state as it is stored; or that it is too busy to be told.</summary>
    /// <param name="message">The command.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="Npgsql.NpgsqlException">The database is away.</exception>
    public Task<Trial> TryAsync(CarryOut message, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(message);
        return InTurnAsync(message, () => _writer.TryOutAsync(message, _clock.Now, ct), busy => busy, ct);
    }

    /// <summary>What a command would change.</summary>
    /// <inheritdoc cref="TryAsync"/>
    public Task<Looks> PreviewAsync(CarryOut message, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(message);
        return InTurnAsync(message, () => _writer.PreviewAsync(message, _clock.Now, ct), busy => new(busy, null, null), ct);
    }

    /// <summary>
    /// Carries out commands on different stories in one transaction: all of them, or none where one is refused. Beside the lane, as
    /// another node would.
    /// </summary>
    /// <inheritdoc cref="CarryOutAsync"/>
    public async Task<IReadOnlyList<CommandResult>> CarryOutTogetherAsync(IReadOnlyList<CarryOut> messages)
    {
        GroupResult.Again? retry = null;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var result = await _writer.DecideAsync(messages, new([]), _clock, retry, together: true);
            if (result is GroupResult.Decided { Ready: var ready })
                result = await _writer.StoreAsync(ready, _clock);
            if (result is GroupResult.Failed failed)
                ExceptionDispatchInfo.Throw(failed.Error);
            retry = result as GroupResult.Again;
            if (result is not GroupResult.Committed { Group: var group })
                continue;
            if (group.IsStored)
                Say(group);
            return [.. group.Answers.Select(a => a.Final)];
        }

        return [Refusals.TooBusy];
    }

    /// <summary>Waits until what is on its way is carried out; what only waits for a row that somebody holds is answered that it is too busy.</summary>
    public async ValueTask DisposeAsync()
    {
        await _lane.IdleAsync();
        await _connections.DisposeAsync();
    }

    private async Task<T> InTurnAsync<T>(CarryOut message, Func<Task<T>> tried, Func<Trial, T> tooBusy, CancellationToken ct)
    {
        var places = message.Command is IRewrites ? _rewritings : _trials;
        if (!await places.WaitAsync(Patience, ct))
            return tooBusy(new(Refusals.TooBusy, false, null));
        try
        {
            return await tried();
        }
        finally
        {
            places.Release();
        }
    }

    private void Say(CommandGroup group)
    {
        foreach (var (story, after) in group.After)
            Committed?.Invoke(story, after.State.PublicVersion);
        if (group.Embargoes.Count > 0)
            EmbargoSet?.Invoke();
    }
}
